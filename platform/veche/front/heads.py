"""The journal's head leaves the house once a day, so that many mailboxes hold what the database cannot change."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person, in_office
from veche.core import clock, daily, outbox
from veche.core.database import writing
from veche.core.journal import Head
from veche.core.languages import day_time, gettext, speaking
from veche.core.pages import site_url
from veche.core.worker import duty

HEAD = "journal head"


@duty("journal head")
def write_head() -> int:
    """Every member of the committee gets today's head once, however many workers there are; how many letters."""
    if daily.is_done(HEAD):
        return 0
    with writing() as session:
        head, readers = session.get(Head, 1), _committee(session)
        if head is None or not readers or not daily.first(session, HEAD, seq=head.seq, hash=head.hash):
            return 0
        return sum(_post(session, head, *reader) for reader in readers)


def _committee(session: Session) -> list[outbox.Reader]:
    rows = select(Person.email, Person.language).where(
        Person.grants.any(in_office("committee")), Person.email.is_not(None), Person.banned_at.is_(None)
    )
    return [(address, language) for address, language in session.execute(rows.order_by(Person.id))]


def _post(session: Session, head: Head, address: str | None, language: str) -> bool:
    with speaking(language):
        subject = gettext("Journal of all decisions: entry %(number)s", number=head.seq)
        body = "\n\n".join(
            [
                gettext("This is the head of the journal on %(moment)s.", moment=day_time(clock.now())),
                gettext("Entry: %(number)s", number=head.seq),
                gettext("Fingerprint: %(hash)s", hash=head.hash),
                gettext(
                    "Keep this letter. If anybody changes an earlier entry, or puts an old copy of the database back, "
                    "the fingerprint in it will no longer fit, and this command will say so:"
                ),
                f"veche journal verify --since {head.seq} --anchor {head.hash}",
                site_url("front.journal", entry=head.seq),
            ]
        )
    return outbox.post(session, address, subject, body, language) is not None


class Sent(NamedTuple):
    """A head that went out."""

    at: datetime
    seq: int
    hash: str


def last_letter() -> Sent | None:
    """The head that went out last."""
    found = daily.last(HEAD)
    return Sent(found.at, found.told["seq"], found.told["hash"]) if found else None
