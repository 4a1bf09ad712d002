"""The receipt: in its owner's hand right after the ballot, in nobody else's, found on the sheet after the close."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from counting import HTMX, asked, close, sheet_of, vote, words
from factories import a_closed_vote, a_draft, a_person, a_voting_proposal, an_open_proposal
from veche.core import clock
from veche.core.database import db, writing
from veche.proposals.models import Proposal
from veche.voting.check import Receipt, read_receipt
from veche.voting.models import Ballot, Tally


def shown(page: str) -> str:
    """The receipt on a page of its owner."""
    found = re.findall(r"<code>(veche1-[^<]+)</code>", page)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_right_after_the_ballot_its_owner_has_the_receipt(signed_in, headers) -> None:
    proposal, client = a_voting_proposal(), signed_in(a_person())
    answer = client.post(f"/en/proposals/{proposal.id}/ballot", data={"choice": "against"}, headers=headers)
    page = answer.text if headers else client.get(answer.location).text
    assert "Your ballot is recorded: Against" in page
    receipt = read_receipt(shown(page))
    assert (receipt.proposal, receipt.choice) == (proposal.id, "against")
    assert receipt.commitment == db.session.execute(select(Ballot.commitment)).scalar_one()
    assert "Whoever has the receipt can see your choice." in page
    assert f'href="/en/proposals/{proposal.id}/receipt.txt"' in page
    assert 'href="/en/verify"' in page


def test_the_file_is_one_line_for_its_owner_and_kept_nowhere(signed_in) -> None:
    proposal, person = a_voting_proposal(), a_person()
    receipt = vote(proposal, "for", person)
    answer = signed_in(person).get(f"/en/proposals/{proposal.id}/receipt.txt")
    assert answer.text == receipt.text + "\n"
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=veche-receipt-{proposal.id}.txt"


def test_for_everybody_else_there_is_no_such_file(client, signed_in) -> None:
    proposal = a_voting_proposal()
    vote(proposal, "for")
    url = f"/en/proposals/{proposal.id}/receipt.txt"
    assert client.get(url).status_code == 404
    for roles in ((), ("moderator",), ("committee",), ("admin",)):
        reader = signed_in(a_person(roles))
        assert reader.get(url).status_code == 404
        assert reader.get("/en/proposals/999999/receipt.txt").status_code == 404
        assert reader.get(f"/en/proposals/{a_draft().id}/receipt.txt").status_code == 404


def test_a_changed_ballot_has_a_new_receipt_and_the_earlier_one_is_on_no_sheet(client, signed_in) -> None:
    proposal, person = a_voting_proposal(), a_person()
    first, second, third = (vote(proposal, choice, person) for choice in ("for", "against", "against"))
    assert len({first.secret, second.secret, third.secret}) == 3
    page = signed_in(person).get(f"/en/proposals/{proposal.id}").text
    assert shown(page) == third.text
    close()
    assert "Your ballot is on the sheet: Against" in asked(client, third.text)
    for earlier in (first, second):
        told = asked(client, earlier.text)
        assert "This ballot is not on the sheet" in told
        assert "You changed the ballot later" in told
    assert [mark for mark, _choice in sheet_of(client, proposal)["ballots"]] == [third.commitment]


def test_the_receipt_stays_on_ones_own_pages_after_the_close(signed_in) -> None:
    proposal, person = a_voting_proposal(), a_person()
    receipt = vote(proposal, "abstain", person)
    close()
    owner = signed_in(person)
    page = owner.get(f"/en/proposals/{proposal.id}").text
    assert shown(page) == receipt.text
    mine = owner.get("/en/my").text
    assert f'href="/en/proposals/{proposal.id}/receipt.txt"' in mine
    assert f'href="/en/proposals/{proposal.id}/result"' in mine
    assert receipt.secret not in mine, "the list leads to the receipt and does not show it"
    assert owner.get(f"/en/proposals/{proposal.id}").headers["Cache-Control"] == "no-store"


def test_every_voter_finds_their_ballot_with_its_choice_and_place(client) -> None:
    proposal = a_voting_proposal()
    receipts = [vote(proposal, choice) for choice in ("for", "for", "against", "abstain", "for")]
    close()
    page = client.get(f"/en/proposals/{proposal.id}/result").text
    for receipt in receipts:
        answer = client.post("/en/verify", data={"receipt": receipt.text})
        said = {"for": "For", "against": "Against", "abstain": "Abstain"}[receipt.choice]
        assert f"Your ballot is on the sheet: {said}" in answer.text
        anchor = re.search(rf'href="/en/proposals/{proposal.id}/result#(b\d)"', answer.text)
        assert anchor
        row = re.search(rf'<tr id="{anchor[1]}">.*?</tr>', page)
        assert row
        assert receipt.commitment in row[0]
        assert said in row[0]


def test_the_page_of_receipts_needs_no_account_and_keeps_what_was_typed(client) -> None:
    page = client.get("/en/verify").text
    assert 'method="post"' in page
    for typed, said in {
        "": "Paste the receipt",
        "my <b>ballot</b>": "This is no receipt",
        "veche2-1-for-00-11": "of a later version",
        "veche1-1-for-00-11": "There is a typing error",
    }.items():
        answer = client.post("/en/verify", data={"receipt": typed})
        assert answer.status_code == 422
        assert said in answer.text
        assert answer.text.count("<h1") == 1
        kept = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.S)
        assert kept
        assert words(kept[1]) == typed
        part = client.post("/en/verify", data={"receipt": typed}, headers=HTMX)
        assert part.status_code == 422
        assert part.text.strip().startswith('<div id="verify"')
        assert part.text.strip() in answer.text


def test_a_receipt_too_long_is_refused_in_words(client) -> None:
    answer = client.post("/en/verify", data={"receipt": "veche1-" + "a" * 500})
    assert answer.status_code == 422
    assert "too long" in answer.text


def test_a_vote_that_is_open_being_counted_unknown_or_without_a_sheet_is_told_apart(client) -> None:
    proposal = a_voting_proposal()
    receipt = vote(proposal, "for")
    told = asked(client, receipt.text)
    assert "The vote is still open" in told
    assert "For" not in told.split("The vote is still open")[1].split("Receipt")[0], "before the close nothing is said"
    with clock.moved(timedelta(days=14)):
        assert "The ballots are being counted" in asked(client, receipt.text)
    for number in (999999, an_open_proposal().id, a_draft().id):
        assert "There is no such vote" in asked(client, receipt._replace(proposal=number).text)
    close()
    with writing() as session:
        session.execute(update(Tally).values(sheet_digest=None))
    assert "There is no sheet of this vote" in asked(client, receipt.text)


def test_a_made_up_receipt_is_not_found_and_a_sheet_that_lies_is_told(client) -> None:
    proposal = a_voting_proposal()
    receipt = vote(proposal, "for")
    close()
    assert "This ballot is not on the sheet" in asked(client, Receipt(proposal.id, "for", "0" * 32).text)
    with writing() as session:
        session.execute(update(Ballot).values(choice="against"))
    told = asked(client, receipt.text)
    assert "The sheet shows another choice beside your ballot" in told
    assert "You cast: For. The sheet says: Against." in told
    assert "This sheet does not hold: do not trust it" in told


def test_a_hidden_text_stays_hidden_on_the_page_of_receipts(client) -> None:
    proposal = a_voting_proposal(title="A title nobody may read")
    receipt = vote(proposal, "for")
    close()
    with writing() as session:
        session.get_one(Proposal, proposal.id).visibility = "hidden"
    told = asked(client, receipt.text)
    assert "Your ballot is on the sheet: For" in told
    assert "A title nobody may read" not in told


def test_no_receipt_reaches_a_log_or_an_address(client, signed_in, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    proposal, person = a_voting_proposal(), a_person()
    answer = signed_in(person).post(f"/en/proposals/{proposal.id}/ballot", data={"choice": "for"})
    secret = db.session.execute(select(Ballot.secret)).scalar_one()
    close()
    asked(client, Receipt(proposal.id, "for", secret).text)
    assert secret not in caplog.text
    assert secret not in answer.location
    opened = client.get(f"/en/verify?receipt={Receipt(proposal.id, 'for', secret).text}")
    assert "on the sheet" not in words(opened.text), "an address is not taken for a sent form"
    page = client.post("/en/verify", data={"receipt": Receipt(proposal.id, "for", secret).text}).text
    assert not re.search(rf'(href|action)="[^"]*{secret}', page)


def test_looking_for_receipts_is_limited(app, client, monkeypatch) -> None:
    from veche.core.protocol import limiter

    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    try:
        codes = {client.post("/en/verify", data={"receipt": "x"}).status_code for _ in range(31)}
    finally:
        limiter.reset()
    assert codes == {422, 429}


def test_a_closed_vote_of_the_town_can_be_checked_in_every_language(client) -> None:
    proposal = a_closed_vote()
    for language, said in {"ru": "Проверить квитанцию", "be": "Праверыць квітанцыю", "en": "Check a receipt"}.items():
        assert said in client.get(f"/{language}/verify").text
        assert said in client.get(f"/{language}/proposals/{proposal.id}/result").text
