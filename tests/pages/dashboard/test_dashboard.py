"""The plan on one page: every number is true, leads to its list, and is the same in the JSON."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from factories import (
    a_milestone,
    a_person,
    a_proposal_in_review,
    a_report,
    a_voting_proposal,
    an_action,
    an_answer,
    an_open_proposal,
)
from statements import settled_statements
from veche.core import clock
from veche.core.clock import today
from veche.core.database import writing
from veche.tracking.models import Action

DAY = timedelta(days=1)


def a_town() -> None:
    """Something in every state."""
    an_open_proposal(title="Benches with books")
    a_voting_proposal(title="Phones without fear", code="3.2.5")
    a_proposal_in_review(title="Family evenings", code="2.1.2")
    an_answer(a_proposal_in_review(title="Declined", code="1.1.1"))
    running, late = an_action(code="2.4.5", title="School rooms"), an_action(code="3.3.1", title="Late rooms")
    a_report(running, text="It begins.")
    a_report(an_action(code="2.4.5"), next_report_on=None, status="cancelled", text="The building is closed.")
    a_milestone(running, today() - 3 * DAY)
    with writing() as session:
        session.execute(update(Action).where(Action.id == late.id).values(next_report_on=today() - 9 * DAY))


def numbers_of(html: str) -> dict[str, int]:
    """Each number on the page, by its name; a name that stands there twice has to say the same."""
    found: dict[str, int] = {}
    for name, value in re.findall(r'data-number="([^"]+)">([^<]+)</span>', html):
        number = int(re.sub(r"\D", "", value))
        assert found.setdefault(name, number) == number
    return found


def rows_at(client: Any, address: str) -> int:
    """How many rows the list at the address has, on all of its pages."""
    count = 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        for rows in re.findall(r'<(?:ol|ul) class="rows[^"]*" role="list">(.*?)</(?:ol|ul)>\s*(?=<)', main, re.DOTALL):
            count += len(re.findall(r"<li\b", rows))
        more = re.search(r'<nav class="pages".*?href="([^"]+)"', main, re.DOTALL)
        address = more[1].replace("&amp;", "&") if more else ""
    return count


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_an_empty_city_has_a_whole_dashboard(client: Any, language: str) -> None:
    html = client.get(f"/{language}/dashboard").text
    assert html.count("<h1>") == 1
    found = numbers_of(html)
    assert found["areas.all"] == found["areas.nobody"] == found["areas.s0"] == 66
    assert found["actions.all"] == found["promises.overdue"] == 0


def test_every_number_leads_to_the_list_that_holds_exactly_so_many(client: Any) -> None:
    a_town()
    with clock.moved(50 * DAY):
        said = client.get("/en/dashboard.json").json["numbers"]
        counted = {name: number["value"] for name, number in said.items()}
        assert counted["answers.overdue"] == 1
        assert counted["promises.overdue"] >= 4
        assert counted["actions.report_overdue"] == 1
        listed = {
            name: rows_at(client, number["url"].removeprefix("http://veche.example")) for name, number in said.items()
        }
    assert listed == counted


def test_the_page_and_the_json_say_the_same(client: Any) -> None:
    a_town()
    html, said = client.get("/en/dashboard").text, client.get("/en/dashboard.json").json
    assert numbers_of(html) == {name: number["value"] for name, number in said["numbers"].items()}
    addresses = re.findall(r'<a href="([^"]+)"><span class="num" data-number="([^"]+)"', html)
    for address, name in addresses:
        assert said["numbers"][name]["url"] == "http://veche.example" + address.replace("&amp;", "&")
    assert len(said["areas"]) == 66
    assert len(said["features"]) == 12
    assert said["months"][-1]["actions"] == {
        status: said["numbers"][f"actions.{status}"]["value"] for status in said["months"][-1]["actions"]
    }


def test_the_months_are_told_by_the_journal(client: Any) -> None:
    action = an_action()
    with clock.moved(40 * DAY):
        a_report(action)
    with clock.moved(70 * DAY):
        months = client.get("/en/dashboard.json").json["months"]
    assert months[0]["actions"]["planned"] == 1
    assert months[-1]["actions"]["in_progress"] == 1


def test_the_picture_of_the_months_has_its_table(client: Any) -> None:
    an_action()
    html = client.get("/en/dashboard").text
    assert 'role="img" aria-labelledby="months-t"' in html
    table = html.partition("<table")[2].partition("</table>")[0]
    assert table.count("<tr>") == 2
    assert f"{today():%m.%Y}" in table


def test_people_are_counted_only_where_they_are_ten(client: Any) -> None:
    proposal = an_open_proposal()
    assert client.get("/en/dashboard.json").json["people_taking_part"] is None
    assert "Fewer than 10 people" in client.get("/en/dashboard").text
    from veche.proposals.services import support

    for _ in range(9):
        support(a_person(), proposal.id)
    assert client.get("/en/dashboard.json").json["people_taking_part"] == 10
    assert "10 people have written or supported something" in client.get("/en/dashboard").text


def test_an_area_has_a_body_with_its_first_action_under_way(client: Any) -> None:
    action = an_action(code="3.3.1")
    assert client.get("/en/dashboard.json").json["numbers"]["areas.nobody"]["value"] == 65
    assert "3.3.1" not in client.get("/en/dashboard/areas?state=nobody").text
    a_report(action, next_report_on=None, status="cancelled", text="The building is closed.")
    assert "3.3.1" in client.get("/en/dashboard/areas?state=nobody").text


def test_the_page_says_of_which_moment_it_is(client: Any) -> None:
    moment = clock.now().astimezone(clock.CITY_ZONE)
    assert re.search(
        rf'<time datetime="[^"]+">{moment.day} {moment:%B}, \d\d:\d\d</time>', client.get("/en/dashboard").text
    )


@pytest.mark.parametrize("address", ["areas?state=gone", "actions", "actions?feature=9.9"])
def test_a_list_of_what_is_not_there_is_not_found(client: Any, address: str) -> None:
    assert client.get(f"/en/dashboard/{address}").status_code == 404


def test_the_dashboard_costs_the_same_for_a_small_and_for_a_large_city(client: Any) -> None:
    a_town()
    few = settled_statements(client, "/en/dashboard")
    for code in ("1.1.1", "1.2.1", "2.4.5", "3.1.1"):
        action = an_action(code=code)
        a_report(action)
        a_milestone(action, today() - DAY)
        an_open_proposal(code=code, title=f"Proposal of {code}")
    assert settled_statements(client, "/en/dashboard") == few
    assert few <= 21
