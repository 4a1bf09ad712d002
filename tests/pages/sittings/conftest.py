"""A small town: two supports open a vote, two ballots carry it."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def small_town(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUPPORT_THRESHOLD", "QUORUM"):
        monkeypatch.setitem(app.config["VECHE"], name, 2)
