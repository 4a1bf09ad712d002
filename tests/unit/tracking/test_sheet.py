"""The table as text: formulas are disarmed and come back, faults are named with line and column."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veche.core.markup import is_storable
from veche.tracking import sheet

COLUMNS = ("code", "title", "target")
STORABLE = st.text(max_size=60).filter(is_storable)


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''+1", "＝1", "\n=1"]
)
def test_what_a_spreadsheet_would_run_is_disarmed_and_comes_back(text):
    assert sheet.cell(text) == "'" + text
    assert sheet.bare(sheet.cell(text)) == text


@pytest.mark.parametrize("text", ["", "-5", "-12,5", "-0.75", "O'Brien", "'quoted'", "Двина", "1=1", "a@b"])
def test_numbers_and_plain_words_stay_as_they_are(text):
    assert sheet.cell(text) == text
    assert sheet.bare(text) == text


@given(STORABLE)
def test_every_cell_comes_back(text):
    assert sheet.bare(sheet.cell(text)) == text


@given(STORABLE)
def test_no_cell_begins_as_a_formula(text):
    written = sheet.cell(text)
    assert written[:1] not in {"=", "+", "@", "\t", "\r"}
    assert not written.startswith("-") or written[1:].replace(",", ".", 1).replace(".", "", 1).isdigit()


@given(st.lists(st.tuples(STORABLE, STORABLE, STORABLE), max_size=5))
def test_what_is_written_is_read_again(rows):
    content = "".join(sheet.written([COLUMNS, *rows])).encode()
    assert [tuple(row.cells.values()) for row in sheet.read(content, COLUMNS)] == rows


def test_the_file_is_rfc_4180_with_a_mark():
    content = "".join(sheet.written([COLUMNS, ("", 'a "b", c\nd', "-1")]))
    assert content == '\ufeffcode,title,target\r\n,"a ""b"", c\nd",-1\r\n'
    assert list(csv.reader(io.StringIO(content[1:], newline="")))[1] == ["", 'a "b", c\nd', "-1"]


def test_lines_are_counted_where_rows_begin():
    content = b'code,title\n1,"two\nlines"\n\n2,b\n'
    assert [row.line for row in sheet.read(content, COLUMNS)] == [2, 5]


def test_a_semicolon_stands_in_for_the_comma():
    assert sheet.read(b"code;title\r\n1;a,b\r\n", COLUMNS)[0].cells == {"code": "1", "title": "a,b"}


@pytest.mark.parametrize(
    ("content", "line", "column", "reason"),
    [
        (b"", 1, "code", "The first row has to name the columns"),
        (b"title\nx\n", 1, "code", "The first row has to name the columns"),
        (b"code,colour\n", 1, "colour", "There is no such column."),
        (b"code,title,title\n", 1, "title", "This column is there twice."),
        (b"code,title\n1,a\n2\n", 3, "", "This row has %(cells)s cells"),
        (b"code,title\n1,a\n2,a\x00b\n", 3, "", "Some characters cannot be stored"),
        ("code,title\n1,a\u202eb\n".encode(), 2, "title", "Some characters cannot be stored"),
        (b"code,title\n1,\xd0\n", 2, "", "This is not UTF-8"),
        (b'code,title\n1,"a"b\n', 2, "", "The quotation marks"),
        (b'code,title\n1,a\n2,"open\n', 3, "", "The quotation marks"),
        (b"code\n" + b"1\n" * 2001, 2002, "", "at most %(most)s rows"),
        (b"code\n" + b"1" * 1_000_000, 1, "", "larger than a million bytes"),
    ],
)
def test_a_fault_is_named_with_line_column_and_reason(content, line, column, reason):
    with pytest.raises(sheet.Broken) as broken:
        sheet.read(content, COLUMNS)
    first = broken.value.faults[0]
    assert (first.line, first.column) == (line, column)
    assert reason in first.reason


def test_every_fault_is_named_at_once():
    with pytest.raises(sheet.Broken) as broken:
        sheet.read(b"code,title\n1\n2,a\n3,b,c\n", COLUMNS)
    assert [fault.line for fault in broken.value.faults] == [2, 4]
