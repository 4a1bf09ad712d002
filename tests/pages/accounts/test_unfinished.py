"""What is typed is kept while it is written: continued, thrown away, sent, forgotten; an ended session loses none."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from factories import PASSWORD, a_person, a_thread, an_open_proposal
from veche.accounts import unfinished
from veche.accounts.models import Unfinished
from veche.accounts.rules import Unacceptable
from veche.core import clock
from veche.core.database import db, writing
from veche.core.personal import holdings
from veche.proposals.models import Proposal

HTMX = {"HX-Request": "true"}
TYPED = {"title": "Phones without fear", "area": "2.4.5", "text": "Five lessons in the library.", "language": "en"}


def rows() -> list[Unfinished]:
    db.session.rollback()
    return list(db.session.execute(select(Unfinished)).scalars())


def stamp(html: str) -> str:
    found = re.search(r'<input type="hidden" name="kept" value="([^"]*)">', html)
    assert found
    return found[1]


def test_what_is_typed_is_kept_and_the_form_says_when(signed_in) -> None:
    client = signed_in(a_person())
    page = client.get("/en/proposals/new").text
    assert 'formaction="/en/unfinished"' in page
    assert 'hx-trigger="click, input delay:3s from:closest form"' in page
    answer = client.post("/en/unfinished", data={**TYPED, "place": "proposals.new", "kept": stamp(page)}, headers=HTMX)
    assert answer.status_code == 200
    assert "Saved at " in answer.text
    assert answer.text.lstrip().startswith('<div id="saved-proposals-new"')
    assert stamp(answer.text) == rows()[0].saved_at.isoformat()
    again = {**TYPED, "text": "Six lessons.", "place": "proposals.new", "kept": stamp(answer.text)}
    assert client.post("/en/unfinished", data=again, headers=HTMX).status_code == 200
    assert [row.fields["text"] for row in rows()] == ["Six lessons."]


def test_only_the_fields_of_the_form_are_kept(signed_in) -> None:
    client = signed_in(a_person())
    secret = {"csrf_token": "t", "password": "p", "nonce": "n", "other": "o", "kept": "", "place": "proposals.new"}
    client.post("/en/unfinished", data={**TYPED, **secret}, headers=HTMX)
    assert rows()[0].fields == TYPED


def test_a_form_may_never_keep_secrets() -> None:
    with pytest.raises(ValueError, match="never kept"):
        unfinished.declare_place("x", name="X", fields=("password",), address=lambda _place: "")


def test_opening_the_form_again_offers_to_go_on_or_to_throw_away(signed_in) -> None:
    client = signed_in(a_person())
    client.post("/en/unfinished", data={**TYPED, "place": "proposals.new"})
    page = client.get("/en/proposals/new").text
    assert "You have unfinished text from " in page
    assert "«Phones without fear»" in page
    assert 'value="Phones without fear"' not in page, "the form itself is empty until the reader chooses"
    assert 'href="/en/proposals/new?unfinished=1"' in page
    page = client.get("/en/proposals/new?unfinished=1").text
    assert 'value="Phones without fear"' in page
    assert "Five lessons in the library." in page
    assert '<option selected value="2.4.5">' in page
    assert "Saved at " in page
    assert "You have unfinished text" not in page
    assert rows(), "looking throws nothing away"
    part = client.post("/en/unfinished/drop", data={"place": "proposals.new"}, headers=HTMX)
    assert part.text.lstrip().startswith('<div id="waiting-proposals-new">')
    assert "thrown away" in part.text
    assert rows() == []
    assert "You have unfinished text" not in client.get("/en/proposals/new").text


def test_without_javascript_the_button_keeps_and_comes_back(signed_in) -> None:
    client = signed_in(a_person())
    answer = client.post("/en/unfinished", data={**TYPED, "place": "proposals.new", "kept": ""})
    assert (answer.status_code, answer.location) == (303, "/en/proposals/new?unfinished=1")
    page = client.get(answer.location).text
    assert "What you typed is kept. Only you see it." in page
    assert "Five lessons in the library." in page
    answer = client.post("/en/unfinished/drop", data={"place": "proposals.new"})
    assert answer.location == "/en/proposals/new?unfinished=1"
    assert "Five lessons" not in client.get(answer.location).text


@pytest.mark.parametrize("button", ["", "draft"])
def test_a_sent_form_leaves_nothing_unfinished(signed_in, button: str) -> None:
    client = signed_in(a_person())
    client.post("/en/unfinished", data={**TYPED, "place": "proposals.new"})
    sent = {**TYPED, "thread": "", "nonce": "one", **({button: "1"} if button else {})}
    assert client.post("/en/proposals/new", data=sent).status_code == 303
    assert rows() == []


def test_a_refused_form_keeps_it(signed_in) -> None:
    client = signed_in(a_person())
    kept = stamp(client.post("/en/unfinished", data={**TYPED, "place": "proposals.new"}, headers=HTMX).text)
    refused = client.post("/en/proposals/new", data={**TYPED, "title": "", "kept": kept, "nonce": "one"})
    assert refused.status_code == 422
    assert len(rows()) == 1
    assert stamp(refused.text) == kept, "and the form still knows what is kept"


def test_a_new_text_of_a_proposal_is_kept_with_the_version_it_began_from(signed_in) -> None:
    from veche.proposals import services

    author = a_person()
    proposal = an_open_proposal(author)
    client, url = signed_in(author), f"/en/proposals/{proposal.id}/edit"
    typed = {"title": "T", "text": "Begun on version 1.", "reason": "R", "change": "wording", "version": "1"}
    place = f"proposal:{proposal.id}"
    client.post("/en/unfinished", data={**typed, "place": place}, headers=HTMX)
    services.edit(author, proposal.id, title="T", text="Meanwhile.", reason="R", version=1)
    page = client.get(f"{url}?unfinished=1").text
    assert "Begun on version 1." in page
    assert '<input checked id="change-1" name="change" type="radio" value="wording">' in page
    assert 'name="version" value="1"' in page
    assert client.post(url, data=typed).status_code == 409, "sending it shows both texts"
    assert len(rows()) == 1, "what was not sent is not thrown away"
    sent = {**typed, "version": "2", "change": "material"}
    assert client.post(url, data=sent).status_code == 303
    assert rows() == []


def test_texts_from_different_origins_do_not_overwrite_each_other(signed_in) -> None:
    client = signed_in(a_person())
    thread = a_thread()
    page = client.get(f"/en/proposals/new?thread={thread.id}").text
    assert f'value="proposals.new:thread:{thread.id}"' in page
    for place in ("proposals.new", f"proposals.new:thread:{thread.id}"):
        client.post("/en/unfinished", data={**TYPED, "title": place, "place": place}, headers=HTMX)
    assert {row.fields["title"] for row in rows()} == {"proposals.new", f"proposals.new:thread:{thread.id}"}
    page = client.get(f"/en/proposals/new?thread={thread.id}&unfinished=1").text
    assert f'value="proposals.new:thread:{thread.id}"' in page
    assert client.get("/en/my").text.count(f"/en/proposals/new?unfinished=1&amp;thread={thread.id}") == 1


def test_another_window_does_not_overwrite_what_waits(signed_in) -> None:
    client = signed_in(a_person())
    first = client.post("/en/unfinished", data={**TYPED, "place": "proposals.new", "kept": ""}, headers=HTMX)
    second = {**TYPED, "text": "The other window.", "place": "proposals.new", "kept": ""}
    answer = client.post("/en/unfinished", data=second, headers=HTMX)
    assert answer.status_code == 409
    assert "Another text of yours waits here" in answer.text
    assert rows()[0].fields["text"] == TYPED["text"]
    assert stamp(answer.text) == "", "the second window knows no more than before"
    page = client.post("/en/unfinished", data=second)
    assert page.status_code == 409
    assert "The other window." in page.text
    client.post("/en/unfinished/drop", data={"place": "proposals.new"}, headers=HTMX)
    assert client.post("/en/unfinished", data=second, headers=HTMX).status_code == 200
    assert client.post("/en/unfinished", data={**second, "kept": stamp(first.text)}, headers=HTMX).status_code == 409


def test_the_note_about_another_text_names_two_ways_out(signed_in) -> None:
    client = signed_in(a_person())
    client.post("/en/unfinished", data={**TYPED, "place": "proposals.new", "kept": ""}, headers=HTMX)
    second = {**TYPED, "text": "The other window.", "place": "proposals.new", "kept": ""}
    note = client.post("/en/unfinished", data=second, headers=HTMX).text
    assert re.search(r'<div id="saved-proposals-new" class="why[^"]*" role="alert">', note)
    assert 'href="/en/proposals/new?unfinished=1"' in note
    way = re.search(r'formaction="([^"]*)" formmethod="post" formnovalidate hx-post="([^"]*)"', note)
    assert way
    assert way[1] == way[2]
    kept = client.post(way[1], data=second, headers=HTMX)
    assert kept.status_code == 200
    assert [row.fields["text"] for row in rows()] == ["The other window."]
    assert '<div id="waiting-proposals-new" hx-swap-oob="true"></div>' in kept.text
    again = client.post("/en/unfinished", data={**second, "kept": stamp(kept.text)}, headers=HTMX)
    assert again.status_code == 200
    assert 'role="alert"' not in again.text


@pytest.mark.parametrize(
    "place",
    ["", "nowhere", "proposals.new:", "proposal:x", "proposal:1234567890", "proposal:1 ", "предложение:1", "x" * 99],
)
def test_unknown_places_are_refused_in_words(signed_in, place: str) -> None:
    client = signed_in(a_person())
    for headers in (HTMX, {}):
        answer = client.post("/en/unfinished", data={**TYPED, "place": place}, headers=headers)
        assert answer.status_code == 422
        assert "Nothing can be kept here." in answer.text
    assert rows() == []


def test_too_much_or_unreadable_text_is_refused_and_an_empty_form_keeps_nothing(signed_in) -> None:
    client = signed_in(a_person())
    for text in ("x" * 20_001, "a\x00b"):
        answer = client.post("/en/unfinished", data={"text": text, "place": "proposals.new"}, headers=HTMX)
        assert answer.status_code == 422
    long = {"title": "x" * 9000, "text": "y" * 19_000, "place": "proposals.new"}
    assert client.post("/en/unfinished", data=long, headers=HTMX).status_code == 422
    answer = client.post("/en/unfinished", data={"text": "  ", "place": "proposals.new"}, headers=HTMX)
    assert answer.status_code == 200
    assert "Saved at" not in answer.text
    assert rows() == []


def test_everybody_sees_only_their_own(signed_in, client) -> None:
    one, other = a_person(), a_person()
    signed_in(one).post("/en/unfinished", data={**TYPED, "place": "proposals.new"}, headers=HTMX)
    page = signed_in(other).get("/en/proposals/new?unfinished=1").text
    assert "Five lessons" not in page
    assert "unfinished text" not in page
    signed_in(other).post("/en/unfinished/drop", data={"place": "proposals.new"})
    assert len(rows()) == 1
    assert "Unfinished texts" not in signed_in(other).get("/en/my").text
    mine = signed_in(one).get("/en/my").text
    assert "Unfinished texts" in mine
    assert "A new proposal" in mine
    assert "Five lessons in the library." in mine
    answer = signed_in(one).post("/en/unfinished/drop", data={"place": "proposals.new", "back": "my"})
    assert answer.location == "/en/my"
    assert rows() == []


def test_broken_numbers_do_not_break_the_form(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    client = signed_in(author)
    data = {"version": "many", "change": "other", "text": "Words", "place": f"proposal:{proposal.id}"}
    client.post("/en/unfinished", data=data, headers=HTMX)
    page = client.get(f"/en/proposals/{proposal.id}/edit?unfinished=1")
    assert page.status_code == 200
    assert 'name="version" value="1"' in page.text
    odd = {**TYPED, "area": "9.9", "language": "xx", "place": "proposals.new:number:5"}
    client.post("/en/unfinished", data=odd, headers=HTMX)
    assert client.get("/en/my").status_code == 200
    assert client.get("/en/proposals/new?unfinished=1").status_code == 200


def test_fifty_texts_are_kept_and_the_oldest_makes_room() -> None:
    person = a_person()
    for number in range(52):
        with clock.moved(timedelta(minutes=number)):
            unfinished.keep(person, f"proposal:{number + 1}", {"text": f"Text {number}"})
    kept = unfinished.places_of(person)
    assert len(kept) == 50
    assert kept[0].place == "proposal:52"
    assert "proposal:1" not in {row.place for row in kept}
    with pytest.raises(Unacceptable):
        unfinished.keep(person, "nowhere", {"text": "x"})


def forget_unfinished() -> int:
    expire = holdings["unfinished"].expire
    assert expire
    with writing() as session:
        return expire(session, clock.now())


def test_texts_of_sixty_days_are_forgotten() -> None:
    person = a_person()
    unfinished.keep(person, "proposal:1", {"text": "Old"})
    with clock.moved(timedelta(days=20)):
        unfinished.keep(person, "proposal:2", {"text": "Newer"})
    with clock.moved(timedelta(days=59)):
        assert forget_unfinished() == 0
    with clock.moved(timedelta(days=61)):
        assert forget_unfinished() == 1
    assert [row.place for row in rows()] == ["proposal:2"]


@pytest.fixture
def strict(app: Flask) -> Iterator[Flask]:
    """With tokens checked, as in the city."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app
    app.config["WTF_CSRF_ENABLED"] = False


