"""Other words for a passage: proposed, taken up, declined, withdrawn, gone an own way; through the pages' own forms."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_person, a_voting_proposal, an_amendment, an_open_proposal
from statements import settled_statements
from veche.amending import services
from veche.amending.models import Amendment
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.languages import day
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.proposals import services as proposals
from veche.proposals.models import Proposal, Version

TEXT = "Five lessons in the library.\n\nThe lessons are free.\n\nTea at the end."
NEW = {"reason": "Five are too few.", "language": "en"}


def fields_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.S)
    assert form, f"no form to {action}"
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]))


def a_text(author: Any = None, **values: Any) -> Any:
    return an_open_proposal(author, text=TEXT, **values)


def fresh(row: Any) -> Any:
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def letters_to(person: Any) -> list[Letter]:
    db.session.rollback()
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return list(db.session.execute(rows).scalars())


def accepted_by(client: Any, amendment: Any, **change: Any) -> Any:
    """Take the amendment up with the page's own form."""
    url = f"/en/amendments/{amendment.id}/accept"
    page = client.get(url).text
    reason = re.search(r'id="reason"[^>]*value="([^"]*)"', page)
    assert reason
    typed = {"reason": reason[1], "change": "material", **fields_of(page, url), **change}
    return client.post(url, data=typed)


def test_from_the_text_to_a_published_amendment(signed_in, client) -> None:
    author, reader = a_person(name="Lime"), a_person(name="Maple")
    proposal = a_text(author)
    url = f"/en/proposals/{proposal.id}"
    citizen = signed_in(reader)
    assert f'href="{url}/amend"' in citizen.get(url).text
    chosen = citizen.get(f"{url}/amend").text
    assert chosen.count("Propose other words<span") == 3
    assert "keep its words and write yours below them" in chosen
    page = citizen.get(f"{url}/amend?paragraph=2").text
    assert re.search(r"<textarea[^>]*name=\"words\"[^>]*>\s*The lessons are free.</textarea>", page)
    typed = {**NEW, **fields_of(page, f"{url}/amend"), "words": "The lessons are free for everybody."}
    shown = citizen.post(f"{url}/amend", data={**typed, "preview": "1"}).text
    assert "nothing is saved yet" in shown
    assert "everybody" in re.findall(r"<ins>(.*?)</ins>", shown, re.S)[0]
    assert db.session.execute(select(func.count()).select_from(Amendment)).scalar_one() == 0
    answer = citizen.post(f"{url}/amend", data=typed)
    assert answer.status_code == 303
    assert citizen.post(f"{url}/amend", data=typed).location == answer.location, "sent twice, made once"
    public = client.get(answer.location).text
    assert "Maple" in public
    assert "Five are too few." in public
    assert "Waits for an answer" in public
    listed = client.get(url).text
    assert re.search(r'Amendments <span class="num muted">1</span>', listed)
    assert '<ins><span class="vh">new: </span>' in listed
    told = letters_to(author)[-1]
    assert "An amendment to your proposal" in told.subject
    assert answer.location in told.body
    assert "everybody" not in told.body, "its words can be hidden; a letter cannot"
    assert [entry.verb for entry in journal.about(db.session(), [proposal.subject])][-1] == "amendment.proposed"


def test_the_form_as_a_part_is_the_form_of_the_page(signed_in) -> None:
    proposal = a_text()
    citizen, url = signed_in(a_person()), f"/en/proposals/{proposal.id}/amend"
    data = {**NEW, "words": "Tea and talk.", "paragraph": 3, "version": 1, "nonce": "n", "preview": "1"}
    page = citizen.post(url, data=data)
    part = citizen.post(url, data=data, headers={"HX-Request": "true"})
    assert part.text.strip() in page.text
    assert part.text.lstrip().startswith('<div class="wrap" id="amending">')


