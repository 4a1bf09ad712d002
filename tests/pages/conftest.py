"""Every page test has a fresh database and an app around it, whether or not it asks for them by name."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _in_an_app(app: Flask) -> None:
    """Asking for the app is enough."""
