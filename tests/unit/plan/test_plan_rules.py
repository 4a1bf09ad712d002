"""What a plan file has to be, and how its faults are named."""

import pytest

from veche.plan.rules import BrokenPlan, parse_plan

THREE = 'ru = "слово"\nbe = "слова"\nen = "word"\n'
HEAD = 'title = { ru = "План", be = "План", en = "Plan" }\ncity = { ru = "Город", be = "Горад", en = "City" }\n'
SECTION = f'[[section]]\ncode = "1"\n{THREE}'
FEATURE = f'[[feature]]\ncode = "1.1"\n{THREE}'
AREA = f'[[action_area]]\ncode = "1.1.1"\n{THREE}'
PLAN = HEAD + SECTION + FEATURE + AREA


def broken(text: str | bytes) -> str:
    with pytest.raises(BrokenPlan) as problem:
        parse_plan(text if isinstance(text, bytes) else text.encode())
    return str(problem.value)


def test_a_small_plan_is_taken():
    plan = parse_plan(PLAN.encode())
    assert [item.code for item in (*plan.sections, *plan.features, *plan.areas)] == ["1", "1.1", "1.1.1"]
    assert plan.city["be"] == "Горад"
    assert plan.areas[0].wording["ru"] == "слово"


def test_a_byte_order_mark_and_windows_lines_do_no_harm():
    assert parse_plan(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode()) == parse_plan(PLAN.encode())


def test_areas_stand_in_the_order_of_their_features_whatever_the_file_says():
    other = FEATURE.replace("1.1", "1.2") + AREA.replace("1.1.1", "1.2.1")
    plan = parse_plan((HEAD + SECTION + other + FEATURE + AREA).encode())
    assert [area.code for area in plan.areas] == ["1.2.1", "1.1.1"]
    second = AREA.replace("1.1.1", "1.2.1")
    mixed = parse_plan((HEAD + SECTION + FEATURE + FEATURE.replace("1.1", "1.2") + second + AREA).encode())
    assert [area.code for area in mixed.areas] == ["1.1.1", "1.2.1"]


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("", 1, "at least one [[section]]"),
        (PLAN.replace("[[section]]", "[[section"), 3, "Expected"),
        (PLAN + 'x = "y"\n', 18, "unknown key 'x'"),
        ("stray = 1\n" + PLAN, 1, "unknown key 'stray'"),
        (PLAN.replace('code = "1.1"\n', 'code = "1.x"\n'), 9, "has to look like '2.4'"),
        (PLAN.replace('code = "1"\n', "code = 1\n"), 4, "has to look like '2'"),
        (PLAN.replace('code = "1.1.1"', 'code = "01.1.1"'), 14, "has to look like '2.4.5'"),
        (PLAN.replace('code = "1.1.1"', 'code = "١.1.1"'), 14, "has to look like '2.4.5'"),
        (PLAN.replace('code = "1.1.1"\n', ""), 13, "has to look like '2.4.5'"),
        (PLAN + AREA, 19, "the code 1.1.1 is there twice"),
        (PLAN.replace('code = "1.1.1"', 'code = "1.2.1"'), 14, "1.2.1 has no feature 1.2"),
        (PLAN.replace('code = "1.1"\n', 'code = "2.1"\n'), 9, "2.1 has no section 2"),
        (PLAN.replace(THREE, 'ru = "слово"\nbe = ""\nen = "word"\n', 1), 6, "1 has no wording in 'be'"),
        (PLAN.replace('en = "word"\n', "", 1), 3, "1 has no wording in 'en'"),
        (PLAN.replace('"слова"', '"  "', 1), 6, "no wording in 'be'"),
        (PLAN.replace('"слова"', "7", 1), 6, "no wording in 'be'"),
        (PLAN.replace('"слова"', '"a\\u202eb"', 1), 6, "one line of plain text"),
        (PLAN.replace('"слова"', '"a\\nb"', 1), 6, "one line of plain text"),
        (PLAN.replace("слова", "я" * 501, 1), 6, "over 500 characters"),
        (PLAN.replace('city = { ru = "Город", ', "city = { "), 2, "city has no wording in 'ru'"),
        (PLAN.replace('en = "City" }', 'en = "City", de = "Stadt" }'), 2, "unknown key 'de'"),
        (PLAN.replace('{ ru = "План", be = "План", en = "Plan" }', '"Plan"'), 1, "title has to be given"),
        (PLAN.replace(AREA, AREA + 'part_of = "1.1.9"\n'), 18, "part of 1.1.9, which is no action area"),
        (PLAN.replace(AREA, AREA + 'part_of = "1.1.1"\n'), 18, "part of 1.1.1, which is no action area"),
        (PLAN.replace(AREA, AREA + "part_of = 3\n"), 18, "part_of has to be the code"),
        (PLAN.replace(FEATURE, FEATURE + 'part_of = "1.1"\n'), 13, "unknown key 'part_of'"),
        ("x = " + "9" * 5000, 1, ""),
        ("x = " + "[" * 100_000, 1, "nested too deeply"),
        (HEAD + 'section = [{ code = "1" }]\n', 3, "1 has no wording in 'ru'"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, line: int, why: str):
    said = broken(text)
    assert said.startswith(f"line {line}: ")
    assert why in said


def test_lines_are_counted_through_strings_of_several_lines():
    text = PLAN.replace('ru = "слово"', 'ru = """\n[[section]]\ncode = \\\nслово"""', 1)
    assert broken(text).startswith("line 5: the wording of 1 in 'ru' has to be one line")
    comment = PLAN.replace('code = "1.1.1"', '# """ is no string here\ncode = "1.1.x"')
    assert "line 15: " in broken(comment)


def test_what_is_not_utf8_is_named_with_its_line():
    assert broken(b"# one\n# two \xff\n") == "line 2: the file is not in UTF-8"


def test_a_huge_file_is_refused_before_it_is_read():
    assert "larger than" in broken(b"#" * 1_000_001)


@pytest.mark.parametrize(
    ("said", "live"),
    [("", None), ("[plan]\n", None), ("[plan]\nlive_tally = true\n", True), ("[plan]\nlive_tally = false\n", False)],
)
def test_a_plan_says_or_leaves_open_whether_counts_are_shown_live(said: str, live: bool | None):
    assert parse_plan((HEAD + said + SECTION + FEATURE + AREA).encode()).live_tally is live


@pytest.mark.parametrize(
    ("said", "line", "why"),
    [
        ("[plan]\nlive_tally = 1\n", 4, "has to be true or false"),
        ('[plan]\n\nlive_tally = "yes"\n', 5, "has to be true or false"),
        ("[plan]\nquorum = 5\n", 4, "unknown key 'quorum'"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(said: str, line: int, why: str):
    told = broken(HEAD + said + SECTION + FEATURE + AREA)
    assert told.startswith(f"line {line}: ")
    assert why in told


def test_a_plan_setting_that_is_no_table_is_refused():
    assert "plan has to be a table" in broken("plan = 3\n" + PLAN)