def token(html: str) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', html)[-1]


def sign_in(client: Any, person: Any, html: str | None = None) -> None:
    page = html or client.get("/en/sign-in").text
    data = {"email": person.email, "password": PASSWORD, "csrf_token": token(page), "next": "/en/sign-in/back"}
    answer = client.post("/en/sign-in", data=data)
    assert answer.location == "/en/sign-in/back"
    assert "go back to the one with your text" in client.get(answer.location).text


def lose_session(client: Any, person: Any, way: str) -> None:
    """The cookie is gone, or the person ended every session elsewhere and the cookie is still there."""
    from veche.accounts.services import sign_out_everywhere

    if way == "cookie":
        client.delete_cookie("veche")
    else:
        sign_out_everywhere(person)


def published() -> int:
    db.session.rollback()
    number: int = db.session.execute(select(func.count()).where(Proposal.state == "open")).scalar_one()
    return number


@pytest.mark.parametrize("way", ["cookie", "elsewhere"])
def test_a_session_that_ends_between_typing_and_sending_loses_nothing(strict, way: str) -> None:
    person, client = a_person(), strict.test_client()
    sign_in(client, person)
    form = client.get("/en/proposals/new").text
    data = {**TYPED, "thread": "", "begun_from": "", "nonce": "one", "csrf_token": token(form)}
    lose_session(client, person, way)
    page = client.post("/en/proposals/new", data=data)
    assert page.status_code in {400, 403}
    for value in TYPED.values():
        assert value in page.text, "what was typed stands in the answer"
    assert "Sign in (in a new tab)" in page.text
    assert 'target="_blank"' in page.text
    assert "Send again" in page.text
    sign_in(client, person)
    typed = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
    assert typed["csrf_token"] == token(page.text)
    texts = re.findall(r'<textarea id="typed-\d+" name="(\w+)" rows="8">([^<]*)</textarea>', page.text)
    answer = client.post("/en/proposals/new", data={**typed, **dict(texts)})
    assert answer.status_code == 303
    assert published() == 1
    assert "Five lessons in the library." in client.get(answer.location).text


