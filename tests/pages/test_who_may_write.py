"""Every address of the answering city that writes, asked by everybody who might try.

Whoever is not entitled is refused, and not a row of any table has changed.
"""

from typing import Any

import pytest
from sqlalchemy import func, select

from attempts import ACTORS, CELLS, FEATURES, POSTS, Town, a_town, client_of, path
from veche.core import journal
from veche.core.database import Base, db

# Policies and pages decide here, no database: one run is enough.
pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def town() -> Town:
    return a_town()


def rows() -> dict[str, Any]:
    """How many rows each table has, and the journal's head."""
    db.session.rollback()
    counted = {
        table.name: db.session.execute(select(func.count()).select_from(table)).scalar()
        for table in Base.metadata.sorted_tables
    }
    return counted | {"head": journal.head(db.session())}


def sent(app: Any, client: Any, town: Town, endpoint: str) -> int:
    code: int = client.post(path(app, town, endpoint), data=town.fields(POSTS[endpoint][2])).status_code
    return code


def test_every_address_that_writes_is_in_the_table(app: Any) -> None:
    there = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in FEATURES and "POST" in rule.methods
    }
    assert there == set(POSTS)


@pytest.mark.parametrize("who", ACTORS)
def test_whoever_is_not_entitled_is_refused_and_nothing_changes(who: str, app: Any, town: Town, signed_in: Any) -> None:
    client, before = client_of(town, who, app, signed_in), rows()
    answers = {endpoint: sent(app, client, town, endpoint) for endpoint in POSTS if who not in POSTS[endpoint][0]}
    assert {endpoint: code for endpoint, code in answers.items() if code not in (403, 404)} == {}
    assert rows() == before


@pytest.mark.parametrize("who", sorted({who for _endpoint, who in CELLS}))
def test_whoever_is_entitled_is_not_refused(who: str, app: Any, town: Town, signed_in: Any) -> None:
    """Some forms are refused for what they say by then, because an earlier one has changed the town: never as such."""
    client = client_of(town, who, app, signed_in)
    mine = [endpoint for endpoint, one in CELLS if one == who]
    last = [name for name in ("committee.declare_interest", "sittings.cancel", "sittings.end") if name in mine]
    answers = {name: sent(app, client, town, name) for name in [one for one in mine if one not in last] + last}
    assert {name: code for name, code in answers.items() if code == 404 or code >= 500} == {}
    assert sum(code < 400 for code in answers.values()) >= len(mine) // 3