def test_selected_words_lead_to_their_paragraph(signed_in) -> None:
    proposal = a_text()
    page = signed_in(a_person()).get(f"/en/proposals/{proposal.id}/amend?near=Tea+at").text
    assert fields_of(page, f"/en/proposals/{proposal.id}/amend")["paragraph"] == "3"
    for strange in ("near=bicycle", "near=", "paragraph=9", "paragraph=x", "paragraph=" + "9" * 30):
        page = signed_in(a_person()).get(f"/en/proposals/{proposal.id}/amend?{strange}")
        assert "Choose the paragraph" in page.text


def test_an_empty_field_proposes_to_strike_the_passage_out_and_says_so(signed_in) -> None:
    author = a_person()
    proposal = a_text(author)
    citizen, url = signed_in(a_person()), f"/en/proposals/{proposal.id}/amend"
    data = {**NEW, "words": "", "paragraph": 2, "version": 1, "nonce": "n"}
    assert "you propose to strike the passage out" in citizen.post(url, data={**data, "preview": "1"}).text
    answer = citizen.post(url, data=data)
    assert "The passage is to be struck out." in citizen.get(answer.location).text
    amendment = db.session.execute(select(Amendment)).scalar_one()
    assert accepted_by(signed_in(author), amendment).status_code == 303
    assert fresh(proposal).versions[0].text == "Five lessons in the library.\n\nTea at the end."


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"words": " The lessons  are free. "}, "These words stand there already."),
        ({"reason": ""}, "Say in a line or two why."),
        ({"words": "x" * 20_001}, "This text is too long"),
        ({"words": "x" * 19_990}, "would be longer than 20,000 characters"),
        ({"words": "a\x00b"}, "Some characters cannot be stored."),
        ({"reason": "x" * 601}, "This text is too long"),
    ],
)
def test_what_cannot_be_proposed_is_said_and_nothing_typed_is_lost(signed_in, change, says) -> None:
    proposal = a_text()
    data = {**NEW, "words": "Not free.", "paragraph": 2, "version": 1, "nonce": "n", **change}
    page = signed_in(a_person()).post(f"/en/proposals/{proposal.id}/amend", data=data)
    assert page.status_code == 422
    assert says in page.text
    assert "The lessons are free." in page.text
    assert db.session.execute(select(func.count()).select_from(Amendment)).scalar_one() == 0


def test_the_only_paragraph_cannot_be_struck_out(signed_in) -> None:
    proposal = an_open_proposal(text="One.")
    data = {**NEW, "words": "", "paragraph": 1, "version": 1, "nonce": "n"}
    page = signed_in(a_person()).post(f"/en/proposals/{proposal.id}/amend", data=data)
    assert page.status_code == 422
    assert "it cannot be struck out" in page.text


NO_PASSAGE = [{"paragraph": "9"}, {"version": "7"}, {"paragraph": "x"}, {"version": ""}]
HUGE = [{"version": "9" * 30}, {"paragraph": "9" * 30}]


@pytest.mark.parametrize("change", [*NO_PASSAGE, *HUGE])
def test_a_form_about_no_passage_has_no_page(signed_in, change) -> None:
    proposal = a_text()
    data = {**NEW, "words": "Not free.", "paragraph": 2, "version": 1, "nonce": "n", **change}
    assert signed_in(a_person()).post(f"/en/proposals/{proposal.id}/amend", data=data).status_code == 404


def test_equal_paragraphs_are_refused_in_words_and_shown_by_the_hundred(signed_in) -> None:
    proposal = an_open_proposal(text="\n\n".join(["a"] * 250))
    citizen, url = signed_in(a_person()), f"/en/proposals/{proposal.id}/amend"
    data = {**NEW, "words": "b", "paragraph": 2, "version": 1, "nonce": "n"}
    for answer in (citizen.get(f"{url}?paragraph=2"), citizen.post(url, data=data)):
        assert answer.status_code == 422
        assert "cannot be said which one is meant" in answer.text
    first = citizen.get(url).text
    assert first.count('id="paragraph-') == 100
    assert f'href="{url}?after=100"' in first
    last = citizen.get(f"{url}?after=200").text
    assert last.count('id="paragraph-') == 50
    assert "Further paragraphs" not in last


