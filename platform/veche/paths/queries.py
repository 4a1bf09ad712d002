"""Reads for the path of an idea: the journal's entries on a proposal and on what it grew from and into."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.paging import Page, cut, keyset
from veche.moderation.texts import is_unsigned, key_of, look_up
from veche.paths import rules
from veche.proposals.models import Proposal, Support, SupportDay, Version
from veche.proposals.rules import city_day
from veche.proposals.ties import subjects_of

SIZE = 100


@dataclass(frozen=True)
class Place:
    """Where the thing itself stands: the address of a page and a spot on it."""

    endpoint: str
    values: dict[str, Any]
    fragment: str = ""


@dataclass(frozen=True)
class Step:
    """One act on the path. `data` is what may be said of it; `place` leads to the thing, where it has a page."""

    entry: Entry
    stage: str
    form: str
    verb: str
    actor: str | None
    place: Place | None
    data: dict[str, Any]


def subjects(proposal: Proposal) -> list[str]:
    """What the path tells of: the proposal, the thread it grew from (if it can be read), the action it became."""
    found = [proposal.subject]
    if proposal.thread and proposal.thread.is_visible:
        found.append(proposal.thread.subject)
    return found + subjects_of(proposal)


def steps(proposal: Proposal, cursor: str | None = None, newest_first: bool = False) -> Page[Step]:
    """A page of the path: at most four statements."""
    rows = select(Entry).where(Entry.subject.in_(subjects(proposal)))
    rows = keyset(rows, [Entry.seq], cursor, descending=newest_first).limit(SIZE + 1)
    found = cut(db.session.execute(rows).unique().scalars().all(), SIZE, lambda entry: [entry.seq])
    names = _names(found.rows)
    return Page([_step(proposal, entry, names) for entry in found.rows], found.after)


def before(proposal: Proposal, number: int) -> str | None:
    """The cursor of a page that begins with the entry `number`; None when it stands on the first page anyway."""
    rows = select(Entry.seq).where(Entry.subject.in_(subjects(proposal)), Entry.seq < number)
    earlier = db.session.execute(rows.order_by(Entry.seq.desc()).limit(SIZE)).scalars().all()
    return cut([earlier[0], number], 1, lambda seq: [seq]).after if len(earlier) == SIZE else None


def _step(proposal: Proposal, entry: Entry, names: dict[int, str]) -> Step:
    stage = rules.stage(entry.verb, entry.data)
    return Step(
        entry,
        stage,
        rules.FORMS[stage],
        journal.verbs.get(entry.verb, entry.verb),
        names.get(entry.seq),
        _place(proposal, entry),
        rules.said(entry.verb, entry.data),
    )


def _names(entries: Sequence[Entry]) -> dict[int, str]:
    """Who did what an entry tells of, by its number; a vote's entries name nobody, because they are the platform's own,
    and an amendment that is out of sight does not name its author."""
    texts = look_up({key for entry in entries if (key := key_of(entry)) and key[0] == "amendment"})
    actors = {
        entry.seq: entry.actor
        for entry in entries
        if entry.actor and not entry.verb.startswith("vote.") and not is_unsigned(entry, texts)
    }
    rows = select(Person.id, Person.display_name).where(Person.id.in_(actors.values()))
    names = dict(db.session.execute(rows).all()) if actors else {}
    return {seq: names[actor] for seq, actor in actors.items() if actor in names}


def _place(proposal: Proposal, entry: Entry) -> Place | None:
    data, here = entry.data, {"number": proposal.id}
    kind, _, number = entry.subject.partition(":")
    if kind == "thread":
        return Place("forum.thread", {"number": int(number)})
    if kind == "action":
        return _action_place(proposal, data)
    if entry.verb.startswith("amendment.") and data.get("amendment"):
        return Place("amending.amendment", {"number": int(data["amendment"])})
    if entry.verb.startswith("merge.") and data.get("merge"):
        return Place("merging.merge", {"number": int(data["merge"])})
    place = _PLACES.get(entry.verb)
    return place(here, data) if place else None


def _action_place(proposal: Proposal, data: dict[str, Any]) -> Place | None:
    code = data.get("code") or (proposal.action.code if proposal.action else None)
    if code is None:
        return None
    report = data.get("report")
    return Place("tracking.action", {"code": code}, f"report-{report}" if report else "")


def _version(here: dict[str, Any], data: dict[str, Any]) -> Place:
    return Place("proposals.versions", here, f"version-{data.get('version', 1)}")


_PLACES: dict[str, Callable[[dict[str, Any], dict[str, Any]], Place]] = {
    "proposal.opened": _version,
    "proposal.edited": _version,
    "vote.opened": lambda here, _data: Place("proposals.proposal", here, "ballot"),
    "vote.closed": lambda here, _data: Place("voting.result", here),
    "taking.proposed": lambda here, _data: Place("proposals.proposal", here, "taken-up"),
    "taking.seconded": lambda here, _data: Place("proposals.proposal", here, "taken-up"),
    "recusal.declared": lambda here, _data: Place("committee.dossier", here, "positions"),
    "opinion.published": lambda here, _data: Place("proposals.proposal", here, "opinion"),
    "opinion.changed": lambda here, _data: Place("proposals.proposal", here, "opinion"),
    **{
        f"proposal.{outcome}": lambda here, _data: Place("proposals.proposal", here, "answer")
        for outcome in ("accepted", "accepted_in_part", "declined", "deferred")
    },
}


def support_curve(proposal: Proposal) -> rules.Curve | None:
    """The support of the present text day by day: two statements. Before days were noted: from the supports that
    stand."""
    if proposal.opened_at is None:
        return None
    first, last = city_day(proposal.opened_at), city_day(_end_of_gathering(proposal))
    return rules.curve(_points(proposal), first, last, proposal.threshold, _material(proposal))


def _end_of_gathering(proposal: Proposal) -> Any:
    ends = [moment for moment in (proposal.voting_opened_at, proposal.ended_at) if moment]
    return min([*ends, clock.now()])


def _points(proposal: Proposal) -> list[rules.Point]:
    noted = select(SupportDay.day, SupportDay.count).where(SupportDay.proposal_id == proposal.id)
    points = [rules.Point(day, count) for day, count in db.session.execute(noted.order_by(SupportDay.day))]
    return points or _from_supports(proposal)


def _from_supports(proposal: Proposal) -> list[rules.Point]:
    given = select(Support.given_at).where(Support.proposal_id == proposal.id, Support.version == proposal.version)
    by_day: dict[date, int] = {}
    for total, moment in enumerate(db.session.execute(given.order_by(Support.given_at)).scalars(), 1):
        by_day[city_day(moment)] = total
    return [rules.Point(day, count) for day, count in by_day.items()]


def _material(proposal: Proposal) -> list[tuple[date, int]]:
    rows = select(Version.made_at, Version.number).where(
        Version.proposal_id == proposal.id, Version.number > 1, Version.is_material
    )
    return [(city_day(moment), number) for moment, number in db.session.execute(rows.order_by(Version.number))]
