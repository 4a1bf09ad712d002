"""The journal's head leaves the house once a day, so that many mailboxes hold what the database cannot change."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, in_office
from veche.core import clock, outbox
from veche.core.database import db, writing
from veche.core.journal import Head
from veche.core.languages import day_time, gettext, speaking
from veche.core.pages import site_url
from veche.core.worker import duty
from veche.front.models import HeadLetter


@duty("journal head")
def write_head() -> int:
    """Every member of the committee gets today's head once, however many workers there are; how many letters."""
    if _written(db.session(), clock.today()):
        return 0
    with writing() as session:
        head = session.get(Head, 1, with_for_update=True, populate_existing=True)
        if head is None or _written(session, clock.today()):
            return 0
        readers = _committee(session)
        if not readers:
            return 0
        letter = HeadLetter(day=clock.today(), seq=head.seq, hash=head.hash, written_at=clock.now(), readers=0)
        letter.readers = sum(_post(session, letter, *reader) for reader in readers)
        session.add(letter)
        return letter.readers


def _written(session: Session, day: date) -> bool:
    return session.execute(select(HeadLetter.seq).where(HeadLetter.day == day)).first() is not None


def _committee(session: Session) -> list[outbox.Reader]:
    rows = select(Person.email, Person.language).where(
        Person.grants.any(in_office("committee")), Person.email.is_not(None), Person.banned_at.is_(None)
    )
    return [(address, language) for address, language in session.execute(rows.order_by(Person.id))]


def _post(session: Session, letter: HeadLetter, address: str | None, language: str) -> bool:
    with speaking(language):
        subject = gettext("Journal of all decisions: entry %(number)s", number=letter.seq)
        body = "\n\n".join(
            [
                gettext("This is the head of the journal on %(moment)s.", moment=day_time(letter.written_at)),
                gettext("Entry: %(number)s", number=letter.seq),
                gettext("Fingerprint: %(hash)s", hash=letter.hash),
                gettext(
                    "Keep this letter. If anybody changes an earlier entry, or puts an old copy of the database back, "
                    "the fingerprint in it will no longer fit, and this command will say so:"
                ),
                f"veche journal verify --since {letter.seq} --anchor {letter.hash}",
                site_url("front.journal", entry=letter.seq),
            ]
        )
    return outbox.post(session, address, subject, body, language) is not None


def last_letter() -> HeadLetter | None:
    """The head that went out last."""
    return db.session.execute(select(HeadLetter).order_by(HeadLetter.day.desc()).limit(1)).scalar()
