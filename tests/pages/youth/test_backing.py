"""Two thirds of the council send a proposal straight to the vote: once, publicly, without names."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from factories import a_council, a_draft, a_person, a_voting_proposal, an_open_proposal
from veche.accounts.models import RoleGrant
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.proposals.models import Proposal
from veche.youth import backing
from veche.youth.models import Backing

SignedIn = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def far_threshold(app: Any, monkeypatch: pytest.MonkeyPatch, small_town: None) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 5)


def state(number: int) -> Any:
    db.session.expire_all()
    return db.session.get_one(Proposal, number)


def verbs(proposal: Any) -> list[journal.Entry]:
    return list(journal.about(db.session(), [proposal.subject]))


def post(client: FlaskClient, number: int, way: str = "", **headers: str) -> Any:
    return client.post(f"/en/youth/backing/{number}{way}", headers=headers)


def test_the_member_who_makes_two_thirds_opens_the_vote(signed_in: SignedIn, client: FlaskClient) -> None:
    council, proposal = a_council(4), an_open_proposal(title="Light under the bridge", supported_by=1)
    for member in council[:2]:
        page = signed_in(member).get(f"/en/proposals/{proposal.id}").text
        assert f'action="/en/youth/backing/{proposal.id}"' in page
        assert post(signed_in(member), proposal.id).headers["Location"].endswith("#backing")
    assert state(proposal.id).state == "open"
    assert "2 of 4" in client.get(f"/en/proposals/{proposal.id}").text.replace("</b>", "").replace(
        '<b class="code">', ""
    )
    assert "2 of 4 are behind it, 3 are needed" in client.get("/en/youth").text
    post(signed_in(council[2]), proposal.id)
    now = state(proposal.id)
    assert (now.state, now.sent_by_council, now.support_count) == ("voting", True, 1)
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert "sent by the youth council on" in page
    assert "sent to the vote by the youth council" in page
    path = client.get(f"/en/proposals/{proposal.id}/path").text
    assert "3 of 4 members" in path


def test_no_name_of_a_backer_stands_anywhere(signed_in: SignedIn, client: FlaskClient) -> None:
    council, proposal = a_council(4), an_open_proposal()
    backing.back(council[0], proposal.id)
    for path in (f"/en/proposals/{proposal.id}", f"/en/proposals/{proposal.id}/path", "/en/journal"):
        assert council[0].display_name not in client.get(path).text
    entry = next(one for one in verbs(proposal) if one.verb == "youth.backed")
    assert entry.actor is None
    assert (entry.data["backers"], entry.data["members"]) == (1, 4)


def test_author_and_supporters_learn_that_the_council_sent_it(app: Any) -> None:
    council, author = a_council(2), a_person(language="ru")
    proposal = an_open_proposal(author, supported_by=2)
    for member in council:
        backing.back(member, proposal.id)
    rows = select(outbox.Letter.address, outbox.Letter.subject).order_by(outbox.Letter.id)
    letters = [row for row in db.session.execute(rows) if "совет вынес" in row[1] or "council sent" in row[1]]
    assert len(letters) == len({address for address, _ in letters}) == 3
    assert (author.email, "Молодёжный совет вынес на голосование: Phones without fear") in letters
    opened = [entry for entry in verbs(proposal) if entry.verb == "vote.opened"]
    assert [entry.data["by"] for entry in opened] == ["youth"]


def test_a_second_press_changes_nothing_and_a_backing_can_be_taken_back(signed_in: SignedIn) -> None:
    council, proposal = a_council(4), an_open_proposal()
    client = signed_in(council[0])
    for _ in range(2):
        post(client, proposal.id)
    assert db.session.execute(select(func.count()).select_from(Backing)).scalar_one() == 1
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert "You are behind it" in page
    assert f'action="/en/youth/backing/{proposal.id}/withdraw"' in page
    for _ in range(2):
        assert post(client, proposal.id, "/withdraw").status_code == 303
    assert db.session.execute(select(func.count()).select_from(Backing)).scalar_one() == 0
    assert [one.verb for one in verbs(proposal) if one.verb.startswith("youth")] == ["youth.backed", "youth.unbacked"]


def test_the_part_that_htmx_gets_stands_on_the_page(signed_in: SignedIn) -> None:
    council, proposal = a_council(4), an_open_proposal()
    client = signed_in(council[0])
    part = post(client, proposal.id, **{"HX-Request": "true"})
    assert part.status_code == 200
    assert part.text.strip() in client.get(f"/en/proposals/{proposal.id}").text


def test_htmx_is_led_to_the_whole_page_when_the_vote_has_opened(signed_in: SignedIn) -> None:
    council, proposal = a_council(2), an_open_proposal()
    backing.back(council[0], proposal.id)
    answer = post(signed_in(council[1]), proposal.id, **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/en/proposals/{proposal.id}"


def test_one_member_alone_sends_nothing_to_the_vote(app: Any) -> None:
    (member,), proposal = a_council(1), an_open_proposal()
    backing.back(member, proposal.id)
    assert state(proposal.id).state == "open"


@pytest.mark.parametrize("roles", [(), ("moderator",), ("committee",), ("admin",)])
def test_others_are_refused_with_the_reason(signed_in: SignedIn, roles: tuple[str, ...]) -> None:
    proposal = an_open_proposal()
    answer = post(signed_in(a_person(roles)), proposal.id)
    assert answer.status_code == 403
    assert "This is for members of the youth council." in answer.text


def test_a_vote_that_is_open_takes_no_backing(signed_in: SignedIn) -> None:
    (member,), proposal = a_council(1), a_voting_proposal()
    answer = post(signed_in(member), proposal.id)
    assert answer.status_code == 403
    assert "voting is open now" in answer.text


def test_a_draft_is_not_found(signed_in: SignedIn) -> None:
    (member,), draft = a_council(1), a_draft()
    assert post(signed_in(member), draft.id).status_code == 404
    assert post(signed_in(member), 999_999).status_code == 404


def end_term(member: Any) -> None:
    with writing() as session:
        ended = update(RoleGrant).where(RoleGrant.person_id == member.id)
        session.execute(ended.values(until=clock.today() - timedelta(days=1)))
    db.session.expire_all()


def test_whose_term_is_over_counts_no_longer(signed_in: SignedIn, client: FlaskClient) -> None:
    council, proposal = a_council(6), an_open_proposal()
    for member in council[:3]:
        backing.back(member, proposal.id)
    end_term(council[0])
    assert "2 of 5 are behind it, 4 are needed" in client.get(f"/en/proposals/{proposal.id}").text
    backing.back(council[3], proposal.id)
    assert state(proposal.id).state == "open", "three of five"
    assert post(signed_in(council[0]), proposal.id).status_code == 403
    backing.back(council[4], proposal.id)
    assert state(proposal.id).state == "voting"


def test_a_term_that_ends_may_leave_two_thirds_behind_it(app: Any) -> None:
    council, proposal = a_council(4), an_open_proposal()
    for member in council[:2]:
        backing.back(member, proposal.id)
    assert backing.send_due() == 0
    end_term(council[3])
    assert backing.send_due() == 1
    assert backing.send_due() == 0
    assert state(proposal.id).state == "voting"
