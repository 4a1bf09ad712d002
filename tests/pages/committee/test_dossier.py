"""The dossier: one page with all that an answer rests on, the same for everybody, and small numbers untold."""

from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from factories import (
    a_condition,
    a_person,
    a_proposal_in_review,
    an_action,
    an_answer,
    an_open_proposal,
)
from statements import settled_statements
from veche.accounts.models import Person
from veche.accounts.services import sign_up
from veche.core import clock
from veche.core.database import db
from veche.proposals.services import edit, support
from veche.tracking.models import Cost


def dossier_of(proposal: Any) -> str:
    return f"/en/committee/dossier/{proposal.id}"


def section(page: str, name: str) -> str:
    return page[page.index(f'id="{name}"') :].partition("</section>")[0]


def test_the_old_address_leads_to_the_new_one(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    moved = client.get(f"/en/committee/{proposal.id}")
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith(dossier_of(proposal))


def test_both_addresses_of_the_agenda_show_it_and_links_lead_to_one(client: FlaskClient) -> None:
    pages = [client.get(f"/en/committee{path}") for path in ("", "/agenda")]
    assert [page.status_code for page in pages] == [200, 200]
    assert 'href="/en/committee/agenda"' in client.get("/en/").text


def test_what_changed_between_the_texts_stands_there(client: FlaskClient, app: Any) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    edit(
        author,
        proposal.id,
        title=proposal.title,
        text="Eight lessons in the library.",
        reason="Five were too few",
        version=1,
        is_material=True,
    )
    page = client.get(dossier_of(proposal)).text
    assert "Five were too few" in page
    assert "<del>" in section(page, "d-text")
    assert "Eight" in section(page, "d-text")


def test_support_is_told_in_cells_that_point_to_nobody(client: FlaskClient, app: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 27)
    proposal = an_open_proposal()
    people = [a_person() for _ in range(27)]
    about = [("18-31", "oktyabrsky")] * 13 + [("over-31", "pervomaysky")] * 11 + [("16-17", None)] * 3
    for person, (age, district) in zip(people, about, strict=True):
        db.session.execute(update(Person).where(Person.id == person.id).values(age_band=age, district=district))
    db.session.commit()
    for person in people[:-1]:
        support(person, proposal.id)
    while_open = section(client.get(dossier_of(proposal)).text, "d-support")
    assert while_open.count(">not told<") == 8, "of two looks, the difference would be one person"
    support(people[-1], proposal.id)
    cells = section(client.get(dossier_of(proposal)).text, "d-support")
    assert "27 residents support the present text" in cells
    for told in (">13<", ">11<", ">3<", ">0<"):
        assert (told in cells) is (told == ">13<"), "eleven would give the three away"
    assert cells.count(">not told<") == 6


def test_open_conditions_are_counted_and_their_words_stay_with_the_authors(client: FlaskClient) -> None:
    proposal = an_open_proposal()
    a_condition(proposal, text="if it begins after six")
    page = client.get(dossier_of(proposal)).text
    assert "1 more would support it under a condition that is open." in page
    assert "if it begins after six" not in page


def test_similar_proposals_stand_with_what_was_decided(client: FlaskClient) -> None:
    before = a_proposal_in_review(votes_for=3, title="Phones without fear for elders")
    decision = an_answer(before)
    proposal = a_proposal_in_review(votes_for=3, title="Phones without fear for everybody")
    alike = section(client.get(dossier_of(proposal)).text, "d-alike")
    assert "Phones without fear for elders" in alike
    assert "Declined" in alike
    assert f"/en/committee/letters/{decision.id}" in alike


def test_known_costs_of_the_area_are_summed_by_action(client: FlaskClient) -> None:
    action = an_action()
    for planned, spent in ((1000, 400), (234, 0)):
        db.session.add(
            Cost(
                action_id=action.id,
                source="city",
                language="en",
                planned=Decimal(planned),
                spent=Decimal(spent),
                changed_at=clock.now(),
            )
        )
    db.session.commit()
    proposal = a_proposal_in_review(votes_for=3)
    costs = section(client.get(dossier_of(proposal)).text, "d-costs")
    assert "1,234" in costs
    assert "400" in costs


def test_similar_proposals_and_actions_cost_no_more_statements(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3, title="Phones without fear for elders")
    for number in range(2):
        an_answer(a_proposal_in_review(votes_for=3, title=f"Phones without fear for all {number}"), "accepted")
    few = settled_statements(client, dossier_of(proposal))
    for number in range(3):
        an_answer(a_proposal_in_review(votes_for=3, title=f"Phones without fear, again {number}"), "accepted")
    assert settled_statements(client, dossier_of(proposal)) == few


@pytest.mark.parametrize("district", [None, "oktyabrsky"])
def test_a_district_is_named_at_sign_up_or_not(client: FlaskClient, district: str | None) -> None:
    given = {"name": "New here", "email": "new@example.org", "password": "a long enough password", "age_band": "18-31"}
    data = {**given, "district": district or "", "consent": "y", "rules": "y"}
    assert client.post("/en/sign-up", data=data).status_code == 303
    person = db.session.query(Person).filter_by(email="new@example.org").one()
    assert person.district == district


def test_a_district_that_is_none_is_refused(client: FlaskClient) -> None:
    given = {"name": "New here", "email": "new@example.org", "password": "a long enough password", "age_band": "18-31"}
    refused = client.post("/en/sign-up", data={**given, "district": "chelsea", "consent": "y", "rules": "y"})
    assert refused.status_code == 422
    assert sign_up(**{**given, "email": "other@example.org"}, language="en").district is None
