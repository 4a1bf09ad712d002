"""What is not for a reader answers them as a number that was never given does.

The rule, exactly:
* a draft, a text that waits for a moderator, and everything on the board of the young answer whoever is not entitled
  with the same status, the same headers and the same body as an id that does not exist, on every page, part, feed and
  file whose address holds the id, and with one sentence of sign-in for whoever has not signed in;
* a text that a moderator has hidden or removed leaves its tombstone at its own address, by design: there its words, its
  title and its author do not occur (`test_what_nobody_reads.py` opens every address for them).

Every address with an id is classified below: a new one has to say what its id is.
"""

import re
from typing import Any

import pytest
from sqlalchemy import update

from cases import FACTS, a_reported_post
from desks import a_desk, a_sheet, staff_of
from factories import a_draft, a_member_of_the_board, a_moderator, a_person, a_talk, a_thread, nonce
from veche.assisting.receiving import receive
from veche.core.database import writing
from veche.forum.models import Thread
from veche.moderation import services as moderation
from veche.oversight import services as oversight
from veche.privacy import archive
from veche.proposals.models import Proposal

pytestmark = pytest.mark.sqlite_alone

NEVER = 987_654_321
# What the id in the address is. `public`: things that cannot be withheld; `staff`: pages of one role alone.
KINDS = {
    "proposal": """amending.choose amending.listing amending.wording committee.dossier committee.old_dossier
        committee.preview committee.take_up curating.moving_proposal merging.begin paths.as_json paths.feed paths.path
        proposals.edition proposals.inviting proposals.parting proposals.proposal proposals.revival proposals.side
        proposals.versions proposals.withdrawal voting.receipt voting.result voting.result_csv voting.result_json
        youth.opinion""",
    "thread": """curating.conclusion curating.history curating.merging curating.moving curating.reopening
        curating.splitting curating.summary curating.taking_back forum.edit forum.first_unread forum.history
        forum.latest forum.post forum.reply forum.thread""",
    "youth_thread": "youth.board_thread youth.board_post",
    "flag": "moderation.flag",
    "of a proposal": """amending.acceptance amending.amendment amending.refusal_page committee.letter merging.choice
        merging.merge merging.undoing proposals.argument""",
    "token": """accounts.confirmation accounts.new_password accounts.representation accounts.withdrawal
        amending.question merging.by_link proposals.renewal sessions.new_address sessions.old_address
        tracking.by_link""",
    "staff": """accounts.person factors.of_person moderation.batch moderation.case moderation.redaction oversight.judge
        oversight.review residents.desk_settings""",
    "of a desk": "assisting.receive_form residents.code residents.sheet",
    "of a visit": "assisting.act assisting.new assisting.visit",
    "one's own": "oversight.appeal privacy.fetch_archive residents.step",
    "public": """privacy.version
        bodies.body bodies.edit indicators.as_json indicators.editing indicators.indicator indicators.retiring
        indicators.withdrawing plan.area plan.feature proposals.tied sittings.addendum sittings.attendance
        sittings.calendar sittings.cancel_form sittings.change_form sittings.minutes sittings.sector sittings.sitting
        sittings.term tracking.action tracking.costs_form tracking.edit tracking.milestones tracking.new_lesson
        tracking.new_output tracking.new_result tracking.report tracking.result""",
}
CLASSIFIED = {endpoint: kind for kind, endpoints in KINDS.items() for endpoint in endpoints.split()}
READERS = ("anonymous", "resident", "author of another", "committee", "officer", "admin")


def test_every_address_with_an_id_is_classified(app: Any) -> None:
    there = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.arguments - {"language"} and rule.endpoint != "static"
    }
    assert there - set(CLASSIFIED) == set(), "say in KINDS what the id of each is"
    assert set(CLASSIFIED) - there == set()


def reader_of(who: str, app: Any, signed_in: Any) -> Any:
    if who == "anonymous":
        return app.test_client()
    if who == "author of another":
        return signed_in(a_draft().author)
    roles = {"resident": (), "officer": ("body_officer",)}.get(who, (who,))
    return signed_in(a_person(roles))


def answer(app: Any, reader: Any, endpoint: str, number: int, headers: dict[str, str]) -> tuple[Any, ...]:
    """Status, headers and body, with the id itself taken out."""
    rule = next(rule for rule in app.url_map.iter_rules(endpoint) if "GET" in rule.methods)
    more = {"post_number": 1, "person": 55, "kind": "proposal", "name": "sms"}
    values = {name: more.get(name, number) for name in rule.arguments - {"language"}}
    got = reader.get(app.url_map.bind("").build(endpoint, {**values, "language": "en"}), headers=headers)
    kept = {name: value for name, value in got.headers if name not in {"Date", "Set-Cookie", "Content-Length"}}
    out = re.compile(rf"(?<=/){number}(?!\w)")
    return got.status_code, out.sub("N", str(sorted(kept.items()))), out.sub("N", got.text)


