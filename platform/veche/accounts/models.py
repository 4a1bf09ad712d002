"""People and their roles."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Dialect, ForeignKey, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from veche.accounts import offices
from veche.core import clock
from veche.core.database import Base
from veche.core.languages import gettext

ROLES = ("moderator", "committee", "youth_council", "body_officer", "desk", "admin")
AGE_BANDS = ("14-15", "16-17", "18-31", "over-31")
DISTRICTS = ("zheleznodorozhny", "oktyabrsky", "pervomaysky")


class RoleGrant(Base):
    """A role that an administrator gave; a confirmed person without one is a citizen.

    `since` and `until` are the first and the last day of a term of office, by the city's calendar (none: no bound); the
    role begins and ends by its dates and not by a worker.
    """

    __tablename__ = "person_role"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[str] = mapped_column(
        String(20),
        CheckConstraint(f"role in {ROLES}", name="role"),
        primary_key=True,
    )
    granted_at: Mapped[datetime]
    since: Mapped[date | None]
    until: Mapped[date | None]

    @property
    def is_in_office(self) -> bool:
        today = clock.today()
        return (self.since is None or self.since <= today) and (self.until is None or self.until >= today)


def in_office(role: str, on: date | None = None) -> ColumnElement[bool]:
    """The condition that a grant gives this role on a day, today when none is named."""
    day = on or clock.today()
    begun = or_(RoleGrant.since.is_(None), RoleGrant.since <= day)
    return (RoleGrant.role == role) & begun & or_(RoleGrant.until.is_(None), RoleGrant.until >= day)


class ShownName(TypeDecorator[str]):
    """A display name; who has left has none, and is called a former participant in the reader's language."""

    impl = String(40)
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str:
        return value or gettext("a former participant")


class Person(Base):
    """A participant, known to others by the display name alone (a pseudonym is welcome).

    `email` is kept in lower case and `name_key` is what a reader sees in the display name, each UNIQUE. `epoch` stands
    in every session: raising it signs the person out everywhere. `verified_at` makes a resident, who may support and
    vote. Somebody who has left (`left_at`) or whom a desk assists (`is_assisted`) has neither e-mail nor password; who
    has left has no age and no consent either, only the number by which their texts are held together. `passed` counts
    the texts of a newcomer that a moderator has looked at and shown.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("name_key"))
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    display_name: Mapped[str] = mapped_column(ShownName())
    name_key: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    age_band: Mapped[str | None] = mapped_column(
        String(8), CheckConstraint("age_band in ('14-15', '16-17', '18-31', 'over-31')", name="age_band")
    )
    district: Mapped[str | None] = mapped_column(
        String(20), CheckConstraint("district in ('zheleznodorozhny', 'oktyabrsky', 'pervomaysky')", name="district")
    )
    representative_email: Mapped[str | None] = mapped_column(String(254))
    representative_agreed_at: Mapped[datetime | None]
    representative_withdrew_at: Mapped[datetime | None]
    consent_version: Mapped[str] = mapped_column(String(10))
    consented_at: Mapped[datetime]
    joined_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    is_assisted: Mapped[bool] = mapped_column(default=False)
    passed: Mapped[int] = mapped_column(default=0)
    muted_until: Mapped[datetime | None]
    banned_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    epoch: Mapped[int] = mapped_column(default=0)
    grants: Mapped[list[RoleGrant]] = relationship(lazy="joined", cascade="all, delete-orphan")

    is_authenticated = True
    is_active = True
    is_anonymous = False
    # Not columns: the session by which this person is here, and what the browser keeps of one that begins now.
    live = cast(Any, None)
    secret = ""
    # How that session proved who it is; '' for whoever is not here by one (a command, the worker, somebody else).
    proved_by = ""

    def get_id(self) -> str:
        return self.secret

    @property
    def offices(self) -> frozenset[str]:
        """The roles that this person has today, also those that are asleep."""
        return frozenset(grant.role for grant in self.grants if grant.is_in_office)

    @property
    def asleep(self) -> frozenset[str]:
        """The roles that do not act here, because this session was begun by the password alone."""
        held = self.offices if self.proved_by else frozenset()
        return offices.asleep(held, self.proved_by, offices.guarded()) if held else frozenset()

    @property
    def roles(self) -> frozenset[str]:
        """The roles in which this person acts; none is asleep in a command or where others ask about them."""
        return self.offices - self.asleep

    @property
    def is_confirmed(self) -> bool:
        """Whether the e-mail is confirmed and, under 16, a representative agreed."""
        return self.confirmed_at is not None and not self.needs_consent

    @property
    def needs_consent(self) -> bool:
        """Whether this is somebody under 16 whose representative has not agreed, or agrees no longer."""
        return self.age_band == "14-15" and self.representative_agreed_at is None

    @property
    def silent_until(self) -> datetime | None:
        """Until when a moderator's measure keeps this person from writing; None when nothing does any more."""
        return self.muted_until if self.muted_until and self.muted_until > clock.now() else None

    @property
    def is_resident(self) -> bool:
        return self.is_confirmed and self.verified_at is not None

    @property
    def sees_hidden(self) -> bool:
        """Whether hidden and pending texts are shown to this person in their place."""
        return "moderator" in self.roles


class Unfinished(Base):
    """What a person has typed into a form and not sent yet; `place` names the form ("proposals.new", "proposal:7")."""

    __tablename__ = "unfinished"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(60), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
