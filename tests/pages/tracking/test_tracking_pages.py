"""Actions, reports on them and responsible bodies, as people read and write them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, func, select

from factories import a_body, a_person, an_action, an_area
from veche.bodies.models import Body
from veche.bodies.services import name_officer
from veche.core import clock
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.journal import Entry
from veche.core.languages import today
from veche.core.policy import Refused
from veche.tracking import queries, services
from veche.tracking.models import Action, Update


def verbs() -> list[str]:
    return list(
        db.session.execute(select(Entry.verb).where(Entry.verb.not_like("%.loaded")).order_by(Entry.seq)).scalars()
    )


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def inputs(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def report_on(client, action, **given):
    """Fill the page's own form and send it."""
    address = f"/en/actions/{action.code}/report"
    page = client.get(address).text
    assert f'method="post" action="{address}"' in page
    soon = (today() + timedelta(days=60)).isoformat()
    fields = {"status": "in_progress", "text": "Two groups.", "language": "en", "figure": "", "next_report_on": soon}
    return client.post(address, data={**fields, "nonce": inputs(page)["nonce"], **given})


def an_officer(body) -> object:
    officer = a_person(("body_officer",))
    name_officer(a_person(("committee",)), body.id, officer.name_key)
    return officer


# Starting


def test_actions_of_an_area_are_numbered_and_recorded(app):
    body = a_body()
    assert [an_action(body=body).code, an_action(body=body).code] == ["2.4.5-1", "2.4.5-2"]
    assert an_action("1.1.1", body=body).code == "1.1.1-1"
    assert an_area("2.4.5").action_count == 2
    assert verbs() == ["body.added", "action.started", "action.started", "action.started"]


@pytest.mark.parametrize(
    ("lacking", "names"),
    [
        ({"body_id": None}, ["body_id"]),
        ({"body_id": 99999}, ["body_id"]),
        ({"expected_result": " "}, ["expected_result"]),
        ({"expected_result": "", "indicator_id": 99999}, ["expected_result"]),
        ({"next_report_on": None, "title": ""}, ["title", "next_report_on"]),
    ],
)
def test_an_action_without_its_parts_is_refused_by_name(app, lacking, names):
    whole = {"title": "T", "language": "en", "body_id": a_body().id, "expected_result": "R", "next_report_on": today()}
    with pytest.raises(Incomplete) as problem:
        services.start_action(a_person(("committee",)), area_id=an_area().id, **{**whole, **lacking})
    assert problem.value.missing == names
    assert count(Action) == 0
    assert an_area().action_count == 0


@pytest.mark.parametrize("role", [(), ("moderator",), ("body_officer",), ("admin",)])
def test_only_the_committee_starts_actions(app, role):
    body = a_body()
    with pytest.raises(Refused):
        services.start_action(
            a_person(role),
            area_id=an_area().id,
            title="T",
            language="en",
            body_id=body.id,
            expected_result="R",
            next_report_on=today(),
        )


# The page of an action


def test_a_reader_sees_who_answers_for_what_and_by_when(client):
    body = a_body("Library")
    action = an_action(body=body, target=Decimal(160), unit="people", indicator_id=1)
    page = client.get("/en/actions/2.4.5-1").text
    for words in (action.title, body.name_en, "160 people finish the course", "Adult literacy rate", "Not started"):
        assert words in page
    assert f'href="/en/bodies/{body.id}"' in page
    assert "The first one is due on" in page
    assert "Report on this action" not in page, "whoever is not signed in is not asked to report"
    assert "Write a report" not in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize("code", ["2.4.5-1", "9.9.9-1", "x", "2.4.5", "2.4.5-" + "1" * 3000, "'", "newest"])
def test_an_unknown_action_is_not_found(client, signed_in, code):
    assert client.get(f"/en/actions/{code}").status_code == 404
    assert client.get(f"/en/actions/{code}/milestones").status_code == 404
    assert signed_in(a_person(("committee",))).post(f"/en/actions/{code}/report").status_code == 404


def test_an_officer_reports_and_everybody_reads_it(client, signed_in):
    body = a_body()
    action = an_action(body=body, target=Decimal(160), unit="people")
    answer = report_on(signed_in(an_officer(body)), action, text="Two *groups* began.", figure="92")
    assert answer.status_code == 303
    assert answer.location == "/en/actions/2.4.5-1#reports"
    page = client.get("/en/actions/2.4.5-1").text
    assert "Two <em>groups</em> began." in page
    assert "In progress" in page
    assert "57 % of the target" in page
    assert "<dd>92</dd>" in page
    assert verbs()[-1] == "action.moved"


