"""Costs, results and lessons, as the committee and the officers of a body write them and everybody reads them."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, an_action
from statements import settled_statements
from veche.bodies.services import name_officer
from veche.core.clock import today
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.tracking import costs, lessons, results
from veche.tracking.models import Cost, Lesson, Result


def entries(verb: str) -> list[Entry]:
    return list(db.session.execute(select(Entry).where(Entry.verb == verb).order_by(Entry.seq)).unique().scalars())


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def hidden(page: str, name: str) -> str:
    return re.search(f'name="{name}" value="([^"]*)"', page)[1]


def a_member(signed_in):
    return signed_in(a_person(("committee",)))


def an_officer(body):
    officer = a_person(("body_officer",))
    name_officer(a_person(("committee",)), body.id, officer.name_key)
    return officer


COST = {"source": "city", "planned": "1 000,50", "spent": "400", "note": "Rooms", "language": "en", "seen": ""}
RESULT = {
    "title": "People finished the course",
    "value": "40",
    "unit": "people",
    "on": "2026-01-15",
    "evidence": "Lists of the four groups.",
    "language": "en",
}
LESSON = {"worked": "Evenings.", "failed": "Letters by mail.", "change": "We call people.", "language": "en"}


# Costs


def test_costs_are_entered_shown_with_totals_and_journalled(client, signed_in):
    action, member = an_action(), a_member(signed_in)
    assert "The costs of this action are not known yet." in client.get(f"/en/actions/{action.code}").text
    address = f"/en/actions/{action.code}/costs"
    assert f'action="{address}"' in member.get(address).text
    assert member.post(address, data=COST).status_code == 303
    assert member.post(address, data={**COST, "source": "grant", "planned": "", "spent": "700"}).status_code == 303
    page = client.get(f"/en/actions/{action.code}").text
    assert "City budget" in page
    assert "1,000.5" in page
    assert "Spent 99.5 BYN more than planned." in page
    assert "Enter costs" not in page
    first = entries("action.cost")[0].data
    assert (first["source"], first["before"], first["after"]["planned"]) == ("city", None, "1000.50")


def test_a_source_written_again_replaces_its_line_and_the_journal_keeps_both(signed_in):
    action, member = an_action(), a_member(signed_in)
    address = f"/en/actions/{action.code}/costs"
    member.post(address, data=COST)
    page = member.get(f"{address}?source=city").text
    assert 'value="1000.5"' in page
    assert member.post(address, data={**COST, "spent": "450", "seen": hidden(page, "seen")}).status_code == 303
    assert count(Cost) == 1
    last = entries("action.cost")[-1].data
    assert (last["before"]["spent"], last["after"]["spent"]) == ("400.00", "450")


def test_the_same_costs_sent_twice_are_written_once(signed_in):
    action, member = an_action(), a_member(signed_in)
    for _ in range(2):
        assert member.post(f"/en/actions/{action.code}/costs", data=COST).status_code == 303
    assert (count(Cost), len(entries("action.cost"))) == (1, 1)


def test_costs_that_somebody_changed_meanwhile_are_not_overwritten(signed_in):
    action, member = an_action(), a_member(signed_in)
    address = f"/en/actions/{action.code}/costs"
    member.post(address, data=COST)
    answer = member.post(address, data={**COST, "spent": "999"})
    assert answer.status_code == 409
    assert "somebody wrote: planned 1,000.5, spent 400" in answer.text
    assert 'value="999"' in answer.text
    again = member.post(address, data={**COST, "spent": "999", "seen": hidden(answer.text, "seen")})
    assert again.status_code == 303
    assert db.session.execute(select(Cost.spent)).scalar_one() == 999


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"source": "thief"}, "Choose one of the options."),
        ({"planned": "much"}, "Type a number, such as 92 or 1240,5."),
        ({"spent": "-1"}, "Type a number that is not negative."),
        ({"note": "a\x00b"}, "Some characters cannot be stored."),
        ({"note": "x" * 201}, "This text is too long"),
    ],
)
def test_bad_costs_are_refused_in_words_and_kept(signed_in, given, message):
    action = an_action()
    answer = a_member(signed_in).post(f"/en/actions/{action.code}/costs", data={**COST, **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert count(Cost) == 0


def test_the_service_refuses_what_no_form_offers(app):
    action, member = an_action(), a_person(("committee",))
    with pytest.raises(Incomplete) as wrong:
        costs.set_cost(member, action.id, source="x", planned=Decimal(-1), spent=Decimal(0), language="en")
    assert wrong.value.missing == ["planned", "source"]


def test_an_unknown_source_or_action_is_not_found(signed_in):
    action, member = an_action(), a_member(signed_in)
    assert member.get(f"/en/actions/{action.code}/costs?source=thief").status_code == 404
    assert member.get("/en/actions/9.9.9-1/costs").status_code == 404
    assert member.get(f"/en/actions/{action.code}/results/77").status_code == 404
    assert member.post(f"/en/actions/{action.code}/results/77", data=RESULT).status_code == 404
    assert member.get("/en/lessons?feature=9.9").status_code == 404


@pytest.mark.parametrize("place", ["costs", "results/new", "lessons/new"])
def test_only_the_committee_and_the_bodys_officers_account_for_an_action(client, signed_in, place):
    body = a_body()
    action, address = an_action(body=body), "/en/actions/2.4.5-1/" + place
    given = {"costs": COST, "results/new": RESULT, "lessons/new": LESSON}[place]
    assert client.get(address).status_code == 303  # to sign in
    assert client.post(address, data=given).status_code == 403
    assert signed_in(a_person()).post(address, data=given).status_code == 403
    stranger = signed_in(an_officer(a_body()))
    assert "officers of another body" in stranger.post(address, data=given).text
    assert signed_in(an_officer(body)).post(address, data=given).status_code == 303
    assert count(Cost) + count(Result) + count(Lesson) == 1
    assert action.code in client.get("/en/actions").text


def test_the_services_ask_for_themselves(app):
    action, nobody = an_action(), a_person()
    with pytest.raises(Refused):
        costs.set_cost(nobody, action.id, source="city", planned=Decimal(1), spent=Decimal(0), language="en")
    with pytest.raises(Refused):
        lessons.write_lesson(nobody, action.id, language="en", worked="All.")
    with pytest.raises(Refused):
        results.record_result(
            nobody, action.id, title="T", language="en", value=Decimal(1), unit="u", evidence="e", on=today()
        )


# Results


def test_a_result_stands_with_its_evidence_and_what_one_cost(client, signed_in):
    action, member = an_action(), a_member(signed_in)
    assert "No result has been recorded yet." in client.get(f"/en/actions/{action.code}").text
    member.post(f"/en/actions/{action.code}/costs", data=COST)
    assert member.post(f"/en/actions/{action.code}/results/new", data=RESULT).status_code == 303
    page = client.get(f"/en/actions/{action.code}").text
    assert "People finished the course" in page
    assert "Lists of the four groups." in page
    assert "10 BYN per unit «people»" in page
    assert entries("action.result")[0].data["value"] == "40"


def test_without_money_or_result_no_cost_of_one_is_said(client, signed_in):
    action, member = an_action(), a_member(signed_in)
    member.post(f"/en/actions/{action.code}/results/new", data={**RESULT, "value": "0"})
    assert "Cost per result" not in client.get(f"/en/actions/{action.code}").text
    member.post(f"/en/actions/{action.code}/costs", data=COST)
    assert "Cost per result" not in client.get(f"/en/actions/{action.code}").text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"evidence": " "}, "Say what proves it"),
        ({"value": "some"}, "Type a number, such as 92 or 1240,5."),
        ({"value": ""}, "Type the number."),
        ({"unit": ""}, "Say what is counted"),
        ({"title": ""}, "Name the result."),
        ({"on": ""}, "Type a date"),
        ({"on": "tomorrow"}, "Type a date"),
    ],
)
def test_a_result_without_its_parts_is_refused(signed_in, given, message):
    action = an_action()
    answer = a_member(signed_in).post(f"/en/actions/{action.code}/results/new", data={**RESULT, **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert count(Result) == 0


def test_a_result_of_the_future_is_refused(signed_in):
    action, tomorrow = an_action(), (today() + timedelta(days=1)).isoformat()
    answer = a_member(signed_in).post(f"/en/actions/{action.code}/results/new", data={**RESULT, "on": tomorrow})
    assert answer.status_code == 422
    assert "today or earlier" in answer.text


def test_a_result_sent_twice_is_one(signed_in):
    action, member = an_action(), a_member(signed_in)
    for _ in range(2):
        member.post(f"/en/actions/{action.code}/results/new", data=RESULT)
    assert (count(Result), len(entries("action.result"))) == (1, 1)


def test_a_result_is_corrected_in_the_open(client, signed_in):
    action, member = an_action(), a_member(signed_in)
    member.post(f"/en/actions/{action.code}/results/new", data=RESULT)
    address = f"/en/actions/{action.code}/results/{db.session.execute(select(Result.id)).scalar_one()}"
    page = member.get(address).text
    mark = hidden(page, "seen")
    assert member.post(address, data={**RESULT, "value": "38", "seen": mark}).status_code == 303
    assert "38" in client.get(f"/en/actions/{action.code}").text
    said = entries("action.result_corrected")[0].data
    assert (said["before"], said["after"]) == ({"value": "40.00"}, {"value": "38"})
    late = member.post(address, data={**RESULT, "value": "41", "seen": mark})
    assert late.status_code == 409
    assert "somebody wrote: 38 people" in late.text
    assert 'value="41"' in late.text
    assert member.post(address, data={**RESULT, "evidence": ""}).status_code == 422


def test_nothing_changed_is_nothing_written(app):
    action, member = an_action(), a_person(("committee",))
    given = {"title": "T", "language": "en", "value": Decimal(2), "unit": "u", "evidence": "e", "on": today()}
    result = results.record_result(member, action.id, **given)
    results.correct_result(member, action.id, result.id, seen="whatever", **given)
    assert entries("action.result_corrected") == []
    with pytest.raises(Stale):
        results.correct_result(member, action.id, result.id, seen="whatever", **{**given, "unit": "v"})


# Lessons


def test_a_lesson_stands_on_its_action_and_among_all_lessons(client, signed_in):
    action, member = an_action(), a_member(signed_in)
    assert "No lesson has been written yet" in client.get("/en/lessons").text
    for _ in range(2):
        assert member.post(f"/en/actions/{action.code}/lessons/new", data=LESSON).status_code == 303
    assert (count(Lesson), len(entries("action.lesson"))) == (1, 1)
    for address in (f"/en/actions/{action.code}", "/en/lessons", "/en/lessons?feature=2.4"):
        page = client.get(address).text
        assert "We call people." in page
        assert 'href="/en/proposals/new?area=2.4.5"' in page
    assert "No lesson of this feature has been written yet." in client.get("/en/lessons?feature=1.1").text


def test_an_improvement_begins_in_the_lessons_area(signed_in):
    page = signed_in(a_person()).get("/en/proposals/new?area=2.4.5").text
    assert re.search(r'<option selected value="2\.4\.5"', page)


def test_a_lesson_that_says_nothing_is_refused(signed_in):
    action = an_action()
    nothing = {**dict.fromkeys(LESSON, " "), "language": "en"}
    answer = a_member(signed_in).post(f"/en/actions/{action.code}/lessons/new", data=nothing)
    assert answer.status_code == 422
    assert "Say at least one of the three." in answer.text
    with pytest.raises(Incomplete):
        lessons.write_lesson(a_person(("committee",)), action.id, language="en")


def test_lessons_are_paged_newest_first(client):
    action, member = an_action(), a_person(("committee",))
    for number in range(31):
        lessons.write_lesson(member, action.id, language="en", worked=f"Lesson number {number}.")
    first = client.get("/en/lessons").text
    assert "Lesson number 30." in first
    assert "Lesson number 0." not in first
    following = re.search(r'href="(/en/lessons\?after=[^"]+)"', first)[1]
    assert "Lesson number 0." in client.get(following).text


def test_a_part_of_the_lessons_is_the_pages_own(client):
    lessons.write_lesson(a_person(("committee",)), an_action().id, language="en", worked="Evenings.")
    part = client.get("/en/lessons", headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<section id="lessons-list"')
    assert part.strip() in client.get("/en/lessons").text


def test_pages_cost_as_many_statements_with_many_rows_as_with_one(client):
    action = an_action()
    number_of, code = action.id, action.code

    def write(number: int) -> None:
        member = a_person(("committee",))
        lessons.write_lesson(member, number_of, language="en", worked=f"Lesson {number}.")
        source = ["city", "region", "state", "grant", "sponsor"][number]
        costs.set_cost(member, number_of, source=source, planned=Decimal(5), spent=Decimal(3), language="en")
        given = {"value": Decimal(number + 1), "unit": "u", "evidence": "e", "on": today()}
        results.record_result(member, number_of, title="T", language="en", **given)

    write(0)
    pages = [f"/en/actions/{code}", "/en/lessons"]
    before = [settled_statements(client, page) for page in pages]
    for number in range(1, 5):
        write(number)
    assert [settled_statements(client, page) for page in pages] == before