def test_who_may_not_amend_reads_why(signed_in, client) -> None:
    author = a_person()
    proposal, voting = a_text(author), a_voting_proposal()
    assert client.get(f"/en/proposals/{proposal.id}/amend").location.startswith("/en/sign-in?next=")
    own = signed_in(author).get(f"/en/proposals/{proposal.id}/amend")
    assert own.status_code == 403
    assert "You write this proposal: change its text directly." in own.text
    late = signed_in(a_person()).get(f"/en/proposals/{voting.id}/amend")
    assert late.status_code == 403
    assert "voting is open now" in late.text
    data = {**NEW, "words": "x", "paragraph": 1, "version": 1, "nonce": "n"}
    assert signed_in(a_person(confirmed=False)).post(f"/en/proposals/{proposal.id}/amend", data=data).status_code == 403


def test_taking_it_up_makes_a_version_that_names_its_author(signed_in, client) -> None:
    author, amender, neighbour = a_person(), a_person(name="Maple"), a_person()
    proposal = a_text(author)
    proposals.support(neighbour, proposal.id)
    amendment = an_amendment(proposal, amender)
    answer = accepted_by(signed_in(author), amendment)
    assert answer.status_code == 303, answer.text
    made = fresh(proposal).versions[0]
    assert made.text == "Eight lessons in the library.\n\nThe lessons are free.\n\nTea at the end."
    assert (made.number, made.credited_id, made.reason) == (2, amender.id, "Amendment of Maple taken up")
    assert fresh(proposal).support_count == 0, "another matter needs supports anew"
    taken = fresh(amendment)
    assert (taken.state, taken.version_made, taken.answered_by_id) == ("accepted", 2, author.id)
    page = client.get(f"/en/amendments/{amendment.id}").text
    assert "Taken up in version 2" in page
    assert f"/en/proposals/{proposal.id}/versions#version-2" in page
    assert 'id="version-2"' in client.get(f"/en/proposals/{proposal.id}/versions").text
    assert "Your amendment is taken up" in letters_to(amender)[-1].subject
    entries = journal.about(db.session(), [proposal.subject])
    assert [entry.verb for entry in entries][-2:] == ["proposal.edited", "amendment.accepted"]
    assert entries[-1].data["amendment"] == amendment.id
    assert journal.verify(db.session()) is None


def test_what_is_more_than_wording_is_not_taken_as_wording(signed_in) -> None:
    author, amender = a_person(), a_person()
    proposal = a_text(author)
    amendment = an_amendment(proposal, amender)
    refused = accepted_by(signed_in(author), amendment, change="wording")
    assert refused.status_code == 422
    assert "it is not only the wording" in refused.text
    assert fresh(amendment).state == "open"
    assert fresh(proposal).version == 1


def test_wording_keeps_the_supports(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=1, text=TEXT)
    amendment = an_amendment(proposal, words="The lesson are free.", paragraph=2)
    assert accepted_by(signed_in(author), amendment, change="wording").status_code == 303
    assert fresh(proposal).support_count == 1
    assert not fresh(proposal).versions[0].is_material


def chosen(html: str) -> list[str]:
    radios = re.findall(r'<input[^>]*name="change"[^>]*>', html)
    return [re.findall(r'value="(\w+)"', radio)[0] for radio in radios if " checked" in radio]


def test_the_page_begins_with_wording_where_the_rule_allows_it_and_says_whom_the_matter_asks(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=2, text=TEXT)
    small = an_amendment(proposal, words="The lessons are free!", paragraph=2)
    other_figure = an_amendment(proposal, words="Eight lessons in the library.")
    client = signed_in(author)
    page = client.get(f"/en/amendments/{small.id}/accept").text
    assert chosen(page) == ["wording"]
    assert "2 supporters will be asked again; until they answer the count begins anew" in page
    assert "Wording is what leaves figures" in page
    assert chosen(client.get(f"/en/amendments/{other_figure.id}/accept").text) == ["material"]


