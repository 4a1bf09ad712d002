"""Acts of different features that meet at one moment, on a running server of two processes.

Nobody waits for ever, and what the one has ended the other does not promise.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from racing import Server, served
from sqlalchemy import func, select

from attempts import in_review
from factories import a_letter_to_publish, a_member, a_moderator, a_person, a_talk, an_action
from veche.accounts.models import RoleGrant
from veche.committee.models import Decision
from veche.core import clock
from veche.core.database import db
from veche.moderation.services import take_up
from veche.proposals.models import Proposal
from veche.tracking import exchange, exchange_forms
from veche.tracking.models import Action
from veche.youth.board import choose_name
from veche.youth.models import YouthThread

TIMES = 8


@pytest.fixture
def server(app: Any, database: Any, tmp_path: Any) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def now(rows: Any) -> Any:
    db.session.rollback()
    return db.session.execute(rows).scalar()


def test_an_answer_never_promises_an_action_that_has_just_ended(server: Server) -> None:
    drafter, reader, third = a_member(), a_member(), a_member()
    for turn in range(TIMES):
        proposal, action = in_review(), an_action()
        draft = a_letter_to_publish(proposal, drafter, reader, "accepted", action_id=action.id)
        number, report = (
            proposal.id,
            {"status": "cancelled", "text": "No money.", "language": "en", "nonce": f"n{turn}"},
        )
        codes = server.together(
            [
                server.post(third, f"/actions/{action.code}/report", **report),
                server.post(reader, f"/committee/dossier/{number}/letter/publish", revision=draft.revision),
            ]
        )
        ended = now(select(Action.ended_at).where(Action.id == action.id))
        decided = now(select(Decision.decided_at).where(Decision.proposal_id == number))
        assert codes[0] == 303
        assert codes[1] in (303, 422)
        assert (codes[1] == 303) == (decided is not None)
        assert decided is None or decided <= ended


def test_a_letter_that_meets_a_moderator_goes_out_before_or_not_at_all(server: Server) -> None:
    drafter, reader, moderator = a_member(), a_member(), a_moderator()
    for _ in range(TIMES):
        proposal = in_review()
        draft = a_letter_to_publish(proposal, drafter, reader)
        number, case = proposal.id, take_up(moderator, "proposal", proposal.id)
        hide = {"measure": "hide", "clause": "4.3", "facts": "Four hundred of the same texts in an hour."}
        codes = server.together(
            [
                server.post(moderator, f"/moderation/{case.id}", **hide),
                server.post(reader, f"/committee/dossier/{number}/letter/publish", revision=draft.revision),
            ]
        )
        assert codes[0] == 303
        assert codes[1] in (200, 303, 403)  # 200 is the tombstone
        decided = now(select(func.count()).select_from(Decision).where(Decision.proposal_id == number))
        assert decided == (codes[1] == 303)
        assert now(select(Proposal.state).where(Proposal.id == number)) == ("declined" if decided else "review")


def test_of_two_administrators_who_take_each_others_role_one_stays(server: Server) -> None:
    for _ in range(TIMES):
        one, other = a_person(("admin",)), a_person(("admin",))
        numbers = [one.id, other.id]
        take = {"role": "admin", "take": "1"}
        there, back = f"/people/{other.id}/roles", f"/people/{one.id}/roles"
        codes = server.together([server.post(one, there, **take), server.post(other, back, **take)])
        left = now(select(func.count()).select_from(RoleGrant).where(RoleGrant.person_id.in_(numbers)))
        assert (sorted(codes), left) == ([303, 403], 1)


def test_who_moderates_the_board_and_writes_there_does_both(server: Server) -> None:
    author = a_person(("youth_council",))
    choose_name(author, "Swallow")
    both = a_person(("youth_council", "moderator"))
    choose_name(both, "Swift")
    for number in range(TIMES):
        talk = a_talk(author, shown=True)
        case = take_up(both, "youth_thread", talk.id)
        hide = {"measure": "hide", "clause": "4.3", "facts": "Four hundred of the same texts in an hour."}
        reply = {"text": "See you there.", "language": "en", "nonce": f"r{number}"}
        codes = server.together(
            [server.post(both, f"/moderation/{case.id}", **hide), server.post(both, f"/youth/board/{talk.id}", **reply)]
        )
        assert codes[1] in (303, 403)
        assert codes[0] in (303, 403)
        assert now(select(YouthThread.visibility).where(YouthThread.id == talk.id)) in ("hidden", "visible")


def test_tables_that_go_through_the_areas_in_another_order_do_not_block(server: Server) -> None:
    one, other, body = a_member(), a_member(), an_action().body.name_ru
    day = (clock.today() + timedelta(days=30)).isoformat()

    def loaded(person: Any, areas: list[str], name: str) -> Any:
        lines = [f"{area},en,{name} {place},{body},Much,{day}" for place, area in enumerate(areas)]
        head = "area,language,title,body_ru,expected_result,next_report_on,code"
        content = "\r\n".join([head, *(f"{line}," for line in lines)])
        plan = exchange.dry_run(content.encode())
        assert not plan.faults
        db.session.rollback()
        fields = {"packed": exchange_forms.packed(content.encode()), "digest": plan.digest, "reason": "The new year."}
        return server.post(person, "/actions/import/load", **fields)

    areas = ["1.1.1", "2.4.5", "2.4.3", "3.1.2"]
    for number in range(TIMES):
        before = now(select(func.count()).select_from(Action))
        posts = [loaded(one, areas, f"A{number}"), loaded(other, areas[::-1], f"B{number}")]
        assert server.together(posts) == [303, 303]
        assert now(select(func.count()).select_from(Action)) == before + 2 * len(areas)


def test_a_term_that_ends_while_its_member_publishes_leaves_no_half_answer(server: Server) -> None:
    admin, reader = a_person(("admin",)), a_member()
    for _ in range(TIMES):
        drafter, proposal = a_member(), in_review()
        draft = a_letter_to_publish(proposal, drafter, reader)
        codes = server.together(
            [
                server.post(admin, f"/people/{drafter.id}/roles", role="committee", take="1"),
                server.post(drafter, f"/committee/dossier/{proposal.id}/letter/publish", revision=draft.revision),
            ]
        )
        assert codes[0] == 303
        assert codes[1] in (303, 403)
        decided = now(select(func.count()).select_from(Decision).where(Decision.proposal_id == proposal.id))
        assert decided == (codes[1] == 303)
