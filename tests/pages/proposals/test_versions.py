"""Every text of a proposal beside the one before it, and what is only wording."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_draft, a_person, an_open_proposal
from statements import settled_statements
from veche.core import database, journal, outbox
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.proposals import services, versions
from veche.proposals.models import Proposal, SupportDay, Version

LONG = "Hold lessons in the library so that neighbours learn to make an appointment with a doctor by telephone."


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id)


def typed(proposal: Any, **change: Any) -> dict[str, Any]:
    given = {"title": "Phones without fear", "text": LONG, "reason": "More time", "version": fresh(proposal).version}
    return {**given, **change}


def edited(author: Any, proposal: Any, **change: Any) -> None:
    given = typed(proposal, **change)
    services.edit(author, proposal.id, **given)


def test_wording_keeps_the_supports_sends_no_letter_and_is_marked(signed_in) -> None:
    author, neighbour = a_person(), a_person()
    proposal = an_open_proposal(author, text=LONG)
    services.support(neighbour, proposal.id)
    url = f"/en/proposals/{proposal.id}"
    change = {"text": LONG.replace("lessons", "lesson"), "change": "wording"}
    assert signed_in(author).post(f"{url}/edit", data=typed(proposal, **change)).status_code == 303
    assert fresh(proposal).support_count == 1
    assert db.session.execute(select(outbox.Letter)).first() is None
    page = signed_in(neighbour).get(f"{url}/versions").text
    assert "only the wording" in page
    assert "the matter changed" not in page
    assert "You support this proposal." in signed_in(neighbour).get(url).text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{LONG} Five times.", "A figure, a sum or a date differs"),
        (LONG.replace("neighbours learn", "neighbours do not learn"), "turns the meaning round («not»)"),
        ("Something else entirely is proposed from now on here.", "words differ from the text that people supported"),
    ],
)
def test_what_is_more_than_wording_is_refused_in_words_and_stays_in_the_form(signed_in, text: str, why: str) -> None:
    author = a_person()
    proposal = an_open_proposal(author, text=LONG)
    client, url = signed_in(author), f"/en/proposals/{proposal.id}/edit"
    data = typed(proposal, text=text, change="wording")
    page = client.post(url, data=data)
    assert page.status_code == 422
    assert why in page.text
    assert text in page.text
    assert "ark that the matter changed" in page.text
    assert re.search(r'<input checked id="change-1" name="change" type="radio" value="wording">', page.text)
    part = client.post(url, data=data, headers={"HX-Request": "true"})
    assert (part.status_code, part.text.strip() in page.text) == (422, True)
    assert fresh(proposal).version == 1
    assert client.post(url, data={**data, "change": "material"}).status_code == 303
    assert fresh(proposal).version == 2


@pytest.mark.parametrize(
    ("many", "says"), [(1, "1 supporter will be asked again"), (2, "2 supporters will be asked again")]
)
def test_the_choice_says_how_many_are_asked_again(signed_in, many: int, says: str) -> None:
    author = a_person()
    proposal = an_open_proposal(author, text=LONG, supported_by=many)
    if many == 1:
        services.support(author, proposal.id)
    client, url = signed_in(author), f"/en/proposals/{proposal.id}/edit"
    assert f"The matter changed: {says}" in client.get(url).text, "whoever edits is not asked"
    assert says in client.post(url, data=typed(proposal, preview="1")).text
    assert says in client.post(url, data=typed(proposal, version="0")).text
    edited(author, proposal, text="Another matter.", is_material=True)
    assert db.session.execute(select(func.count()).select_from(outbox.Letter)).scalar_one() == many


def test_small_changes_do_not_add_up_to_another_text() -> None:
    author = a_person()
    proposal = an_open_proposal(author, text=LONG)
    second = LONG.replace("lessons", "calm lessons")
    edited(author, proposal, text=second, is_material=False)
    third = second.replace("doctor", "good doctor")
    with pytest.raises(services.NotWording):
        edited(author, proposal, text=third, is_material=False)
    edited(author, proposal, text=third, is_material=True)
    edited(author, proposal, text=third.replace("telephone", "telephne"), is_material=False)
    assert fresh(proposal).version == 4


def test_what_the_author_marks_as_another_matter_is_one_even_if_it_is_a_comma() -> None:
    author = a_person()
    proposal = an_open_proposal(author, text=LONG, supported_by=2)
    edited(author, proposal, text=LONG.replace("library so", "library, so"), is_material=False)
    assert fresh(proposal).support_count == 2
    edited(author, proposal, text=f"~~{LONG}~~")
    assert fresh(proposal).support_count == 0
    last = db.session.execute(select(Version).where(Version.number == 3)).scalar_one()
    assert last.is_material


def test_the_comparison_is_made_before_the_lock_and_does_not_hold_for_another_version(monkeypatch) -> None:
    author = a_person()
    proposal = an_open_proposal(author, text=LONG)
    judged: list[int] = []

    def judge(*texts: str) -> None:
        judged.append(database._writing.get())

    monkeypatch.setattr(versions, "why_not_wording", judge)
    edited(author, proposal, text=LONG.replace("lessons", "lesson"), is_material=False)
    assert judged == [0]
    ready = versions.prepare(proposal.id, title="Phones without fear", text=LONG, is_material=False)
    edited(author, proposal, text=LONG)
    with pytest.raises(Stale):
        edited(author, proposal, is_material=False, prepared=ready)


def test_the_page_says_how_many_of_all_supported_the_previous_text(signed_in, client) -> None:
    author, faithful = a_person(), a_person()
    proposal = an_open_proposal(author, supported_by=1)
    services.support(faithful, proposal.id)
    url = f"/en/proposals/{proposal.id}"
    assert "supported the previous text" not in client.get(url).text
    edited(author, proposal)
    assert "2 of 2 supported the previous text" in client.get(url).text
    services.support(faithful, proposal.id)
    services.support(a_person(), proposal.id)
    assert fresh(proposal).support_count == 2
    assert "1 of 3 supported the previous text" in client.get(url).text
    assert "1 of 3 supported the previous text" in client.get(f"{url}/versions").text
    part = signed_in(faithful).post(f"{url}/unsupport", headers={"HX-Request": "true"})
    assert "1 of 2 supported the previous text" in part.text


def test_the_count_of_each_day_is_kept() -> None:
    author, neighbour = a_person(), a_person()
    proposal = an_open_proposal(author)
    day = select(SupportDay.count).where(SupportDay.proposal_id == proposal.id)
    assert db.session.execute(day).scalars().all() == [0]
    services.support(neighbour, proposal.id)
    assert db.session.execute(day).scalars().all() == [1]
    edited(author, proposal)
    assert db.session.execute(day).scalars().all() == [0]
    services.support(neighbour, proposal.id)
    services.unsupport(neighbour, proposal.id)
    assert db.session.execute(day).scalars().all() == [0]


def test_every_version_has_an_address_its_mark_its_author_and_both_columns(signed_in, client) -> None:
    author, helper = a_person(name="Lime"), a_person(name="Maple")
    proposal = an_open_proposal(author, text="One kept paragraph.\n\nFive lessons in the library on Tuesdays.")
    text = "One kept paragraph.\n\nEight lessons in the library on Tuesdays."
    edited(author, proposal, title="Phones with joy", text=text, credited_id=helper.id)
    page = client.get(f"/en/proposals/{proposal.id}/versions").text
    assert 'id="version-1"' in page
    assert 'id="version-2"' in page
    assert 'href="#version-2"' in page
    assert "takes up an amendment by Maple" in page
    assert "the matter changed" in page
    assert "More time" in page
    assert "The first text." in page
    assert '<del><span class="vh">gone: </span>without fear</del>' in page, "the title's change"
    beside, inline = page.split('<div class="inline-d">', 1)
    for half in (beside.split('<div class="beside">')[1], inline):
        assert "Five</del>" in half
        assert "Eight</ins>" in half
    left, right = re.search(r'<div class="vs changed"><p>(.*?)</p><p>(.*?)</p></div>', page).groups()
    assert "Five" in left
    assert "Eight" not in left
    assert "Eight" in right
    assert "Five" not in right


def test_any_two_versions_are_compared_and_bad_numbers_are_calm(client) -> None:
    author = a_person()
    proposal = an_open_proposal(author, text="First words stand here.")
    for text in ("Second words stand here.", "Third words stand here."):
        edited(author, proposal, text=text)
    url = f"/en/proposals/{proposal.id}/versions"
    for query in ("?from=1&to=3", "?from=3&to=1"):
        page = client.get(url + query).text
        assert "From version 1 to version 3" in page
        section = page.split('id="compared"')[1].split("</section>")[0]
        assert "First</del>" in section
        assert "Third</ins>" in section
        assert "Second" not in section
        assert '<option value="1" selected>' in page
        assert '<option value="3" selected>' in page
        assert 'content="noindex"' in page
    for query in ("?from=1&to=1", "?from=1&to=9", "?from=x&to=2", "?from=", "?from=1", "?from=-1&to=99999999999999"):
        page = client.get(url + query)
        assert page.status_code == 200
        assert "compared" not in page.text.split("<main")[1].split("</main>")[0].replace("_compared", "")
    assert "There are no two such versions to compare" in client.get(url + "?from=1&to=9").text


def test_a_hidden_proposal_shows_no_version(client, signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, text="An insult.")
    edited(author, proposal, text="A worse insult.")
    with writing() as session:
        session.get(Proposal, proposal.id).visibility = "hidden"
    page = client.get(f"/en/proposals/{proposal.id}/versions?from=1&to=2").text
    assert "insult" not in page
    assert "Hidden by a moderator" in page
    assert "worse</ins>" in signed_in(author).get(f"/en/proposals/{proposal.id}/versions").text


def test_two_versions_and_thirty_cost_the_same_number_of_statements(client) -> None:
    author = a_person()
    few, many = an_open_proposal(author), an_open_proposal(author)
    edited(author, few, text="Text 1 of it.")
    for number in range(29):
        edited(author, many, text=f"Text {number} of it.")
    urls = [f"/en/proposals/{proposal.id}/versions" for proposal in (few, many)]
    assert settled_statements(client, urls[0]) == settled_statements(client, urls[1])
    page = client.get(urls[1]).text
    assert "Compare with version 9" in page, "older ones lead to the comparison"
    assert page.count('id="version-') == 30


def test_the_preview_of_an_edit_shows_what_changes(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, text=LONG)
    url = f"/en/proposals/{proposal.id}/edit"
    page = signed_in(author).post(url, data=typed(proposal, text=LONG.replace("Hold", "Give"), preview="1")).text
    assert "nothing is saved yet" in page
    assert "Hold</del>" in page
    assert fresh(proposal).version == 1


def test_a_draft_asks_for_no_mark_and_keeps_no_versions(signed_in) -> None:
    author = a_person()
    proposal = a_draft(author)
    url = f"/en/proposals/{proposal.id}/edit"
    assert 'name="change"' not in signed_in(author).get(url).text
    data = {"title": "T", "text": "Other words altogether", "version": 1}
    assert signed_in(author).post(url, data=data).status_code == 303
    assert db.session.execute(select(Version)).scalars().one().number == 2


def test_the_journal_says_what_kind_of_change_it_was_and_whom_it_credits() -> None:
    author, helper = a_person(), a_person()
    proposal = an_open_proposal(author, text=LONG)
    edited(author, proposal, text=f"{LONG} Ten times.", credited_id=helper.id)
    entry = journal.about(db.session(), [proposal.subject])[-1]
    assert entry.verb == "proposal.edited"
    assert entry.data["is_material"] is True
    assert entry.data["credited"] == f"person:{helper.id}"


def test_the_text_is_frozen_while_it_is_voted_on(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=3)
    assert fresh(proposal).state == "voting"
    with pytest.raises(Refused):
        edited(author, proposal)
    answer = signed_in(author).post(f"/en/proposals/{proposal.id}/edit", data=typed(proposal))
    assert answer.status_code == 403
    assert "The text is frozen since voting began" in answer.text