def test_only_those_who_write_the_text_answer(signed_in, client) -> None:
    amender = a_person()
    amendment = an_amendment(a_text(), amender)
    url = f"/en/amendments/{amendment.id}"
    typed = {"reason": "Good", "change": "material", "version": "1"}
    for person in (amender, a_person(("moderator", "committee", "admin"))):
        stranger = signed_in(person)
        for path in ("accept", "decline"):
            assert stranger.get(f"{url}/{path}").status_code == 403
            assert stranger.post(f"{url}/{path}", data=typed).status_code == 403
        assert "Take it up" not in stranger.get(url).text
    assert client.post(f"{url}/accept", data=typed).status_code == 403
    assert signed_in(a_person()).post(f"{url}/withdraw").status_code == 403
    assert fresh(amendment).state == "open"


def test_declining_needs_a_reason_and_shows_it(signed_in, client) -> None:
    author, amender = a_person(name="Lime"), a_person()
    amendment = an_amendment(a_text(author), amender)
    own, url = signed_in(author), f"/en/amendments/{amendment.id}"
    assert own.get(f"{url}/decline").status_code == 200
    assert own.post(f"{url}/decline", data={"reason": " "}).status_code == 422
    assert own.post(f"{url}/decline", data={"reason": "The room is free five times."}).status_code == 303
    page = client.get(url).text
    assert "Lime declined it on" in page
    assert "The room is free five times." in page
    assert "The room is free five times." in letters_to(amender)[-1].body
    again = own.post(f"{url}/accept", data={"reason": "Yes", "change": "material", "version": 1})
    assert again.status_code == 403
    assert "This amendment is declined already." in again.text


def test_its_author_withdraws_it(signed_in, client) -> None:
    author, amender = a_person(), a_person()
    amendment = an_amendment(a_text(author), amender)
    url = f"/en/amendments/{amendment.id}"
    assert "Withdraw the amendment" in signed_in(amender).get(url).text
    assert signed_in(amender).post(f"{url}/withdraw").status_code == 303
    assert "Amendment withdrawn" in client.get(url).text
    assert signed_in(author).post(f"{url}/accept", data={"reason": "Yes", "version": 1}).status_code == 403


def test_an_edit_meanwhile_shows_the_amendment_against_the_text_as_it_is_now(signed_in) -> None:
    author = a_person()
    proposal = a_text(author)
    amendment = an_amendment(proposal)
    own, url = signed_in(author), f"/en/amendments/{amendment.id}/accept"
    hidden = fields_of(own.get(url).text, url)
    text = TEXT.replace("Tea", "Coffee")
    proposals.edit(author, proposal.id, title="Phones", text=text, reason="Coffee", version=1)
    stale = own.post(url, data={**hidden, "reason": "My own words", "change": "material"})
    assert stale.status_code == 409
    assert "it is version 2 now" in stale.text
    assert "My own words" in stale.text
    again = {**fields_of(stale.text, url), "reason": "My own words", "change": "material"}
    assert own.post(url, data=again).status_code == 303
    assert (
        fresh(proposal).versions[0].text
        == "Eight lessons in the library.\n\nThe lessons are free.\n\nCoffee at the end."
    )


def test_a_passage_that_changed_is_placed_by_hand_and_its_author_named(signed_in, client) -> None:
    author, amender = a_person(), a_person()
    proposal = a_text(author)
    amendment = an_amendment(proposal, amender)
    proposals.edit(author, proposal.id, title="Phones", text="Six lessons.", reason="Six", version=1)
    assert "It refers to version 1" in client.get(f"/en/amendments/{amendment.id}").text
    assert "It refers to version 1" in client.get(f"/en/proposals/{proposal.id}").text
    own, url = signed_in(author), f"/en/amendments/{amendment.id}/accept"
    page = own.get(url).text
    assert re.search(r"<textarea[^>]*name=\"text\"[^>]*>\s*Six lessons.</textarea>", page)
    hidden = {**fields_of(page, url), "reason": "Eight it is", "change": "material"}
    assert own.post(url, data={**hidden, "text": ""}).status_code == 422
    same = own.post(url, data={**hidden, "text": "Six lessons."})
    assert same.status_code == 422
    assert "These words stand there already." in same.text
    forged = own.post(url, data={**hidden, "text": "Words of my own."})
    assert forged.status_code == 422
    assert "cannot carry that name" in forged.text
    assert "Words of my own." in forged.text
    assert fresh(proposal).version == 2
    placed = "Six lessons.\nEight lessons  in the library."
    assert own.post(url, data={**hidden, "text": placed}).status_code == 303
    assert fresh(proposal).versions[0].text == placed
    assert fresh(proposal).versions[0].credited_id == amender.id


