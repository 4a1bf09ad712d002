"""The figures of moderation by quarter, counted from the same rows as the public log.

They count what moderators did and not who it was done to, and every measure stands one by one in the log; so small
numbers are told as they are: to hide them would hide the moderators, and protect nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import case, exists, func, not_, select

from veche.core import clock
from veche.core.database import db
from veche.moderation.models import Act, Case, Flag
from veche.moderation.rules import is_late, target
from veche.oversight import rules
from veche.oversight.logbook import PUBLIC, first_day, is_undecided, was_never_agreed
from veche.oversight.models import Appeal, Review
from veche.oversight.rules import Quarter

MOST = 12


@dataclass(frozen=True)
class Within:
    """Of cases with one promise, how many were decided in its time."""

    hours: int
    decided: int
    in_time: int

    @property
    def percent(self) -> int | None:
        return rules.share(self.in_time, self.decided)


@dataclass
class Figures:
    """One quarter. acts: (measure, clause) -> number. within: by the promise of the case, the shortest first."""

    quarter: Quarter
    flags: int = 0
    decided: int = 0
    late: int = 0
    acts: dict[tuple[str, str], int] = field(default_factory=dict)
    never_agreed: int = 0
    median: timedelta | None = None
    within: list[Within] = field(default_factory=list)
    lodged: int = 0
    upheld: int = 0
    overturned: int = 0
    settled: int = 0
    late_appeals: int = 0
    reviewed: int = 0
    agreed: int = 0
    looks: int = 0
    look_median: timedelta | None = None

    @property
    def answered(self) -> int:
        """Appeals that a moderator decided."""
        return self.upheld + self.overturned

    @property
    def overturned_share(self) -> int | None:
        return rules.share(self.overturned, self.answered)

    @property
    def agreement(self) -> int | None:
        return rules.share(self.agreed, self.reviewed)

    @property
    def measured(self) -> int:
        return sum(self.acts.values())

    def of_measure(self, measure: str) -> int:
        return sum(number for (name, _), number in self.acts.items() if name == measure)

    def of_clause(self, clause: str) -> int:
        return sum(number for (_, code), number in self.acts.items() if code == clause)

    @property
    def clauses(self) -> list[str]:
        """The clauses by which something was done."""
        return sorted({clause for _, clause in self.acts if clause})

    @property
    def measures(self) -> list[str]:
        """The measures that were taken, in the log's order."""
        return [name for name in PUBLIC if self.of_measure(name)]


def quarters() -> list[Quarter]:
    """The quarters since the first act, the newest first."""
    return rules.quarters(first_day().astimezone(clock.CITY_ZONE).date(), clock.today(), MOST)


def of_quarter(quarter: Quarter) -> Figures:
    """The figures of one quarter."""
    return of_quarters([quarter])[0]


def of_quarters(wanted: Sequence[Quarter]) -> list[Figures]:
    """The figures of quarters that follow each other, the newest first: five statements, however many quarters."""
    found = {quarter.code: Figures(quarter) for quarter in wanted}
    since, until = wanted[-1].begins, wanted[0].ends
    _count_flags(found, wanted, since, until)
    _count_acts(found, wanted, since, until)
    _count_cases(found, wanted, since, until)
    _count_appeals(found, since, until)
    _count_reviews(found, wanted, since, until)
    return list(found.values())


def _quarter(column: Any, wanted: Sequence[Quarter]) -> Any:
    """The code of the quarter into which a moment falls: the newest that had begun."""
    return case(*((column >= quarter.begins, quarter.code) for quarter in wanted)).label("quarter")


def _between(column: Any, since: Any, until: Any) -> tuple[Any, Any]:
    return column >= since, column < until


def _count_flags(found: dict[str, Figures], wanted: Sequence[Quarter], since: Any, until: Any) -> None:
    rows = select(_quarter(Flag.flagged_at, wanted), func.count()).where(*_between(Flag.flagged_at, since, until))
    for code, number in db.session.execute(rows.group_by("quarter")):
        found[code].flags = number


def _count_acts(found: dict[str, Figures], wanted: Sequence[Quarter], since: Any, until: Any) -> None:
    """What holds or held; a measure to which no second moderator agreed is counted apart."""
    never = case((was_never_agreed(), 1), else_=0).label("never")
    rows = select(_quarter(Act.acted_at, wanted), Act.verb, Act.clause, never, func.count()).where(
        Act.verb.in_(PUBLIC), not_(is_undecided()), *_between(Act.acted_at, since, until)
    )
    for code, verb, clause, was_never, number in db.session.execute(
        rows.group_by("quarter", Act.verb, Act.clause, "never")
    ):
        if was_never:
            found[code].never_agreed += number
        else:
            found[code].acts[verb, clause] = number


