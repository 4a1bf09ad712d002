"""Limits are off in tests; here they are on, as in a real town, and begin at nought."""

from collections.abc import Iterator
from typing import Any

import pytest

from veche.core.protocol import limiter


@pytest.fixture
def limited(app: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The settings of the app, to be changed for one test."""
    settings = dict(app.config["VECHE"], RATE_LIMITS=True)
    monkeypatch.setitem(app.config, "VECHE", settings)
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    yield settings
    limiter.reset()
