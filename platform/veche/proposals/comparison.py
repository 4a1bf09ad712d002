"""What the versions page shows: every text of a proposal, and what changed from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from veche.accounts.models import Person
from veche.core.database import db
from veche.proposals.changes import Piece, Row, aligned, changed
from veche.proposals.models import Proposal, Version

COMPARED = 20


@dataclass(frozen=True)
class Change:
    """From one text to a later one: the title's pieces, and paragraph beside paragraph.

    rows: a number stands for so many paragraphs in which nothing changed.
    """

    before: Version
    after: Version
    title: list[Piece]
    rows: Sequence[Row | int]

    @property
    def has_new_title(self) -> bool:
        return self.before.title != self.after.title


def history(proposal: Proposal) -> Sequence[Version]:
    """Every text of the proposal with who wrote it and who is credited, the present one first: one statement."""
    people = [joinedload(who).options(lazyload(Person.grants)) for who in (Version.author, Version.credited)]
    rows = select(Version).where(Version.proposal_id == proposal.id).options(*people)
    return db.session.execute(rows.order_by(Version.number.desc())).scalars().all()


def steps(texts: Sequence[Version]) -> dict[int, Change]:
    """By number, how each of the latest versions differs from the one before; only what changed, and what is near."""
    pairs = list(zip(texts, texts[1:], strict=False))[:COMPARED]
    return {after.number: compare(before, after, near=1) for after, before in pairs}


def compare(before: Version, after: Version, near: int | None = None) -> Change:
    """Both texts beside each other; with `near` only so many paragraphs around each change."""
    rows = aligned(before.text, after.text)
    return Change(before, after, changed(before.title, after.title), rows if near is None else around(rows, near))


def around(rows: Sequence[Row], near: int) -> list[Row | int]:
    """Rows near a change; runs of others are numbers."""
    touched = [place for place, row in enumerate(rows) if row.kind != "same"]
    kept = {place + step for place in touched for step in range(-near, near + 1)}
    shown: list[Row | int] = []
    for place, row in enumerate(rows):
        if place in kept:
            shown.append(row)
        elif shown and isinstance(shown[-1], int):
            shown[-1] += 1
        else:
            shown.append(1)
    return shown


def chosen(texts: Sequence[Version], before: str, after: str) -> Change | None:
    """The two versions that the reader asked for, the earlier one first; None where there are no two such."""
    by_number = {str(text.number): text for text in texts}
    first, second = by_number.get(before), by_number.get(after)
    if first is None or second is None or first is second:
        return None
    return compare(first, second) if first.number < second.number else compare(second, first)
