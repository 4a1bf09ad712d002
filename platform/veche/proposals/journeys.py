"""The journey line in the words of the page's language: what `rules` and `nexts` say by name gets its sentence here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from veche.core import clock
from veche.core.languages import day, day_time, gettext, inner, ngettext, number, time_left
from veche.core.pages import ask
from veche.core.settings import setting
from veche.proposals import nexts, rules
from veche.proposals.rules import Words

When = datetime | date


@dataclass(frozen=True)
class ShownStep:
    """A step of the journey line as the templates' macros draw it."""

    form: int
    title: str
    date: str
    status: str
    tone: str


@dataclass(frozen=True)
class ShownNext:
    """What happens next: the form it belongs to, by when and what, and the date in those words if they hold one."""

    form: int
    when: str
    what: str
    moment: When | None


@dataclass(frozen=True)
class State:
    """The label of a state: kind of colour, symbol, words."""

    kind: str
    icon: str
    words: str


def steps(proposal: Any, votes: Any = None) -> list[ShownStep]:
    """The six steps of the proposal's path, for parts.journey and parts.mini_journey."""
    return [
        ShownStep(step.form, gettext(step.title), say(step.date), step.status, step.tone)
        for step in rules.journey(proposal, clock.now(), votes)
    ]


def sentence(shown: list[ShownStep]) -> Markup:
    """What a list says beside the small journey line: the present step and its date."""
    present = next((step for step in shown if step.status in {"now", "bad"}), shown[-1])
    if not present.date:
        return Markup("<b>{}</b>").format(present.title)
    return Markup("<b>{}</b>, {}").format(present.title, present.date)


def coming(proposal: Any) -> list[ShownNext]:
    """What happens next and by when, who owes it."""
    found = nexts.what_next(proposal, clock.now(), setting("REMINDER_DAYS"))
    return [ShownNext(one.form, say(one.when), say(one.what), one.when.values.get("moment")) for one in found]


def next_step(proposal: Any) -> ShownNext:
    """The nearest of what comes next, for lists."""
    return coming(proposal)[0]


def votes_of(proposals: Iterable[Any]) -> dict[int, Any]:
    """The counts of the closed votes among the proposals, asked once for all of them."""
    return ask("proposal.tally", [proposal.id for proposal in proposals if proposal.voting_closed_at])


def state(proposal: Any) -> State:
    """The label that stands above a proposal's title."""
    now = clock.now()
    now_in = rules.phase(proposal, now)
    if now_in == "review" and rules.tone(proposal, now) == "late":
        return State("late", "m-late", gettext("Answer overdue"))
    kind, icon, words = _STATES[now_in]
    return State(kind, icon, words())


def say(words: Words | None) -> str:
    """The sentence of a named saying; '' for none."""
    return _SAYINGS[words.name](**words.values) if words else ""


_STATES: dict[str, tuple[str, str, Callable[[], str]]] = {
    "draft": ("off", "m-none", lambda: gettext("Draft")),
    "open": ("", "j-2", lambda: gettext("Gathers support")),
    "voting": ("vote", "j-3", lambda: gettext("Voting is open")),
    "counting": ("wait", "j-3", lambda: gettext("Voting has closed, being counted")),
    "review": ("wait", "j-4", lambda: gettext("The committee prepares an answer")),
    "accepted": ("done", "j-4", lambda: gettext("Accepted")),
    "declined": ("", "m-stop", lambda: gettext("Declined")),
    "deferred": ("wait", "m-wait", lambda: gettext("Deferred")),
    "not_carried": ("off", "m-stop", lambda: gettext("Not carried")),
    "dormant": ("off", "m-wait", lambda: gettext("Support not gathered")),
    "withdrawn": ("off", "m-abstain", lambda: gettext("Withdrawn")),
    "merged": ("off", "j-2", lambda: gettext("Merged")),
}


def _gathering(count: int, needed: int, moment: When) -> str:
    return gettext(
        "%(count)s of %(needed)s, until %(day)s", count=number(count), needed=number(needed), day=day(moment)
    )


def _gathered(count: int, needed: int, moment: When) -> str:
    return gettext("%(count)s of %(needed)s by %(day)s", count=number(count), needed=number(needed), day=day(moment))


def _tally(votes_for: int, votes_against: int) -> str:
    return gettext("%(votes_for)s for, %(against)s against", votes_for=number(votes_for), against=number(votes_against))


def _until_left(moment: datetime) -> str:
    return gettext("until %(day)s, %(left)s", day=day(moment), left=time_left(moment))


def _owed(who: str) -> str:
    if who:
        return gettext("The committee owes an answer with its reasons; %(name)s prepares it.", name=who)
    return gettext("The committee owes an answer with its reasons.")


