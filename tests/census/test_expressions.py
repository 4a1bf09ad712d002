"""No regular expression is made of what somebody typed: what is put into one is a constant of the code, or escaped."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_alone

ROOT = Path(__file__).parents[2] / "platform" / "veche"
MAKERS = {"compile", "match", "search", "sub", "subn", "fullmatch", "split", "findall", "finditer"}
# Pieces that are no constants by their name, and why they are safe.
KNOWN = {
    ("accounts/unfinished.py", "pattern"): "the word of the feature that registers a place",
    ("core/figures.py", "places"): "a number",
    ("core/personal.py", "words"): "a name and an e-mail, escaped beside it",
    ("forum/personal.py", "link"): "made beside it of a constant and a number",
    ("proposals/figures.py", "forms"): "words of the code",
}


def pieces(node: ast.expr) -> Iterator[str]:
    """What an expression is made of besides literal words."""
    if isinstance(node, ast.Constant):
        return
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node.left, node.right]
        for part in parts:
            yield from pieces(part.value if isinstance(part, ast.FormattedValue) else part)
    elif ast.unparse(node).startswith("re.escape("):
        return
    elif not (isinstance(node, ast.Name) and node.id.isupper()):
        yield ast.unparse(node)


def found(source: str) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    made = [
        call
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "re"
        and call.func.attr in MAKERS
    ]
    return [piece for call in made for piece in pieces(call.args[0])]


def test_what_is_put_into_an_expression_is_a_constant_or_escaped() -> None:
    there = {
        (path.relative_to(ROOT).as_posix(), piece) for path in ROOT.rglob("*.py") for piece in found(path.read_text())
    }
    assert there == set(KNOWN)


@pytest.mark.parametrize(
    "source", ["re.search(typed, text)", "re.sub(f'x{name}y', '', text)", "re.compile('a' + person.display_name)"]
)
def test_one_that_is_made_of_words_is_found(source: str) -> None:
    assert found(source)
