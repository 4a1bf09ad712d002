"""A site at which browsers allow passkeys."""

from importlib.util import find_spec
from typing import Any

import pytest

from conftest import absent


@pytest.fixture
def safe_site(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if not find_spec("webauthn"):
        absent("the extra passkeys")
    monkeypatch.setitem(app.config["VECHE"], "SITE_URL", "https://veche.example")
