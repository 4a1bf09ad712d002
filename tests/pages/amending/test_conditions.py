"""«Yes, if …»: written, counted apart, met, taken back; on the page, in the letter and on one's own page."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from factories import a_condition, a_person, an_open_proposal
from statements import settled_statements
from veche.amending import conditions
from veche.amending.models import Condition
from veche.core import clock
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.outbox import Letter
from veche.proposals import services as proposals
from veche.proposals.models import Proposal, Support

TEXT = "Five lessons in the library.\n\nThe lessons are free."
MORE = "Five lessons in the library, in the evening.\n\nThe lessons are free."
IF = "there are lessons in the evening"


def fresh(row: Any) -> Any:
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def the_condition() -> Condition | None:
    db.session.rollback()
    rows = select(Condition).where(Condition.taken_back_at.is_(None)).execution_options(populate_existing=True)
    return db.session.execute(rows).scalar_one_or_none()


def letters_to(person: Any) -> list[Letter]:
    db.session.rollback()
    return list(db.session.execute(select(Letter).where(Letter.address == person.email).order_by(Letter.id)).scalars())


def changed(proposal: Any, author: Any, text: str = MORE, **values: Any) -> None:
    proposal = fresh(proposal)
    given = {"title": proposal.title, "text": text, "reason": "Evenings", "version": proposal.version, **values}
    proposals.edit(author, proposal.id, **given)


def link_in(letter: Letter) -> str:
    found = re.search(r"http://veche\.example(/en/conditions/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def answered(client: Any, link: str, answer: str, **change: Any) -> Any:
    """Press a button of the letter's page."""
    version = re.search(r'name="version" value="(\d+)"', client.get(link).text)
    return client.post(link, data={"answer": answer, "version": version[1] if version else "0", **change})


def test_a_condition_is_written_and_not_counted(signed_in, client) -> None:
    author, reader = a_person(), a_person(name="Maple")
    proposal = an_open_proposal(author, supported_by=1, text=TEXT)
    url = f"/en/proposals/{proposal.id}"
    citizen = signed_in(reader)
    assert f'href="{url}/condition"' in citizen.get(url).text
    form = citizen.get(f"{url}/condition").text
    assert "It is not counted as a support." in form
    assert citizen.post(f"{url}/condition", data={"text": "", "language": "en"}).status_code == 422
    assert citizen.post(f"{url}/condition", data={"text": "x" * 601, "language": "en"}).status_code == 422
    assert citizen.post(f"{url}/condition", data={"text": IF, "language": "en"}).status_code == 303
    assert fresh(proposal).support_count == 1
    own = citizen.get(url).text
    assert "1 more would support it, if …" in own
    assert IF in own
    assert "It is met: I support the proposal" in own
    for other in (client, signed_in(a_person()), signed_in(a_person(("committee", "admin")))):
        page = other.get(url).text
        assert "1 more would support it, if …" in page
        assert IF not in page, "others see only the number"
    for entitled in (signed_in(author), signed_in(a_person(("moderator",)))):
        page = entitled.get(url).text
        assert IF in page
        assert "Maple" not in page, "nobody reads whose condition it is"
        assert "since version 1" in page
    told = letters_to(author)[-1]
    assert "under a condition" in told.body
    assert IF not in told.body
    assert "Maple" not in told.body


def test_there_is_one_condition_for_a_person_and_its_words_can_be_changed(signed_in) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author)
    citizen, url = signed_in(reader), f"/en/proposals/{proposal.id}/condition"
    citizen.post(url, data={"text": IF, "language": "en"})
    assert IF in citizen.get(url).text
    citizen.post(url, data={"text": "there is tea", "language": "en"})
    condition = the_condition()
    assert condition
    assert condition.text == "there is tea"
    assert len([letter for letter in letters_to(author) if "condition" in letter.body]) == 1


