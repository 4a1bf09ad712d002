"""The list of indicators, one indicator with its chart and table, the files."""

import csv
import io
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from factories import a_person, a_value, an_action, an_indicator
from statements import settled_statements
from veche.core import clock
from veche.core.database import writing
from veche.indicators.measuring import withdraw_value
from veche.indicators.models import Indicator, Measurement

DAY = timedelta(days=1)


def course(low: float = 0, high: float = 100, days: int = 100) -> dict:
    """A way that began so many days ago and ends so many days ahead."""
    today = clock.today()
    ends = {"baseline_on": today - days * DAY, "target_on": today + days * DAY}
    return {"baseline": Decimal(str(low)), "target": Decimal(str(high)), "rising": high >= low, **ends}


def many_values(indicator: Indicator, shown: list[float]) -> None:
    """A value for each of the last days, put in at once."""
    person = a_person(("committee",))
    with writing() as session:
        for place, value in enumerate(reversed(shown)):
            session.add(
                Measurement(
                    indicator_id=indicator.id,
                    on=clock.today() - place * DAY,
                    value=Decimal(str(value)),
                    evidence="A list.",
                    language="en",
                    recorded_by_id=person.id,
                    recorded_at=clock.now(),
                    nonce=f"{indicator.id}-{place}",
                )
            )


def the_chart(page: str) -> ElementTree.Element | None:
    found = re.search(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    return ElementTree.fromstring(found.group()) if found else None


# The list


def test_all_indicators_stand_by_their_features_and_say_that_their_wording_is_not_final(client):
    page = client.get("/en/indicators").text
    assert page.count('class="code">I-') == 62
    assert "62 indicators" in page
    assert page.count("working wording") == 62
    assert "checked against the document of UNESCO" in page
    assert len(re.findall(r'<h2 class="of-f"', page)) == 12
    assert page.count("<h1") == 1
    russian = client.get("/ru/indicators").text
    assert "рабочая формулировка" in russian
    assert "будут сверены с документом ЮНЕСКО" in russian


def test_a_row_says_the_latest_value_its_day_the_trend_and_the_way_in_words(client):
    indicator = an_indicator(unit_ru="%", unit_be="%", unit_en="%", **course())
    a_value(indicator, 40, clock.today() - 60 * DAY)
    a_value(indicator, 45, clock.today() - 2 * DAY)
    page = client.get("/en/indicators?feature=2.4").text
    for words in ("Behind the plan", "Improving", "55 short of the target.", "45 % of the way is covered."):
        assert words in page
    assert "4 indicators" in page
    assert 'd="M0 0h45v6H0z"' in page


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("feature=2.4", ["I-38", "I-39", "I-40", "I-41"]),
        ("feature=2.4&source=survey", ["I-39", "I-40", "I-41"]),
        ("feature=2.4&state=no_data", ["I-39", "I-40", "I-41"]),
        ("state=no_target", ["I-38"]),
        ("state=behind", []),
        ("state=retired", []),
    ],
)
def test_the_list_is_narrowed_by_plain_addresses(client, query, codes):
    a_value(an_indicator("I-38"), 5)
    page = client.get(f"/en/indicators?{query}").text
    assert re.findall(r'class="code">([IC]-\d+)', page) == codes
    assert ("No indicator fits." in page) == (not codes)


@pytest.mark.parametrize("query", ["feature=9.9", "source=guess", "state=fine"])
def test_a_filter_that_names_what_is_not_there_is_not_found(client, query):
    assert client.get(f"/en/indicators?{query}").status_code == 404
    assert client.get(f"/en/indicators.csv?{query}").status_code == 404


