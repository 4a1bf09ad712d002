"""Co-authors: invited by name, asked, writing, leaving, parted with; and what none of them may."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_draft, a_person, a_voting_proposal, an_open_proposal
from statements import settled_statements
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.proposals import coauthors, services
from veche.proposals.models import Coauthor, Proposal, Version


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id)


def letters_to(person: Any) -> list[Any]:
    rows = select(outbox.Letter).where(outbox.Letter.address == person.email).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def a_coauthor(author: Any, proposal: Any, name: str | None = None) -> Any:
    person = a_person(name=name)
    coauthors.invite(author, proposal.id, person.display_name)
    coauthors.answer(person, proposal.id, accepts=True)
    return person


def edition(proposal: Any, **change: Any) -> dict[str, Any]:
    version = fresh(proposal).version
    given = {"title": "Phones without fear", "text": "Eight lessons.", "reason": "More", "version": version}
    return {**given, **change}


def test_inviting_by_name_asks_by_letter_and_on_the_pages(signed_in) -> None:
    author, friend = a_person(name="Lime"), a_person(name="Maple Leaf", language="ru")
    proposal = an_open_proposal(author)
    url = f"/en/proposals/{proposal.id}"
    assert "Write together" in signed_in(author).get(url).text
    own = signed_in(author)
    answer = own.post(f"{url}/coauthors", data={"name": "  maple  LEAF "})
    assert (answer.status_code, answer.location) == (303, f"{url}/coauthors")
    page = own.get(answer.location).text
    assert "The invitation is sent." in page
    assert "no answer yet" in page
    letter = letters_to(friend)[0]
    assert "Вас приглашают писать вместе" in letter.subject
    assert f"/ru/proposals/{proposal.id}" in letter.body
    for place in (url, "/en/my"):
        html = signed_in(friend).get(place).text
        assert "You are invited to write together" in html
        assert "Become a co-author" in html
    assert "You are invited" not in signed_in(a_person()).get(url).text


def test_who_accepts_writes_and_is_named_everywhere(signed_in, client) -> None:
    author, friend = a_person(name="Lime"), a_person(name="Maple")
    proposal = an_open_proposal(author)
    url = f"/en/proposals/{proposal.id}"
    coauthors.invite(author, proposal.id, "Maple")
    assert signed_in(friend).get(f"{url}/edit").status_code == 403, "invited is not accepted"
    answer = signed_in(friend).post(f"{url}/coauthors/answer", data={"answer": "yes"})
    assert answer.location == url
    for place in (url, "/en/proposals"):
        assert "authors: Lime, Maple" in client.get(place).text
    assert signed_in(friend).post(f"{url}/edit", data=edition(proposal)).status_code == 303
    version = db.session.execute(select(Version).where(Version.number == 2)).scalar_one()
    assert version.author_id == friend.id
    assert "Maple" in client.get(f"{url}/versions").text
    assert "Phones without fear" in signed_in(friend).get("/en/my").text
    assert "writes with you" in letters_to(author)[0].subject
    entry = journal.about(db.session(), [proposal.subject])[1]
    assert (entry.verb, entry.actor) == ("proposal.coauthor_joined", friend.id)
    assert "A co-author joined the proposal" in client.get("/en/journal").text


def test_who_declines_is_left_in_peace_for_a_week(signed_in) -> None:
    author, friend = a_person(), a_person(name="Maple")
    proposal = a_draft(author)
    url = f"/en/proposals/{proposal.id}"
    coauthors.invite(author, proposal.id, "Maple")
    answer = signed_in(friend).post(f"{url}/coauthors/answer", data={"answer": "no"})
    assert answer.location == "/en/my"
    assert signed_in(friend).get(url).status_code == 404
    assert "says no" in letters_to(author)[0].subject
    again = signed_in(author).post(f"{url}/coauthors", data={"name": "Maple"})
    assert again.status_code == 422
    assert "Wait a week" in again.text
    with clock.moved(timedelta(days=8)):
        assert signed_in(author).post(f"{url}/coauthors", data={"name": "Maple"}).status_code == 303
        assert signed_in(friend).get(url).status_code == 200
    assert len(db.session.execute(select(Coauthor)).scalars().all()) == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Type the display name of the person."),
        ("Nobody at all", "There is no participant with this display name."),
        ("Lime", "You write this proposal already."),
        ("Waiting", "This person is invited already."),
        ("Joined", "This person writes with you already."),
        ("Unconfirmed", "There is no participant with this display name."),
        ("x" * 41, "at most 40 characters"),
    ],
)
def test_who_cannot_be_invited_is_said_in_words(signed_in, name: str, why: str) -> None:
    author = a_person(name="Lime")
    proposal = an_open_proposal(author)
    a_person(name="Waiting")
    a_person(name="Unconfirmed", confirmed=False)
    coauthors.invite(author, proposal.id, "Waiting")
    a_coauthor(author, proposal, "Joined")
    url = f"/en/proposals/{proposal.id}/coauthors"
    page = signed_in(author).post(url, data={"name": name})
    assert page.status_code == 422
    assert why in page.text
    assert f'value="{name}"' in page.text, "what was typed stays"
    part = signed_in(author).post(url, data={"name": name}, headers={"HX-Request": "true"})
    assert (part.status_code, part.text.strip() in page.text) == (422, True)
    assert len(fresh(proposal).coauthors) == 2


def test_five_are_enough(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    for _ in range(5):
        a_coauthor(author, proposal)
    sixth = a_person(name="Sixth")
    url = f"/en/proposals/{proposal.id}/coauthors"
    page = signed_in(author).post(url, data={"name": "Sixth"})
    assert page.status_code == 422
    assert "A proposal has at most five co-authors." in page.text
    assert letters_to(sixth) == []
    one = fresh(proposal).coauthors[0]
    coauthors.part(author, proposal.id, one.person_id)
    assert signed_in(author).post(url, data={"name": "Sixth"}).status_code == 303


def test_the_author_parts_after_a_question_and_the_other_is_told(signed_in, client) -> None:
    author, waiting = a_person(), a_person(name="Waiting")
    proposal = an_open_proposal(author)
    friend = a_coauthor(author, proposal, "Maple")
    coauthors.invite(author, proposal.id, "Waiting")
    url = f"/en/proposals/{proposal.id}/coauthors"
    assert "Part with this co-author?" in signed_in(author).get(f"{url}/{friend.id}").text
    assert "Take the invitation back?" in signed_in(author).get(f"{url}/{waiting.id}").text
    assert fresh(proposal).writer_ids == {author.id, friend.id}, "asking changes nothing"
    for person in (friend, waiting):
        assert signed_in(author).post(f"{url}/{person.id}").status_code == 303
        assert signed_in(author).post(f"{url}/{person.id}").status_code == 403, "once"
    assert fresh(proposal).writer_ids == {author.id}
    assert "You are no longer a co-author" in letters_to(friend)[-1].subject
    assert "An invitation is taken back" in letters_to(waiting)[-1].subject
    assert signed_in(friend).get(f"/en/proposals/{proposal.id}/edit").status_code == 403
    assert signed_in(waiting).post(f"{url}/answer", data={"answer": "yes"}).status_code == 403
    assert "author: " in client.get(f"/en/proposals/{proposal.id}").text
    left = [entry for entry in journal.about(db.session(), [proposal.subject]) if entry.verb.endswith("_left")]
    assert [(entry.actor, entry.data["person"]) for entry in left] == [(author.id, f"person:{friend.id}")]


def test_a_coauthor_leaves_after_a_question_and_not_once_the_text_is_frozen(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    friend, other = a_coauthor(author, proposal, "Maple"), a_coauthor(author, proposal, "Linden")
    url = f"/en/proposals/{proposal.id}"
    assert "Leave the proposal" in signed_in(friend).get(url).text
    assert "Leave the proposal?" in signed_in(friend).get(f"{url}/coauthors/{friend.id}").text
    assert signed_in(friend).post(f"{url}/coauthors/{friend.id}").location == url
    assert fresh(proposal).writer_ids == {author.id, other.id}
    assert fresh(proposal).ever_writer_ids == {author.id, other.id, friend.id}
    assert "no longer writes with you" in letters_to(author)[-1].subject
    for _ in range(3):
        services.support(a_person(), proposal.id)
    assert signed_in(other).post(f"{url}/coauthors/{other.id}").status_code == 403
    assert fresh(proposal).writer_ids == {author.id, other.id}


def test_who_was_a_coauthor_and_left_is_not_asked_again(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    friend = a_coauthor(author, proposal, "Maple")
    url = f"/en/proposals/{proposal.id}/coauthors"
    signed_in(friend).post(f"{url}/{friend.id}")
    with clock.moved(timedelta(days=30)):
        answer = signed_in(author).post(url, data={"name": "Maple"})
    assert answer.status_code == 422
    assert "has left" in answer.text


def test_only_the_first_author_publishes_withdraws_revives_and_invites(signed_in) -> None:
    author = a_person()
    proposal = a_draft(author)
    friend = signed_in(a_coauthor(author, proposal))
    url = f"/en/proposals/{proposal.id}"
    assert friend.post(f"{url}/publish").status_code == 403
    services.publish(author, proposal.id)
    assert friend.post(f"{url}/withdraw", data={"reason": "Mine now"}).status_code == 403
    assert friend.get(f"{url}/coauthors").status_code == 403
    assert friend.post(f"{url}/coauthors", data={"name": "Anybody"}).status_code == 403
    with clock.moved(timedelta(days=181)):
        assert friend.post(f"{url}/revive").status_code == 403
    page = friend.get(url).text
    assert "Withdraw the proposal" not in page
    assert "Change the text" in page


def test_a_draft_is_read_by_those_who_write_it_and_those_who_are_asked(signed_in, client) -> None:
    author, asked = a_person(), a_person(name="Asked")
    proposal = a_draft(author)
    friend = a_coauthor(author, proposal)
    coauthors.invite(author, proposal.id, "Asked")
    url = f"/en/proposals/{proposal.id}"
    for person in (author, friend, asked):
        page = signed_in(person).get(url)
        assert page.status_code == 200
        assert signed_in(person).get(f"{url}/versions").status_code == 200
    assert "only its authors and those they invite see it" in signed_in(author).get(url).text
    for reader in (client, signed_in(a_person(("moderator", "admin")))):
        assert reader.get(url).status_code == 404
        assert reader.get(f"{url}/coauthors").status_code == 404
        assert reader.post(f"{url}/coauthors/answer", data={"answer": "yes"}).status_code == 404
    assert not journal.about(db.session(), [proposal.subject]), "a draft leaves no trace in the journal"
    services.publish(author, proposal.id)
    verbs = [entry.verb for entry in journal.about(db.session(), [proposal.subject])]
    assert verbs == ["proposal.opened", "proposal.coauthor_joined"]


def test_a_letter_about_a_lost_draft_leads_nowhere() -> None:
    author = a_person()
    proposal = a_draft(author)
    friend = a_coauthor(author, proposal)
    coauthors.part(author, proposal.id, friend.id)
    assert "/proposals/" not in letters_to(friend)[-1].body


def test_two_authors_at_once_lose_nothing(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    friend = signed_in(a_coauthor(author, proposal))
    url = f"/en/proposals/{proposal.id}/edit"
    mine, theirs = edition(proposal, text="Words of the author."), edition(proposal, text="Words of the friend.")
    assert signed_in(author).post(url, data=mine).status_code == 303
    answer = friend.post(url, data=theirs)
    assert answer.status_code == 409
    assert "Words of the author." in answer.text
    assert "Words of the friend." in answer.text


def test_both_authors_hear_of_the_vote() -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    friend = a_coauthor(author, proposal)
    for _ in range(3):
        services.support(a_person(), proposal.id)
    assert "Voting is open" in letters_to(friend)[-1].subject
    assert "Voting is open" in letters_to(author)[-1].subject


def test_a_supporter_is_asked_also_when_a_coauthor_changed_the_text() -> None:
    author, neighbour = a_person(), a_person()
    proposal = an_open_proposal(author)
    friend = a_coauthor(author, proposal)
    for person in (author, friend, neighbour):
        with writing() as session:
            session.get(Proposal, proposal.id).threshold = 9
        services.support(person, proposal.id)
    services.edit(friend, proposal.id, title="T", text="Other words.", reason="Why", version=1)
    assert "has changed" in letters_to(neighbour)[-1].subject
    assert "has changed" in letters_to(author)[-1].subject
    assert "has changed" not in "".join(letter.subject for letter in letters_to(friend))


def test_hidden_texts_are_shown_to_all_who_wrote_them(signed_in, client) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    friend = a_coauthor(author, proposal)
    with writing() as session:
        session.get(Proposal, proposal.id).visibility = "hidden"
    url = f"/en/proposals/{proposal.id}"
    assert "Five lessons" in signed_in(friend).get(url).text
    assert "Five lessons" not in client.get(url).text
    assert signed_in(author).post(f"{url}/coauthors", data={"name": "Anybody"}).status_code == 403


def test_nobody_joins_once_the_vote_is_open(signed_in) -> None:
    author, asked = a_person(), a_person(name="Asked")
    proposal = an_open_proposal(author)
    coauthors.invite(author, proposal.id, "Asked")
    for _ in range(3):
        services.support(a_person(), proposal.id)
    url = f"/en/proposals/{proposal.id}"
    answer = signed_in(asked).post(f"{url}/coauthors/answer", data={"answer": "yes"})
    assert answer.status_code == 403
    assert "The text is frozen since voting began" in answer.text
    assert "You are invited" not in signed_in(asked).get("/en/my").text
    late = a_voting_proposal(author)
    assert signed_in(author).get(f"/en/proposals/{late.id}/coauthors").status_code == 403


def test_one_author_and_six_cost_the_same_number_of_statements(client) -> None:
    alone, author = an_open_proposal(), a_person()
    together = an_open_proposal(author)
    for _ in range(5):
        a_coauthor(author, together)
    urls = [f"/en/proposals/{found.id}" for found in (alone, together)]
    one, six = (settled_statements(client, url) for url in urls)
    assert six - one <= 1, "co-authors are read together with their names"