def test_the_same_report_sent_twice_is_one(app, signed_in):
    action = an_action()
    client = signed_in(a_person(("committee",)))
    for _ in range(2):
        assert report_on(client, action, nonce="the same").status_code == 303
    assert count(Update) == 1
    assert queries.load_action(action.code).update_count == 1


def test_a_report_without_a_change_of_status_is_recorded_as_a_report(app, signed_in):
    client, action = signed_in(a_person(("committee",))), an_action()
    report_on(client, action)
    report_on(client, action, text="More.")
    assert verbs()[-2:] == ["action.moved", "action.reported"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": ""}, "Say what was done"),
        ({"text": " \n "}, "Say what was done"),
        ({"text": "a" * 20_001}, "This text is too long: at most 20000 characters."),
        ({"text": "a\x00b"}, "Some characters cannot be stored."),
        ({"figure": "many"}, "Type a number"),
        ({"figure": "9" * 13}, "Type a number"),
        ({"figure": "9" * 31}, "too long"),
        ({"status": "paused"}, "Choose one of the options."),
        ({"status": "completed"}, "Choose one of the options."),
        ({"status": ""}, "Choose one of the options."),
        ({"language": "de"}, "Choose one of the options."),
        ({"next_report_on": ""}, "Name the date of the next report."),
        ({"next_report_on": "soon"}, "Type a date: day, month, year."),
        ({"next_report_on": "\x00"}, "Type a date: day, month, year."),
        ({"next_report_on": "2020-01-01"}, "The next report has to be later than today and within two years."),
        ({"next_report_on": "9999-12-31"}, "The next report has to be later than today and within two years."),
        ({"nonce": "n" * 41}, ""),
    ],
)
def test_a_bad_report_is_refused_in_words_and_nothing_typed_is_lost(app, signed_in, given, message):
    action = an_action()
    answer = report_on(signed_in(a_person(("committee",))), action, **{"text": "What I typed.", **given})
    assert answer.status_code == 422
    assert message in answer.text
    if "text" not in given:
        assert "What I typed." in answer.text
    assert count(Update) == 0


def test_a_pause_needs_a_reason_and_a_completion_evidence(app, signed_in):
    client, action = signed_in(a_person(("committee",))), an_action()
    report_on(client, action)
    assert report_on(client, action, status="paused", text="", figure="3").status_code == 422
    assert report_on(client, action, status="completed", text="", figure="").status_code == 422
    assert report_on(client, action, status="completed", figure="160", evidence=" ").status_code == 422
    assert report_on(client, action, status="completed", figure="", evidence="Lists.").status_code == 422
    over = {"status": "completed", "text": "", "figure": "160", "evidence": "Lists.", "next_report_on": ""}
    assert report_on(client, action, **over).status_code == 303
    ended = queries.load_action(action.code)
    assert (ended.status, ended.figure, ended.next_report_on) == ("completed", Decimal(160), None)
    assert ended.ended_at is not None


def test_an_ended_action_takes_no_reports(app, signed_in):
    client, action = signed_in(a_person(("committee",))), an_action()
    assert report_on(client, action, status="cancelled", text="No money.").status_code == 303
    assert "no reports are owed on it" in client.get("/en/actions/2.4.5-1").text
    late = client.post("/en/actions/2.4.5-1/report", data={"status": "in_progress", "text": "x", "language": "en"})
    assert late.status_code == 403


def test_a_status_that_was_overtaken_is_stale(app):
    member, action = a_person(("committee",)), an_action()
    with pytest.raises(Stale):
        services.post_update(member, action.id, text="Done.", language="en", status="completed", nonce="1")


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ((), "This is for officers of the responsible body."),
        (("moderator",), "This is for officers of the responsible body."),
        (("body_officer",), "Reports on this action are posted by officers of another body."),
    ],
)
def test_others_read_the_reason_in_the_place_of_the_form(app, signed_in, role, reason):
    an_action()
    client = signed_in(a_person(role))
    page = client.get("/en/actions/2.4.5-1").text
    assert reason in page
    assert "Write a report" not in page
    answer = client.post("/en/actions/2.4.5-1/report", data={"status": "in_progress", "text": "x", "language": "en"})
    assert answer.status_code == 403
    assert reason in answer.text
    assert count(Update) == 0


def test_a_missed_report_is_public_by_itself_and_ends_with_the_report(client, signed_in):
    action = an_action()
    with clock.moved(timedelta(days=90)):
        assert "overdue" not in client.get("/en/actions/2.4.5-1").text
    with clock.moved(timedelta(days=104)):
        for url in ("/en/actions/2.4.5-1", "/en/actions", "/en/plan/2.4.5", f"/en/bodies/{action.body_id}"):
            assert "Report overdue by 14 days" in client.get(url).text
        assert "Report overdue by 1 day<" not in client.get("/en/actions").text
        report_on(signed_in(a_person(("committee",))), action)
        assert "Report overdue by" not in client.get("/en/actions/2.4.5-1").text


