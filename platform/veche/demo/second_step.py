"""The second step of the demonstration: known secrets, so that its staff may be tried without a phone."""

import base64
import hashlib
from typing import Any

from veche.accounts.models import Person
from veche.accounts.offices import guarded
from veche.core import clock
from veche.demo.queries import is_demo_town
from veche.demo.rules import ACCOUNTS
from veche.factors.queries import app_of
from veche.factors.rules import code_of, step_at
from veche.factors.services import add_known_app


def secret_of(email: str) -> str:
    """The secret of a demonstration's account: the same in every demonstration, and valid nowhere else."""
    return base64.b32encode(hashlib.sha256(f"veche demo {email}".encode()).digest()[:20]).decode()


def tell(town: Any) -> None:
    """Whoever holds a role that needs a second step has an app of codes from the beginning."""
    for name, person in town.staff.items():
        if (person.offices | {name}) & guarded():  # the librarian gets the role when the desk opens
            add_known_app(person, secret_of(str(person.email)))


def present_code(person: Person) -> str | None:
    """The next code that opens the account; none outside a demonstration, for a real person, or until the next one."""
    if not is_demo_town() or person.email not in {account.email for account in ACCOUNTS}:
        return None
    app = app_of(person)
    if app is None or app.secret is None:
        return None
    now = step_at(clock.now())
    return code_of(secret_of(str(person.email)), max(now, app.last_step + 1)) if app.last_step <= now else ""
