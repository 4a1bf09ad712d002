"""What stands apart from any feature: letters, the journal's words, consents, archives, what is done once."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.amending.models import Amendment
from veche.core import daily, spent
from veche.core.database import changed, db
from veche.core.journal import Entry, Head, Payload
from veche.core.languages import gettext, speaking
from veche.core.moderated import kinds
from veche.core.outbox import Letter
from veche.core.personal import Holding, Rows, hold_personal, hours_or_days, plain
from veche.core.policy import N_
from veche.core.settings import declare, setting
from veche.moderation.personal import cases_about
from veche.privacy.models import ConsentRecord, DataExport
from veche.proposals.models import Coauthor, Version

declare("KEEP_LETTERS_DAYS", 30, "Days after which a letter that was sent is deleted, with its address.")
declare("KEEP_EXPORT_HOURS", 24, "Hours for which somebody's archive of their data can be fetched.")
DAYS_KEPT = timedelta(days=30)


# Letters


def _addresses(person: Person) -> list[str]:
    return [one.lower() for one in (person.email, person.representative_email) if one]


def _letters(person: Person) -> Rows:
    """Without their words, which name others and lie in the person's own mailbox."""
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return [plain(row, "address", "language", "written_at", "sent_at") for row in db.session.execute(rows).scalars()]


def forget_letters(session: Session, person: Person) -> None:
    """No letter to the person or their representative is left, sent or not; letters to others name them no more."""
    session.execute(delete(Letter).where(func.lower(Letter.address).in_(_addresses(person))))
    rename_in_letters(session, person.display_name, None)


def rename_in_letters(session: Session, name: str, now: str | None) -> None:
    """A letter that is on its way says the new name, or a former participant; one that has arrived is deleted."""
    word = _word(name)
    for letter in session.execute(select(Letter).where(_may_hold(Letter.subject + Letter.body, name))).scalars():
        if not word.search(f"{letter.subject}\n{letter.body}"):
            continue
        if letter.sent_at:
            session.delete(letter)
            continue
        with speaking(letter.language):
            shown = now or gettext("a former participant")
        plainly = shown.replace("\\", r"\\")
        letter.subject, letter.body = (word.sub(plainly, text) for text in (letter.subject, letter.body))
    session.flush()