def test_scripts_in_a_report_stay_words(client, signed_in):
    action = an_action(title="<script>alert(1)</script>")
    report_on(signed_in(a_person(("committee",))), action, text="<img src=x onerror=alert(1)> [a](javascript:alert(1))")
    page = client.get("/en/actions/2.4.5-1").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_a_text_in_another_language_is_marked(client):
    an_action(title="Тэлефон без страху", language="be")
    assert '<h1 lang="be">' in client.get("/en/actions/2.4.5-1").text
    assert '<h1 lang="be">' not in client.get("/be/actions/2.4.5-1").text


# The list


def titles(page: str) -> list[str]:
    return re.findall(r'href="/en/actions/([0-9.]+-[0-9]+)"', page)


def test_the_list_stands_in_the_order_of_the_plan_and_can_be_narrowed(client):
    mine, other = a_body("Mine"), a_body("Other")
    an_action("3.3.1", body=mine)
    late = an_action("1.1.1", body=other, next_report_on=today() - timedelta(days=3))
    an_action("2.4.5", body=other)
    services.post_update(
        a_person(("committee",)),
        late.id,
        text="x",
        language="en",
        status="in_progress",
        next_report_on=today() - timedelta(days=1),
        nonce="1",
    )
    assert titles(client.get("/en/actions").text) == ["1.1.1-1", "2.4.5-1", "3.3.1-1"]
    assert titles(client.get("/en/actions?area=2.4.5").text) == ["2.4.5-1"]
    assert titles(client.get("/en/actions?status=in_progress").text) == ["1.1.1-1"]
    assert titles(client.get(f"/en/actions?body={mine.id}").text) == ["3.3.1-1"]
    assert titles(client.get("/en/actions?report=overdue").text) == ["1.1.1-1"]
    nothing = client.get(f"/en/actions?area=2.4.5&body={mine.id}")
    assert "No action fits." in nothing.text


@pytest.mark.parametrize(
    "query", ["area=9.9.9", "area=x", "status=done", "body=99999", "body=x", "report=all", "area=" + "2" * 5000]
)
def test_a_filter_that_names_nothing_is_not_found(client, query):
    an_action()
    assert client.get(f"/en/actions?{query}").status_code == 404


def test_nul_in_a_filter_is_refused(client):
    assert client.get("/en/actions?area=%00").status_code == 400


def test_htmx_gets_the_list_alone_as_the_page_shows_it(client):
    an_action()
    part = client.get("/en/actions?area=2.4.5", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<section id="actions-list"')
    assert part.text.strip() in client.get("/en/actions?area=2.4.5").text
    assert "HX-Request" in part.headers["Vary"]


def test_an_empty_city_says_how_actions_begin(client):
    assert "An action begins when the committee accepts a proposal." in client.get("/en/actions").text


def test_a_long_list_goes_on_where_it_stopped(client, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    body = a_body()
    for code in ("1.1.1", "2.4.5", "2.4.5", "3.3.1", "3.3.1"):
        an_action(code, body=body)
    seen, url = [], f"/en/actions?body={body.id}"
    while url:
        page = client.get(url).text
        seen += titles(page)
        more = re.search(r'<nav class="pages".*?href="([^"]+)"', page, re.S)
        url = more[1].replace("&amp;", "&") if more else ""
    assert seen == ["1.1.1-1", "2.4.5-1", "2.4.5-2", "3.3.1-1", "3.3.1-2"]
    assert client.get("/en/actions?after=damaged").status_code == 200


def test_pages_ask_the_database_equally_often_for_few_and_many(client):
    def asked(url: str) -> int:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", note)
        client.get(url)
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    member, action = a_person(("committee",)), an_action()
    services.post_update(member, action.id, text="x", language="en", status="in_progress", nonce="0")
    body, number_of_action = action.body_id, action.id
    urls = ("/en/actions", "/en/actions/2.4.5-1", "/en/bodies", f"/en/bodies/{body}")
    client.get("/en/actions")  # what the app remembers from its first page
    before = {url: asked(url) for url in urls}
    for number in range(4):
        an_action("1.1.1")
        an_action("2.4.5", body=db.session.get(Body, body))
        services.post_update(
            a_person(("committee",)), number_of_action, text="x", language="en", status="in_progress", nonce=str(number)
        )
    assert {url: asked(url) for url in urls} == before
    assert max(before.values()) <= 15
