"""The worker: delivers letters and does the duties that the features declare, each when its time comes.

A duty writes down what time has already decided (a vote that closed, a proposal that fell dormant); it may run late,
twice or in two processes at once, so each is guarded by the state it expects.
"""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

from flask import Flask

from veche.core.database import db
from veche.core.outbox import deliver_due

log = logging.getLogger(__name__)

Duty = Callable[[], int]
duties: dict[str, Duty] = {}


def duty(name: str) -> Callable[[Duty], Duty]:
    """Register a function that does what is due and answers how much it did."""

    def register(function: Duty) -> Duty:
        duties[name] = function
        return function

    return register


def run_once() -> dict[str, int]:
    """Every duty once, then the letters; how much each did. One that fails does not stop the others."""
    return {name: _tried(name, function) for name, function in [*duties.items(), ("letters", deliver_due)]}


def _tried(name: str, function: Duty) -> int:
    try:
        return function()
    except Exception:
        log.exception("the duty %s failed and will be tried again", name)
        return 0
    finally:
        db.session.remove()


def run_forever(app: Flask, pause: float = 2.0) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    stop = threading.Event()

    def leave(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    while not stop.is_set():
        with app.app_context():
            run_once()
        stop.wait(pause)
