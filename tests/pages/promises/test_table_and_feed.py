"""The ledger for spreadsheets and for feed readers."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from factories import a_milestone, a_report, an_action
from veche.core import clock
from veche.core.clock import today
from veche.promises.sheets import COLUMNS

DAY = timedelta(days=1)
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def table(client: Any, address: str = "/en/promises.csv") -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def feed(client: Any, address: str = "/en/promises.atom") -> Any:
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.data)


def ids(client: Any) -> list[str]:
    return [one.text for one in feed(client).findall("a:entry/a:id", ATOM)]


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_names_of_the_columns_are_the_same_in_every_language(client: Any, language: str) -> None:
    first = client.get(f"/{language}/promises.csv").text.splitlines()[0]
    assert first == ",".join(COLUMNS)


def test_every_promise_that_fits_has_a_line(client: Any) -> None:
    action = an_action(title="School rooms")
    a_milestone(action, today() - 3 * DAY, title="Ten rooms")
    late, waiting = table(client)
    assert (late["kind"], late["title"], late["state"], late["days_overdue"]) == (
        "milestone",
        "Ten rooms",
        "overdue",
        "3",
    )
    assert late["url"] == f"http://veche.example/en/actions/{action.code}"
    assert (waiting["kind"], waiting["due_on"]) == ("report", action.next_report_on.isoformat())
    assert [row["kind"] for row in table(client, "/en/promises.csv?kind=report")] == ["report"]
    assert table(client, "/be/promises.csv")[0]["state_in_words"] == "Пратэрмінавана"


def test_no_cell_is_a_formula(client: Any) -> None:
    action = an_action(title="=cmd()")
    a_milestone(action, today(), title="-1+1", dropped_on=today(), dropped_reason="@SUM(A1)")
    for row in table(client):
        assert all(value[:1] not in {"=", "+", "-", "@"} for value in row.values())


def test_the_feed_is_valid_atom_with_an_entry_for_each_event(client: Any) -> None:
    action = an_action(title="Rooms & <halls>")
    a_milestone(action, today() - 3 * DAY, title="Broken")
    a_milestone(action, today(), title="Kept", done_on=today(), evidence="A list")
    a_milestone(action, today() + DAY, title="Ahead")
    found = feed(client)
    for name in ("title", "id", "updated", "author/a:name"):
        assert found.findtext(f"a:{name}", namespaces=ATOM)
    titles = [one.text for one in found.findall("a:entry/a:title", ATOM)]
    assert titles == ["Kept on time: Milestone: Kept", "Overdue: Milestone: Broken"]
    for entry in found.findall("a:entry", ATOM):
        assert datetime.fromisoformat(entry.findtext("a:updated", namespaces=ATOM)).tzinfo
        assert entry.findtext("a:summary", namespaces=ATOM)
        assert entry.find("a:link[@rel='alternate']", ATOM).get("href").startswith("http://veche.example/en/")
        assert entry.findtext("a:id", namespaces=ATOM).startswith("tag:veche.example,2026:promises/milestone/")


def test_the_identifier_of_an_event_never_changes(client: Any) -> None:
    action = an_action(next_report_on=today() + DAY)
    with clock.moved(2 * DAY):
        (before,) = ids(client)
    with clock.moved(5 * DAY):
        a_report(action)
        after = ids(client)
    assert before in after
    assert len(set(after)) == 2


def test_the_feed_holds_the_fifty_latest(client: Any) -> None:
    action = an_action()
    for number in range(55):
        a_milestone(action, today() - (number + 1) * DAY, title=f"step {number}")
    titles = [one.text for one in feed(client).findall("a:entry/a:title", ATOM)]
    assert len(titles) == 50
    assert titles[0].endswith("step 0")
    assert titles[-1].endswith("step 49")


def test_an_empty_feed_is_a_feed(client: Any) -> None:
    assert ids(client) == []
    assert feed(client).findtext("a:updated", namespaces=ATOM)


@pytest.mark.parametrize("address", ["/en/promises.csv", "/en/promises.atom"])
def test_a_program_that_has_the_answer_is_told_so(client: Any, address: str) -> None:
    action = an_action()
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    a_milestone(action, today() - DAY)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
