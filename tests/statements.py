"""How many SQL statements a page costs."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from veche.core.database import db


def statements(client: FlaskClient, address: str) -> int:
    """The number of statements while the page at the address is made; it has to answer 200."""
    counted: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        counted.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


def settled_statements(client: FlaskClient, address: str) -> int:
    """The smaller number of two visits: what the app keeps for a while is fresh, what the session held is forgotten."""
    return min(_anew(client, address), _anew(client, address))


def _anew(client: FlaskClient, address: str) -> int:
    db.session.expunge_all()
    return statements(client, address)
