"""What happens next with a proposal and by when: one rule for the page, the letters and everybody who asks who owes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from veche.proposals.rules import Next, Words, answer_date, days_late, lacking, phase, report_late

# How long a proposal gathers support before its authors are reminded, unless VECHE_REMINDER_DAYS says otherwise.
REMINDER_DAYS = (60, 120)
_DECISION_DAY = Next(5, Words("on_decision_day", {}), Words("accepted_means_action", {}))


def what_next(proposal: Any, now: datetime, reminder_days: Sequence[int] = REMINDER_DAYS) -> list[Next]:
    """The next dated steps, nearest first, each with who owes it; for an ended proposal, what can still be done."""
    now_in = phase(proposal, now)
    return _open(proposal, now, reminder_days) if now_in == "open" else _NEXT[now_in](proposal, now)


def reminder_dates(proposal: Any, reminder_days: Sequence[int] = REMINDER_DAYS) -> list[datetime]:
    """When the authors are reminded within the present term for support, which a revival begins anew."""
    began = proposal.support_until - timedelta(days=proposal.support_days)
    return [began + timedelta(days=day) for day in reminder_days if day < proposal.support_days]


def reminders_past(proposal: Any, now: datetime, reminder_days: Sequence[int] = REMINDER_DAYS) -> int:
    """How many reminders have come due; none after the term, when the proposal sleeps."""
    if now >= proposal.support_until:
        return 0
    return sum(moment <= now for moment in reminder_dates(proposal, reminder_days))


def _draft(proposal: Any, _now: datetime) -> list[Next]:
    after = Words("within_days_of_publishing", {"days": proposal.support_days})
    return [
        Next(1, Words("when_ready", {}), Words("author_publishes", {})),
        Next(2, after, Words("support_opens_vote", {"needed": proposal.threshold})),
    ]


def _open(proposal: Any, now: datetime, reminder_days: Sequence[int]) -> list[Next]:
    until = proposal.support_until
    ahead = [moment for moment in reminder_dates(proposal, reminder_days) if moment > now]
    return [
        Next(2, Words("by", {"moment": until}), Words("lacking", {"count": lacking(proposal)})),
        Next(2, Words("on", {"moment": until}), Words("else_sleeps", {"reminders": ahead})),
        Next(3, Words("then_days", {"days": proposal.vote_days}), Words("vote_on_frozen_text", {})),
        Next(4, Words("then_days", {"days": proposal.answer_days}), Words("carried_means_answer", {})),
    ]


def _voting(proposal: Any, _now: datetime) -> list[Next]:
    closes = proposal.voting_closes_at
    return [
        Next(3, Words("at", {"moment": closes}), Words("closes_by_itself", {})),
        Next(4, Words("by", {"moment": answer_date(proposal, closes)}), Words("carried_means_answer", {})),
        _DECISION_DAY,
    ]


def _counting(proposal: Any, _now: datetime) -> list[Next]:
    closes = proposal.voting_closes_at
    return [
        Next(3, Words("at", {"moment": closes}), Words("being_counted", {})),
        Next(4, Words("by", {"moment": answer_date(proposal, closes)}), Words("carried_means_answer", {})),
    ]


def _review(proposal: Any, now: datetime) -> list[Next]:
    who = proposal.responsible.display_name if proposal.responsible else ""
    late = days_late(proposal.answer_by, now)
    owed = Words("answer_overdue", {"who": who, "days": late}) if late else Words("answer_owed", {"who": who})
    return [Next(4, Words("by", {"moment": proposal.answer_by}), owed), _DECISION_DAY]


def _deferred(proposal: Any, _now: datetime) -> list[Next]:
    return [
        Next(4, Words("on", {"moment": proposal.deferred_until}), Words("back_on_agenda", {})),
        Next(4, Words("then_days", {"days": proposal.answer_days}), Words("committee_answers", {})),
    ]


def _accepted(proposal: Any, now: datetime) -> list[Next]:
    action = proposal.action
    if action is None or action.next_report_on is None or action.ended_at:
        return [Next(6, Words("any_time", {}), Words("action_tells", {}))]
    late = report_late(action, now)
    owed = Words("body_report_overdue", {"days": late}) if late else Words("body_reports", {})
    return [Next(5, Words("by", {"moment": action.next_report_on}), owed)]


def _merged(proposal: Any, _now: datetime) -> list[Next]:
    target = proposal.merged_into
    what = Words("goes_on_in", {"title": target.title}) if target and target.is_visible else Words("stays_readable", {})
    return [Next(2, Words("any_time", {}), what)]


def _said(form: int, name: str) -> Callable[[Any, datetime], list[Next]]:
    return lambda _proposal, _now: [Next(form, Words("any_time", {}), Words(name, {}))]


_NEXT: dict[str, Callable[[Any, datetime], list[Next]]] = {
    "draft": _draft,
    "voting": _voting,
    "counting": _counting,
    "review": _review,
    "deferred": _deferred,
    "accepted": _accepted,
    "declined": _said(1, "new_text_possible"),
    "not_carried": _said(1, "arguments_remain"),
    "dormant": _said(2, "author_may_revive"),
    "withdrawn": _said(1, "stays_readable"),
    "merged": _merged,
}