def _word(name: str) -> re.Pattern[str]:
    """The name as it is typed, not inside another word."""
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _may_hold(column: Any, name: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.contains(name, autoescape=True)
    return found


def _forget_sent(session: Session, moment: datetime) -> int:
    until = moment - timedelta(days=setting("KEEP_LETTERS_DAYS"))
    return changed(session, delete(Letter).where(Letter.sent_at < until))


hold_personal(
    "letters",
    Holding(
        N_("Letters to you: address and days"),
        (Letter.__tablename__,),
        N_("%(term)s after they were sent, to find out what became of one."),
        _letters,
        forget_letters,
        _forget_sent,
        terms=lambda: {"term": hours_or_days(24 * setting("KEEP_LETTERS_DAYS"))},
    ),
)


# The journal


def _entries(person: Person) -> Rows:
    rows = select(Entry).where(or_(Entry.actor == person.id, Entry.subject == f"person:{person.id}"))
    found = db.session.execute(rows.order_by(Entry.seq)).unique().scalars()
    return [plain(row, "seq", "at", "verb", "subject", "data") for row in found]


def forget_words(session: Session, person: Person) -> None:
    """The journal's words that name the person are erased; the chain verifies, because it holds only their digest.

    Only entries of the person's own acts and texts are looked at, so that nobody wipes another's by taking a common
    word for a name.
    """
    words = [word for word in (person.display_name, *_addresses(person)) if word]
    said = cast(Payload.body, Text)
    holding = or_(*(said.contains(json.dumps(word)[1:-1], autoescape=True) for word in words))
    cases = {f"case:{number}" for number in session.execute(cases_about(person)).scalars()}
    rows = select(Payload, Entry.actor, Entry.subject).join(Entry, Entry.seq == Payload.seq)
    rows = rows.where(or_(holding, Entry.subject.in_(cases)))
    found, own = session.execute(rows).unique().all(), _subjects(session, person) | cases
    patterns = [_word(word) for word in words]
    for payload, actor, subject in found:
        named = any(pattern.search(text) for text in _texts(payload.body) for pattern in patterns)
        if named and (actor == person.id or subject in own):
            payload.body = None
    session.flush()


def _subjects(session: Session, person: Person) -> set[str]:
    """What the person wrote, alone or with others, or was credited for."""
    number = person.id
    sorts: list[tuple[str, Any]] = [
        *((kind, select(model.id).where(model.author_id == number)) for kind, model in kinds.items()),
        ("proposal", select(Coauthor.proposal_id).where(Coauthor.person_id == number)),
        (
            "proposal",
            select(Version.proposal_id).where(or_(Version.author_id == number, Version.credited_id == number)),
        ),
        ("proposal", select(Amendment.proposal_id).where(Amendment.author_id == number)),
    ]
    found = {f"{sort}:{one}" for sort, rows in sorts for one in session.execute(rows).scalars()}
    return found | {f"person:{number}"}


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


hold_personal(
    "journal",
    Holding(
        N_("Your acts in the journal, under your number"),
        (Entry.__tablename__, Payload.__tablename__, Head.__tablename__),
        N_("For ever: it proves that nothing was changed afterwards. It holds no name and no address."),
        _entries,
        forget_words,
        goes=N_("The entries stay, under a number without a name; words in them that name you are erased."),
    ),
)


# Consents and archives


def _consents(person: Person) -> Rows:
    rows = select(ConsentRecord).where(ConsentRecord.person_id == person.id).order_by(ConsentRecord.id)
    return [plain(row, "act", "part", "version", "at") for row in db.session.execute(rows).scalars()]


def _forget_consents(session: Session, person: Person) -> None:
    session.execute(delete(ConsentRecord).where(ConsentRecord.person_id == person.id))


hold_personal(
    "consents",
    Holding(
        N_("What you consented to, and when"),
        (ConsentRecord.__tablename__,),
        N_("As long as you take part: it shows that we may keep the rest."),
        _consents,
        _forget_consents,
    ),
)


def _archives(person: Person) -> Rows:
    rows = select(DataExport).where(DataExport.person_id == person.id)
    return [plain(row, "made_at", "expires_at", "size") for row in db.session.execute(rows).scalars()]


def _forget_archives(session: Session, person: Person) -> None:
    session.execute(delete(DataExport).where(DataExport.person_id == person.id))


def _forget_expired(session: Session, moment: datetime) -> int:
    return changed(session, delete(DataExport).where(DataExport.expires_at <= moment))


hold_personal(
    "archives",
    Holding(
        N_("The archive of your data that you had made"),
        (DataExport.__tablename__,),
        N_("%(term)s, or until you delete it."),
        _archives,
        _forget_archives,
        _forget_expired,
        terms=lambda: {"term": hours_or_days(setting("KEEP_EXPORT_HOURS"))},
    ),
)


# What is done once


def _forget_days(session: Session, moment: datetime) -> int:
    return daily.forget_before(session, (moment - DAYS_KEPT).date())


hold_personal(
    "daily_letters",
    Holding(
        N_("On which days you were told what waits for you in an office"),
        (daily.Daily.__tablename__,),
        N_("30 days, so that nobody is told twice a day."),
        daily.held_of,
        daily.forget,
        _forget_days,
    ),
)
hold_personal(
    "spent",
    Holding(
        N_("Proofs of work and challenges of passkeys that were used"),
        (spent.Spent.__tablename__,),
        N_("Until they would have expired, ten minutes at most; they do not say who used them."),
        expire=spent.expire,
    ),
)
