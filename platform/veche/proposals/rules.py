"""The life of a proposal: its states, what its dates say, where it stands on the journey line, what comes next.

Values in, values out. A transition is due by its time, not by a worker: a vote whose time is over counts as closed here
even when nothing has been written down yet.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from veche.core.clock import CITY_ZONE
from veche.core.policy import N_

STATES = (
    "draft",
    "open",
    "voting",
    "review",
    "accepted",
    "declined",
    "deferred",
    "not_carried",
    "dormant",
    "withdrawn",
    "merged",
)
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"open", "withdrawn"}),
    "open": frozenset({"voting", "review", "withdrawn", "dormant", "merged"}),
    "voting": frozenset({"review", "not_carried"}),
    "review": frozenset({"accepted", "declined", "deferred"}),
    "deferred": frozenset({"review"}),
    "dormant": frozenset({"open"}),
    "accepted": frozenset(),
    "declined": frozenset(),
    "not_carried": frozenset(),
    "withdrawn": frozenset(),
    "merged": frozenset({"open"}),  # a merge that is undone
}
STOPPED = frozenset({"dormant", "not_carried", "declined", "withdrawn", "merged"})
ARGUABLE = frozenset({"open", "voting", "counting", "review"})
OPEN_ACTIONS = frozenset({"planned", "in_progress", "paused"})
LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON, LONGEST_ARGUMENT = 150, 20_000, 200, 2000


@dataclass(frozen=True)
class Terms:
    """What a proposal needs and how long each step lasts; fixed for it when it opens."""

    threshold: int = 25
    support_days: int = 180
    vote_days: int = 14
    quorum: int = 50
    answer_days: int = 30
    report_days: int = 90


class Words(NamedTuple):
    """What is to be said, by name and values; the page's language gives it words."""

    name: str
    values: dict[str, Any]


class Step(NamedTuple):
    """One form of the journey line. form 1…6; status ok | now | ahead | bad; tone '' | wait | done | late."""

    form: int
    title: str
    date: Words | None
    status: str
    tone: str = ""


class Next(NamedTuple):
    """What happens next: the form it belongs to, by when, and who owes what."""

    form: int
    when: Words
    what: Words


TITLES = (
    N_("Idea"),
    N_("Public support"),
    N_("Voting"),
    N_("Committee’s answer"),
    N_("Action"),
    N_("Result"),
)
ENDINGS = {
    "withdrawn": N_("Withdrawn"),
    "merged": N_("Merged"),
    "dormant": N_("Support not gathered"),
    "not_carried": N_("Not carried"),
    "declined": N_("Declined"),
    "deferred": N_("Deferred"),
}
_STAGES = {"draft": 1, "open": 2, "dormant": 2, "merged": 2, "voting": 3, "counting": 3, "not_carried": 3}


def may_move(before: str, after: str) -> bool:
    return after in TRANSITIONS[before]


def is_published(proposal: Any) -> bool:
    """Whether others may read it: a text that never opened belongs to its author alone."""
    return proposal.opened_at is not None


def phase(proposal: Any, now: datetime) -> str:
    """The state as the dates have it: «counting» between the end of a vote and its tally, «dormant» after the term of
    support, whether or not the worker has written it down."""
    if proposal.state == "voting" and proposal.voting_closes_at and now >= proposal.voting_closes_at:
        return "counting"
    if proposal.state == "open" and proposal.support_until and now >= proposal.support_until:
        return "dormant"
    state: str = proposal.state
    return state


def without_vote(proposal: Any, now_in: str) -> bool:
    """Whether the committee took it up while support was still gathered."""
    return proposal.voting_opened_at is None and now_in in {"review", "accepted", "declined", "deferred"}


def city_day(moment: datetime) -> date:
    return moment.astimezone(CITY_ZONE).date()


def days_late(due: datetime | date | None, now: datetime) -> int:
    """Days of the city's calendar past the deadline; a day belongs to its deadline, so 0 on the day itself."""
    if due is None:
        return 0
    last = city_day(due) if isinstance(due, datetime) else due
    return max(0, (city_day(now) - last).days)


def lacking(proposal: Any) -> int:
    """How many supports the present text still needs."""
    return max(0, int(proposal.threshold) - int(proposal.support_count))


def stage(proposal: Any, now: datetime) -> int:
    """The form of the journey line that the proposal has reached, 1…6."""
    now_in = phase(proposal, now)
    if now_in == "withdrawn":
        return 2 if is_published(proposal) else 1
    if now_in == "accepted":
        return 6 if _action_status(proposal) == "completed" else 5
    return _STAGES.get(now_in, 4)


def _action_status(proposal: Any) -> str:
    return str(proposal.action.status) if proposal.action else "planned"


def journey(proposal: Any, now: datetime, votes: Any = None) -> list[Step]:
    """The six steps of the proposal's path, each with its date and status.

    votes: the counts of a closed vote (votes_for, votes_against), where they are known.
    """
    now_in, reached = phase(proposal, now), stage(proposal, now)
    return [_step(proposal, form, now, now_in, reached, votes) for form in range(1, 7)]


