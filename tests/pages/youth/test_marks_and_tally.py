"""The mark of a youth proposal, and how the young voted."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from factories import a_council, a_draft, a_person, a_voting_proposal, an_open_proposal
from statements import settled_statements
from veche.accounts.models import Person
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.voting.services import cast, close_due
from veche.youth.marking import mark
from veche.youth.models import YouthMark, YouthTally

SignedIn = Callable[..., FlaskClient]


def test_a_young_author_marks_the_own_proposal_and_takes_the_mark_off(signed_in: SignedIn, client: FlaskClient) -> None:
    author = a_person(age_band="16-17")
    proposal = an_open_proposal(author, title="After three o'clock")
    mine = signed_in(author)
    assert "Youth proposal" not in client.get("/en/proposals").text
    assert f'action="/en/youth/mark/{proposal.id}"' in mine.get(f"/en/proposals/{proposal.id}").text
    before = journal.head(db.session())
    assert mine.post(f"/en/youth/mark/{proposal.id}").status_code == 303
    for path in ("/en/proposals", f"/en/proposals/{proposal.id}", "/en/youth/proposals"):
        page = client.get(path).text
        assert "Youth proposal" in page
        assert not re.search(r"16.17", page), "no age is told"
    assert "After three o&#39;clock" in client.get("/en/youth").text
    assert mine.post(f"/en/youth/mark/{proposal.id}/remove").status_code == 303
    assert "Youth proposal" not in client.get(f"/en/proposals/{proposal.id}").text
    assert db.session.execute(select(func.count()).select_from(YouthMark)).scalar_one() == 0
    assert journal.head(db.session()) == before, "the journal forgets nothing, so it never learns it"


@pytest.mark.parametrize(("age_band", "roles"), [("over-31", ()), ("over-31", ("moderator",))])
def test_others_are_refused_and_find_no_button(signed_in: SignedIn, age_band: str, roles: tuple[str, ...]) -> None:
    author = a_person(roles, age_band=age_band)
    proposal = an_open_proposal(author)
    mine = signed_in(author)
    assert "/en/youth/mark/" not in mine.get(f"/en/proposals/{proposal.id}").text
    answer = mine.post(f"/en/youth/mark/{proposal.id}")
    assert answer.status_code == 403
    assert "Only the young mark their proposals" in answer.text


def test_nobody_marks_what_somebody_else_wrote_nor_a_draft(signed_in: SignedIn) -> None:
    author = a_person(age_band="18-31")
    theirs, draft = an_open_proposal(), a_draft(author)
    mine = signed_in(author)
    assert mine.post(f"/en/youth/mark/{theirs.id}").status_code == 403
    assert mine.post(f"/en/youth/mark/{draft.id}").status_code == 404


def test_a_longer_list_of_marked_proposals_asks_the_database_no_more_often(client: FlaskClient) -> None:
    def one_more() -> None:
        author = a_person(age_band="18-31")
        mark(author, an_open_proposal(author).id)

    one_more()
    few = {path: settled_statements(client, path) for path in ("/en/youth/proposals", "/en/youth")}
    for _ in range(3):
        one_more()
    assert {path: settled_statements(client, path) for path in few} == few


def _count(proposal: Any, others: int) -> Any:
    for _ in range(others):
        cast(a_person(), proposal.id, "against")
    with clock.moved(timedelta(days=15)):
        close_due()
    return proposal


def agreed_young(number: int) -> list[Person]:
    with writing():
        return [a_person(age_band=("16-17", "18-31")[place % 2]) for place in range(number)]


@pytest.mark.parametrize(("young", "others", "shown"), [(10, 10, True), (9, 12, False), (12, 9, False)])
def test_the_tally_of_the_young_is_shown_from_ten_ballots_on_either_side(
    client: FlaskClient, young: int, others: int, shown: bool
) -> None:
    proposal = a_voting_proposal()
    for place, person in enumerate(agreed_young(young)):
        cast(person, proposal.id, "for" if place else "abstain")
    assert "How the young voted" not in client.get(f"/en/proposals/{proposal.id}").text, "not before the close"
    _count(proposal, others)
    for path in (f"/en/proposals/{proposal.id}", f"/en/proposals/{proposal.id}/result"):
        page = client.get(path).text
        assert "How the young voted" in page
        assert ("Ballots of the young (14 to 31 years)" in page) is shown
        assert ("Too few to show" in page) is not shown
    tally = db.session.get_one(YouthTally, proposal.id)
    assert (tally.votes_for, tally.votes_against, tally.votes_abstain, tally.others) == (young - 1, 0, 1, others)


def test_what_changes_about_people_later_does_not_alter_the_tally(client: FlaskClient) -> None:
    proposal = a_voting_proposal()
    for person in agreed_young(10):
        cast(person, proposal.id, "for")
    _count(proposal, 10)
    before = client.get(f"/en/proposals/{proposal.id}/result").text
    with writing() as session:
        session.execute(update(Person).values(age_band="over-31"))
    assert client.get(f"/en/proposals/{proposal.id}/result").text == before


def test_members_stand_on_the_page_with_their_terms_and_leave_it_with_them(client: FlaskClient) -> None:
    from veche.accounts.services import give_role

    admin, (member,) = a_person(("admin",)), a_council(1)
    give_role(admin, member.id, "youth_council", until=clock.today() + timedelta(days=20))
    assert member.display_name in client.get("/en/youth").text
    with clock.moved(timedelta(days=20)):
        assert member.display_name in client.get("/en/youth").text
    with clock.moved(timedelta(days=21)):
        assert member.display_name not in client.get("/en/youth").text
