"""Small terms, so that a proposal needs three supports and not twenty-five."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def small_terms(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 3)
    monkeypatch.setitem(app.config["VECHE"], "QUORUM", 4)
