"""What the tests of being here share."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from factories import PASSWORD
from veche.accounts.models import Person

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


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