def _count_cases(found: dict[str, Figures], wanted: Sequence[Quarter], since: Any, until: Any) -> None:
    """Cases of reports and first looks by the quarter in which they were decided; what an appeal or a second
    moderator decides is counted apart. One that closed because its text was changed or taken back nobody decided."""
    is_decided = exists().where(Act.case_id == Case.id)
    rows = select(_quarter(Case.closed_at, wanted), Case.opened_at, Case.closed_at, Case.severity, Case.cause).where(
        Case.cause.in_(("flag", "newcomer")), is_decided, *_between(Case.closed_at, since, until)
    )
    cases = db.session.execute(rows).all()
    for code, figures in found.items():
        mine = [row for row in cases if row[0] == code]
        looks = [row for row in mine if row[4] == "newcomer"]
        figures.decided, figures.median = len(mine), rules.middle(row[2] - row[1] for row in mine)
        figures.looks, figures.look_median = len(looks), rules.middle(row[2] - row[1] for row in looks)
        figures.late = sum(is_late(row[3], row[2] - row[1], row[4]) for row in mine)
        figures.within = _within((target(row[3], row[4]), row[2] - row[1]) for row in mine)


def _within(waits: Iterable[tuple[timedelta, timedelta]]) -> list[Within]:
    by_target: dict[timedelta, list[timedelta]] = {}
    for promised, waited in waits:
        by_target.setdefault(promised, []).append(waited)
    return [
        Within(int(promised.total_seconds() // 3600), len(spans), sum(span <= promised for span in spans))
        for promised, spans in sorted(by_target.items())
    ]


def _count_appeals(found: dict[str, Figures], since: Any, until: Any) -> None:
    """Lodged ones by the quarter in which they were lodged, answers by theirs; one that is late and still waits counts
    as late where it was lodged."""
    rows = select(Appeal.lodged_at, Appeal.decided_at, Appeal.due_at, Appeal.outcome).where(
        (Appeal.lodged_at >= since) | (Appeal.decided_at >= since), Appeal.lodged_at < until
    )
    for lodged, decided, due, outcome in db.session.execute(rows):
        begun = found.get(_code(lodged))
        if begun:
            begun.lodged += 1
            begun.late_appeals += decided is None and clock.now() > due
        ended = found.get(_code(decided)) if decided else None
        if ended and decided and outcome:
            setattr(ended, outcome, getattr(ended, outcome) + 1)
            ended.late_appeals += decided > due


def _code(moment: Any) -> str:
    return Quarter.of(moment.astimezone(clock.CITY_ZONE).date()).code


def _count_reviews(found: dict[str, Figures], wanted: Sequence[Quarter], since: Any, until: Any) -> None:
    agreed = func.sum(case((Review.agrees.is_(True), 1), else_=0))
    rows = select(_quarter(Review.reviewed_at, wanted), func.count(), agreed).where(
        *_between(Review.reviewed_at, since, until)
    )
    for code, number, same in db.session.execute(rows.group_by("quarter")):
        found[code].reviewed, found[code].agreed = number, int(same or 0)


def rows_of(figures: Figures) -> list[tuple[str, str, str, Any]]:
    """The figures as a table: (name, measure or promise, clause, value); the names are the same in every language."""
    told: list[tuple[str, str, str, Any]] = [
        ("reports", "", "", figures.flags),
        ("cases_decided", "", "", figures.decided),
        ("cases_late", "", "", figures.late),
        ("median_minutes", "", "", _minutes(figures.median)),
        ("first_looks", "", "", figures.looks),
        ("first_looks_median_minutes", "", "", _minutes(figures.look_median)),
    ]
    told += [("never_agreed", "", "", figures.never_agreed)]
    told += [("acts", verb, clause, number) for (verb, clause), number in sorted(figures.acts.items())]
    for one in figures.within:
        told += [("cases_promised", f"{one.hours} h", "", one.decided), ("in_time", f"{one.hours} h", "", one.in_time)]
    told += [
        (f"appeals_{name}", "", "", getattr(figures, name)) for name in ("lodged", "upheld", "overturned", "settled")
    ]
    told += [("appeals_late", "", "", figures.late_appeals), ("overturned_percent", "", "", figures.overturned_share)]
    told += [("reviews", "", "", figures.reviewed), ("reviews_agreed", "", "", figures.agreed)]
    return [*told, ("agreement_percent", "", "", figures.agreement)]


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds() // 60)
