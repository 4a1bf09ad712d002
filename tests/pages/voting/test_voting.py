"""The whole path of a vote: ballots, the close, the result; and what no page ever tells."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_person, a_voting_proposal, an_open_proposal
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.core.policy import Refused
from veche.proposals.models import Proposal
from veche.voting import services
from veche.voting.models import Ballot, Tally, Turnout

HTMX = {"HX-Request": "true"}


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id)


def ballot_part(html: str) -> str:
    found = re.search(r'<section class="bal" id="ballot".*?</section>', html, re.S)
    assert found
    return found[0]


def voters(proposal: Any) -> int:
    db.session.rollback()
    return db.session.get_one(Turnout, proposal.id).voters


def test_the_whole_path_from_draft_to_review(signed_in, client) -> None:
    member = a_person(("committee",), name="Member Two")
    author = signed_in(a_person())
    typed = {"title": "Phones", "area": "2.4.5", "text": "Five lessons.", "language": "en", "nonce": "one"}
    url = author.post("/en/proposals/new", data={**typed, "draft": "1"}).location
    author.post(f"{url}/publish")
    for _ in range(3):
        signed_in(a_person()).post(f"{url}/support")
    for choice in ("for", "for", "for", "against", "abstain"):
        assert signed_in(a_person()).post(f"{url}/ballot", data={"choice": choice}).status_code == 303
    page = client.get(url).text
    assert "5 have voted, the quorum of 4 is reached" in page
    assert "Result of the vote" not in page, "no count before the close"
    with clock.moved(timedelta(days=14, seconds=1)):
        assert "The ballots are being counted" in client.get(url).text
        assert services.close_due() == 1
        assert services.close_due() == 0
        page = client.get(url).text
        assert "Carried." in page
        assert "3 for, 1 against" in page
        proposal = db.session.execute(select(Proposal)).scalar_one()
        assert proposal.state == "review"
        assert proposal.answer_by - proposal.voting_closes_at == timedelta(days=30)
        assert proposal.responsible_id == member.id
        assert "Member Two prepares it" in page
    tally = db.session.execute(select(Tally)).scalar_one()
    assert (tally.votes_for, tally.votes_against, tally.votes_abstain, tally.carried) == (3, 1, 1, True)
    assert tally.entitled == 10, "every verified resident: member, author, 3 supporters, 5 voters"
    entry = db.session.get_one(journal.Entry, tally.journal_seq)
    assert (entry.verb, entry.hash) == ("vote.closed", tally.journal_hash)
    assert journal.verify(db.session()) is None
    to_member = select(outbox.Letter).where(outbox.Letter.address == member.email)
    assert "you prepare the committee’s answer" in db.session.execute(to_member).scalar_one().body


def test_without_a_quorum_it_is_not_carried(signed_in, client) -> None:
    proposal = a_voting_proposal()
    for _ in range(3):
        services.cast(a_person(), proposal.id, "for")
    with clock.moved(timedelta(days=15)):
        services.close_due()
        page = client.get(f"/en/proposals/{proposal.id}").text
    assert fresh(proposal).state == "not_carried"
    assert "The quorum was not reached." in page
    assert "Not carried" in page


def test_a_tie_is_not_carried(client) -> None:
    proposal = a_voting_proposal()
    for choice in ("for", "for", "against", "against"):
        services.cast(a_person(), proposal.id, choice)
    with clock.moved(timedelta(days=15)):
        services.close_due()
        assert "Not more were for than against." in client.get(f"/en/proposals/{proposal.id}").text
    assert fresh(proposal).state == "not_carried"


def test_a_ballot_can_be_changed_and_counts_once(signed_in) -> None:
    proposal = a_voting_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}"
    for choice in ("for", "for", "against"):
        answer = client.post(f"{url}/ballot", data={"choice": choice})
        assert answer.location == f"{url}#ballot"
    assert voters(proposal) == 1
    ballot = db.session.execute(select(Ballot)).scalar_one()
    assert (ballot.choice, ballot.changes) == ("against", 2)
    page = client.get(url).text
    assert "Your ballot is recorded: Against" in page
    assert "You can change it until" in page


def test_htmx_gets_the_ballot_that_stands_in_the_page(signed_in) -> None:
    proposal = a_voting_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}"
    answer = client.post(f"{url}/ballot", data={"choice": "for"}, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.strip() == ballot_part(client.get(url).text)


def test_a_late_ballot_is_refused_with_words_even_if_no_job_has_run(signed_in) -> None:
    proposal = a_voting_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}"
    with clock.moved(timedelta(days=14)):
        assert fresh(proposal).state == "voting"
        page = client.get(url).text
        assert f'action="{url}/ballot"' not in page, "no ballot is shown after the close"
        answer = client.post(f"{url}/ballot", data={"choice": "for"})
        assert answer.status_code == 403
        assert "this ballot came too late and was not counted" in answer.text
    assert db.session.execute(select(func.count()).select_from(Ballot)).scalar_one() == 0


def test_the_deadline_is_asked_again_after_the_lock(monkeypatch) -> None:
    proposal = a_voting_proposal()
    closes = proposal.voting_closes_at
    monkeypatch.setattr("veche.core.clock.now_locked", lambda _session: closes)
    with pytest.raises(Refused, match="too late"):
        services.cast(a_person(), proposal.id, "for")


def test_who_may_not_vote_reads_why(client, signed_in) -> None:
    proposal = a_voting_proposal()
    url = f"/en/proposals/{proposal.id}"
    assert "Sign in to do this." in ballot_part(client.get(url).text)
    assert client.post(f"{url}/ballot", data={"choice": "for"}).status_code == 403
    guest = signed_in(a_person(resident=False))
    assert "verified residents" in ballot_part(guest.get(url).text)
    assert guest.post(f"{url}/ballot", data={"choice": "for"}).status_code == 403
    early = an_open_proposal()
    answer = signed_in(a_person()).post(f"/en/proposals/{early.id}/ballot", data={"choice": "for"})
    assert answer.status_code == 403
    assert "Voting has not begun." in answer.text


@pytest.mark.parametrize("data", [{}, {"choice": "maybe"}, {"choice": ""}])
def test_an_empty_or_unknown_choice_is_asked_for_again(signed_in, data: dict[str, str]) -> None:
    proposal = a_voting_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}/ballot"
    page = client.post(url, data=data)
    assert page.status_code == 422
    assert "Cast the ballot" in page.text
    part = client.post(url, data=data, headers=HTMX)
    assert part.status_code == 422
    assert part.text.strip() == ballot_part(page.text)


def test_nobody_but_its_owner_sees_a_choice(signed_in) -> None:
    proposal = a_voting_proposal()
    owner = a_person(name="The owner")
    services.cast(owner, proposal.id, "against")
    url = f"/en/proposals/{proposal.id}"
    assert "Your ballot is recorded: Against" in signed_in(owner).get(url).text
    assert "My votes" in (mine := signed_in(owner).get("/en/my").text)
    assert "Against" in mine
    for roles in ((), ("moderator",), ("committee",), ("admin",)):
        reader = signed_in(a_person(roles))
        page = reader.get(url).text
        assert "Your ballot" not in page
        assert "The owner" not in page
        assert "You have not voted yet." in reader.get("/en/my").text
    entries = db.session.execute(select(journal.Entry)).scalars().all()
    assert not any(entry.actor == owner.id for entry in entries), "a ballot leaves no trace with a name"


def test_a_hidden_proposal_takes_no_ballots(signed_in) -> None:
    proposal = a_voting_proposal()
    with writing() as session:
        session.get_one(Proposal, proposal.id).visibility = "hidden"
    answer = signed_in(a_person()).post(f"/en/proposals/{proposal.id}/ballot", data={"choice": "for"})
    assert answer.status_code == 403
    assert fresh(proposal).state == "voting"


def test_the_answer_goes_to_the_member_who_owes_the_fewest_and_never_to_the_author() -> None:
    busy, free = a_person(("committee",)), a_person(("committee",))
    responsible = []
    for author in (None, None, free):
        proposal = a_voting_proposal(author)
        for _ in range(4):
            services.cast(a_person(), proposal.id, "for")
        with clock.moved(timedelta(days=15)):
            services.close_due()
        responsible.append(fresh(proposal).responsible_id)
    assert responsible == [busy.id, free.id, busy.id]


def test_without_a_committee_the_answer_is_owed_by_all_of_it(client) -> None:
    proposal = a_voting_proposal()
    for _ in range(4):
        services.cast(a_person(), proposal.id, "for")
    with clock.moved(timedelta(days=15)):
        services.close_due()
        assert "The committee owes an answer with its reasons." in client.get(f"/en/proposals/{proposal.id}").text
    assert fresh(proposal).responsible_id is None


def test_the_promise_is_linked_from_the_ballot(client) -> None:
    proposal = a_voting_proposal()
    assert 'href="/en/votes-promise"' in ballot_part(client.get(f"/en/proposals/{proposal.id}").text)
    assert "One verified account, one vote." in client.get("/en/votes-promise").text
