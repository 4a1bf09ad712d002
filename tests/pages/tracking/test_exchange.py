"""The table of actions: taken away by everybody, loaded by the committee, all of it or nothing."""

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from factories import a_body, a_person, an_action, an_area
from statements import settled_statements
from veche.bodies.models import Body
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.incomplete import Incomplete
from veche.core.journal import Entry
from veche.core.markup import is_storable
from veche.core.policy import Refused
from veche.indicators.models import Indicator
from veche.tracking import costs, exchange, exporting, sheet
from veche.tracking.models import Action, Executor
from veche.tracking.services import post_update
from veche.tracking.table import COLUMNS, cleaned

SOON = (today() + timedelta(days=60)).isoformat()


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def exported() -> str:
    db.session.expire_all()
    return "".join(exporting.as_csv())


def rows_of(text: str) -> list[dict[str, str]]:
    return [row.cells for row in sheet.read(text.encode(), COLUMNS)]


def a_table(*rows: dict[str, str]) -> bytes:
    """A file of these rows with all columns that any of them names."""
    names = ["code", *(name for name in COLUMNS if name != "code" and any(name in row for row in rows))]
    return "".join(sheet.written([names, *[[row.get(name, "") for name in names] for row in rows]])).encode()


def a_new_row(body, **cells: str) -> dict[str, str]:
    given = {"area": "2.4.5", "language": "en", "title": "A new action", "body_ru": body.name_ru}
    return {**given, "expected_result": "160 people", "next_report_on": SOON, **cells}


def tried(client, content: bytes):
    """The file is chosen and sent in the page's own form."""
    page = client.get("/en/actions/import").text
    assert 'action="/en/actions/import" enctype="multipart/form-data"' in page
    return sent(client, content)