def _overdue(who: str, days: int) -> str:
    late = ngettext("Overdue by %(num)s day.", "Overdue by %(num)s days.", days)
    return f"{late} {_owed(who)}"


def _lacking(count: int) -> str:
    more = ngettext("%(num)s more support is needed.", "%(num)s more supports are needed.", count)
    then = gettext("With the last one voting opens by itself.")
    return f"{more} {then}"


def _else_sleeps(reminders: Sequence[datetime]) -> str:
    sleeps = gettext("Without enough support the proposal falls asleep then; its author can revive it.")
    if not reminders:
        return sleeps
    reminded = gettext("The authors are reminded on %(days)s.", days=", ".join(map(day, reminders)))
    return f"{sleeps} {reminded}"


_SAYINGS: dict[str, Callable[..., str]] = {
    "on": lambda moment: day(moment),
    "at": lambda moment: day_time(moment),
    "by": lambda moment: gettext("by %(day)s", day=day(moment)),
    "until": lambda moment: gettext("until %(day)s", day=day(moment)),
    "until_left": _until_left,
    "reasoned": lambda moment: gettext("%(day)s, with reasons", day=day(moment)),
    "draft": lambda: gettext("a draft, only you see it"),
    "needs": lambda needed: ngettext("%(num)s support needed", "%(num)s supports needed", needed),
    "gathering": _gathering,
    "gathered": _gathered,
    "sent_by_council": lambda moment: gettext("sent by the youth council on %(day)s", day=day(moment)),
    "supported": lambda count, needed: gettext("%(count)s of %(needed)s", count=number(count), needed=number(needed)),
    "without_vote": lambda: gettext("taken up without a vote"),
    "vote_lasts": lambda days: ngettext("lasts %(num)s day", "lasts %(num)s days", days),
    "counting": lambda: gettext("closed, being counted"),
    "tally": _tally,
    "answer_within": lambda days: ngettext("within %(num)s day", "within %(num)s days", days),
    "overdue": lambda days: ngettext("overdue by %(num)s day", "overdue by %(num)s days", days),
    "can_propose": lambda: gettext("can be proposed"),
    "if_accepted": lambda: gettext("if it is accepted"),
    "report_overdue": lambda days: ngettext("report overdue by %(num)s day", "report overdue by %(num)s days", days),
    "report_by": lambda moment: gettext("report by %(day)s", day=day(moment)),
    "reports": lambda days: ngettext("a report every %(num)s day", "a report every %(num)s days", days),
    "on_decision_day": lambda: gettext("on the day of the decision"),
    "accepted_means_action": lambda: gettext(
        "Accepted means: there is an action with a responsible body, an indicator and the date of its report."
    ),
    "within_days_of_publishing": lambda days: ngettext(
        "within %(num)s day of publishing", "within %(num)s days of publishing", days
    ),
    "support_opens_vote": lambda needed: ngettext(
        "%(num)s support opens the vote.", "%(num)s supports open the vote.", needed
    ),
    "when_ready": lambda: gettext("when you are ready"),
    "author_publishes": lambda: gettext("You publish the draft; until then only you see it."),
    "lacking": _lacking,
    "else_sleeps": _else_sleeps,
    "then_days": lambda days: ngettext("%(num)s day after that", "%(num)s days after that", days),
    "vote_on_frozen_text": lambda: gettext("Residents vote on the text, which nobody edits any more."),
    "carried_means_answer": lambda: gettext(
        "If more are for than against and the quorum is there, the committee must answer in a letter with reasons."
    ),
    "closes_by_itself": lambda: gettext("Voting closes by itself. The result stands here right after that."),
    "being_counted": lambda: gettext("Voting has closed. The ballots are being counted."),
    "answer_owed": _owed,
    "answer_overdue": _overdue,
    "back_on_agenda": lambda: gettext("The proposal is back on the committee’s agenda."),
    "committee_answers": lambda: gettext("The committee answers."),
    "any_time": lambda: gettext("at any time"),
    "action_tells": lambda: gettext("The action’s page tells what came of it."),
    "body_reports": lambda: gettext("The responsible body reports on the action."),
    "body_report_overdue": lambda days: ngettext(
        "The responsible body owes a report, overdue by %(num)s day.",
        "The responsible body owes a report, overdue by %(num)s days.",
        days,
    ),
    "new_text_possible": lambda: gettext(
        "A new text can be proposed; the committee’s letter says what would change the decision."
    ),
    "arguments_remain": lambda: gettext("Nobody owes a step. The arguments stay readable for a new proposal."),
    "author_may_revive": lambda: gettext("The author can revive the proposal; the supports it has remain."),
    "goes_on_in": lambda title: gettext(
        "It goes on as part of «%(title)s». Its text stays readable.", title=inner(title)
    ),
    "stays_readable": lambda: gettext("Nobody owes a step. The text stays readable."),
}
