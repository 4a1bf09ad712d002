"""What the tests of writing share: every address of the answering city that writes, and a town to try them in."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from sqlalchemy import update

from factories import (
    a_body,
    a_draft,
    a_member_of_the_board,
    a_milestone,
    a_person,
    a_saved_letter,
    a_seat,
    a_sector,
    a_sitting,
    a_talk,
    a_value,
    an_action,
    an_indicator,
    an_open_proposal,
    nonce,
)
from offices import an_officer
from veche.committee import taking_up
from veche.core import clock
from veche.core.database import writing
from veche.proposals.models import Proposal
from veche.proposals.services import publish
from veche.sittings import services as sittings
from veche.tracking import exchange_forms

FEATURES = {"committee", "sittings", "tracking", "bodies", "indicators", "promises", "dashboard", "youth"}
MEMBERS, ADMIN, YOUTH, NOBODY = {"committee"}, {"admin"}, {"youth"}, set()
REPORTERS = {"committee", "officer"}
ACTORS = ("anonymous", "citizen", "unverified", "moderator", "committee", "youth", "other officer", "officer", "admin")
SOON = (clock.today() + timedelta(days=30)).isoformat()
IN_A_YEAR = (clock.today() + timedelta(days=300)).isoformat()
WORDS = "The rooms stand empty every evening of the week."

# Each address with whom it is open to, and a plausible form. A name in braces is looked up in the town.
POSTS: dict[str, tuple[set[str], dict[str, Any], dict[str, Any]]] = {
    "bodies.add_body": (MEMBERS, {}, {"name_ru": "А", "name_be": "А", "name_en": "A", "office_language": "en"}),
    "bodies.save": (MEMBERS, {"number": "body"}, {"name_ru": "Б", "name_be": "Б", "name_en": "B"}),
    "bodies.name_officer": (MEMBERS, {"number": "body"}, {"name": "{officer_name}"}),
    "bodies.dismiss_officer": (MEMBERS, {"number": "body", "person": "officer"}, {}),
    "committee.declare_interest": (MEMBERS, {"number": "reviewed"}, {"interest-interest": WORDS}),
    "committee.prepare": (MEMBERS, {"number": "reviewed"}, {}),
    "committee.save_letter": (
        MEMBERS,
        {"number": "reviewed"},
        {
            "letter": WORDS,
            "step": "save",
            "revision": "1",
            "deferred_until": SOON,
            "target": "9",
            "next_report_on": SOON,
        },
    ),
    "committee.read_letter": (MEMBERS, {"number": "reviewed"}, {"verdict": "approve", "revision": "1"}),
    "committee.publish_letter": (NOBODY, {"number": "reviewed"}, {"revision": "1"}),  # no quorum: nobody may yet
    "committee.take_position": (
        MEMBERS,
        {"number": "reviewed"},
        {"position-stance": "declined", "position-reason": WORDS, "position-language": "en"},
    ),
    "committee.propose_taking_up": (MEMBERS, {"number": "gathering"}, {"reason": WORDS, "language": "en"}),
    "committee.second_taking_up": (MEMBERS, {"number": "proposed"}, {}),
    "indicators.add": (MEMBERS, {}, {"title_ru": "А", "title_be": "А", "title_en": "A", "source": "official"}),
    "indicators.edit": (
        MEMBERS,
        {"code": "indicator"},
        {
            "title_ru": "А",
            "title_be": "А",
            "title_en": "A",
            "source": "official",
            "version": "1",
            "direction": "up",
            "baseline": "1",
            "baseline_on": "2026-01-01",
            "target": "9",
            "target_on": SOON,
        },
    ),
    "indicators.record": (MEMBERS, {"code": "indicator"}, {"value": "3", "evidence": WORDS, "on": "2026-01-01"}),
    "indicators.retire": (MEMBERS, {"code": "indicator"}, {"reason": WORDS, "language": "en"}),
    "indicators.withdraw": (MEMBERS, {"number": "value"}, {"reason": WORDS, "language": "en"}),
    "sittings.add_addendum": (NOBODY, {"number": "begun"}, {"text": WORDS}),  # no minutes are published yet
    "sittings.add_matter": (MEMBERS, {"number": "sitting"}, {"title": "Keys", "language": "en"}),
    "sittings.add_sector": (ADMIN, {}, {"title_ru": "А", "title_be": "А", "title_en": "A"}),
    "sittings.cancel": (MEMBERS, {"number": "sitting"}, {"reason": WORDS}),
    "sittings.change": (
        MEMBERS,
        {"number": "sitting"},
        {"day": SOON, "hour": "16:00", "place": "Hall", "revision": "1"},
    ),
    "sittings.convene": (MEMBERS, {}, {"sort": "sitting", "day": SOON, "hour": "16:00", "place": "Hall"}),
    "sittings.draft_minutes": (MEMBERS, {"number": "begun"}, {"text": WORDS, "language": "en", "revision": "0"}),
    "sittings.end": (ADMIN, {"number": "seat"}, {"reason": WORDS}),
    "sittings.extend": (ADMIN, {"number": "seat"}, {"until": IN_A_YEAR}),
    "sittings.move_item": (MEMBERS, {"number": "sitting", "item": "item", "way": "up"}, {}),
    "sittings.publish_letters": (MEMBERS, {"number": "begun"}, {"letters": "{reviewed}"}),
    "sittings.publish_minutes": (NOBODY, {"number": "begun"}, {"revision": "0"}),  # nothing is drafted yet
    "sittings.put_on": (MEMBERS, {"number": "sitting"}, {"proposals": "{reviewed}"}),
    "sittings.record_attendance": (MEMBERS, {"number": "begun"}, {}),
    "sittings.rename_sector": (ADMIN, {"number": "sector"}, {"title_ru": "А", "title_be": "А", "title_en": "A"}),
    "sittings.seat": (
        ADMIN,
        {},
        {
            "name": "{officer_name}",
            "office": "member",
            "function_ru": "А",
            "sector_id": "{sector}",
            "since": SOON,
            "until": IN_A_YEAR,
        },
    ),
    "sittings.take_off": (MEMBERS, {"number": "sitting", "item": "item"}, {}),
    "tracking.add_milestone": (REPORTERS, {"code": "action"}, {"title": "Begun", "due_on": SOON, "language": "en"}),
    "tracking.correct_result": (REPORTERS, {"code": "action", "number": "result"}, {"title": "Done", "value": "2"}),
    "tracking.drop_milestone": (REPORTERS, {"code": "action", "number": "milestone"}, {"reason": WORDS}),
    "tracking.load_table": (MEMBERS, {}, {"packed": "{packed}", "digest": "x", "reason": WORDS}),
    "tracking.post_by_link": (NOBODY, {"token": "damaged"}, {"text": WORDS, "status": "in_progress"}),
    "tracking.post_report": (
        REPORTERS,
        {"code": "action"},
        {
            "text": WORDS,
            "status": "in_progress",
            "language": "en",
            "when": "own",
            "next_report_on": SOON,
            "figure": "3",
        },
    ),
    "tracking.put_output": (MEMBERS, {"code": "action"}, {"title_ru": "Люди", "target": "9", "target_on": SOON}),
    "tracking.reach_milestone": (REPORTERS, {"code": "action", "number": "milestone"}, {"evidence": WORDS}),
    "tracking.record_result": (
        REPORTERS,
        {"code": "action"},
        {"title": "Done", "value": "2", "unit": "people", "on": "2026-01-01", "evidence": WORDS, "language": "en"},
    ),
    "tracking.save_cost": (REPORTERS, {"code": "action"}, {"source": "city", "planned": "5", "spent": "1"}),
    "tracking.save_record": (
        MEMBERS,
        {"code": "action"},
        {"title_ru": "А", "reason": WORDS, "begins_on": SOON, "ends_on": IN_A_YEAR},
    ),
    "tracking.send_link": (NOBODY, {"code": "action"}, {}),  # the office of this body has no address
    "tracking.start_own": (MEMBERS, {}, {"title": "Own", "area": "2.4.5", "next_report_on": SOON}),
    "tracking.try_table": (MEMBERS, {}, {"file": "{file}"}),
    "tracking.write_lesson": (REPORTERS, {"code": "action"}, {"worked": WORDS, "language": "en"}),
    "youth.back": (YOUTH, {"number": "gathering"}, {}),
    "youth.board_name": (YOUTH, {}, {"name": "Swallow"}),
    "youth.board_open": (YOUTH, {}, {"title": "A talk", "text": WORDS, "language": "en"}),
    "youth.board_reply": (YOUTH, {"number": "talk"}, {"text": WORDS, "language": "en"}),
    "youth.mark": (NOBODY, {"number": "gathering"}, {}),  # the author alone
    "youth.publish": (YOUTH, {"number": "reviewed"}, {"stance": "support", "text": WORDS, "language": "en"}),
    "youth.take_back": (YOUTH, {"number": "gathering"}, {}),
    "youth.unmark": (NOBODY, {"number": "gathering"}, {}),
}


@dataclass(frozen=True)
class Town:
    """What stands there, by the names that POSTS uses, and everybody who may try."""

    things: dict[str, Any]
    people: dict[str, Any]

    def values(self, named: dict[str, Any]) -> dict[str, Any]:
        return {name: self.things.get(value, value) for name, value in named.items()}

    def fields(self, named: dict[str, Any]) -> dict[str, Any]:
        said = {name: self._said(value) for name, value in named.items()}
        if "nonce" not in said:
            said["nonce"] = nonce()
        return said

    def _said(self, value: str) -> Any:
        """A thing of the town where its name stands in braces; a file is opened anew for every try."""
        if not value.startswith("{"):
            return value
        found = self.things[value[1:-1]]
        return (BytesIO(found), "table.csv") if isinstance(found, bytes) else str(found() if callable(found) else found)


def in_review() -> Proposal:
    """As after a vote that carried, without the ballots."""
    proposal = a_draft()
    publish(proposal.author, proposal.id)
    now = clock.now()
    values = {"state": "review", "voting_opened_at": now, "voting_closes_at": now, "voting_closed_at": now}
    with writing() as session:
        changed = update(Proposal).where(Proposal.id == proposal.id)
        session.execute(changed.values(**values, answer_by=now + timedelta(days=30)))
    return proposal


def a_town() -> Town:
    """One of everything that the addresses name, and everybody who may try."""
    body, reviewed, gathering, proposed = a_body(), in_review(), an_open_proposal(), an_open_proposal()
    officer, other = an_officer(body), an_officer(a_body())
    action = an_action(body=body)
    a_saved_letter(reviewed)
    taking_up.propose(a_person(("committee",)), proposed.id, reason=WORDS, language="en")
    sitting, begun = a_sitting(), a_sitting(days=1)
    item = sittings.add_matter(a_person(("committee",)), sitting.id, "Rooms", "en")
    sittings.add_matter(a_person(("committee",)), sitting.id, "Hours", "en")
    with writing() as session:
        session.merge(begun).begins_at = clock.now() - timedelta(hours=1)
    seat, indicator = a_seat(), an_indicator()
    people = {
        "anonymous": None,
        "citizen": a_person(),
        "unverified": a_person(confirmed=False),
        "moderator": a_person(("moderator",)),
        "committee": a_person(("committee",)),
        "youth": a_member_of_the_board(),
        "other officer": other,
        "officer": officer,
        "admin": a_person(("admin",)),
    }
    things = {
        "body": body.id,
        "officer": officer.id,
        "officer_name": officer.display_name,
        "action": action.code,
        "reviewed": reviewed.id,
        "gathering": gathering.id,
        "proposed": proposed.id,
        "result": a_result(action),
        "sitting": sitting.id,
        "begun": begun.id,
        "item": item.id,
        "seat": seat.id,
        "sector": a_sector().id,
        "indicator": indicator.code,
        "value": a_value(indicator).id,
        "talk": a_talk(people["youth"], shown=True).id,
        "milestone": a_milestone(action, clock.today() + timedelta(days=30)).id,
        "packed": exchange_forms.packed(b"code\r\n"),
        "file": b"code\r\n",
    }
    return Town(things, people)


def a_result(action: Any) -> int:
    from decimal import Decimal

    from veche.tracking.results import record_result

    given = {"title": "Done", "language": "en", "value": Decimal(2), "unit": "people", "evidence": WORDS}
    return record_result(a_person(("committee",)), action.id, on=clock.today(), **given).id


def client_of(town: Town, who: str, app: Any, signed_in: Any) -> Any:
    return signed_in(town.people[who]) if town.people[who] else app.test_client()


def path(app: Any, town: Town, endpoint: str) -> str:
    with app.test_request_context():
        return str(app.url_map.bind("").build(endpoint, {"language": "en", **town.values(POSTS[endpoint][1])}))


CELLS = [(endpoint, who) for endpoint, (entitled, _named, _fields) in POSTS.items() for who in sorted(entitled)]