def sent(client, content: bytes):
    """As a browser sends it; the test client's own way leaves files of a large one open."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="actions.csv"\r\n\r\n'
    body = head + content + b"\r\n--x--\r\n"
    return client.post("/en/actions/import", data=body, content_type="multipart/form-data; boundary=x")


def confirmed(client, shown, reason: str = "The yearly plan"):
    names = ("packed", "digest")
    fields = {name: re.search(f'name="{name}" value="([^"]*)"', shown.text)[1] for name in names}
    return client.post("/en/actions/import/load", data={**fields, "reason": reason})


def loaded(content: bytes, reason: str = "The yearly plan"):
    plan = exchange.dry_run(content)
    assert plan.faults == []
    return exchange.load(a_person(("committee",)), content, digest=plan.digest, reason=reason)


# Export


def test_everybody_takes_all_actions_away(client):
    body = a_body()
    action = an_action(body=body, title='=cmd, «quoted» "title"', target=Decimal("160"), unit="people")
    member = a_person(("committee",))
    costs.set_cost(member, action.id, source="city", planned=Decimal("10.50"), spent=Decimal(4), language="en")
    answer = client.get("/en/actions.csv")
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    assert answer.data.startswith("\ufeffcode,area,language,title".encode())
    row = rows_of(answer.text)[0]
    assert list(row) == list(COLUMNS)
    assert (row["code"], row["area"], row["title"]) == ("2.4.5-1", "2.4.5", '=cmd, «quoted» "title"')
    assert (row["costs_planned"], row["costs_spent"], row["currency"]) == ("10.5", "4", "BYN")
    assert (row["target"], row["status"], row["figure"]) == ("160", "planned", "")
    assert "'=cmd" in answer.text


def test_a_short_address_leads_to_the_table(client):
    answer = client.get("/actions.csv", headers={"Accept-Language": "be"})
    assert (answer.status_code, answer.location) == (302, "/be/actions.csv")


def test_actions_stand_in_the_order_of_the_plan(client):
    body = a_body()
    for code in ("3.3.1", "1.1.1", "2.4.5", "1.1.1"):
        an_action(code, body=body)
    codes = [row["code"] for row in rows_of(client.get("/en/actions.csv").text)]
    assert codes == ["1.1.1-1", "1.1.1-2", "2.4.5-1", "3.3.1-1"]


def test_a_negative_figure_is_a_number_and_comes_back(app):
    action = an_action()
    with writing() as session:
        session.get_one(Action, action.id).target = Decimal("-12.50")
    before = exported()
    assert ",-12.5," in before
    assert exchange.dry_run(before.encode()).counts == {"new": 0, "changed": 0, "left": 1}


def test_the_export_costs_as_many_statements_with_many_actions_as_with_one(client):
    number = an_action(body=a_body()).body_id
    before = settled_statements(client, "/en/actions.csv")
    for _ in range(8):
        an_action(body=db.session.get_one(Body, number))
    assert settled_statements(client, "/en/actions.csv") == before


# Round trip

NASTY = st.one_of(
    st.sampled_from(
        ['"', '""', "=cmd|' /C calc'!A0", "+375", "-5", "@x", "'=1", "a,b;c", "два\nслова", "\ttab", "Ўсё будзе", "＝1"]
    ),
    st.text(min_size=1, max_size=40),
).filter(lambda text: is_storable(text) and text.strip())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(NASTY, min_size=1, max_size=4), words=NASTY)
def test_export_import_export_is_byte_identical(app, titles, words):
    db.session.remove()
    body, member = a_body(), a_person(("committee",))
    actions = [
        an_action(body=body, title=title, expected_result=words, unit=cleaned("unit", words[:60])) for title in titles
    ]
    numbers = [action.id for action in actions]
    before = exported()
    plan = exchange.dry_run(before.encode())
    assert plan.faults == []
    assert not plan.does_something
    with writing() as session:  # somebody changes everything that a table may change back
        for action in session.execute(select(Action).where(Action.id.in_(numbers))).scalars():
            action.functions, action.national_plan, action.unit = "Other", "Other", "other"
            action.begins_on = action.ends_on = today()
    exchange.load(member, before.encode(), digest=exchange.dry_run(before.encode()).digest, reason="Back")
    assert exported() == before


def test_the_whole_table_comes_back_byte_for_byte(app):
    first, second = a_body("Библиотека, «Центр»"), a_body('=Отдел"')
    for title in ('Дом "Ольга"', "=1+1", "-5", "два, три; «четыре»", "@шкала", "Ўсе разам"):
        an_action(body=first, title=title, target=Decimal("1240.50"), unit="чел.")
    with writing() as session:
        for action in session.execute(select(Action)).scalars():
            action.functions, action.begins_on, action.ends_on = "Считает\nи пишет", today(), today()
            action.title_be, action.national_plan = "=Беларуская", "План; «страны»"
            session.add(Executor(action_id=action.id, body_id=second.id, functions="Помогает"))
    before, other = exported(), second.id
    with writing() as session:
        indicator = session.execute(select(Indicator.id).limit(1)).scalar_one()
        for executor in session.execute(select(Executor)).scalars():
            session.delete(executor)
        for action in session.execute(select(Action)).scalars():
            action.body_id, action.indicator_id = other, indicator
            action.functions = action.national_plan = action.expected_result = action.unit = action.title_be = ""
            action.begins_on = action.ends_on = action.target = None
    assert exported() != before
    loaded(before.encode())
    assert exported() == before
    assert not exchange.dry_run(before.encode()).does_something


# Import


def test_the_committee_sees_line_by_line_what_would_be_done_and_does_it(client, signed_in):
    body, member = a_body(), signed_in(a_person(("committee",)))
    an_action(body=body)
    an_action(body=body, title="Left alone")
    head, *rows = rows_of(exported())
    head |= {"functions": "Keeps the lists", "target": "200"}
    content = a_table({**dict.fromkeys(COLUMNS, ""), **a_new_row(body)}, head, *rows)
    shown = tried(member, content)
    assert shown.status_code == 200
    assert "1 action would start, 1 action would change, 1 action stays as it is." in shown.text
    assert "<ins>Keeps the lists</ins>" in shown.text
    assert count(Action) == 2  # nothing yet
    answer = confirmed(member, shown)
    assert answer.status_code == 303
    assert "The table is loaded: 1 action started, 1 action changed." in member.get("/en/actions").text
    assert "A new action" in client.get("/en/actions/2.4.5-3").text
    page = client.get("/en/actions/2.4.5-1").text
    assert "Keeps the lists" in page
    assert "The yearly plan" in page
    assert an_area().action_count == 3


def test_every_change_stands_in_the_journal_with_before_and_after(app):
    body, other = a_body(), a_body()
    action = an_action(body=body, target=Decimal(5))
    row = rows_of(exported())[0] | {"target": "7", "body_ru": other.name_ru, "co_executors": body.name_ru}
    loaded(a_table(row), reason="The body has changed")
    rows = select(Entry).where(Entry.subject == action.subject).order_by(Entry.seq)
    found = {entry.verb: entry.data for entry in db.session.execute(rows).unique().scalars()}
    assert found["action.table"]["changes"] == {"target": ["5", "7"]}
    assert found["action.edited"]["changes"]["body_id"] == [body.id, other.id]
    assert {found[verb]["reason"] for verb in ("action.table", "action.edited")} == {"The body has changed"}


def test_co_executors_who_stay_keep_what_they_do(app):
    body, stays, goes, comes = (a_body() for _ in range(4))
    action = an_action(body=body)
    with writing() as session:
        session.add(Executor(action_id=action.id, body_id=stays.id, functions="Prints"))
        session.add(Executor(action_id=action.id, body_id=goes.id, functions="Sings"))
    row = rows_of(exported())[0] | {"co_executors": f"{comes.name_ru}\n{stays.name_ru}"}
    loaded(a_table(row))
    found = db.session.execute(select(Executor.body_id, Executor.functions)).all()
    assert set(map(tuple, found)) == {(stays.id, "Prints"), (comes.id, "")}


BROKEN = [
    ({"body_ru": "Nobody"}, "body_ru", "There is no such body in the register."),
    ({"area": "9.9.9"}, "area", "There is no such action area."),
    ({"indicator": "zz"}, "indicator", "There is no such indicator."),
    ({"co_executors": "Nobody"}, "co_executors", "«Nobody» is not in the register of bodies."),
    ({"title": ""}, "title", "Name the action."),
    ({"title": "x" * 201}, "title", "at most 200 characters"),
    ({"language": "de"}, "language", "Write ru, be or en."),
    ({"expected_result": ""}, "expected_result", "Choose an indicator or say in words"),
    ({"next_report_on": ""}, "next_report_on", "Name the day of the first report"),
    ({"next_report_on": "2020-01-01"}, "next_report_on", "today or later"),
    ({"begins_on": "soon"}, "begins_on", "Write a day as 2026-12-08."),
    ({"begins_on": "2027-02-01", "ends_on": "2027-01-01"}, "ends_on", "before the beginning"),
    ({"target": "many"}, "target", "Type a number"),
    ({"status": "completed"}, "status", "it moves with its reports"),
    ({"body_en": "Another"}, "body_en", "The register calls this body otherwise."),
    ({"code": "2.4.5-77"}, "code", "There is no action with this code."),
    ({"title": "a\u202eb"}, "title", "Some characters cannot be stored"),
]


@pytest.mark.parametrize(("cells", "column", "reason"), BROKEN)
def test_a_broken_row_is_named_and_nothing_is_loaded(signed_in, cells, column, reason):
    body = a_body()
    content = a_table(a_new_row(body, title="Sound"), a_new_row(body, **cells))
    answer = tried(signed_in(a_person(("committee",))), content)
    assert answer.status_code == 422
    fault = r'<th scope="row" class="r">3</th><td><code lang="en">' + column + r"</code></td><td>([^<]*)</td>"
    assert reason in re.search(fault, answer.text)[1]
    assert "Nothing was loaded" in answer.text
    assert count(Action) == 0


FIXED = [
    ({"status": "completed"}, "This changes only with a report"),
    ({"figure": "7"}, "This changes only with a report"),
    ({"next_report_on": "2030-01-01"}, "This changes only with a report"),
    ({"title": "Another"}, "The wording in which the action was decided stays."),
    ({"title_en": "Another"}, "The wording in which the action was decided stays."),
    ({"language": "ru"}, "The wording in which the action was decided stays."),
    ({"area": "1.1.1"}, "A table does not change this column."),
    ({"costs_spent": "9"}, "A table does not change this column."),
    ({"reports": "9"}, "A table does not change this column."),
    ({"body_ru": "Nobody"}, "There is no such body"),
]


@pytest.mark.parametrize(("cells", "reason"), FIXED)
def test_a_table_does_not_change_what_it_may_not(app, cells, reason):
    an_action()
    faults = exchange.dry_run(a_table(rows_of(exported())[0] | cells)).faults
    assert [(fault.line, fault.column) for fault in faults] == [(2, next(iter(cells)))]
    assert reason in faults[0].reason


def test_an_action_named_twice_is_a_fault(app):
    an_action()
    row = rows_of(exported())[0]
    faults = exchange.dry_run(a_table(row, row)).faults
    assert [(fault.line, fault.column, fault.values) for fault in faults] == [(3, "code", {"line": 2})]


def test_what_a_spreadsheet_rewrites_is_no_change(app):
    action = an_action(target=Decimal("1240.50"))
    row = rows_of(exported())[0]
    row |= {"target": "1240,50", "next_report_on": action.next_report_on.strftime("%d.%m.%Y")}
    assert not exchange.dry_run(a_table(row)).does_something


def test_columns_that_are_not_there_are_left(app):
    action = an_action()
    plan = loaded(a_table({"code": action.code, "functions": "Counts"}))
    assert plan.counts == {"new": 0, "changed": 1, "left": 0}
    assert db.session.get_one(Action, action.id).functions == "Counts"


def test_when_the_actions_have_changed_the_dry_run_is_shown_again(signed_in):
    action, member = an_action(), signed_in(a_person(("committee",)))
    shown = tried(member, a_table({"code": action.code, "functions": "Counts"}))
    with writing() as session:
        session.get_one(Action, action.id).functions = "Sings"
    answer = confirmed(member, shown)
    assert answer.status_code == 409
    assert "The actions have changed meanwhile" in answer.text
    assert "<del>Sings</del>" in answer.text
    assert db.session.get_one(Action, action.id).functions == "Sings"
    assert confirmed(member, answer).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Action, action.id).functions == "Counts"


def test_a_table_that_broke_meanwhile_is_refused_whole(signed_in):
    body, member = a_body(), signed_in(a_person(("committee",)))
    shown = tried(member, a_table(a_new_row(body, title="One"), a_new_row(body, title="Two")))
    with writing() as session:
        session.get_one(Body, body.id).name_ru = "Renamed"
    answer = confirmed(member, shown)
    assert answer.status_code == 409
    assert "There is no such body in the register." in answer.text
    assert count(Action) == 0


def test_a_fall_in_the_middle_leaves_nothing(app, monkeypatch):
    body = a_body()
    content = a_table(*[a_new_row(body, title=f"Action {number}") for number in range(3)])
    real, calls = exchange.start_action, []

    def falls(*args, **values):
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the lights went out")
        return real(*args, **values)

    monkeypatch.setattr(exchange, "start_action", falls)
    with pytest.raises(RuntimeError):
        loaded(content)
    assert count(Action) == 0
    assert an_area().action_count == 0


def test_loading_needs_a_reason(signed_in):
    body, member = a_body(), signed_in(a_person(("committee",)))
    answer = confirmed(member, tried(member, a_table(a_new_row(body))), reason=" ")
    assert answer.status_code == 422
    assert "Say why; it stands in the journal" in answer.text
    content = a_table(a_new_row(body))
    with pytest.raises(Incomplete):
        exchange.load(a_person(("committee",)), content, digest=exchange.dry_run(content).digest, reason="")
    assert count(Action) == 0


@pytest.mark.parametrize("packed", ["", "x", "AAAA", "ÿ"])
def test_what_was_never_packed_here_is_refused(signed_in, packed):
    member = signed_in(a_person(("committee",)))
    answer = member.post("/en/actions/import/load", data={"packed": packed, "digest": "x", "reason": "Why"})
    assert answer.status_code == 400


def test_a_file_is_asked_for_and_may_be_a_million_bytes(signed_in):
    member = signed_in(a_person(("committee",)))
    assert "Choose the file of the table." in member.post("/en/actions/import", data={}).text
    large = tried(member, b"code,title\r\n" + b"1," + b"x" * 900_000)
    assert large.status_code == 422
    assert "The quotation marks" in large.text or "There is no action" in large.text
    larger = tried(member, b"code,title\r\n" + b"x" * 1_000_000)
    assert "The file is larger than a million bytes." in larger.text
    assert tried(member, b"x" * 2_000_000).status_code == 413


@pytest.mark.parametrize("name", ["../../../veche.db", "/etc/veche.csv", "..\\..\\x.csv", "a\x00b.csv", "x" * 300])
def test_the_name_of_a_file_makes_no_path(app, signed_in, name):
    """Nothing that is sent is kept as a file, under whatever name."""
    folder = Path(app.config["VECHE"]["INSTANCE"])
    before = sorted(path for path in folder.rglob("*"))
    member = signed_in(a_person(("committee",)))
    answer = member.post("/en/actions/import", data={"file": (BytesIO(b"code\r\n"), name)})
    assert answer.status_code in {200, 422}
    assert sorted(path for path in folder.rglob("*")) == before
    assert name not in answer.text


@pytest.mark.parametrize("role", [None, (), ("body_officer",), ("moderator",)])
def test_others_load_no_tables(client, signed_in, role):
    someone = client if role is None else signed_in(a_person(role))
    assert someone.get("/en/actions/import").status_code == (303 if role is None else 403)
    for address in ("/en/actions/import", "/en/actions/import/load"):
        assert someone.post(address, data={}).status_code == 403
    with pytest.raises(Refused):
        exchange.load(a_person(role or ()), b"code\r\n", digest="", reason="x")


def test_a_dry_run_costs_as_many_statements_with_many_rows_as_with_one(app):
    from sqlalchemy import event

    body = a_body()
    counted: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        counted.append(statement)

    def cost(rows: int) -> int:
        content = a_table(*[a_new_row(body, title=f"Action {number}") for number in range(rows)])
        counted.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            exchange.dry_run(content)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(counted)

    assert cost(1) == cost(60)


def test_a_report_between_two_exports_shows_in_the_table(app):
    action, member = an_action(), a_person(("committee",))
    post_update(
        member,
        action.id,
        text="Two groups.",
        language="en",
        status="in_progress",
        figure=Decimal(32),
        next_report_on=today() + timedelta(days=40),
        nonce="n",
    )
    row = rows_of(exported())[0]
    assert (row["status"], row["figure"], row["reports"]) == ("in_progress", "32", "1")


# From the command line


def test_the_command_line_writes_and_loads_the_same_table(app, tmp_path):
    from veche.cli import actions as group

    body, member = a_body(), a_person(("committee",))
    email = member.email
    an_action(body=body)
    runner, file = app.test_cli_runner(), tmp_path / "actions.csv"
    assert runner.invoke(group, ["export", str(file)]).exit_code == 0
    assert file.read_bytes() == exported().encode()
    file.write_bytes(a_table(a_new_row(body)))
    dry = runner.invoke(group, ["load", str(file), "--dry-run"])
    assert (dry.exit_code, count(Action)) == (0, 1)
    assert "line 2: new action in 2.4.5: A new action" in dry.output
    assert runner.invoke(group, ["load", str(file)]).exit_code == 1
    stranger = a_person().email
    assert runner.invoke(group, ["load", str(file), "--by", stranger, "--reason", "x"]).exit_code == 1
    assert count(Action) == 1
    done = runner.invoke(group, ["load", str(file), "--by", email, "--reason", "The yearly plan"])
    assert (done.exit_code, count(Action)) == (0, 2)


def test_the_command_line_names_broken_lines_and_fails(app, tmp_path):
    from veche.cli import actions as group

    file = tmp_path / "actions.csv"
    file.write_bytes(a_table(a_new_row(a_body(), area="9.9.9")))
    answer = app.test_cli_runner().invoke(group, ["load", str(file)])
    assert answer.exit_code == 1
    assert "line 2: area: There is no such action area." in answer.output
    assert "Nothing was loaded." in answer.output
    assert count(Action) == 0


def test_a_table_that_would_keep_everybody_waiting_is_refused_in_words() -> None:
    body, day = a_body().name_ru, (today() + timedelta(days=30)).isoformat()
    head = "code,area,language,title,body_ru,expected_result,next_report_on"
    content = "\r\n".join([head, *(f",2.4.5,en,Action {number},{body},Much,{day}" for number in range(501))]).encode()
    faults = exchange.dry_run(content).faults
    assert [(fault.line, fault.values) for fault in faults] == [(502, {"most": 500})]