def test_a_text_placed_by_hand_is_not_lost_when_another_edit_was_faster(signed_in) -> None:
    author = a_person()
    proposal = a_text(author)
    amendment = an_amendment(proposal)
    proposals.edit(author, proposal.id, title="Phones", text="Six lessons.", reason="Six", version=1)
    own, url = signed_in(author), f"/en/amendments/{amendment.id}/accept"
    hidden = {**fields_of(own.get(url).text, url), "reason": "Eight", "change": "material", "text": "Eight, by hand."}
    proposals.edit(author, proposal.id, title="Phones", text="Seven lessons.", reason="Seven", version=2)
    stale = own.post(url, data=hidden)
    assert stale.status_code == 409
    assert "Eight, by hand." in stale.text
    assert "Seven lessons." in stale.text


def test_two_answers_give_one_version(signed_in) -> None:
    author = a_person()
    proposal = a_text(author)
    amendment = an_amendment(proposal)
    own, url = signed_in(author), f"/en/amendments/{amendment.id}/accept"
    data = {**fields_of(own.get(url).text, url), "reason": "Good", "change": "material"}
    assert own.post(url, data=data).status_code == 303
    assert own.post(url, data=data).status_code == 403
    assert own.post(f"/en/amendments/{amendment.id}/decline", data={"reason": "No"}).status_code == 403
    assert fresh(proposal).version == 2
    with pytest.raises(Refused):
        services.accept(author, amendment.id, version=2, reason="Again", is_material=True)
    assert fresh(proposal).version == 2


def test_when_voting_begins_open_amendments_are_not_taken_up(signed_in, client) -> None:
    author, amender = a_person(), a_person()
    proposal = a_text(author)
    amendment = an_amendment(proposal, amender)
    for _ in range(3):
        proposals.support(a_person(), proposal.id)
    assert fresh(proposal).state == "voting"
    assert "Not taken up before the vote" in client.get(f"/en/amendments/{amendment.id}").text
    assert fresh(amendment).state == "open", "it follows from the proposal and is not stored"
    late = signed_in(author).post(f"/en/amendments/{amendment.id}/accept", data={"reason": "Yes", "version": 1})
    assert late.status_code == 403
    assert "Voting has begun" in late.text


def own_way(client: Any, amendment: Any) -> dict[str, str]:
    url = "/en/proposals/new"
    page = client.get(f"{url}?amendment={amendment.id}").text
    text = re.search(r'<textarea[^>]*name="text"[^>]*>\s*(.*?)</textarea>', page, re.S)
    title = re.search(r'id="title"[^>]*value="([^"]*)"', page)
    assert text
    assert title
    area = {"area": "2.4.5", "language": "en"}
    return {"text": text[1], "title": title[1], **area, **fields_of(page, url)}


def test_a_declined_amendment_becomes_a_proposal_of_its_own(signed_in, client) -> None:
    author, amender = a_person(), a_person()
    proposal = a_text(author, title="Phones without fear")
    amendment = an_amendment(proposal, amender)
    services.decline(author, amendment.id, "No room.")
    citizen = signed_in(amender)
    assert f"/en/proposals/new?amendment={amendment.id}" in citizen.get(f"/en/amendments/{amendment.id}").text
    typed = own_way(citizen, amendment)
    assert typed["text"].startswith("Eight lessons in the library.")
    assert typed["text"].endswith("Tea at the end.")
    assert typed["begun_from"] == f"amendment:{amendment.id}"
    answer = citizen.post("/en/proposals/new", data={**typed, "title": "Eight lessons"})
    assert answer.status_code == 303
    again = citizen.post("/en/proposals/new", data={**typed, "title": "Eight lessons"})
    assert again.location == answer.location, "sent twice, made once"
    page = client.get(answer.location).text
    assert "«Phones without fear»" in page
    assert f'href="/en/amendments/{amendment.id}"' in page
    back = client.get(f"/en/amendments/{amendment.id}").text
    assert "«Eight lessons»" in back
    assert answer.location in back
    assert citizen.get(f"/en/proposals/new?amendment={amendment.id}").text.count("Eight lessons") == 0, "only once"


