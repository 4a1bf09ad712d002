"""The quarterly figures: what they count, and that anybody can count it again from the log."""

import csv
import html
import io
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_moderator, a_person, a_post, a_thread
from pages.oversight.helping import FACTS, REASONS, a_hidden_post, an_appeal
from veche.core import clock
from veche.core.database import db
from veche.moderation import services as moderation
from veche.moderation.models import Case
from veche.oversight import services
from veche.oversight.rules import Quarter


def rows(client: Any, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/en/moderation/{path}").text)))


def figures(client: Any) -> dict[tuple[str, str, str], str]:
    now = Quarter.of(clock.today()).code
    told = [row for row in rows(client, "figures.csv") if row["quarter"] == now]
    return {(row["figure"], row["measure_or_promise"], row["clause"]): row["value"] for row in told}


def a_quarter() -> None:
    """Hidden, restored, warned, left; appeals of three outcomes."""
    for outcome in ("overturned", "upheld", "upheld"):
        _, act = a_hidden_post()
        services.decide(a_moderator(), an_appeal(act).id, outcome=outcome, reasons=REASONS)
    thread = a_thread()
    moderation.hide(a_moderator(), "thread", thread.id, clause="4.3", facts=FACTS)
    moderation.restore(a_moderator(), "thread", thread.id, facts=FACTS)
    case = moderation.flag(a_person(), "post", a_post(thread).id, reason="insult").case_id
    moderation.warn(a_moderator(), case, clause="4.1", facts=FACTS)
    left = moderation.flag(a_person(), "post", a_post(thread).id, reason="spam").case_id
    moderation.leave(a_moderator(), left, facts=FACTS)


def test_the_figures_can_be_counted_again_from_the_log(client: Any) -> None:
    a_quarter()
    log, told = rows(client, "log.csv"), figures(client)
    measures = ("hide", "restore", "remove", "redact", "warn", "mute", "ban", "lift")
    counted = Counter((line["measure"], line["clause"]) for line in log if line["measure"] in measures)
    assert {(verb, clause): int(value) for (name, verb, clause), value in told.items() if name == "acts"} == counted
    outcomes = Counter(line["measure"] for line in log if line["measure"] in ("upheld", "overturned", "settled"))
    for name in ("upheld", "overturned", "settled"):
        assert int(told[f"appeals_{name}", "", ""]) == outcomes[name]
    assert told["overturned_percent", "", ""] == "33"
    assert told["appeals_lodged", "", ""] == "3"
    assert (told["reports", "", ""], told["cases_decided", "", ""]) == ("5", "5")


def test_the_page_tells_the_same_and_leads_to_the_log(client: Any) -> None:
    a_quarter()
    page = client.get("/en/moderation/figures").text
    assert "33%" in page
    now = Quarter.of(clock.today()).code
    assert f"/en/moderation/log?period={now}&amp;measure=hide&amp;clause=4.2" in page
    assert client.get(f"/en/moderation/log?period={now}&measure=hide&clause=4.2").status_code == 200
    assert "<svg" in page
    assert client.get("/en/moderation/figures?quarter=1999-Q1").status_code == 404
    assert client.get("/en/moderation/figures?quarter=nonsense").status_code == 404


def a_removal(**values: Any) -> tuple[Any, int]:
    """Proposed by one moderator, and the case in which a second one is asked."""
    case = moderation.flag(a_person(), "post", a_post(a_thread()).id, reason="insult").case_id
    act = moderation.propose_removal(a_moderator(), case, clause="4.1", facts=FACTS, **values)
    asked = select(Case.id).where(Case.cause == "confirm", Case.act_id == act.id)
    return act, db.session.execute(asked).scalar_one()


@pytest.mark.parametrize("has_lapsed", [False, True])
def test_what_no_second_moderator_agreed_to_is_counted_apart_and_listed_so(client: Any, has_lapsed: bool) -> None:
    (agreed, first), (never, second) = a_removal(), a_removal(emergency=has_lapsed)
    moderation.agree(a_moderator(), first)
    if not has_lapsed:
        moderation.refuse(a_moderator(), second, facts=REASONS)
    with clock.moved(timedelta(hours=25)):  # and no worker wrote the lapse down
        told = figures(client)
        assert told["acts", "remove", "4.1"] == "1"
        assert told["never_agreed", "", ""] == "1"
        page = client.get("/en/moderation/figures").text
        (address,) = re.findall(r'href="([^"]*measure=proposed)"', page)
        listed = client.get(html.unescape(address)).text
        assert re.findall(r'<li id="e(\d+)"', listed) == [str(never.journal_seq)]
        removed = client.get("/en/moderation/log?measure=remove").text
        assert re.findall(r'<li id="e(\d+)"', removed) == [str(agreed.journal_seq)]


def test_half_of_the_cases_and_what_came_late(client: Any) -> None:
    post = a_post(a_thread())
    case = moderation.flag(a_person(), "post", post.id, reason="threat").case_id
    with clock.moved(timedelta(hours=3)):
        moderation.hide(a_moderator(), "post", post.id, clause="4.1", facts=FACTS, case_id=case)
        told = figures(client)
        assert (told["cases_promised", "2 h", ""], told["in_time", "2 h", ""]) == ("1", "0")
        assert (told["cases_late", "", ""], told["median_minutes", "", ""]) == ("1", "180")
        assert "3 h 0 min" in client.get("/en/moderation/figures").text


def test_a_late_appeal_is_counted_in_public_before_and_after_its_answer(client: Any) -> None:
    _, act = a_hidden_post()
    appeal = an_appeal(act)
    with clock.moved(timedelta(hours=71)):
        assert figures(client)["appeals_late", "", ""] == "0"
    with clock.moved(timedelta(hours=73)):
        assert sum(int(row["value"]) for row in rows(client, "figures.csv") if row["figure"] == "appeals_late") == 1
        services.decide(a_moderator(), appeal.id, outcome="upheld", reasons=REASONS)
        assert sum(int(row["value"]) for row in rows(client, "figures.csv") if row["figure"] == "appeals_late") == 1


def test_before_the_first_act_the_pages_stand_empty(client: Any) -> None:
    page = client.get("/en/moderation/figures").text
    assert "No measure was taken in this quarter." in page
    assert client.get("/en/moderation/log").status_code == 200
