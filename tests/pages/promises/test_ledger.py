"""The book of promises: each kind appears, becomes overdue by its date alone, and is closed as what it was."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import literal, select, update

from factories import (
    a_body,
    a_milestone,
    a_person,
    a_proposal_in_review,
    a_report,
    an_action,
    an_answer,
    an_area,
    an_opinion,
)
from statements import settled_statements
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db, writing
from veche.moderation import services as moderation
from veche.promises import queries, rules, streams, sums
from veche.proposals.models import Proposal
from veche.tracking.models import Action, Milestone

DAY = timedelta(days=1)


def change(model: Any, number: int, **values: Any) -> None:
    with writing() as session:
        session.execute(update(model).where(model.id == number).values(**values))


def listed(html: str) -> list[str]:
    """The rows of the list, in words."""
    part = html.partition('id="promises-list"')[2].partition("</main>")[0]
    rows = re.findall(r"<li>(.*?)</li>", part, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def rows(client: Any, **filters: str) -> list[str]:
    return listed(client.get("/en/promises", query_string=filters).text)


def in_review(votes_for: int = 50, **values: Any) -> Any:
    """In review from today on: the vote has just been counted."""
    proposal = a_proposal_in_review(votes_for=votes_for, **values)
    change(Proposal, proposal.id, voting_closed_at=clock.now(), answer_by=clock.now() + 30 * DAY)
    return proposal


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_an_empty_ledger_says_how_a_promise_begins(client: Any, language: str) -> None:
    html = client.get(f"/{language}/promises").text
    assert html.count("<h1>") == 1
    assert f"/{language}/proposals" in html
    assert 'class="empty"' in html


def test_an_answer_is_promised_when_the_vote_has_carried_and_overdue_after_its_day(client: Any) -> None:
    in_review(title="Family evenings")
    (opinion, answer) = rows(client)
    assert "Answer: Family evenings" in answer
    assert "Committee" in answer
    assert "30 days left" in answer.lower()
    assert "Opinion of the youth council: Family evenings" in opinion
    with clock.moved(30 * DAY):
        assert "Today" in next(row for row in rows(client) if "Answer" in row)
    with clock.moved(32 * DAY):
        found = rows(client, state="overdue")
        assert "Overdue by 2 days" in next(row for row in found if "Answer" in row)
        assert "Overdue by 18 days" in next(row for row in found if "Opinion" in row)


def test_the_longest_overdue_stands_first_then_the_next_days_then_the_rest(client: Any) -> None:
    for title, days in (("far", 40), ("near", 3), ("worst", -9), ("late", -2)):
        action = an_action(title=title)
        change(Action, action.id, next_report_on=today() + days * DAY)
    html = client.get("/en/promises").text
    assert [row.split("Report: ")[1].split()[0] for row in listed(html)] == ["worst", "late", "near", "far"]
    assert re.findall(r'<h2 id="promises-(\w+)"', html) == ["overdue", "soon", "later"]


def test_a_report_is_owed_by_the_body_and_a_milestone_with_it(client: Any) -> None:
    body = a_body("City libraries")
    action = an_action(body=body, title="School rooms")
    a_milestone(action, today() + 5 * DAY, title="Ten rooms are open")
    milestone, its_report = rows(client, owner=str(body.id))
    assert "Milestone: Ten rooms are open" in milestone
    assert "City libraries" in milestone
    assert "Report: School rooms" in its_report
    with clock.moved(6 * DAY):
        assert "Overdue by 1 day" in rows(client, kind="milestone")[0]


def test_a_deferred_proposal_comes_back_on_its_day(client: Any) -> None:
    proposal = in_review(title="Family evenings")
    an_answer(proposal, outcome="deferred", deferred_until=today() + 60 * DAY)
    (back,) = rows(client, kind="return")
    assert "Back on the agenda: Family evenings" in back
    assert "Kept on time" in rows(client, kind="answer")[0]


def test_an_answer_is_kept_on_its_last_day_and_late_on_the_next(client: Any) -> None:
    first, second = in_review(title="Kept"), in_review(title="Late")
    with clock.moved(30 * DAY):
        an_answer(first)
    with clock.moved(31 * DAY):
        an_answer(second)
        assert "Answer: Kept" in rows(client, kind="answer", state="kept")[0]
        assert "Answer: Late" in rows(client, kind="answer", state="late")[0]
        summed = sums.summed()
        assert summed.share("answer") == (1, 2)
    with clock.moved(400 * DAY):
        assert sums.summed().share("answer").percent is None


def test_where_nothing_was_due_yet_the_page_says_that_there_is_no_data(client: Any) -> None:
    an_action()
    assert "no data" in client.get("/en/promises").text


def test_a_report_on_time_is_kept_and_one_that_comes_besides_closes_nothing(client: Any) -> None:
    action = an_action(title="School rooms", next_report_on=today() + 10 * DAY)
    a_report(action, next_report_on=None)
    assert rows(client, state="closed") == []
    a_report(action, next_report_on=today() + 90 * DAY)
    assert "Kept on time" in rows(client, state="closed")[0]
    with clock.moved(95 * DAY):
        a_report(action, next_report_on=today() + 90 * DAY)
        assert "Kept late" in rows(client, state="closed")[0]


def test_milestones_are_kept_dropped_or_left_behind(client: Any) -> None:
    action = an_action()
    a_milestone(action, today(), title="Done", done_on=today(), evidence="The list of groups")
    a_milestone(action, today() + DAY, title="Dropped", dropped_on=today(), dropped_reason="It came earlier.")
    a_milestone(action, today() - 3 * DAY, title="Too late", dropped_on=today(), dropped_reason="No room was found.")
    a_milestone(action, today() + 9 * DAY, title="Left")
    a_report(action, next_report_on=None, status="cancelled", text="The building is closed.")
    found = {row.split("Milestone: ")[1].split(" 2.4.5")[0]: row for row in rows(client, kind="milestone")}
    assert "Kept on time" in found["Done"]
    assert "Dropped with an explanation" in found["Dropped"]
    assert "It came earlier." in found["Dropped"]
    assert "Not kept" in found["Too late"]
    assert "No room was found." in found["Too late"]
    assert "The action ended before this milestone." in found["Left"]
    assert "Dropped with an explanation" in found["Left"]


def test_an_opinion_is_kept_by_the_day_of_its_first_wording(client: Any) -> None:
    proposal, member = in_review(title="Family evenings"), a_person(("youth_council",))
    an_opinion(proposal, member)
    with clock.moved(20 * DAY):
        an_opinion(proposal, member, stance="against")
        assert "Kept on time" in rows(client, kind="opinion")[0]


def test_an_opinion_that_comes_after_its_day_is_late(client: Any) -> None:
    proposal = in_review()
    with clock.moved(16 * DAY):
        an_opinion(proposal)
        assert "Kept late" in rows(client, kind="opinion")[0]


@pytest.mark.parametrize(("days", "state"), [(10, "Dropped with an explanation"), (20, "Not kept")])
def test_an_opinion_that_never_came_is_closed_by_the_answer(client: Any, days: int, state: str) -> None:
    proposal = in_review()
    with clock.moved(days * DAY):
        an_answer(proposal)
        (opinion,) = rows(client, kind="opinion")
    assert state in opinion
    assert "The committee answered before the opinion came." in opinion


def test_an_answer_that_the_youth_council_waits_for_is_marked_and_a_kind_of_its_own(client: Any) -> None:
    in_review(title="Alone")
    an_opinion(in_review(title="Together"))
    (waited,) = rows(client, kind="backing", state="open")
    assert "Answer: Together" in waited
    assert "the youth council waits for it" in waited
    assert sums.summed().open("backing") == 1
    assert sums.summed().open("answer") == 2


def test_two_thirds_of_the_council_that_wanted_the_vote_wait_for_its_answer_too(client: Any) -> None:
    from veche.youth.models import Backing

    members, proposal = [a_person(("youth_council",)) for _ in range(3)], in_review(title="Together")
    for number, member in enumerate(members[:2], 1):
        with writing() as session:
            session.add(Backing(proposal_id=proposal.id, person_id=member.id, backed_at=clock.now()))
        assert len(rows(client, kind="backing")) == (number == 2)


def test_a_deferred_proposal_that_is_back_waits_for_an_answer_and_an_opinion_again(client: Any) -> None:
    from veche.committee.services import resume_due

    proposal = in_review(title="Family evenings")
    an_answer(proposal, outcome="deferred", deferred_until=today() + 60 * DAY)
    with clock.moved(61 * DAY):
        resume_due()
        opinion, answer = rows(client, state="open")
        assert "Opinion" in opinion
        assert "13 days left" in opinion.lower()
        assert "29 days left" in answer.lower()
        assert rows(client, kind="return") == []


def test_a_hidden_proposal_leaves_the_ledger_for_everybody(client: Any, signed_in: Any) -> None:
    author = a_person()
    proposal = in_review(author=author, title="Hidden words")
    an_opinion(proposal)
    moderator = a_person(("moderator",))
    moderation.hide(
        moderator, "proposal", proposal.id, clause="4.3", facts="Four hundred of the same texts in an hour."
    )
    for reader in (client, signed_in(author), signed_in(moderator)):
        for address in ("/en/promises", "/en/promises.csv", "/en/promises.atom"):
            assert "Hidden words" not in reader.get(address).text
    assert sums.summed().total() == 0


@pytest.mark.parametrize("query", ["kind=gift", "feature=9.9", "owner=12345", "state=gone", "closed=never"])
def test_a_filter_that_names_what_is_not_there_is_not_found(client: Any, query: str) -> None:
    for address in ("promises", "promises.csv", "promises.atom"):
        assert client.get(f"/en/{address}?{query}").status_code == 404


def test_the_filters_narrow_to_a_feature_and_to_who_owes(client: Any) -> None:
    an_action(code="2.4.5", title="Here")
    an_action(code="3.2.1", title="There")
    in_review(title="Family evenings")
    assert all("Here" in row or "Family" in row for row in rows(client, feature="2.4"))
    assert len(rows(client, feature="2.4")) == 3
    assert {row.split(": ")[0].split()[-1] for row in rows(client, owner="committee")} == {"Answer"}
    assert len(rows(client, owner="youth")) == 1
    assert "Show all promises" in client.get("/en/promises?feature=1.1").text


def test_the_part_that_htmx_gets_is_the_one_of_the_page(client: Any) -> None:
    an_action()
    page = client.get("/en/promises?kind=report").text
    part = client.get("/en/promises?kind=report", headers={"HX-Request": "true"}).text
    assert part.strip() in page
    assert "<h1>" not in part


def test_pages_follow_each_other_without_a_gap(client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "SIZE", 3)
    action = an_action()
    for number in range(7):
        a_milestone(action, today() + (number // 2) * DAY, title=f"step {number}")
    seen, address = [], "/en/promises?kind=milestone&state=open"
    while address:
        html = client.get(address).text
        seen += [row.split("step ")[1].split()[0] for row in listed(html)]
        more = re.search(r'<nav class="pages".*?href="([^"]+)"', html, re.DOTALL)
        address = more[1].replace("&amp;", "&") if more else ""
    assert seen == [str(number) for number in range(7)]


def test_closed_promises_page_from_the_last_one_back(client: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(queries, "SIZE", 2)
    action = an_action()
    for number in range(5):
        day = today() - number * DAY
        a_milestone(action, day, title=f"step {number}", done_on=day, evidence="A list")
    seen, address = [], "/en/promises?state=closed"
    while address:
        html = client.get(address).text
        seen += [row.split("step ")[1].split()[0] for row in listed(html)]
        more = re.search(r'<nav class="pages".*?href="([^"]+)"', html, re.DOTALL)
        address = more[1].replace("&amp;", "&") if more else ""
    assert seen == ["0", "1", "2", "3", "4"]


def test_the_page_costs_the_same_for_one_promise_and_for_many(client: Any) -> None:
    def more() -> None:
        action = an_action()
        a_milestone(action, today() + DAY)
        a_milestone(action, today(), done_on=today(), evidence="A list")
        a_report(action, next_report_on=today() + 99 * DAY)

    in_review(votes_for=50)
    more()
    few = settled_statements(client, "/en/promises")
    for _ in range(5):
        more()
    assert settled_statements(client, "/en/promises") == few
    assert few <= 8


def test_the_database_and_the_rule_agree_about_every_state(app: Any) -> None:
    cases = [
        (ending, days, closed)
        for ending in ("open", "done", "gone")
        for days in (-1, 0, 1)
        for closed in ((None,) if ending == "open" else (-1, 0, 1))
    ]
    for ending, days, closed in cases:
        due = today() + days * DAY
        on = None if closed is None else today() + closed * DAY
        row = select(
            literal(ending).label("ending"),
            literal(due.isoformat()).label("due"),
            literal(on.isoformat() if on else None).label("closed"),
        ).subquery()
        state = db.session.execute(select(streams._state(row.c))).scalar_one()
        assert state == rules.state(due, ending, on, today())


def test_the_row_of_forms_has_one_for_each_promise(client: Any) -> None:
    action = an_action()
    a_milestone(action, today() - DAY)
    forms = client.get("/en/promises").text.partition('class="forms"')[2].partition("</div>")[0]
    assert forms.count("<use") == 2
    assert forms.count("#m-late") == 1


def test_a_milestone_of_an_area_counts_for_its_feature(client: Any) -> None:
    action = an_action(code="3.3.1")
    a_milestone(action, today() - DAY)
    feature = an_area("3.3.1").feature_id
    assert sums.summed().by_state(feature_id=feature) == {"overdue": 1, "waiting": 1}
    assert db.session.execute(select(Milestone)).scalar_one().due_on < today()