def _step(proposal: Any, form: int, now: datetime, now_in: str, reached: int, votes: Any) -> Step:
    said = _DATES[form](proposal, now, now_in, reached, votes)
    if form != reached:
        return Step(form, _title(form, now_in, reached), said, "ok" if form < reached else "ahead")
    stopped = now_in in STOPPED or (form == 5 and _action_status(proposal) == "cancelled")
    title = ENDINGS.get(now_in, TITLES[form - 1])
    return Step(form, title, said, "bad" if stopped else "now", "" if stopped else tone(proposal, now))


def _title(form: int, now_in: str, reached: int) -> str:
    if form == 4 and now_in == "accepted":
        return N_("Accepted")
    if form == 5 and now_in == "declined":
        return N_("New text")
    return TITLES[form - 1]


def tone(proposal: Any, now: datetime) -> str:
    """How the present form is coloured: wait, late (overdue), done, or '' where citizens act."""
    now_in = phase(proposal, now)
    if now_in == "review":
        return "late" if days_late(proposal.answer_by, now) else "wait"
    if now_in == "accepted":
        if _action_status(proposal) == "completed":
            return "done"
        return "late" if report_late(proposal.action, now) else "wait"
    return "wait" if now_in in {"counting", "deferred"} else ""


def report_late(action: Any, now: datetime) -> int:
    """Days by which the action's next report is overdue, 0 when it is not."""
    if action is None or action.status not in OPEN_ACTIONS:
        return 0
    return days_late(action.next_report_on, now)


def _on(moment: datetime | date | None) -> Words | None:
    return Words("on", {"moment": moment}) if moment else None


def _idea(proposal: Any, _now: datetime, now_in: str, _reached: int, _votes: Any) -> Words | None:
    if now_in == "draft":
        return Words("draft", {})
    return _on(proposal.opened_at or proposal.ended_at)


def _support(proposal: Any, _now: datetime, now_in: str, reached: int, _votes: Any) -> Words | None:
    counts = {"count": proposal.support_count, "needed": proposal.threshold}
    if reached < 2:
        return Words("needs", {"needed": proposal.threshold}) if now_in == "draft" else None
    if now_in in {"withdrawn", "merged"}:
        return _on(proposal.ended_at)
    if now_in == "open":
        return Words("gathering", {**counts, "moment": proposal.support_until})
    if getattr(proposal, "sent_by_council", False):
        return Words("sent_by_council", {"moment": proposal.voting_opened_at})
    if without_vote(proposal, now_in):
        return Words("supported", counts)
    return Words("gathered", {**counts, "moment": proposal.voting_opened_at or proposal.support_until})


def _vote(proposal: Any, _now: datetime, now_in: str, reached: int, votes: Any) -> Words | None:
    if reached < 3:
        return None if now_in in STOPPED else Words("vote_lasts", {"days": proposal.vote_days})
    if now_in == "voting":
        return Words("until_left", {"moment": proposal.voting_closes_at})
    if now_in == "counting":
        return Words("counting", {})
    if without_vote(proposal, now_in):
        return Words("without_vote", {})
    if votes is not None:
        return Words("tally", {"votes_for": votes.votes_for, "votes_against": votes.votes_against})
    return _on(proposal.voting_closed_at)


def _answer(proposal: Any, now: datetime, now_in: str, reached: int, _votes: Any) -> Words | None:
    if reached < 4:
        return None if now_in in STOPPED else _answer_ahead(proposal, reached)
    if now_in == "review":
        late = days_late(proposal.answer_by, now)
        return Words("overdue", {"days": late}) if late else Words("until_left", {"moment": proposal.answer_by})
    if now_in == "deferred":
        return Words("until", {"moment": proposal.deferred_until})
    return Words("reasoned", {"moment": proposal.answered_at}) if now_in == "declined" else _on(proposal.answered_at)


def _answer_ahead(proposal: Any, reached: int) -> Words:
    if reached == 3:
        return Words("by", {"moment": answer_date(proposal, proposal.voting_closes_at)})
    return Words("answer_within", {"days": proposal.answer_days})


def answer_date(proposal: Any, closes: datetime) -> datetime:
    """By when the committee owes its answer: counted from the promised end of the vote, not from the counting."""
    return closes + timedelta(days=proposal.answer_days)


def _action(proposal: Any, now: datetime, now_in: str, reached: int, _votes: Any) -> Words | None:
    if reached < 5:
        if now_in == "declined":
            return Words("can_propose", {})
        return None if now_in in STOPPED else Words("if_accepted", {})
    action = proposal.action
    if action is None:
        return None
    late = report_late(action, now)
    if late:
        return Words("report_overdue", {"days": late})
    if action.status in OPEN_ACTIONS and action.next_report_on:
        return Words("report_by", {"moment": action.next_report_on})
    return _on(action.ended_at)


def _result(proposal: Any, _now: datetime, now_in: str, reached: int, _votes: Any) -> Words | None:
    if reached == 6:
        return _on(proposal.action.ended_at)
    stopped = now_in in STOPPED or (reached == 5 and _action_status(proposal) == "cancelled")
    return None if stopped else Words("reports", {"days": proposal.report_days})


_DATES = {1: _idea, 2: _support, 3: _vote, 4: _answer, 5: _action, 6: _result}