def same(app: Any, reader: Any, kinds: tuple[str, ...], number: int) -> list[str]:
    """The addresses that answer otherwise than for a number that was never given."""
    wrong = []
    for endpoint in (name for name, kind in CLASSIFIED.items() if kind in kinds):
        for headers in ({}, {"HX-Request": "true"}):
            told = answer(app, reader, endpoint, number, headers)
            if told != answer(app, reader, endpoint, NEVER, headers) or told[0] >= 500:
                wrong.append(f"{endpoint} {headers} {told[0]}")
    return wrong


@pytest.mark.parametrize("who", READERS)
def test_a_draft(app: Any, signed_in: Any, who: str) -> None:
    draft = a_draft(title="Quetzalcoatl in the park")
    assert same(app, reader_of(who, app, signed_in), ("proposal", "flag"), draft.id) == []


@pytest.mark.parametrize("who", READERS)
def test_a_talk_of_the_board(app: Any, signed_in: Any, who: str) -> None:
    talk = a_talk(a_member_of_the_board(seen=1), shown=True)
    assert same(app, reader_of(who, app, signed_in), ("youth_thread",), talk.id) == []


def test_a_waiting_talk_of_the_board_for_another_member(app: Any, signed_in: Any) -> None:
    a_talk(a_member_of_the_board(seen=0))  # so that its number is not that of its first message
    talk = a_talk(a_member_of_the_board(seen=0))
    assert same(app, signed_in(a_member_of_the_board(seen=0)), ("youth_thread",), talk.id) == []


def waiting(row: Any, model: Any) -> int:
    with writing() as session:
        session.execute(update(model).where(model.id == row.id).values(visibility="pending"))
    return int(row.id)


@pytest.mark.parametrize("who", READERS)
def test_a_discussion_that_waits_for_a_moderator(app: Any, signed_in: Any, who: str) -> None:
    a_thread()  # so that its number is not that of its first message
    number = waiting(a_thread(title="Quetzalcoatl in the park"), Thread)
    assert same(app, reader_of(who, app, signed_in), ("thread",), number) == []


@pytest.mark.parametrize("who", READERS)
def test_a_proposal_that_waits_for_a_moderator(app: Any, signed_in: Any, who: str) -> None:
    number = waiting(a_draft(title="Quetzalcoatl in the park"), Proposal)  # it has not opened yet
    assert same(app, reader_of(who, app, signed_in), ("proposal", "flag"), number) == []


@pytest.mark.parametrize("who", READERS)
def test_a_measure_against_somebody_else_and_their_archive(app: Any, signed_in: Any, who: str) -> None:
    """The page of an act is for whom it restrained; an archive for whose it is."""
    town = a_town_of_measures()
    reader = reader_of(who, app, signed_in)
    assert same(app, reader, ("one's own",), town["act"]) == []
    assert reader.get(f"/en/my/data/archive/{town['mark']}").status_code == (303 if who == "anonymous" else 404)


@pytest.mark.parametrize("who", ["anonymous", "resident", "committee"])
def test_cases_appeals_sheets_and_visits(app: Any, signed_in: Any, who: str) -> None:
    """Whoever does not work there learns nothing of which numbers are given."""
    town = a_town_of_measures()
    reader = reader_of(who, app, signed_in)
    assert same(app, reader, ("of a desk",), town["sheet"]) == []
    assert same(app, reader, ("of a visit",), town["visit"]) == []
    assert same(app, reader, ("staff",), town["appeal"]) == []


def a_town_of_measures() -> dict[str, Any]:
    """Numbers that are given: each of more than one sort of thing."""
    author, sheet = a_person(), a_sheet()[0]
    act = a_reported_post(author)
    hidden = moderation.hide(a_moderator(), "post", act[0].id, clause="4.3", facts=FACTS, case_id=act[1])
    appeal = oversight.lodge(author, hidden.id, words=f"{FACTS} {FACTS}", nonce=nonce())
    staff = staff_of(desk := a_desk())
    told = {"name": "", "age_band": "over-31", "language": "en", "consented": True}
    visit = receive(staff, desk.id, document="BM1000009", nonce=nonce(), **told)
    mark = archive.make(author).mark
    return {"act": hidden.id, "appeal": appeal.case_id, "sheet": sheet.id, "visit": visit.id, "mark": mark}


def test_whoever_wrote_it_reads_it(app: Any, signed_in: Any) -> None:
    """So the tests above can fail."""
    draft = a_draft()
    assert same(app, signed_in(draft.author), ("proposal",), draft.id) != []
    shown = a_thread()
    assert same(app, signed_in(a_person()), ("thread",), shown.id) != []