def test_htmx_gets_the_list_alone_as_it_stands_in_the_page(client):
    part = client.get("/en/indicators?feature=2.4", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert part.strip() in client.get("/en/indicators?feature=2.4").text


def test_the_list_costs_the_same_statements_however_much_is_measured(client):
    before = settled_statements(client, "/en/indicators")
    for code in ("I-01", "I-02", "I-03"):
        many_values(an_indicator(code), [1, 2, 3, 4])
    assert settled_statements(client, "/en/indicators") == before


# One indicator


def test_a_reader_sees_the_chart_the_table_and_who_recorded_what(client):
    indicator = an_indicator("I-39", unit_ru="%", unit_be="%", unit_en="%", **course())
    member = a_person(("committee",), name="Member K.")
    a_value(indicator, "40.25", clock.today() - 50 * DAY, actor=member, evidence="Report 7, table 2")
    page = client.get("/en/indicators/I-39").text
    for words in ("Report 7, table 2", "400 people answered.", "By phone.", "Member K.", "40.25", "Working wording"):
        assert words in page
    drawn = the_chart(page)
    assert drawn.get("role") == "img"
    assert "One value: 40.25" in "".join(drawn.itertext())
    assert "Baseline 0. Target 100 by" in "".join(drawn.itertext())


def test_nothing_is_drawn_before_the_first_value_and_the_page_says_what_happens_next(client):
    page = client.get("/en/indicators/I-38").text
    assert the_chart(page) is None
    assert "No value has been recorded yet." in page


@pytest.mark.parametrize("shown", [[7], [1, 2], [5, 5, 5], [-3, -8.5, 2], [0], list(range(300)), [999999999999.99]])
@pytest.mark.parametrize("way", [{}, course(), course(20, 10), course(-5, 5)])
def test_the_picture_is_sound_for_any_values(client, shown, way):
    indicator = an_indicator(**way)
    many_values(indicator, shown)
    page = client.get("/en/indicators/I-38").text
    drawn = the_chart(page)
    source = ElementTree.tostring(drawn, encoding="unicode")
    assert "nan" not in source.lower().replace("finan", "")
    assert "inf" not in source.lower()
    assert 'style="' not in source
    circles = drawn.findall("circle")
    assert len(circles) == (1 if len(shown) > 60 else len(shown))
    assert page.count('<tr id="value-') == len(shown)
    left, top, width, height = map(float, drawn.get("viewBox").split())
    assert all(left <= float(one.get("cx")) <= width and top <= float(one.get("cy")) <= height for one in circles)


def test_an_indicator_costs_the_same_statements_however_many_values_it_has(client):
    few, many = an_indicator("I-38", **course()), an_indicator("I-39", **course())
    many_values(few, [1, 2])
    many_values(many, list(range(40)))
    assert settled_statements(client, "/en/indicators/I-38") == settled_statements(client, "/en/indicators/I-39")


@pytest.mark.parametrize("code", ["I-99", "x", "'", "I-" + "1" * 2000, "новый", "C-01"])
def test_an_unknown_indicator_is_not_found(client, code):
    for address in (f"/en/indicators/{code}", f"/en/indicators/{code}.json", f"/en/indicators/{code}/edit"):
        assert client.get(address).status_code == 404


def test_the_way_back_is_said_in_words(client):
    a_value(an_indicator(**course()), -20)
    assert "It is further away than at the baseline." in client.get("/en/indicators/I-38").text


def test_a_missed_day_of_the_target_is_said(client):
    today = clock.today()
    way = {**course(), "baseline_on": today - 300 * DAY, "target_on": today - 10 * DAY}
    a_value(an_indicator(**way), 95, today - 40 * DAY)
    page = client.get("/en/indicators/I-38").text
    assert "The day of the target has passed" in page
    assert "Keeps to the plan" in page


def test_the_actions_that_an_indicator_measures_stand_on_its_page(client):
    action = an_action(indicator_id=an_indicator("I-38").id)
    page = client.get("/en/indicators/I-38").text
    assert f'href="/en/actions/{action.code}"' in page
    assert "No action is measured by it yet." in client.get("/en/indicators/I-39").text


# On the pages of the plan


def test_features_and_areas_say_how_their_indicators_stand(client):
    a_value(an_indicator("I-38", **course()), 100)
    feature = client.get("/en/plan/2.4").text
    assert "Indicators of this feature" in feature
    assert "/en/indicators?feature=2.4&amp;state=reached" in feature
    area = client.get("/en/plan/2.4.5").text
    assert "Indicators of feature 2.4" in area
    assert "Target reached: 1" in area
    assert "No data yet: 3" in area


# Files


def read(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_for_spreadsheets_holds_every_indicator(client):
    a_value(an_indicator("I-38", title_en="=1+1", **course()), "-2.5")
    rows = read(client.get("/en/indicators.csv").text)
    assert len(rows) == 62
    row = next(row for row in rows if row["code"] == "I-38")
    assert row["title_en"] == "'=1+1"
    assert (row["latest"], row["state"], row["trend"]) == ("-2.5", "behind", "no_data")
    assert (row["baseline"], row["target"], row["percent_of_the_way"]) == ("0", "100", "-2.5")
    assert row["latest_on"] == (clock.today() - DAY).isoformat()
    assert {row["code"] for row in read(client.get("/en/indicators.csv?state=behind").text)} == {"I-38"}


def test_the_same_as_json_with_what_was_withdrawn(client):
    indicator = an_indicator("I-38", **course())
    wrong = a_value(indicator, "3.35", date(2025, 12, 31))
    withdraw_value(a_person(("committee",)), wrong.id, "The comma.", "en")
    a_value(indicator, "33.5", date(2025, 12, 31))
    told = json.loads(client.get("/en/indicators/I-38.json").text)
    assert (told["code"], told["feature"], told["wording"]) == ("I-38", "2.4", "working")
    assert told["latest"] == {"value": "33.5", "on": "2025-12-31"}
    assert [(one["value"], one["counts"]) for one in told["values"]] == [("33.5", True), ("3.35", False)]
    assert told["values"][1]["withdrawn"]["reason"] == "The comma."
    assert told["retired"] is None
