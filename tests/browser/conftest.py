"""A server of the test's app in a thread, and Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from windows import serving, windows

from conftest import absent

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        absent("Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a small city: two supports open a vote, three ballots are its quorum."""
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 2)
    monkeypatch.setitem(app.config["VECHE"], "QUORUM", 3)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with serving(app) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """visitor(javascript=…, width=…) opens a browser of its own; any fault of a script fails the test."""
    yield from windows(chromium, site)
