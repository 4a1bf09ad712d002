"""A server of the test's app in a thread, and Chromium."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

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
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """visitor(javascript=…, width=…) opens a browser of its own; any fault of a script fails the test."""
    contexts, faults = [], []

    def make(javascript: bool = True, width: int = 1280, scheme: Any = "light") -> Page:
        context = chromium.new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []
