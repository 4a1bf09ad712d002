"""What is proposed already is shown while a title is typed, once before publishing, and can be supported instead."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from factories import a_draft, a_person, an_open_proposal
from statements import settled_statements
from veche.accounts.models import Unfinished
from veche.core import clock, likeness
from veche.core.database import db, writing
from veche.core.likeness import WordKey
from veche.proposals import services
from veche.proposals.models import Proposal, Support

PART = {"HX-Request": "true"}
LOOK = "/en/proposals/similar"
NEW = "/en/proposals/new"
LESSONS = "Computer lessons for elderly neighbours"


def typed(**changes: Any) -> dict[str, Any]:
    given = {"title": "A computer lesson for an elderly neighbour", "area": "2.4.5", "text": "Slowly.", "thread": ""}
    return {**given, "language": "en", "nonce": "one", **changes}


def looked(client: Any, title: str, **query: Any) -> str:
    text: str = client.get(LOOK, query_string={"title": title, "language": "en", **query}, headers=PART).text
    return text


def shown(html: str) -> str:
    return re.findall(r'name="shown" value="([\d ]*)"', html)[0]


def proposals() -> list[Proposal]:
    db.session.rollback()
    return list(db.session.execute(select(Proposal).order_by(Proposal.id)).scalars())


def supporters(proposal: Any) -> set[int]:
    db.session.rollback()
    return set(db.session.execute(select(Support.person_id).where(Support.proposal_id == proposal.id)).scalars())


def keys(number: int, kind: str = "proposal") -> int:
    db.session.rollback()
    rows = select(func.count()).where(WordKey.kind == kind, WordKey.subject_id == number)
    return db.session.execute(rows).scalar_one()


def test_similar_ones_are_shown_while_the_title_is_typed(signed_in) -> None:
    proposal = an_open_proposal(title=LESSONS)
    an_open_proposal(title="A bridge for bicycles")
    client = signed_in(a_person())
    part = looked(client, "Lessons on a computer for elderly people")
    assert part.lstrip().startswith('<div id="similar">')
    assert "There is 1 similar proposal already" in part
    assert f'href="/en/proposals/{proposal.id}"' in part
    assert "2.4.5" in part
    assert "Gathers support" in part
    assert "0 of 3" in part, "the small journey says how far it is"
    assert "bridge" not in part
    assert shown(part) == str(proposal.id)


def test_the_part_occurs_in_its_page_and_the_page_leads_on(client) -> None:
    an_open_proposal(title=LESSONS)
    page = client.get(LOOK, query_string={"title": LESSONS})
    assert page.status_code == 200
    part = client.get(LOOK, query_string={"title": LESSONS}, headers=PART)
    assert part.text.strip() in page.text
    assert "HX-Request" in part.headers["Vary"]
    assert "/en/proposals/new?title=Computer" in page.text
    assert "Nothing like it is proposed yet." in client.get(f"{LOOK}?title=Zebra+parade+tomorrow").text
    assert client.get(LOOK).status_code == 200


def test_the_form_asks_for_them_by_a_button_of_its_own(signed_in) -> None:
    page = signed_in(a_person()).get(f"{NEW}?title=Computer+lessons").text
    button = re.search(r'<button[^>]* name="look"[^>]*hx-get="/en/proposals/similar"[^>]*from:#title[^>]*>', page)
    assert button
    assert 'formaction="/en/proposals/new#similar" formmethod="post" formnovalidate' in button[0]
    assert 'aria-live="polite"' in page
    assert 'value="Computer lessons"' in page


def test_looking_without_javascript_loses_nothing_and_checks_nothing(signed_in) -> None:
    proposal = an_open_proposal(title=LESSONS)
    client = signed_in(a_person())
    page = client.post(NEW, data=typed(look="1", area="", text="Slowly, with tea.", begun_from="thread:x"))
    assert page.status_code == 200
    assert shown(page.text) == str(proposal.id)
    assert "Slowly, with tea.</textarea>" in page.text
    assert 'value="A computer lesson for an elderly neighbour"' in page.text
    assert "Please correct the form" not in page.text
    none = client.post(NEW, data=typed(look="1", title="Zebra parade tomorrow")).text
    assert "Nothing like it is proposed yet." in none
    assert len(proposals()) == 1


def test_looking_from_a_draft_keeps_what_is_typed_there(signed_in) -> None:
    proposal, author = an_open_proposal(title=LESSONS), a_person()
    draft = a_draft(author)
    url = f"/en/proposals/{draft.id}/edit"
    page = signed_in(author).post(url, data={"look": "1", "title": LESSONS, "text": "Typed just now.", "version": "1"})
    assert shown(page.text) == str(proposal.id)
    assert "Typed just now.</textarea>" in page.text
    assert f'formaction="{url}#similar"' in page.text


def test_an_unchanged_list_is_not_sent_again(client) -> None:
    proposal = an_open_proposal(title=LESSONS)
    query = {"title": LESSONS, "shown": str(proposal.id)}
    answer = client.get(LOOK, query_string=query, headers=PART)
    assert (answer.status_code, answer.text) == (204, "")
    assert client.get(LOOK, query_string=query).status_code == 200, "a page is a page"
    assert client.get(LOOK, query_string={"title": "Other", "shown": ""}, headers=PART).status_code == 204
    emptied = client.get(LOOK, query_string={"title": "Other", "shown": str(proposal.id)}, headers=PART)
    assert emptied.status_code == 200
    assert shown(emptied.text) == ""


def test_when_it_is_asked_the_notice_stands_first_and_has_the_only_main_button(signed_in) -> None:
    an_open_proposal(title=LESSONS)
    client = signed_in(a_person())
    page = client.post(NEW, data=typed()).text
    assert "Nothing is published yet." in page
    assert page.index('class="alike"') < page.index('name="title"')
    assert page.count('id="similar"') == 1
    main = page.split("<main", 1)[1]
    assert re.findall(r'<button class="btn main"[^>]*>([^<]*)<', main) == ["None of them: publish mine"]
    assert main.index('name="preview"') < main.index("Support this one instead"), "Enter in a field shows, never acts"
    assert "Publish the proposal" in main
    assert "What is typed is kept by itself" in main


@pytest.mark.parametrize("query", ["title=%00", "language=xx&title=a+b", "but=x&title=a+b", "title=" + "a%20" * 400])
def test_odd_questions_are_borne(client, query: str) -> None:
    assert client.get(f"{LOOK}?{query}").status_code in {200, 400}


def test_drafts_hidden_withdrawn_and_merged_ones_are_not_offered(signed_in, client) -> None:
    author = a_person()
    a_draft(author, title=LESSONS)
    hidden = an_open_proposal(title=LESSONS)
    withdrawn = an_open_proposal(author, title=LESSONS)
    services.withdraw(author, withdrawn.id, "Done elsewhere")
    merged = an_open_proposal(title=LESSONS)
    with writing() as session:
        session.merge(hidden).visibility = "hidden"
        session.merge(merged).state = "merged"
    for reader in (client, signed_in(author), signed_in(a_person())):
        assert shown(looked(reader, LESSONS)) == ""
    assert shown(looked(signed_in(a_person(("moderator",))), LESSONS)) == str(hidden.id)


def test_living_ones_stand_before_decided_ones(signed_in) -> None:
    decided, asleep = an_open_proposal(title=LESSONS), an_open_proposal(title=LESSONS)
    living = an_open_proposal(title="Computer lessons for elderly people of the district")
    with writing() as session:
        decided = session.merge(decided)
        decided.state, decided.answered_at = "declined", clock.now()
        session.merge(asleep).state = "dormant"
    part = looked(signed_in(a_person()), LESSONS)
    assert shown(part).split()[0] == str(living.id)
    assert set(shown(part).split()) == {str(one.id) for one in (decided, asleep, living)}
    assert "Read what was decided" in part
    assert "its author can revive it" in part
    assert part.count("Support this one instead") == 1


def test_who_may_not_support_gets_a_link_and_the_reason(signed_in, client) -> None:
    an_open_proposal(title=LESSONS)
    for reader in (client, signed_in(a_person(resident=False))):
        part = looked(reader, LESSONS)
        assert "Support this one instead" not in part
        assert "Read it" in part
        assert 'class="why"' in part


def test_supporting_another_one_keeps_what_was_typed(signed_in) -> None:
    proposal, person = an_open_proposal(title=LESSONS), a_person()
    client = signed_in(person)
    page = client.post(NEW, data=typed(preview="1")).text
    assert f'formaction="/en/proposals/{proposal.id}/instead"' in page
    data = typed(writing=re.findall(r'name="writing" value="([^"]*)"', page)[0], kept="")
    answer = client.post(f"/en/proposals/{proposal.id}/instead", data=data)
    assert answer.status_code == 303
    assert supporters(proposal) == {person.id}
    assert "among the unfinished texts" in client.get(answer.location).text
    assert [row.id for row in proposals()] == [proposal.id]
    row = db.session.execute(select(Unfinished)).scalar_one()
    assert (row.person_id, row.fields["text"]) == (person.id, "Slowly.")
    assert "You support this" in looked(client, LESSONS)


def test_through_htmx_the_browser_is_led_to_the_supported_one(signed_in) -> None:
    proposal = an_open_proposal(title=LESSONS)
    url = f"/en/proposals/{proposal.id}/instead"
    answer = signed_in(a_person()).post(url, data=typed(writing="proposals.new"), headers=PART)
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/en/proposals/{proposal.id}#support"


def test_another_waiting_text_is_not_overwritten(signed_in) -> None:
    from veche.accounts import unfinished

    proposal, person = an_open_proposal(title=LESSONS), a_person()
    unfinished.keep(person, "proposals.new", {"title": "An older text"})
    answer = signed_in(person).post(f"/en/proposals/{proposal.id}/instead", data=typed(writing="proposals.new"))
    assert answer.status_code == 409
    assert "Slowly." in answer.text
    assert supporters(proposal) == set()
    assert unfinished.take(person, "proposals.new").fields["title"] == "An older text"  # type: ignore[union-attr]


def test_a_place_that_nobody_declared_keeps_nothing_and_says_so(signed_in) -> None:
    proposal = an_open_proposal(title=LESSONS)
    answer = signed_in(a_person()).post(f"/en/proposals/{proposal.id}/instead", data=typed(writing="no such place"))
    assert answer.status_code == 422
    assert supporters(proposal) == set()


def test_who_may_not_support_does_not_by_the_other_address(signed_in) -> None:
    proposal, draft = an_open_proposal(title=LESSONS), a_draft()
    client = signed_in(a_person(resident=False))
    answer = client.post(f"/en/proposals/{proposal.id}/instead", data=typed(writing="proposals.new"))
    assert answer.status_code == 403
    assert "Slowly." in answer.text
    assert supporters(proposal) == set()
    assert client.post(f"/en/proposals/{draft.id}/instead").status_code == 404


def test_publishing_shows_strong_likeness_once_and_keeps_what_was_typed(signed_in) -> None:
    proposal = an_open_proposal(title=LESSONS)
    client = signed_in(a_person())
    page = client.post(NEW, data=typed())
    assert page.status_code == 200
    assert "Nothing is published yet." in page.text
    assert "None of them: publish mine" in page.text
    assert "Slowly." in page.text
    assert [row.id for row in proposals()] == [proposal.id]
    answer = client.post(NEW, data=typed(shown=shown(page.text)))
    assert answer.status_code == 303
    assert [row.state for row in proposals()] == ["open", "open"]
    again = client.post(NEW, data=typed(shown=shown(page.text)))
    assert again.location == answer.location, "the same form sent twice is one proposal"
    assert len(proposals()) == 2


def test_a_form_sent_twice_is_not_held_up_by_its_own_proposal(signed_in) -> None:
    client = signed_in(a_person())
    first, second = (client.post(NEW, data=typed()) for _ in range(2))
    assert first.status_code == 303
    assert first.location == second.location


def test_through_htmx_it_is_asked_in_place(signed_in) -> None:
    an_open_proposal(title=LESSONS)
    client = signed_in(a_person())
    part = client.post(NEW, data=typed(), headers=PART).text
    assert part.lstrip().startswith('<div class="wrap" id="writing">')
    assert "None of them: publish mine" in part
    assert part.count("data-focus") == 1
    assert part.strip() in client.post(NEW, data=typed()).text


def test_a_weak_likeness_and_a_draft_hold_nobody_up(signed_in) -> None:
    an_open_proposal(title="Evening lessons of computer drawing for artists")
    client = signed_in(a_person())
    assert client.post(NEW, data=typed()).status_code == 303
    an_open_proposal(title=LESSONS)
    assert client.post(NEW, data=typed(draft="1", nonce="two")).status_code == 303


def test_a_draft_that_is_published_from_its_page_is_asked_once_too(signed_in) -> None:
    proposal, author = an_open_proposal(title=LESSONS), a_person()
    draft = a_draft(author, title="A computer lesson for an elderly neighbour")
    client, url = signed_in(author), f"/en/proposals/{draft.id}/publish"
    page = client.post(url)
    assert page.status_code == 200
    assert "Before it is published" in page.text
    assert f'formaction="/en/proposals/{proposal.id}/instead"' in page.text
    assert proposals()[1].state == "draft"
    assert client.post(url, data={"shown": shown(page.text)}).status_code == 303
    assert proposals()[1].state == "open"


def test_the_draft_itself_is_not_similar_to_itself(signed_in) -> None:
    author = a_person()
    draft = a_draft(author, title=LESSONS)
    page = signed_in(author).get(f"/en/proposals/{draft.id}/edit").text
    assert f"but={draft.id}" in page
    assert shown(page) == ""
    services.publish(author, draft.id)
    assert shown(looked(signed_in(author), LESSONS, but=draft.id)) == ""
    assert "shown" not in signed_in(author).get(f"/en/proposals/{draft.id}/edit").text


def test_enter_in_the_title_does_not_support_another_one(signed_in) -> None:
    an_open_proposal(title=LESSONS)
    page = signed_in(a_person()).post(NEW, data=typed()).text
    form = page[page.index(f'action="{NEW}"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first
    assert 'name="preview"' in first[0]


def test_the_languages_own_words_are_found(client) -> None:
    russian = an_open_proposal(title="Велодорожка до вокзала", language="ru")
    belarusian = an_open_proposal(title="Гурток ганчарства ў бібліятэцы", language="be")
    assert shown(looked(client, "Веладарожка да вакзала", language="be")) == str(russian.id)
    assert shown(looked(client, "Гурткі ганчарства ў бібліятэках", language="be")) == str(belarusian.id)
    assert shown(looked(client, "Гончарный кружок в библиотеке", language="ru")) == str(belarusian.id)
    assert shown(looked(client, "Шахматный кружок в библиотеке", language="ru")) == ""


def test_the_index_follows_publishing_and_editing(signed_in) -> None:
    author = a_person()
    draft = a_draft(author, title=LESSONS)
    services.edit(author, draft.id, title=LESSONS, text="Slowly.", reason="", version=1)
    assert keys(draft.id) == 0, "a draft is not found"
    services.publish(author, draft.id)
    assert keys(draft.id) > 0
    client = signed_in(a_person())
    assert shown(looked(client, LESSONS)) == str(draft.id)
    version = proposals()[0].version
    services.edit(author, draft.id, title="A skating rink", text="In winter.", reason="Another wish", version=version)
    assert shown(looked(client, LESSONS)) == ""
    assert shown(looked(client, "Skating rinks")) == str(draft.id)


def test_a_published_title_of_an_older_database_is_indexed_by_init() -> None:
    published = [an_open_proposal(title=f"{LESSONS} {number}") for number in range(3)]
    draft = a_draft(title=LESSONS)
    before = [keys(one.id) for one in published]
    with writing() as session:
        session.execute(delete(WordKey).where(WordKey.subject_id != published[0].id))
    assert likeness.fill() == 2
    assert [keys(one.id) for one in published] == before
    assert keys(draft.id) == 0
    assert likeness.fill() == 0, "a second time changes nothing"


def test_init_fills_in_batches(monkeypatch) -> None:
    for number in range(5):
        an_open_proposal(title=f"{LESSONS} {number}")
    with writing() as session:
        session.execute(delete(WordKey))
    monkeypatch.setattr(likeness, "_BATCH", 2)
    assert likeness.fill() == 5


def test_statements_do_not_grow_with_the_proposals(client) -> None:
    def cost() -> int:
        return settled_statements(client, f"{LOOK}?title=Computer+lessons+for+elderly+neighbours")

    for number in range(3):
        an_open_proposal(title=f"{LESSONS} {number}")
    few = cost()
    for number in range(12):
        an_open_proposal(title=f"{LESSONS} {number} again")
    assert cost() == few
    with clock.moved(timedelta(days=1)):
        assert cost() == few
