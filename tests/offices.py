"""What the tests of reports share: officers and offices of bodies, the letters they get, the hidden fields of forms."""

import re
from typing import Any

from sqlalchemy import select

from factories import a_body, a_person, an_action
from veche.bodies.models import Body
from veche.bodies.services import name_officer
from veche.core.database import db, writing
from veche.core.outbox import Letter


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def an_officer(body: Any) -> Any:
    officer = a_person(("body_officer",))
    name_officer(a_person(("committee",)), body.id, officer.name_key)
    return officer


def a_body_with_an_office(email: str = "office@library.example", language: str = "en") -> Any:
    body = a_body()
    move_office(body.id, email, language)
    return db.session.get(Body, body.id)


def move_office(body_id: int, email: str, language: str = "en") -> None:
    with writing() as session:
        body = session.get_one(Body, body_id)
        body.office_email, body.office_language = email, language


def an_action_with_an_office(**values: Any) -> Any:
    return an_action(body=a_body_with_an_office(), **values)


def letters(address: str = "") -> list[Letter]:
    rows = select(Letter).order_by(Letter.id)
    return list(db.session.execute(rows.where(Letter.address == address) if address else rows).scalars())


def link_in(letter: Letter) -> str:
    """The path of the signed link in a letter."""
    found = re.search(r"http://veche\.example(/\w\w/actions/report/\S+)", letter.body)
    assert found
    return found[1]
