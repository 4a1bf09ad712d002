"""A served site and browsers for tests: each window is somebody else's."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server


@contextmanager
def serving(app: Flask) -> Iterator[int]:
    """The app served in a thread; its port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def follow(page: Page, selector: str) -> None:
    """Click what leads to another page, and come back when that page has arrived whole: a click alone comes back while
    the old page, or half of the new one, still stands."""
    with page.expect_navigation():
        page.click(selector)


def windows(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens browsers of their own on a site; any fault of a script, or of the content policy, fails the test."""
    contexts, faults = [], []

    def make(javascript: bool = True, width: int = 1280, scheme: Any = "light") -> Page:
        context = chromium.new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []
