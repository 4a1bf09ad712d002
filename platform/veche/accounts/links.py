"""Letters of accounts, and the signed links in them: whose they are, and for how long."""

import hashlib
from typing import Any

from flask import render_template
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.core import keyed, outbox
from veche.core.languages import speaking
from veche.core.policy import N_

DAY = 24 * 3600
CONFIRM, RESET, REPRESENT, WITHDRAW = "confirm", "reset", "represent", "represent.withdraw"
DEAD_LINK = N_("This link has expired or was used. Ask for a new one.")


def write_letter(session: Session, address: str | None, language: str, template: str, values: dict[str, Any]) -> None:
    with speaking(language):
        subject, _, body = render_template(f"accounts/letters/{template}.txt", **values).strip().partition("\n")
        outbox.post(session, address, subject.strip(), body.strip() + "\n", language)


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return keyed.signer(f"accounts.{purpose}")


def token(purpose: str, person: Person) -> str:
    """A signed link's secret. A reset link dies with its first use, because the epoch is part of it, and with the
    e-mail that it was sent to."""
    return str(_signer(purpose).dumps([person.id, state_of(person) if purpose == RESET else 0]))


def state_of(person: Person) -> str:
    """Changes with the e-mail and the epoch, so that links made before die."""
    return hashlib.sha256(f"{person.epoch}:{person.email}".encode()).hexdigest()[:20]


def person_of_token(session: Session, purpose: str, text: str, days: int, *, lock: bool = True) -> Person:
    """Whose signed link it is; without `lock` only to show a page. Raises Unacceptable for a link that is dead."""
    try:
        number, state = _signer(purpose).loads(text, max_age=days * DAY)
    except (BadSignature, ValueError) as problem:
        raise Unacceptable(DEAD_LINK) from problem
    options: dict[str, Any] = (
        {"with_for_update": {"of": Person, "key_share": True}, "populate_existing": True} if lock else {}
    )
    person = session.get(Person, number, **options)
    if person is None or (purpose == RESET and state_of(person) != state):
        raise Unacceptable(DEAD_LINK)
    return person
