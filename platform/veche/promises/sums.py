"""The whole ledger in numbers: counted once, summed up as it is asked."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from veche.core.database import db
from veche.promises import rules, streams


@dataclass(frozen=True)
class Count:
    """How many promises share all of this."""

    kind: str
    backed: bool
    feature_id: int
    state: str
    recent: bool
    number: int


@dataclass(frozen=True)
class Sum:
    """The whole ledger in numbers."""

    counts: Sequence[Count] = field(default_factory=list)

    def _of(self, kind: str, year: bool, feature_id: int | None) -> Iterator[Count]:
        for one in self.counts:
            fits = one.backed and one.kind == "answer" if kind == rules.BACKED else kind in {"", one.kind}
            if fits and (one.recent or not year) and feature_id in {None, one.feature_id}:
                yield one

    def by_state(self, kind: str = "", year: bool = False, feature_id: int | None = None) -> Counter[str]:
        """How many promises are in each state."""
        found: Counter[str] = Counter()
        for one in self._of(kind, year, feature_id):
            found[one.state] += one.number
        return found

    def total(self, kind: str = "") -> int:
        return self.by_state(kind).total()

    def open(self, kind: str = "", feature_id: int | None = None) -> int:
        found = self.by_state(kind, feature_id=feature_id)
        return sum(found[state] for state in rules.OPEN_STATES)

    def share(self, kind: str = "") -> rules.Share:
        """How much was kept on time within the last year."""
        return rules.share(self.by_state(kind, year=True))


def summed() -> Sum:
    """How many promises there are of each sort: one statement."""
    row = streams.promises().c
    keys = (row.kind, row.backed, row.feature_id, row.state, row.recent)
    found = db.session.execute(select(*keys, func.count()).group_by(*keys))
    return Sum([Count(kind, bool(b), feature, state, bool(r), number) for kind, b, feature, state, r, number in found])