@pytest.mark.parametrize("way", ["cookie", "elsewhere"])
def test_with_htmx_the_form_stays_and_gets_a_fresh_token(strict, way: str) -> None:
    person, client = a_person(), strict.test_client()
    sign_in(client, person)
    form = client.get("/en/proposals/new").text
    data = {**TYPED, "thread": "", "begun_from": "", "nonce": "one", "csrf_token": token(form)}
    lose_session(client, person, way)
    notice = client.post("/en/proposals/new", data=data, headers=HTMX)
    assert notice.status_code in {400, 403}
    assert notice.headers["HX-Retarget"] == "#problem", "the form itself is not replaced"
    assert "Sign in (in a new tab)" in notice.text
    assert 'hx-swap-oob="outerHTML:input[name=csrf_token]"' in notice.text
    sign_in(client, person)
    answer = client.post("/en/proposals/new", data={**data, "csrf_token": token(notice.text)}, headers=HTMX)
    assert answer.status_code == 200
    assert "HX-Redirect" in answer.headers
    assert published() == 1


@pytest.mark.parametrize("way", ["cookie", "elsewhere"])
def test_saving_while_signed_out_says_so_in_its_own_line_and_goes_on_afterwards(strict, way: str) -> None:
    person, client = a_person(), strict.test_client()
    sign_in(client, person)
    form = client.get("/en/proposals/new").text
    data = {**TYPED, "place": "proposals.new", "kept": "", "csrf_token": token(form)}
    lose_session(client, person, way)
    line = client.post("/en/unfinished", data=data, headers=HTMX)
    assert line.status_code in {400, 403}
    assert "HX-Retarget" not in line.headers, "typing is not disturbed"
    assert line.text.lstrip().startswith('<div id="saved-proposals-new"')
    assert "Your session has ended, so this is not kept; the text stays in the form." in line.text
    assert "Sign in (in a new tab)" in line.text
    assert rows() == []
    sign_in(client, person)
    kept = client.post("/en/unfinished", data={**data, "csrf_token": token(line.text)}, headers=HTMX)
    assert kept.status_code == 200
    assert len(rows()) == 1