def test_a_draft_of_an_own_proposal_is_not_shown_to_others(signed_in, client) -> None:
    author, amender = a_person(), a_person()
    amendment = an_amendment(a_text(author), amender)
    services.decline(author, amendment.id, "No room.")
    typed = {**own_way(signed_in(amender), amendment), "title": "A secret title", "draft": "1"}
    assert signed_in(amender).post("/en/proposals/new", data=typed).status_code == 303
    assert "A secret title" not in client.get(f"/en/amendments/{amendment.id}").text
    assert "A secret title" in signed_in(amender).get(f"/en/amendments/{amendment.id}").text


def test_an_unanswered_amendment_goes_an_own_way_after_two_weeks_and_nobody_else_takes_it(signed_in) -> None:
    amender = a_person()
    amendment = an_amendment(a_text(title="Phones without fear"), amender)
    citizen = signed_in(amender)
    early = citizen.get(f"/en/amendments/{amendment.id}").text
    due = day(amendment.made_at + timedelta(days=14))
    assert f"The authors can answer until {due}. If they do not, or decline, you can make a proposal" in early
    other = signed_in(a_person()).get(f"/en/amendments/{amendment.id}").text
    assert "The authors answer; until then nothing in the text changes." in other
    assert "The authors can answer until" not in other
    assert "The authors answer; until" not in early
    assert 'begun_from" value="amendment' not in citizen.get(f"/en/proposals/new?amendment={amendment.id}").text
    with clock.moved(timedelta(days=15)):
        assert own_way(citizen, amendment)["title"] == "Phones without fear"
        other = signed_in(a_person()).get(f"/en/proposals/new?amendment={amendment.id}").text
    assert "Phones without fear" not in other


def test_a_forged_origin_makes_a_plain_proposal(signed_in) -> None:
    amendment = an_amendment(a_text(), a_person())
    typed = {"area": "2.4.5", "text": "My text.", "language": "en", "thread": ""}
    forged = {
        f"amendment:{amendment.id}": "Bicycles",
        "amendment:999999": "Benches",
        "amendment:x": "Trams",
        "nothing:1": "Choirs",
        ":": "Gardens",
    }
    for key, title in forged.items():
        data = {**typed, "begun_from": key, "title": title, "nonce": title}
        assert signed_in(a_person()).post("/en/proposals/new", data=data).status_code == 303
    assert fresh(amendment).own_proposal_id is None


def hidden(row: Any) -> None:
    with writing() as session:
        row = session.merge(row)
        row.visibility, row.hidden_clause = "hidden", "4.2"


def test_a_hidden_amendment_leaves_a_tombstone_and_no_words(signed_in, client) -> None:
    amender = a_person()
    proposal = a_text()
    amendment = an_amendment(proposal, amender, words="A rude word.", reason="A rude reason.")
    hidden(amendment)
    url = f"/en/amendments/{amendment.id}"
    for reader in (client, signed_in(a_person())):
        for page in (
            url,
            f"/en/proposals/{proposal.id}",
            f"/en/proposals/{proposal.id}/amendments",
            f"/en/flag/amendment/{amendment.id}",
        ):
            assert "rude" not in reader.get(page).text
        assert "clause 4.2" in reader.get(url).text
        assert 'Amendments <span class="num muted">0</span>' in reader.get(f"/en/proposals/{proposal.id}").text
    assert "rude" in signed_in(amender).get(url).text
    assert "rude" in signed_in(a_person(("moderator",))).get(url).text


