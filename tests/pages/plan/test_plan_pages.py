"""The plan as people read it, and as the city loads and writes it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from factories import a_body, a_person, an_action, an_area
from veche.core import clock
from veche.core.database import db
from veche.core.journal import Entry
from veche.plan import queries, services
from veche.plan.models import ActionArea
from veche.plan.rules import BrokenPlan
from veche.tracking.services import post_update


def packaged() -> str:
    from importlib.resources import files

    return files("veche.plan").joinpath("data/vitebsk.toml").read_text("utf-8")


def loads() -> int:
    return db.session.execute(select(func.count()).where(Entry.verb == "plan.loaded")).scalar_one()


def statements(client, url: str) -> int:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        seen.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get(url).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def cell(page: str, code: str) -> str:
    found = re.search(rf'<li class="([a-z0-9 ]+)"><a href="/en/plan/{re.escape(code)}"', page)
    assert found, f"no cell of {code}"
    return found[1]


def test_the_plan_shows_all_sixty_six_areas_as_cells_and_in_words(client):
    page = client.get("/en/plan").text
    assert "Plan of the city: 66 action areas" in page
    for area in queries.all_areas():
        assert page.count(f'href="/en/plan/{area.code}"') == 2
    assert page.count('class="mrow"') == 12
    assert page.count('class="msec"') == 3


@pytest.mark.parametrize(("language", "title"), [("ru", "цифровой грамотности"), ("be", "лічбавай"), ("en", "digital")])
def test_an_area_reads_in_each_language(client, language, title):
    page = client.get(f"/{language}/plan/2.4.5").text
    assert title in page
    assert page.count("<h1") == 1


def test_an_area_says_what_it_is_part_of_and_what_its_parts_are(client):
    assert 'Part of action area <a href="/en/plan/2.4.3">' in client.get("/en/plan/2.4.5").text
    whole = client.get("/en/plan/2.4.3").text
    assert 'href="/en/plan/2.4.4"' in whole
    assert 'href="/en/plan/2.4.5"' in whole


def test_an_area_without_actions_says_that_nobody_answers_for_it_yet(client):
    assert "No responsible body yet" in client.get("/en/plan/1.2.1").text


def test_a_feature_lists_its_areas(client):
    page = client.get("/en/plan/2.4").text
    assert page.count('class="code">2.4.') == 6
    assert "2.5.1" not in page


@pytest.mark.parametrize(
    "code", ["9.9", "9.9.9", "2.4.99", "2", "2.4.5.6", "002.4.5", "2.4.5'--", "x", "2" * 3000, "٢.4"]
)
def test_an_unknown_code_is_not_found(client, code):
    assert client.get(f"/en/plan/{code}").status_code == 404


def test_nul_in_an_address_is_refused(client):
    assert client.get("/en/plan/2.4.5%00").status_code in {400, 404}
    assert client.get("/en/plan?x=%00").status_code == 400


def test_cells_tell_how_far_matters_have_come(client):
    assert cell(client.get("/en/plan").text, "2.4.5") == "s0"
    action = an_action("2.4.5")
    member = a_person(("committee",))
    post_update(member, action.id, text="Begun.", language="en", status="in_progress", nonce="1")
    assert cell(client.get("/en/plan").text, "2.4.5") == "s5"
    with clock.moved(timedelta(days=91)):
        assert cell(client.get("/en/plan").text, "2.4.5") == "s5 late"
    post_update(member, action.id, text="Lists are signed.", language="en", status="completed", nonce="2")
    assert cell(client.get("/en/plan").text, "2.4.5") == "s6"
    assert "There is a result" in client.get("/en/plan/2.4.5").text


def test_the_number_of_statements_does_not_grow_with_rows(client):
    client.get("/en/plan")  # what the app remembers from its first page
    before = {url: statements(client, url) for url in ("/en/plan", "/en/plan/2.4", "/en/plan/2.4.5")}
    body = a_body()
    for code in ("2.4.5", "2.4.5", "2.4.5", "1.1.1", "3.3.4"):
        an_action(code, body=body)
    assert {url: statements(client, url) for url in before} == before
    assert max(before.values()) <= 11


def test_loading_the_same_plan_again_changes_and_records_nothing(app):
    assert loads() == 1
    counts = services.load_packaged_plan()
    assert (counts.sections, counts.features, counts.areas) == (3, 12, 66)
    assert loads() == 1


def test_new_wording_is_taken_and_everything_tied_to_the_area_stays(client):
    action = an_action("2.4.5")
    number = an_area("2.4.5").id
    new = packaged().replace("Elaborating digital literacy programs", "Teaching digital skills")
    assert new != packaged()
    services.load_plan(new.encode())
    assert an_area("2.4.5").id == number
    page = client.get("/en/plan/2.4.5").text
    assert "Teaching digital skills" in page
    assert action.title in page
    assert loads() == 2


def test_a_new_area_is_added(client):
    extra = '\n[[action_area]]\ncode = "3.3.5"\nru = "Новое"\nbe = "Новае"\nen = "Something new"\n'
    services.load_plan((packaged() + extra).encode())
    assert "Something new" in client.get("/en/plan/3.3.5").text


def test_a_file_that_lacks_what_is_there_is_refused_by_name(app):
    without = re.sub(r'\[\[action_area\]\]\ncode = "3\.3\.4"\n.*\n.*\n.*\n', "", packaged())
    assert without != packaged()
    with pytest.raises(BrokenPlan, match=r"lacks 3\.3\.4"):
        services.load_plan(without.replace("Elaborating digital", "Teaching digital").encode())
    assert an_area("2.4.5").title_en.startswith("Elaborating digital")


def test_a_broken_file_loads_nothing(app):
    broken = packaged().replace("Elaborating digital", "Teaching digital") + '\n[[action_area]]\ncode = "3.3.9"\n'
    with pytest.raises(BrokenPlan, match=r"^line \d+: 3\.3\.9 has no wording in 'ru'"):
        services.load_plan(broken.encode())
    assert an_area("2.4.5").title_en.startswith("Elaborating digital")
    assert loads() == 1


def test_the_exported_plan_loads_again_to_the_same_plan(app):
    written = queries.export_plan()
    assert 'part_of = "2.4.3"' in written
    services.load_plan(written.encode())
    assert loads() == 1
    assert queries.export_plan() == written


def test_an_exported_plan_keeps_awkward_wording(app):
    odd = packaged().replace("Elaborating digital literacy programs", r"A \"quoted\" \\ word, [[section]]")
    assert odd != packaged()
    services.load_plan(odd.encode())
    written = queries.export_plan()
    services.load_plan(written.encode())
    assert loads() == 2
    assert '"quoted" \\ word, [[section]]' in an_area("2.4.5").title_en


def test_the_lists_of_forms_name_every_area(app):
    choices = queries.area_choices()
    assert len(choices) == 66
    assert choices[0][0] == "1.1.1"
    assert all(label.startswith(f"{code} ") for code, label in choices)


def test_counters_survive_a_load(app):
    an_action("2.4.5")
    services.load_plan(packaged().replace("Elaborating digital", "Teaching digital").encode())
    assert db.session.execute(select(ActionArea.action_count).where(ActionArea.code == "2.4.5")).scalar_one() == 1