def test_a_support_becomes_conditional_only_when_its_giver_says_so(signed_in) -> None:
    reader = a_person()
    proposal = an_open_proposal()
    proposals.support(reader, proposal.id)
    citizen, url = signed_in(reader), f"/en/proposals/{proposal.id}"
    assert "Make my support conditional" in citizen.get(url).text
    form = citizen.get(f"{url}/condition").text
    assert "With a condition your support is taken back" in form
    refused = citizen.post(f"{url}/condition", data={"text": IF, "language": "en"})
    assert refused.status_code == 422
    assert "say that your support becomes conditional" in refused.text
    assert IF in refused.text
    assert fresh(proposal).support_count == 1
    assert the_condition() is None
    assert citizen.post(f"{url}/condition", data={"text": IF, "language": "en", "instead": "y"}).status_code == 303
    assert fresh(proposal).support_count == 0
    assert the_condition()


def test_saying_that_it_is_met_is_a_support(signed_in) -> None:
    reader = a_person()
    proposal = an_open_proposal(supported_by=1)
    a_condition(proposal, reader)
    citizen, url = signed_in(reader), f"/en/proposals/{proposal.id}"
    part = citizen.post(f"{url}/condition/meet", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<section id="support"')
    assert "You support this proposal." in part.text
    assert "more would support" not in part.text
    assert fresh(proposal).support_count == 2
    met = the_condition()
    assert met
    assert met.met_at
    again = citizen.post(f"{url}/condition/meet")
    assert again.status_code == 403
    assert fresh(proposal).support_count == 2


def test_the_last_support_needed_opens_the_vote_also_from_a_condition(signed_in, client) -> None:
    reader = a_person()
    proposal = an_open_proposal(supported_by=2)
    a_condition(proposal, reader)
    a_condition(proposal)
    url = f"/en/proposals/{proposal.id}"
    answer = signed_in(reader).post(f"{url}/condition/meet", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == url
    assert fresh(proposal).state == "voting"
    page = client.get(url).text
    assert "1 condition was open when voting began." in page
    assert "would support it, if" not in page


def test_full_support_closes_the_condition_and_taking_it_back_does_not_open_it_again(signed_in) -> None:
    reader = a_person()
    proposal = an_open_proposal()
    a_condition(proposal, reader)
    proposals.support(reader, proposal.id)
    met = the_condition()
    assert met
    assert met.met_at
    proposals.unsupport(reader, proposal.id)
    still = the_condition()
    assert still
    assert still.met_at
    assert "would support it, if" not in signed_in(reader).get(f"/en/proposals/{proposal.id}").text
    a_condition(proposal, reader, "there is tea")
    anew = the_condition()
    assert anew
    assert (anew.met_at, anew.text) == (None, "there is tea")


def test_taking_it_back_erases_its_words(signed_in) -> None:
    reader = a_person()
    proposal = an_open_proposal()
    a_condition(proposal, reader)
    citizen, url = signed_in(reader), f"/en/proposals/{proposal.id}"
    part = citizen.post(f"{url}/condition/take-back", headers={"HX-Request": "true"})
    assert "would support" not in part.text
    assert the_condition() is None
    assert citizen.post(f"{url}/condition/take-back").status_code == 404
    assert citizen.post(f"{url}/condition/meet").status_code == 404
    assert fresh(proposal).support_count == 0


def test_who_may_not_support_writes_no_condition(signed_in, client) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    url = f"/en/proposals/{proposal.id}/condition"
    data = {"text": IF, "language": "en"}
    assert client.get(url).location.startswith("/en/sign-in?next=")
    for person, says in ((a_person(resident=False), "verified residents"), (author, "You write this proposal")):
        answer = signed_in(person).post(url, data=data)
        assert answer.status_code == 403
        assert says in answer.text
    assert the_condition() is None


def test_a_new_text_asks_by_letter_and_the_link_needs_no_sign_in(client) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    a_condition(proposal, reader)
    changed(proposal, author)
    letter = letters_to(reader)[-1]
    assert letter.subject == "Is your condition met? Phones without fear"
    assert IF not in letter.body
    link = link_in(letter)
    page = client.get(link)
    assert page.headers["Cache-Control"] == "no-store"
    assert IF in page.text
    assert "evening" in "".join(re.findall(r"<ins>(.*?)</ins>", page.text, re.S))
    assert fresh(proposal).support_count == 0, "looking changes nothing"
    stays = answered(client, link, "not_yet")
    assert "Your condition stays." in stays.text
    assert the_condition().met_at is None  # type: ignore[union-attr]
    done = answered(client, link, "met")
    assert "you support the text as it is now" in done.text
    assert fresh(proposal).support_count == 1
    calm = answered(client, link, "met")
    assert calm.status_code == 200
    assert "You have said already that the condition is met." in calm.text
    assert fresh(proposal).support_count == 1


def test_the_condition_is_taken_back_by_the_link(client) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    a_condition(proposal, reader)
    changed(proposal, author)
    link = link_in(letters_to(reader)[-1])
    assert "Your condition is taken back" in answered(client, link, "back").text
    assert the_condition() is None
    assert "there is nothing to answer" in client.get(link).text
    assert answered(client, link, "met").status_code == 200
    assert fresh(proposal).support_count == 0


def test_an_answer_about_a_text_that_has_changed_again_is_not_taken(client) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    a_condition(proposal, reader)
    changed(proposal, author)
    link = link_in(letters_to(reader)[-1])
    changed(proposal, author, "Six lessons elsewhere.")
    answer = answered(client, link, "met", version="2")
    assert answer.status_code == 409
    assert "The text has changed once more" in answer.text
    assert "elsewhere." in "".join(re.findall(r"<ins>(.*?)</ins>", answer.text, re.S))
    assert fresh(proposal).support_count == 0
    with pytest.raises(Stale):
        conditions.meet(reader, proposal.id, version=2)


def test_a_change_of_wording_asks_nobody() -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    a_condition(proposal, reader)
    changed(proposal, author, TEXT.replace("library.", "library!"), is_material=False)
    assert letters_to(reader) == []
    a_met = a_person()
    a_condition(proposal, a_met)
    conditions.meet(a_met, proposal.id)
    changed(proposal, author)
    assert not [letter for letter in letters_to(a_met) if "Is your condition met" in letter.subject]


def test_a_link_that_is_not_ours_or_too_old_has_no_page(client) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    condition = a_condition(proposal, reader)
    changed(proposal, author)
    link = link_in(letters_to(reader)[-1])
    for strange in (link[:-2] + "xx", "/en/conditions/nothing"):
        assert client.get(strange).status_code == 404
        answer = client.post(strange, data={"answer": "met", "version": 2})
        assert answer.status_code == 404
        assert "This link is not one of ours" in answer.text
    token = conditions.token(fresh(condition))
    assert conditions.whose(token)[:2] == (proposal.id, reader.id)
    with clock.moved(timedelta(days=181)), pytest.raises(NotFound):
        conditions.whose(token)


def test_a_link_about_a_proposal_that_sleeps_says_why_and_takes_nothing(client) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    a_condition(proposal, reader)
    changed(proposal, author)
    link = link_in(letters_to(reader)[-1])
    with clock.moved(timedelta(days=181)):
        token = conditions.token(the_condition())  # type: ignore[arg-type]
        page = client.get(f"/en/conditions/{token}")
        assert "The term for support is over." in page.text
        assert "Yes, I support it" not in page.text
        assert client.post(f"/en/conditions/{token}", data={"answer": "met", "version": 2}).status_code == 403
    assert link
    assert fresh(proposal).support_count == 0


def test_the_link_of_a_hidden_proposal_shows_nothing(client) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author, text=TEXT)
    a_condition(proposal, reader)
    changed(proposal, author)
    link = link_in(letters_to(reader)[-1])
    with writing() as session:
        session.merge(proposal).visibility = "hidden"
    answer = client.get(link)
    assert answer.status_code == 404
    assert "lessons" not in answer.text.partition("<footer")[0]


def test_those_who_write_the_text_change_it_with_the_conditions_beside_it(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    condition = a_condition(proposal)
    own = signed_in(author)
    page = own.get(f"/en/proposals/{proposal.id}").text
    assert f'href="/en/proposals/{proposal.id}/edit?condition={condition.id}"' in page
    beside = own.get(f"/en/proposals/{proposal.id}/edit?condition={condition.id}").text
    assert IF in beside
    assert "<details open>" in beside


def test_only_those_who_may_read_a_condition_report_it(signed_in, client) -> None:
    author, stranger = a_person(), a_person()
    proposal = an_open_proposal(author)
    condition = a_condition(proposal)
    url = f"/en/flag/condition/{condition.id}"
    assert signed_in(stranger).get(url).status_code == 404
    assert signed_in(stranger).post(url, data={"reason": "insult"}).status_code == 404
    own = signed_in(author)
    assert url in own.get(f"/en/proposals/{proposal.id}").text
    assert IF in own.get(url).text
    assert own.post(url, data={"reason": "insult"}).status_code == 303


def test_a_moderator_hides_a_condition_without_learning_whose_it_is(signed_in, client) -> None:
    from veche.moderation import services as moderation

    author, reader, moderator = a_person(), a_person(name="Maple"), a_person(("moderator",))
    proposal = an_open_proposal(author)
    condition = a_condition(proposal, reader, "you are no fool")
    moderation.flag(author, "condition", condition.id, reason="insult")
    queue = signed_in(moderator).get("/en/moderation").text
    assert "you are no fool" in queue
    assert "Maple" not in queue
    moderation.hide(moderator, "condition", condition.id, clause="4.2", facts="It insults the authors of the proposal.")
    assert "fool" not in signed_in(author).get(f"/en/proposals/{proposal.id}").text
    assert "about your condition of support" in letters_to(reader)[-1].body
    for page in ("/en/moderation/log", "/en/journal", f"/en/proposals/{proposal.id}"):
        shown = client.get(page).text
        assert "fool" not in shown
        assert "Maple" not in shown
    citizen = signed_in(reader)
    assert "you are no fool" in citizen.get(f"/en/proposals/{proposal.id}").text
    refused = citizen.post(f"/en/proposals/{proposal.id}/condition", data={"text": "other words", "language": "en"})
    assert refused.status_code == 403
    assert "it can be taken back, not changed" in refused.text


def test_my_page_shows_my_conditions_with_their_state(signed_in) -> None:
    reader = a_person()
    first, second = an_open_proposal(title="Phones"), an_open_proposal(title="Bicycles", supported_by=2)
    a_condition(first, reader)
    a_condition(second, reader, "there is a shed")
    page = signed_in(reader).get("/en/my").text
    assert "My conditions" in page
    assert page.count("Waits until you say that it is met") == 2
    proposals.support(a_person(), second.id)
    conditions.meet(reader, first.id)
    page = signed_in(reader).get("/en/my").text
    assert "Met, you support it" in page
    assert "Was open when support ended" in page
    assert "there is a shed" not in signed_in(a_person()).get("/en/my").text


def test_a_hundred_conditions_cost_as_many_statements_as_two(signed_in) -> None:
    author = a_person()
    number = an_open_proposal(author).id
    url = f"/en/proposals/{number}"
    client = signed_in(author)
    few = 0
    for place in range(30):
        a_condition(db.session.get(Proposal, number), text=f"condition {place}")
        if place == 1:
            few = settled_statements(client, url)
    assert settled_statements(client, url) == few


def test_a_count_of_supports_never_includes_conditions() -> None:
    proposal = an_open_proposal(supported_by=1)
    people = [a_person() for _ in range(4)]
    for person in people:
        a_condition(proposal, person)
    conditions.meet(people[0], proposal.id)
    conditions.take_back(people[1], proposal.id)
    rows = select(Support.person_id).where(Support.proposal_id == proposal.id)
    supporters = set(db.session.execute(rows).scalars())
    assert len(supporters) == fresh(proposal).support_count == 2
    assert people[0].id in supporters