def test_a_hidden_proposal_hides_its_amendments(signed_in, client) -> None:
    proposal = a_text()
    amendment = an_amendment(proposal, words="Eight secret lessons.")
    hidden(proposal)
    for page in (
        f"/en/amendments/{amendment.id}",
        f"/en/proposals/{proposal.id}/amendments",
        f"/en/proposals/{proposal.id}/amend",
    ):
        answer = signed_in(a_person()).get(page)
        assert "secret" not in answer.text
        assert "lessons in the library" not in answer.text


def test_an_amendment_can_be_reported_and_hidden_by_a_moderator(signed_in, client) -> None:
    from veche.moderation import services as moderation

    proposal = a_text()
    amender = a_person()
    amendment = an_amendment(proposal, amender, words="A rude word.")
    citizen = signed_in(a_person())
    assert f"/en/flag/amendment/{amendment.id}" in citizen.get(f"/en/proposals/{proposal.id}").text
    assert "A rude word." in citizen.get(f"/en/flag/amendment/{amendment.id}").text
    assert citizen.post(f"/en/flag/amendment/{amendment.id}", data={"reason": "insult"}).status_code == 303
    moderator = a_person(("moderator",))
    assert "A rude word." in signed_in(moderator).get("/en/moderation").text
    moderation.hide(
        moderator, "amendment", amendment.id, clause="4.2", facts="It insults the neighbours of the library."
    )
    assert "rude" not in client.get(f"/en/proposals/{proposal.id}").text
    assert "about your amendment" in letters_to(amender)[-1].body
    assert client.get("/en/moderation/log").status_code == 200
    assert client.get("/en/journal").status_code == 200


def test_a_hundred_amendments_cost_as_many_statements_as_ten(client, signed_in) -> None:
    number_of_proposal = a_text().id
    url = f"/en/proposals/{number_of_proposal}"
    few = many = 0
    for number in range(100):
        proposal = db.session.get(Proposal, number_of_proposal)
        an_amendment(proposal, words=f"Lessons, number {number}.")
        if number == 11:
            few = settled_statements(client, url)
    many = settled_statements(client, url)
    assert few == many
    page = client.get(url).text
    assert page.count('class="arg stack2"') == 10
    assert f'href="{url}/amendments"' in page
    seen: set[str] = set()
    after = f"{url}/amendments"
    while after:
        page = client.get(after).text
        found = set(re.findall(r'<article class="arg stack2" id="amendment-(\d+)"', page))
        assert not found & seen
        seen |= found
        link = re.search(r'<nav class="pages".*?href="([^"]*)"', page, re.S)
        after = link[1].replace("&amp;", "&") if link else ""
    assert len(seen) == 100


def test_answered_amendments_are_folded_below_the_open_ones(client) -> None:
    author = a_person()
    proposal = a_text(author)
    first, second = an_amendment(proposal), an_amendment(proposal, words="Nine lessons.")
    services.decline(author, first.id, "No room.")
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert (
        page.index(f'id="amendment-{second.id}"')
        < page.index("1 answered or withdrawn")
        < page.index(f'id="amendment-{first.id}"')
    )
    listed = client.get(f"/en/proposals/{proposal.id}/amendments").text
    assert listed.index(f'id="amendment-{second.id}"') < listed.index(f'id="amendment-{first.id}"')


def test_my_page_shows_my_amendments_and_what_became_of_them(signed_in) -> None:
    author, amender = a_person(), a_person()
    amendment = an_amendment(a_text(author), amender)
    services.decline(author, amendment.id, "No room.")
    page = signed_in(amender).get("/en/my").text
    assert "My amendments" in page
    assert f'href="/en/amendments/{amendment.id}"' in page
    assert "My amendments" not in signed_in(author).get("/en/my").text


def test_a_draft_has_no_amendments(client, signed_in) -> None:
    from factories import a_draft

    author = a_person()
    draft = a_draft(author)
    assert "Amendments" not in signed_in(author).get(f"/en/proposals/{draft.id}").text
    assert client.get(f"/en/proposals/{draft.id}/amendments").status_code == 404
    assert client.get(f"/en/proposals/{draft.id}/amend").status_code == 404
    assert client.get("/en/amendments/999999").status_code == 404
    assert db.session.execute(select(func.count()).select_from(Proposal)).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(Version)).scalar_one() == 1
