"""What the tests of being here share."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from factories import PASSWORD
from veche.accounts.models import Person
from veche.core import settings

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def _real_limits(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here sessions end as they do in a city that has set nothing."""
    for name in ("SESSION_IDLE_HOURS", "SESSION_LONGEST_HOURS", "STAFF_IDLE_HOURS", "STAFF_LONGEST_HOURS"):
        monkeypatch.setitem(app.config["VECHE"], name, settings.declared[name].default)


@pytest.fixture
def by_form(app: Flask) -> Callable[..., FlaskClient]:
    """by_form(person) is a client that signed in through the page."""

    def make(person: Person) -> FlaskClient:
        client = app.test_client()
        answer = client.post(
            "/en/sign-in", data={"email": person.email, "password": PASSWORD}, headers={"User-Agent": FIREFOX}
        )
        assert answer.status_code == 303
        return client

    return make
