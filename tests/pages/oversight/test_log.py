"""The public log as a page, a table and a feed: every act, what became of it; never a text, a reporter, youth words."""

import csv
import io
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from factories import a_member_of_the_board, a_moderator, a_person, a_post, a_talk, a_thread
from pages.oversight.helping import BAD, FACTS, REASONS, WORDS, a_hidden_post, an_appeal
from statements import settled_statements
from veche.core import clock
from veche.core.database import db
from veche.moderation import services as moderation
from veche.moderation.models import Case
from veche.oversight import logbook, services

ATOM = "{http://www.w3.org/2005/Atom}"
WAYS = ("log", "log.csv", "log.atom")


def table(client: Any, address: str = "/en/moderation/log.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).text)))


def test_the_log_names_act_clause_facts_and_moderator_but_not_the_text_nor_the_reporter(client: Any) -> None:
    post = a_post(a_thread(title="Whose bins are these?"), text=BAD)
    case = moderation.flag(a_person(name="The careful reader"), "post", post.id, reason="personal_data").case_id
    moderation.hide(a_moderator("Moderator N"), "post", post.id, clause="4.2", facts=FACTS, case_id=case)
    for way in WAYS:
        text = client.get(f"/en/moderation/{way}").text
        for said in ("4.2", FACTS):
            assert said in text
        for unsaid in (BAD, "Whose bins", "The careful reader"):
            assert unsaid not in text
    assert "Moderator N" in client.get("/en/moderation/log").text
    assert "Hidden: post" in client.get("/en/moderation/log").text


@pytest.mark.parametrize("way", WAYS)
def test_of_an_appeal_stand_outcome_and_reasons_and_neither_words_nor_appellant(client: Any, way: str) -> None:
    author = a_person(name="The appellant")
    _, act = a_hidden_post(author)
    services.decide(a_moderator(), an_appeal(act).id, outcome="overturned", reasons=REASONS)
    text = client.get(f"/en/moderation/{way}").text
    assert REASONS in text
    for unsaid in (BAD, WORDS, "The appellant"):
        assert unsaid not in text


@pytest.mark.parametrize("way", WAYS)
def test_of_the_youth_space_stands_the_act_alone(client: Any, way: str) -> None:
    talk = a_talk(a_member_of_the_board(), shown=True, title="A secret matter")
    moderation.hide(a_moderator(), talk.kind, talk.id, clause="4.1", facts="They were rude to each other there.")
    text = client.get(f"/en/moderation/{way}").text
    assert "youth" in text
    for unsaid in ("They were rude", "A secret matter"):
        assert unsaid not in text


def test_an_overturned_measure_is_marked_and_leads_to_what_overturned_it(client: Any) -> None:
    _, act = a_hidden_post()
    appeal = an_appeal(act)
    services.decide(a_moderator(), appeal.id, outcome="overturned", reasons=REASONS)
    db.session.refresh(appeal)
    line = next(one for one in table(client) if one["entry"] == str(act.journal_seq))
    assert (line["measure"], line["state"], line["see_entry"]) == ("hide", "overturned", str(appeal.entry))
    html = client.get("/en/moderation/log").text
    assert "overturned on appeal" in html
    assert f'href="/en/moderation/log?entry={appeal.entry}#e{appeal.entry}"' in html
    assert f'id="e{appeal.entry}"' in client.get(f"/en/moderation/log?entry={appeal.entry}").text


def test_refused_and_lapsed_measures_say_so_and_repeat_no_facts_that_nobody_bore_out(client: Any) -> None:
    refused = _a_proposal()
    moderation.refuse(a_moderator(), _second(refused), facts=REASONS)
    lapsing = _a_proposal(emergency=True)
    with clock.moved(timedelta(hours=25)):
        moderation.lapse_due()
        states = {line["entry"]: (line["state"], line["see_entry"]) for line in table(client)}
        assert FACTS not in client.get("/en/moderation/log.csv").text
    assert states[str(refused.journal_seq)][0] == "refused"
    assert states[str(lapsing.journal_seq)][0] == "lapsed"
    assert states[str(refused.journal_seq)][1] != ""
    assert states[str(lapsing.journal_seq)][1] != ""


@pytest.mark.parametrize("emergency", [False, True])
@pytest.mark.parametrize("verb", ["removal", "ban"])
def test_what_a_second_moderator_has_not_decided_is_a_number_and_nothing_else(
    client: Any, verb: str, emergency: bool
) -> None:
    post = a_post(a_thread(), a_person(name="The accused"))
    case = moderation.flag(a_person(), "post", post.id, reason="insult").case_id
    propose = getattr(moderation, f"propose_{verb}")
    act = propose(a_moderator(), case, clause="4.1", facts=FACTS, emergency=emergency)
    assert table(client) == []
    assert ElementTree.fromstring(client.get("/en/moderation/log.atom").data).find(f"{ATOM}entry") is None
    assert "acts,remove" not in client.get("/en/moderation/figures.csv").text
    assert "acts,ban" not in client.get("/en/moderation/figures.csv").text
    assert "1 measure waits for a second moderator" in client.get("/en/moderation/log").text
    for address in ("/en/moderation/log", "/en/journal"):
        html = client.get(address).text
        assert FACTS not in html
        assert "#p4-1" not in html
        assert "The accused" not in html
    moderation.agree(a_moderator(), _second(act))
    assert [line["facts"] for line in table(client)] == [FACTS]
    assert "acts," in client.get("/en/moderation/figures.csv").text
    assert "waits for a second moderator:" not in client.get("/en/moderation/log").text


def test_an_emergency_that_ran_out_is_decided_by_the_time(client: Any) -> None:
    act = _a_proposal(emergency=True)
    with clock.moved(timedelta(hours=25)):
        assert [(line["entry"], line["state"]) for line in table(client)] == [(str(act.journal_seq), "lapsed")]


def _a_proposal(emergency: bool = False) -> Any:
    post = a_post(a_thread())
    case = moderation.flag(a_person(), "post", post.id, reason="insult").case_id
    return moderation.propose_removal(a_moderator(), case, clause="4.1", facts=FACTS, emergency=emergency)


def _second(act: Any) -> int:
    return db.session.execute(select(Case.id).where(Case.cause == "confirm", Case.act_id == act.id)).scalar_one()


def test_the_log_narrows_by_measure_clause_sort_of_text_and_quarter(client: Any) -> None:
    a_hidden_post(clause="4.2")
    thread = a_thread()
    moderation.hide(a_moderator(), "thread", thread.id, clause="4.3", facts=FACTS)
    moderation.restore(a_moderator(), "thread", thread.id, facts=FACTS)
    address = "/en/moderation/log.csv"
    assert [line["measure"] for line in table(client)] == ["restore", "hide", "hide"]
    assert [line["clause"] for line in table(client, f"{address}?clause=4.2")] == ["4.2"]
    assert {line["kind"] for line in table(client, f"{address}?kind=thread")} == {"thread"}
    assert [line["measure"] for line in table(client, f"{address}?measure=restore")] == ["restore"]
    quarter = services_quarter()
    assert len(table(client, f"{address}?period={quarter}")) == 3
    for wrong in ("clause=9.9", "kind=nonsense", "measure=praise", "period=1999-Q9"):
        assert client.get(f"/en/moderation/log?{wrong}").status_code == 404
        assert client.get(f"{address}?{wrong}").status_code == 404


def services_quarter() -> str:
    from veche.oversight.rules import Quarter

    return Quarter.of(clock.today()).code


def test_htmx_gets_the_part_that_the_page_includes(client: Any) -> None:
    a_hidden_post()
    part = client.get("/en/moderation/log?clause=4.2", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="moderation-log">')
    assert part.strip() in client.get("/en/moderation/log?clause=4.2").text


def test_the_log_goes_on_page_after_page_without_a_gap(client: Any) -> None:
    moderator, post = a_moderator(), a_post(a_thread())
    for number in range(18):
        moderation.hide(moderator, "post", post.id, clause="4.1", facts=f"{FACTS} Time {number}.")
        moderation.restore(moderator, "post", post.id, facts=f"{FACTS} Again {number}.")
    seen, cursor = [], None
    while True:
        page = logbook.log(logbook.Sought(), cursor, size=7)
        seen += [line.seq for line in page.rows]
        cursor = page.after
        if cursor is None:
            break
    assert len(seen) == 36
    assert seen == sorted(set(seen), reverse=True)
    first = client.get("/en/moderation/log").text
    after = first.partition("/en/moderation/log?after=")[2].partition('"')[0]
    assert "Time 0." in client.get(f"/en/moderation/log?after={after}").text
    assert len(list(logbook.everything(logbook.Sought(), most=10))) == 10


def test_a_cell_is_no_formula(client: Any) -> None:
    post = a_post(a_thread())
    moderation.hide(a_moderator(), "post", post.id, clause="4.1", facts="=1+1 is what a spreadsheet would count.")
    assert table(client)[0]["facts"].startswith("'=1+1")


def test_the_feed_is_atom_and_answers_304(client: Any) -> None:
    a_hidden_post()
    answer = client.get("/en/moderation/log.atom")
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    assert entries[0].findtext(f"{ATOM}id").startswith("tag:veche.example,2026:moderation/")


def test_a_report_that_led_to_nothing_is_not_in_the_log(client: Any) -> None:
    post = a_post(a_thread())
    case = moderation.flag(a_person(), "post", post.id, reason="spam").case_id
    moderation.leave(a_moderator(), case, facts=FACTS)
    html = client.get("/en/moderation/log").text
    assert FACTS not in html
    assert "Nothing has been hidden yet." in html


def test_the_statements_do_not_grow_with_the_lines(client: Any) -> None:
    def more() -> None:
        _, act = a_hidden_post()
        services.decide(a_moderator(), an_appeal(act).id, outcome="overturned", reasons=REASONS)
        a_hidden_post()

    more()
    pages = ("/en/moderation/log", "/en/moderation/log.atom", "/en/moderation/figures")
    few = [settled_statements(client, page) for page in pages]
    for _ in range(4):
        more()
    assert [settled_statements(client, page) for page in pages] == few


def test_a_measure_to_which_nobody_agreed_is_called_proposed(client: Any) -> None:
    agreed, refused = _a_proposal(), _a_proposal()
    moderation.agree(a_moderator(), _second(agreed))
    assert "Removal proposed" not in client.get("/en/moderation/log").text, "of what is asked about nothing is said"
    moderation.refuse(a_moderator(), _second(refused), facts=REASONS)
    for address in ("/en/moderation/log", "/en/moderation/log.atom"):
        told = client.get(address).text
        assert "Removed: post" in told
        assert "Removal proposed: post" in told
