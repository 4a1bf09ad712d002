"""Several readers look at one thread: each request begins with an empty `g`, as on the server.

The test's own app context would otherwise lend a request the reader of the one before.
"""

from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class OwnRequestClient(FlaskClient):
    def open(self, *args: Any, **values: Any) -> TestResponse:
        for name in list(g):
            g.pop(name)
        return super().open(*args, **values)


@pytest.fixture(autouse=True)
def _own_requests(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", OwnRequestClient)
