"""The papers on security tell the truth: every point is there, and every test that is named exists."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_alone

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| .+ \| .+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", re.MULTILINE)
POINTS = [
    "1.1.1",
    "1.2.1",
    "1.2.2",
    "1.2.4",
    "1.2.9",
    "1.3.1",
    "1.3.4",
    "1.3.5",
    "1.3.7",
    "1.3.11",
    "2.2.1",
    "2.2.2",
    "2.3.1",
    "2.3.2",
    "2.3.3",
    "2.3.4",
    "2.4.1",
    "15.3.3",
    "15.3.5",
    "15.4.2",
    "3.3.1",
    "3.3.2",
    "3.3.3",
    "3.3.4",
    "3.4.1",
    "3.4.2",
    "3.4.3",
    "3.4.4",
    "3.4.5",
    "3.4.6",
    "3.5.1",
    "3.5.3",
    "3.7.2",
    "4.1.1",
    "4.1.3",
    "4.2.1",
    "5.2.1",
    "5.2.2",
    "5.3.2",
    "5.4.1",
    "6.2.1",
    "6.2.3",
    "6.2.4",
    "6.2.5",
    "6.2.7",
    "6.2.8",
    "6.2.9",
    "6.3.1",
    "6.3.2",
    "6.3.3",
    "6.3.8",
    "6.4.1",
    "6.4.3",
    "6.5.1",
    "7.2.4",
    "7.3.1",
    "7.3.2",
    "7.4.1",
    "7.4.2",
    "7.4.3",
    "7.5.1",
    "8.1.1",
    "8.2.1",
    "8.2.2",
    "8.2.3",
    "8.3.1",
    "13.4.1",
    "13.4.2",
    "13.4.3",
    "13.4.4",
    "13.4.5",
    "14.2.1",
    "14.2.2",
    "14.3.1",
    "16.2.5",
    "16.3.1",
    "16.3.2",
    "16.3.3",
    "16.3.4",
    "16.5.1",
    "16.5.2",
    "16.5.3",
]


def rows() -> list[tuple[str, str, str]]:
    return ROW.findall((ROOT / "docs" / "security" / "asvs.md").read_text("utf-8"))


def test_every_point_stands_in_the_table_once() -> None:
    assert sorted(point for point, _, _ in rows()) == sorted(POINTS)


def test_every_test_that_is_named_exists() -> None:
    files = {file for _, file, _ in rows() if (ROOT / file).parent.exists()}
    there = {file: (ROOT / file).read_text("utf-8") if (ROOT / file).exists() else "" for file in files}
    missing = [f"{file}::{name}" for _, file, name in rows() if file in there and f"def {name}(" not in there[file]]
    assert sorted(set(missing)) == []


def test_the_threat_model_speaks_of_every_kind_of_threat() -> None:
    text = (ROOT / "docs" / "security" / "threat-model.md").read_text("utf-8")
    assert all(f"| **{letter}** |" in text for letter in "STRIDE")
    assert 600 < len(text.split()) < 1600, "about two pages"
