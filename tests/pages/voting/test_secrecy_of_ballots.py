"""What a ballot leaves on the pages, files and feeds of others: nothing. Every address is opened, none is sampled."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from counting import close, vote
from factories import a_person, a_voting_proposal
from veche.core.database import db
from veche.plan.services import set_live_tally
from veche.voting.models import Ballot

OWNER = "Neighbour of the fourth floor"
READERS: list[tuple[str, ...] | None] = [None, (), ("moderator",), ("committee",), ("youth_council",), ("admin",)]
DULL = {"accounts.sign_out"}


def addresses(app: Flask, number: int) -> list[str]:
    """Every address that can be opened, with the proposal's number where a number is asked for."""
    given = {"language": "en", "code": "2.4.5", "kind": "proposal", "subject_id": number, "name": "x", "path": "x"}
    adapter, found = app.url_map.bind(""), []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint not in DULL:
            values = {name: given.get(name, number) for name in rule.arguments}
            try:
                found.append(adapter.build(rule.endpoint, values))
            except Exception:  # a converter that refuses the number: its page is of something else
                continue
    return sorted(set(found))


def all_pages(client: FlaskClient, app: Flask, number: int) -> dict[str, str]:
    # Read one by one: two files that are written while they are sent cannot be left half read at once.
    pages = {address: client.get(address, buffered=True) for address in addresses(app, number)}
    assert [address for address, page in pages.items() if page.status_code >= 500] == []
    return {address: page.text for address, page in pages.items()}


def test_the_walk_opens_what_there_is(app: Flask) -> None:
    found = addresses(app, 1)
    assert len(found) > 40
    for wanted in ("/en/proposals/1", "/en/proposals/1/result", "/en/proposals/1/result.json", "/en/journal", "/en/my"):
        assert wanted in found


@pytest.mark.parametrize("roles", READERS)
def test_no_page_file_or_feed_ties_a_ballot_to_its_owner(app: Flask, client, signed_in, roles) -> None:
    proposal, owner = a_voting_proposal(), a_person(name=OWNER)
    receipt = vote(proposal, "against", owner)
    for choice in ("for", "for", "for"):
        vote(proposal, choice)
    reader = client if roles is None else signed_in(a_person(roles))
    hold(all_pages(reader, app, proposal.id), receipt, closed=False)
    close()
    hold(all_pages(reader, app, proposal.id), receipt, closed=True)


def hold(pages: dict[str, str], receipt: Any, closed: bool) -> None:
    secrets = set(db.session.query(Ballot.secret).all())
    assert len(secrets) == 4
    for address, page in pages.items():
        assert not [secret for (secret,) in secrets if secret in page], address
        sheet = "/result" in address
        assert receipt.commitment not in page or (closed and sheet), address
        if address != "/en/people":  # administrators see who takes part, and nothing of any vote
            assert OWNER not in page, address
    people = pages.get("/en/people", "")
    assert "gainst" not in people
    assert receipt.commitment not in people


@pytest.mark.parametrize("roles", READERS)
def test_before_the_close_of_a_hidden_vote_no_page_tells_a_count(app: Flask, client, signed_in, roles) -> None:
    proposal = a_voting_proposal()
    for choice in ("for",) * 7 + ("against",) * 3:
        vote(proposal, choice)
    reader = client if roles is None else signed_in(a_person(roles))
    for address, page in all_pages(reader, app, proposal.id).items():
        assert 'class="tally"' not in page, address
        assert "7 for" not in page, address
        assert "votes_for" not in page or address.endswith("check.py"), address


def test_live_counts_stand_on_the_ballot_alone(app: Flask, client) -> None:
    set_live_tally(True)
    proposal = a_voting_proposal()
    vote(proposal, "for")
    telling = [address for address, page in all_pages(client, app, proposal.id).items() if 'class="tally"' in page]
    assert telling == [f"/en/proposals/{proposal.id}"]
