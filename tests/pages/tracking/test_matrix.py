"""Who answers where, and where nobody does yet."""

import re

from factories import a_body, an_action
from statements import settled_statements
from veche.bodies.models import Body
from veche.core.database import db, writing
from veche.plan.queries import all_areas
from veche.tracking import sheet
from veche.tracking.matrix import COLUMNS, matrix
from veche.tracking.models import Action, Executor


def beside(action, body) -> None:
    with writing() as session:
        session.add(Executor(action_id=action.id, body_id=body.id, functions="Helps"))


def test_every_area_of_the_plan_says_who_answers_or_that_nobody_does(client):
    page = client.get("/en/bodies/matrix").text
    assert page.count("no responsible body yet</td>") == 66
    assert "In 66 action areas no responsible body has been named yet." in page
    an_action("2.4.5")
    page = client.get("/en/bodies/matrix").text
    assert page.count("no responsible body yet</td>") == 65
    assert all(f"<b>{area.code}</b>" in page for area in all_areas())
    assert page.count("<h1") == 1


def test_a_cell_says_in_words_what_its_squares_show_and_leads_to_the_actions(client):
    library, school = a_body("Library"), a_body("School")
    action = an_action("2.4.5", body=library)
    an_action("2.4.5", body=library, title="A second one")
    beside(action, school)
    page = client.get("/en/bodies/matrix").text
    assert "responsible in 2 actions" in page
    assert "co-executor in 1 action" in page
    cell = re.search(r'href="([^"]+)"><span class="who">School', page)[1].replace("&amp;", "&")
    assert cell == f"/en/actions?area=2.4.5&body={school.id}"
    found = client.get(cell).text
    assert action.title in found
    assert "A second one" not in found


def test_the_page_of_a_body_shows_where_it_works_beside_others(client):
    library, school = a_body("Library"), a_body("School")
    action = an_action("2.4.5", body=library)
    assert "Co-executor in actions of others" not in client.get(f"/en/bodies/{school.id}").text
    beside(action, school)
    page = client.get(f"/en/bodies/{school.id}").text
    assert "Co-executor in actions of others" in page
    assert action.title in page
    assert "Co-executor in actions of others" not in client.get(f"/en/bodies/{library.id}").text


def test_ended_actions_name_nobody(client):
    action = an_action("2.4.5")
    with writing() as session:
        session.get_one(Action, action.id).status = "completed"
    assert client.get("/en/bodies/matrix").text.count("no responsible body yet</td>") == 66
    assert matrix().bodies == []


def test_a_co_executor_alone_is_no_responsible_body_elsewhere(app):
    library, school = a_body("Library"), a_body("School")
    beside(an_action("2.4.5", body=library), school)
    found = matrix()
    assert [body.name_ru for body in found.bodies] == sorted([library.name_ru, school.name_ru])
    assert found.nameless == 65
    line = next(line for line in found.lines if line.area.code == "2.4.5")
    assert [(cell.responsible, cell.beside) for cell in line.cells] == [(1, 0), (0, 1)]


def test_the_matrix_is_taken_away_as_a_table(client):
    library, school = a_body("=Library"), a_body("School")
    beside(an_action("2.4.5", body=library), school)
    answer = client.get("/en/bodies/matrix.csv")
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    head = "code,"  # the reader of tables wants a column of this name
    text = answer.text.replace("\ufeffarea,", f"\ufeff{head}", 1)
    rows = [row.cells for row in sheet.read(text.encode(), ("code", *COLUMNS[1:]))]
    here = [row for row in rows if row["code"] == "2.4.5"]
    assert [(row["body"], row["role"], row["actions"]) for row in here] == [
        (library.name_en, "responsible", "1"),
        (school.name_en, "co_executor", "1"),
    ]
    assert sum(row["body"] == "" for row in rows) == 65
    assert len({row["code"] for row in rows}) == 66


def test_the_matrix_costs_as_many_statements_with_many_bodies_as_with_one(client):
    an_action("2.4.5")
    before = settled_statements(client, "/en/bodies/matrix")
    for code in ("1.1.1", "2.4.5", "3.3.1"):
        body = a_body()
        beside(an_action(code), db.session.get_one(Body, body.id))
    assert settled_statements(client, "/en/bodies/matrix") == before


def test_the_area_says_that_nobody_answers_yet(client):
    assert "No responsible body yet." in client.get("/en/plan/2.4.5").text
    an_action("2.4.5")
    assert "No responsible body yet." not in client.get("/en/plan/2.4.5").text
