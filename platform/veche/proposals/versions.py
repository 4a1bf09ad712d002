"""Texts of a proposal: the present one, a new one, and what a new one does to the supports of the earlier."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, markup
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.policy import Refusal, require
from veche.newcomers import looking
from veche.proposals.asking import ask_anew
from veche.proposals.events import changed
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.supports import note_day
from veche.proposals.wording import why_not_wording


class NotWording(Exception):
    """The change is more than wording; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


@dataclass(frozen=True)
class Prepared:
    """A text as html, and why it is not only the wording, found out before anything is locked.

    It holds while `present` is the latest version and `people_read` the latest material one.
    """

    html: str
    is_material: bool
    present: int = 0
    people_read: int = 0
    against: Refusal | None = None


def prepare(proposal_id: int, *, title: str, text: str, is_material: bool) -> Prepared:
    """What takes time about a new text, to be called before the write lock is taken."""
    html = markup.render(text)
    latest = None if is_material else _latest(db.session(), proposal_id)
    if latest is None:
        return Prepared(html, is_material)
    (present, before), (people_read, read) = latest
    after = f"{title}\n{text}"
    against = why_not_wording(before, after)
    if against is None and people_read != present:  # many small changes may not add up to another text
        against = why_not_wording(read, after)
    return Prepared(html, is_material, present, people_read, against)


def _latest(session: Session, proposal_id: int) -> tuple[tuple[int, str], tuple[int, str]] | None:
    """The latest version and the latest material one, each with its number and its title and text."""
    rows = select(Version.number, Version.title, Version.text).where(Version.proposal_id == proposal_id)
    latest = rows.order_by(Version.number.desc()).limit(1)
    found = [session.execute(one).first() for one in (latest, latest.where(Version.is_material))]
    present, people_read = ((row.number, f"{row.title}\n{row.text}") if row else None for row in found)
    return (present, people_read) if present and people_read else None


def new_version(
    proposal: Proposal,
    *,
    author_id: int,
    text: str,
    html: str,
    reason: str = "",
    is_material: bool = True,
    credited_id: int | None = None,
) -> Version:
    """A row for the proposal's present title and number."""
    return Version(
        proposal_id=proposal.id,
        number=proposal.version,
        title=proposal.title,
        text=text,
        html=html,
        html_version=markup.VERSION,
        reason=reason,
        is_material=is_material,
        credited_id=credited_id,
        author_id=author_id,
        made_at=clock.now(),
    )


def present(session: Session, proposal: Proposal) -> Version:
    """The text as it is now, read anew."""
    rows = select(Version).where(Version.proposal_id == proposal.id, Version.number == proposal.version)
    return session.execute(rows.execution_options(populate_existing=True)).scalar_one()


def edit(
    actor: Person,
    proposal_id: int,
    *,
    title: str,
    text: str,
    reason: str,
    version: int,
    is_material: bool = True,
    credited_id: int | None = None,
    prepared: Prepared | None = None,
) -> Proposal:
    """A new text with its reason; one that began from another version raises Stale and loses nothing.

    A draft is written over. Once open, every earlier text stays readable. A material change asks each supporter anew;
    supports follow a change of wording, and NotWording is raised when it is more than that. `credited_id` is whose
    amendment it takes up; `prepared` is what a service that holds the lock itself has found out before.
    """
    prepared = prepared or prepare(proposal_id, title=title, text=text, is_material=is_material)
    html = prepared.html
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "proposal.edit", proposal)
        if proposal.version != version:
            raise Stale
        if proposal.state == "draft":
            written = _write_over(session, proposal, title, text, html)
            looking.changed(session, written)
            return written
        _require_wording(session, proposal, prepared)
        proposal.title, proposal.version = title, version + 1
        mark = {"reason": reason, "is_material": is_material, "credited_id": credited_id}
        session.add(new_version(proposal, author_id=actor.id, text=text, html=html, **mark))  # type: ignore[arg-type]
        _move_supports(session, proposal, is_material)
        _record(session, actor, proposal, reason, is_material, credited_id)
        changed.send(proposal)
        return proposal


def _write_over(session: Session, proposal: Proposal, title: str, text: str, html: str) -> Proposal:
    """How often a draft was saved leaves no trace but the number that keeps two writers apart."""
    draft = present(session, proposal)
    proposal.title, proposal.version = title, proposal.version + 1
    draft.number, draft.title, draft.text, draft.html = proposal.version, title, text, html
    draft.html_version, draft.made_at = markup.VERSION, clock.now()
    return proposal


def _require_wording(session: Session, proposal: Proposal, prepared: Prepared) -> None:
    """What the author marked as wording is no more than that, held against the texts as they are now. What the author
    marked as another matter is one. Raises NotWording, Stale."""
    if prepared.is_material:
        return
    latest = select(Version.number).where(Version.proposal_id == proposal.id, Version.is_material)
    people_read = session.execute(latest.order_by(Version.number.desc()).limit(1)).scalar()
    if (prepared.present, prepared.people_read) != (proposal.version, people_read):
        raise Stale
    if prepared.against:
        raise NotWording(prepared.against)


def _move_supports(session: Session, proposal: Proposal, is_material: bool) -> None:
    """Supports of the text just before follow new wording; another matter needs them again."""
    session.flush()
    if not is_material:
        before = Support.version == proposal.version - 1
        session.execute(
            update(Support).where(Support.proposal_id == proposal.id, before).values(version=proposal.version)
        )
        return
    proposal.support_count = 0
    note_day(session, proposal)
    ask_anew(session, proposal)


def _record(
    session: Session, actor: Person, proposal: Proposal, reason: str, is_material: bool, credited_id: int | None
) -> None:
    said = {"title": proposal.title, "version": proposal.version, "reason": reason, "is_material": is_material}
    credit = {"credited": f"person:{credited_id}"} if credited_id else {}
    journal.record(session, actor.id, "proposal.edited", proposal.subject, **said, **credit)
