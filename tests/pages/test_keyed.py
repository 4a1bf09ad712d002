"""Keys for purposes: what is made under one is worth nothing under another, nor under another SECRET_KEY."""

import ast
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from flask import Flask
from itsdangerous import BadSignature, SignatureExpired

from veche.core import clock, keyed
from veche.resources import folder

pytestmark = pytest.mark.sqlite_alone
KEY = "f28e808be4f4d4454f948c0636056950b991970b707329a9d26e51e035e1c52d"
VECTOR = "dafa84f3d9d27dd7c2c42435b06446c2eba5f48dc524b5b7db6812097726bf21"


@pytest.fixture
def rotated(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts another SECRET_KEY in the place of the present one."""
    return lambda: monkeypatch.setitem(app.config, "SECRET_KEY", "another key")


def test_a_digest_is_the_same_on_every_day_and_every_machine(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored under these keys must be found again: whoever changes how they are made sees it here."""
    assert keyed.digest("some.purpose", "a text", "a secret") == VECTOR
    assert keyed.key("some.purpose", "a secret").hex() == KEY
    monkeypatch.setitem(app.config, "SECRET_KEY", "a secret")
    assert keyed.digest("some.purpose", "a text") == VECTOR


def test_purposes_never_share_a_key(app: Flask) -> None:
    purposes = ("accounts.reset", "accounts.confirm", "residents.desk-code", "residents.short-code")
    assert len({keyed.key(purpose) for purpose in purposes}) == len(purposes)
    assert keyed.digest("one", "a text") != keyed.digest("other", "a text")
    with pytest.raises(InvalidToken):
        keyed.box("one").decrypt(keyed.box("other").encrypt(b"a secret"))
    with pytest.raises(BadSignature):
        keyed.signer("one").loads(keyed.signer("other").dumps([1]))


def test_with_another_secret_key_nothing_fits_that_was_made_before(app: Flask, rotated: Any) -> None:
    digest, shut, signed = keyed.digest("one", "a text"), keyed.box("one").encrypt(b"x"), keyed.signer("one").dumps(1)
    rotated()
    assert keyed.digest("one", "a text") != digest
    with pytest.raises(InvalidToken):
        keyed.box("one").decrypt(shut)
    with pytest.raises(BadSignature):
        keyed.signer("one").loads(signed)


def test_a_purpose_with_a_secret_of_its_own_survives_another_secret_key(app: Flask, rotated: Any) -> None:
    before = keyed.digest("one", "a text", "its own")
    rotated()
    assert keyed.digest("one", "a text", "its own") == before


def test_what_is_signed_dies_of_age_by_the_clock_of_the_platform(app: Flask) -> None:
    text = keyed.signer("one").dumps([7, "x"])
    with clock.moved(timedelta(seconds=59)):
        assert keyed.signer("one").loads(text, max_age=60) == [7, "x"]
    with clock.moved(timedelta(seconds=62)), pytest.raises(SignatureExpired):
        keyed.signer("one").loads(text, max_age=60)


@pytest.mark.parametrize(("one", "other"), [("a", "b"), ("a", ""), ("é", "e"), ("\ud800", "?")])
def test_different_texts_are_different_whatever_was_typed(app: Flask, one: str, other: str) -> None:
    assert not keyed.is_same(one, other)
    assert keyed.is_same(one, one)
    assert keyed.digest("one", one) != keyed.digest("one", other)


def test_nothing_else_makes_a_key_of_the_secret_key(app: Flask) -> None:
    """Every other file goes through `core.keyed`; the app alone puts the key where Flask looks for it."""
    allowed = {"core/keyed.py", "core/settings.py", "app.py"}
    package = folder("static").parent / "platform" / "veche"
    reading = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if (isinstance(node, ast.Constant) and node.value == "SECRET_KEY")
        or (isinstance(node, ast.Attribute) and node.attr == "secret_key")
    }
    assert reading <= allowed
