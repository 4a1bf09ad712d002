"""A table of actions as text: cells that no spreadsheet runs, lines that are counted. Pure.

RFC 4180 with a byte order mark, because the spreadsheets of this place take a file without one for another encoding. A
cell that a spreadsheet would run as a formula carries an apostrophe, and reading takes it off again; a negative number
is no formula.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from veche.core.markup import is_storable
from veche.core.policy import N_

MARK = "\ufeff"
LARGEST = 1_000_000
MOST_ROWS = 2_000
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"-[0-9]+([.,][0-9]+)?", re.ASCII)


@dataclass(frozen=True)
class Fault:
    """What is wrong in which line and column (from 1; '' for the whole line); `values` fill the reason."""

    line: int
    column: str
    reason: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A line of the table by the names of its columns; `line` is where it begins in the file."""

    line: int
    cells: dict[str, str]


class Broken(ValueError):
    """A table that cannot be loaded, with every fault that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"line {one.line}: {one.column} {one.reason}" for one in faults))
        self.faults = list(faults)


def cell(text: str) -> str:
    """The text as no spreadsheet takes it for a formula. `bare` is its inverse."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def bare(text: str) -> str:
    """The text of a cell that `cell` made; what a person typed without an apostrophe stays as it is."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of the file, one after another, so that it can be sent while it is read."""
    yield MARK
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([cell(text) for text in row])
        yield out.getvalue()


def read(content: bytes, columns: Sequence[str]) -> list[Row]:
    """The rows of a file with a head of known columns, in any order. Raises Broken with every fault found."""
    text = _decoded(content)
    lines = _lines(text)
    head = lines[0][1] if lines else []
    _check_head(head, columns)
    if len(lines) - 1 > MOST_ROWS:
        raise Broken(
            [Fault(lines[MOST_ROWS + 1][0], "", N_("A table holds at most %(most)s rows."), {"most": MOST_ROWS})]
        )
    faults = [fault for line, cells in lines[1:] for fault in _faults(line, cells, head)]
    if faults:
        raise Broken(faults)
    return [Row(line, dict(zip(head, map(bare, cells), strict=True))) for line, cells in lines[1:]]


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Broken([Fault(1, "", N_("The file is larger than a million bytes."))])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise Broken([Fault(line, "", N_("This is not UTF-8. Save the table as «CSV UTF-8»."))]) from None


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """(number of the first line, cells) of each row that is not empty."""
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Broken(
            [Fault(line, "", N_("Some characters cannot be stored. Please type this text again without them."))]
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows, begins = [], 1
    try:
        for cells in reader:
            if cells:
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        raise Broken([Fault(begins, "", N_("The quotation marks of this row do not fit together."))]) from None
    return rows


def _delimiter(text: str) -> str:
    """A comma, or the semicolon that spreadsheets of this place put instead."""
    head = text.partition("\n")[0]
    return ";" if head.count(";") > head.count(",") else ","


def _check_head(head: Sequence[str], columns: Sequence[str]) -> None:
    faults = [Fault(1, name, N_("There is no such column.")) for name in head if name not in columns]
    faults += [
        Fault(1, name, N_("This column is there twice.")) for name in dict.fromkeys(head) if head.count(name) > 1
    ]
    if "code" not in head:
        faults.append(Fault(1, "code", N_("The first row has to name the columns, and «code» among them.")))
    if faults:
        raise Broken(faults)


def _faults(line: int, cells: Sequence[str], head: Sequence[str]) -> Iterator[Fault]:
    if len(cells) != len(head):
        words = N_("This row has %(cells)s cells, the head has %(columns)s.")
        yield Fault(line, "", words, {"cells": len(cells), "columns": len(head)})
        return
    for name, text in zip(head, cells, strict=True):
        if not is_storable(text):
            yield Fault(line, name, N_("Some characters cannot be stored. Please type this text again without them."))