def test_saving_without_javascript_while_signed_out_keeps_the_text_on_the_page(strict) -> None:
    person, client = a_person(), strict.test_client()
    sign_in(client, person)
    form = client.get("/en/proposals/new").text
    data = {**TYPED, "place": "proposals.new", "kept": "", "csrf_token": token(form)}
    lose_session(client, person, "elsewhere")
    page = client.post("/en/unfinished", data=data)
    assert page.status_code == 403
    assert "Five lessons in the library." in page.text
    assert 'action="/en/unfinished"' in page.text
    assert 'name="place" value="proposals.new"' in page.text


def test_an_old_token_of_somebody_signed_in_is_renewed_in_place(strict) -> None:
    person, client = a_person(), strict.test_client()
    sign_in(client, person)
    data = {**TYPED, "place": "proposals.new", "kept": "", "csrf_token": "old"}
    line = client.post("/en/unfinished", data=data, headers=HTMX)
    assert line.status_code == 400
    assert "Not kept yet: press the button once more." in line.text
    again = client.post("/en/unfinished", data={**data, "csrf_token": token(line.text)}, headers=HTMX)
    assert again.status_code == 200


def test_nobody_who_is_signed_out_is_shown_or_keeps_anything(client) -> None:
    assert client.post("/en/unfinished", data={**TYPED, "place": "proposals.new"}).status_code == 403
    assert client.post("/en/unfinished/drop", data={"place": "proposals.new"}).status_code == 403
    assert client.get("/en/sign-in/back").status_code == 200
    assert "not signed in yet" in client.get("/en/sign-in/back").text
    assert rows() == []
