"""What the tests of receipts and sheets share: people who vote and keep their receipts, a sheet fetched by anybody."""

import html
import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from factories import a_person
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.proposals.models import Proposal
from veche.voting import rules, services
from veche.voting.check import Receipt

AFTER = timedelta(days=15)
HTMX = {"HX-Request": "true"}


def vote(proposal: Any, choice: str, person: Person | None = None) -> Receipt:
    """Somebody votes; the receipt they now hold."""
    return rules.receipt(services.cast(person or a_person(), proposal.id, choice))


def close() -> None:
    with clock.moved(AFTER):
        assert services.close_due() >= 1


def fresh(proposal: Any) -> Proposal:
    db.session.rollback()
    return db.session.get_one(Proposal, proposal.id)


def sheet_of(client: FlaskClient, proposal: Any) -> dict[str, Any]:
    answer = client.get(f"/en/proposals/{proposal.id}/result.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def words(page: str) -> str:
    """What a person reads: without tags, blanks made one."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def asked(client: FlaskClient, receipt: str) -> str:
    """The words of the page that looks for a receipt."""
    answer = client.post("/en/verify", data={"receipt": receipt})
    assert answer.status_code == 200
    return words(answer.text)
