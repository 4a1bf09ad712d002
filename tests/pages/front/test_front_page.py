"""The front page of an empty city and of a full one."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, update

from factories import a_person, a_proposal_in_review, a_voting_proposal, an_action, an_open_proposal
from veche.core import clock
from veche.core.database import db, writing
from veche.core.languages import today
from veche.moderation import services as moderation
from veche.proposals.models import Proposal
from veche.tracking.models import Action

FACTS = "Four hundred of the same texts in an hour."


def forms_in(html: str) -> str:
    return html.partition('class="day"')[2].partition("</svg>")[0]


def change(model: Any, number: int, **values: Any) -> None:
    with writing() as session:
        session.execute(update(model).where(model.id == number).values(**values))


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_an_empty_city_has_a_calm_picture_and_says_what_to_do(client: Any, language: str) -> None:
    html = client.get(f"/{language}/").text
    assert 'fill="none"' in forms_in(html)
    assert 'class="a"' not in forms_in(html)
    assert f"/{language}/proposals/new" in html
    assert html.count('class="empty"') == 4


def test_the_twelve_features_stand_with_their_signs(client: Any) -> None:
    html = client.get("/en/").text
    twelve = html.partition('class="twelve"')[2].partition("</ul>")[0]
    assert twelve.count("<li>") == 12
    assert "#f-3-3" in twelve


def test_open_votes_stand_with_turnout_and_their_end(client: Any) -> None:
    from veche.voting.services import cast

    proposal = a_voting_proposal(title="Phones without fear")
    for _ in range(2):
        cast(a_person(), proposal.id, "for")
    html = client.get("/en/").text
    assert "Phones without fear" in html
    assert "2 people have voted, 48 more are needed for the quorum." in html
    assert f"/en/proposals/{proposal.id}#ballot" in html
    assert 'class="a"' in forms_in(html)


def test_a_vote_whose_time_is_over_is_not_open_even_before_it_is_counted(client: Any) -> None:
    a_voting_proposal(title="Phones without fear")
    with clock.moved(timedelta(days=15)):
        html = client.get("/en/").text
    assert "Phones without fear" not in html
    assert "No vote is open now." in html


def test_the_nearest_to_its_threshold_stands_first(client: Any) -> None:
    an_open_proposal(title="Benches with books", supported_by=1)
    an_open_proposal(title="Evening groups", supported_by=3)
    html = client.get("/en/").text
    assert html.index("Evening groups") < html.index("Benches with books")
    assert "22 more are needed" in html
    assert forms_in(html).count("<circle") == 2


def test_who_owes_stands_by_date_and_overdue_first(client: Any) -> None:
    a_proposal_in_review(title="Family evenings")
    action = an_action(title="School rooms in the evening")
    change(Action, action.id, next_report_on=today() - timedelta(days=14), status="in_progress")
    html = client.get("/en/").text
    owed = html.partition('id="owed"')[2]
    assert owed.index("School rooms in the evening") < owed.index("Family evenings")
    assert "Overdue by 14 days" in owed


def test_a_figure_of_an_action_stands_with_the_proposal_it_grew_from(client: Any) -> None:
    proposal, action = an_open_proposal(title="One calendar of courses"), an_action(unit="courses in one calendar")
    change(Action, action.id, figure=Decimal("126"), status="in_progress")
    change(Proposal, proposal.id, state="accepted", action_id=action.id)
    won = client.get("/en/").text.partition('id="changed"')[2]
    assert ">126<" in won
    assert "courses in one calendar" in won
    assert "One calendar of courses" in won


def test_hidden_texts_and_drafts_are_not_on_the_front_page(client: Any) -> None:
    from factories import a_draft

    a_draft(title="A secret draft")
    proposal = an_open_proposal(title="Buy my pans")
    moderation.hide(a_person(("moderator",)), "proposal", proposal.id, clause="4.3", facts=FACTS)
    html = client.get("/en/").text
    assert "A secret draft" not in html
    assert "Buy my pans" not in html


def test_the_front_page_asks_at_most_twelve_statements_however_full_the_city_is(signed_in: Any) -> None:
    person = signed_in(a_person())
    for _ in range(5):
        an_open_proposal(supported_by=1)
        an_action()
    a_voting_proposal()
    a_proposal_in_review()
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert person.get("/en/").status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    asked = [statement for statement in counted if statement.upper().startswith("SELECT")]
    assert len(asked) <= 12, asked


def test_the_plain_address_leads_to_a_language(client: Any) -> None:
    assert client.get("/", headers={"Accept-Language": "be"}).location.endswith("/be/")
