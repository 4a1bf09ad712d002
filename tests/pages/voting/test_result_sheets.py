"""The result sheet: frozen at the close, recountable by anybody, loud when it was tampered with."""

import csv
import io
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text, update

from counting import close, fresh, sheet_of, vote, words
from factories import a_closed_vote, a_draft, a_person, a_voting_proposal, an_open_proposal
from statements import settled_statements
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.proposals.models import Proposal
from veche.voting import check, services, sheets
from veche.voting.models import Ballot, Tally


def tally_of(proposal: Any) -> Tally:
    db.session.rollback()
    return db.session.get_one(Tally, proposal.id)


def test_the_sheet_stands_in_the_journal_and_recounts_to_the_tally(client) -> None:
    proposal = a_closed_vote(("for", "for", "for", "against", "abstain"))
    sheet, tally = sheet_of(client, proposal), tally_of(proposal)
    entry = db.session.get_one(journal.Entry, tally.journal_seq)
    assert entry.data["ballots_digest"] == tally.sheet_digest == check.ballots_digest(proposal.id, sheet["ballots"])
    assert Counter(choice for _mark, choice in sheet["ballots"]) == {"for": 3, "against": 1, "abstain": 1}
    assert (sheet["votes_for"], sheet["votes_against"], sheet["votes_abstain"]) == (3, 1, 1)
    assert sheet["journal"]["hash"] == entry.hash == sheet["journal_head"]["hash"]
    assert sheet["journal"]["payload"] == entry.data
    assert all(finding.holds for finding in check.examine(sheet))
    assert [mark for mark, _choice in sheet["ballots"]] == sorted(mark for mark, _choice in sheet["ballots"])
    assert sheet["title"] == "Phones without fear"
    assert sheet["entitled"] == tally.entitled
    assert "person" not in str(sheet).lower()
    assert "title" not in entry.data, "so that the entry can be printed whole when the text is hidden"


def test_the_page_prints_all_that_is_needed_to_recompute_the_entry(client) -> None:
    proposal = a_closed_vote()
    sheet, page = sheet_of(client, proposal), client.get(f"/en/proposals/{proposal.id}/result").text
    entry, told = sheet["journal"], words(page)
    for value in (entry["seq"], entry["at"], entry["salt"], entry["payload_digest"], entry["prev_hash"], entry["hash"]):
        assert str(value) in told
    assert check.canonical(entry["payload"]) in told
    for mark, _choice in sheet["ballots"]:
        assert mark in told
    assert "at least 4 people vote and more are for than against" in told
    assert "5 voted of" in told
    assert "Carried." in told
    assert f"No. {proposal.id}, version 1" in told
    assert 'href="/en/verify"' in page
    assert "This sheet does not hold" not in page
    assert page.count("<h1") == 1


def test_before_the_close_the_page_says_when_the_sheet_will_be_there_and_nothing_else(client, signed_in) -> None:
    proposal, person = a_voting_proposal(), a_person()
    receipt = vote(proposal, "for", person)
    url = f"/en/proposals/{proposal.id}/result"
    for reader in (client, signed_in(person), signed_in(a_person(("admin",)))):
        page = reader.get(url)
        assert page.status_code == 200
        assert "The result sheet appears here at the close" in page.text
        assert receipt.commitment not in page.text
        assert 'class="tally"' not in page.text
        assert reader.get(f"{url}.json").status_code == 409
        assert "appears at the close" in reader.get(f"{url}.json").get_json()["problem"]
        assert reader.get(f"{url}.csv").status_code == 409
    with clock.moved(timedelta(days=14)):
        assert "The ballots are being counted" in client.get(url).text
        assert client.get(f"{url}.json").status_code == 409


def test_without_a_vote_there_is_no_sheet_and_a_draft_is_nobodys(client) -> None:
    number = an_open_proposal().id
    page = client.get(f"/en/proposals/{number}/result")
    assert page.status_code == 404
    assert "There was no vote on this proposal" in page.text
    assert client.get(f"/en/proposals/{number}/result.json").status_code == 404
    assert "There was no vote" in client.get(f"/en/proposals/{number}/result.csv").text
    for other in (a_draft().id, 999999):
        for ending in ("", ".json", ".csv"):
            answer = client.get(f"/en/proposals/{other}/result{ending}")
            assert answer.status_code == 404
            assert "There was no vote" not in answer.text


def test_a_vote_from_before_the_sheets_keeps_its_numbers(client) -> None:
    proposal = a_closed_vote()
    with writing() as session:
        session.execute(update(Tally).values(sheet_digest=None))
    page = client.get(f"/en/proposals/{proposal.id}/result")
    assert page.status_code == 200
    assert "closed before result sheets were kept" in page.text
    assert "5 voted of" in words(page.text)
    assert client.get(f"/en/proposals/{proposal.id}/result.json").status_code == 404
    assert client.get(f"/en/proposals/{proposal.id}/result.csv").status_code == 404


def test_a_vote_without_ballots_has_an_empty_sheet(client) -> None:
    proposal = a_closed_vote(())
    assert "Nobody voted." in client.get(f"/en/proposals/{proposal.id}/result").text
    sheet = sheet_of(client, proposal)
    assert sheet["ballots"] == []
    assert all(finding.holds for finding in check.examine(sheet))
    assert fresh(proposal).state == "not_carried"


def test_the_owner_sees_where_their_ballot_stands_and_nobody_else_does(client, signed_in) -> None:
    proposal, person = a_voting_proposal(), a_person()
    receipt = vote(proposal, "against", person)
    vote(proposal, "for")
    close()
    place = [mark for mark, _choice in sheet_of(client, proposal)["ballots"]].index(receipt.commitment) + 1
    url = f"/en/proposals/{proposal.id}/result"
    assert f"Your ballot stands on this sheet: ballot {place}" in words(signed_in(person).get(url).text)
    for reader in (client, signed_in(a_person(("moderator",))), signed_in(a_person(("admin",)))):
        assert "Your ballot" not in words(reader.get(url).text).replace("Your ballot. Paste your receipt", "")


def test_the_table_opens_in_a_spreadsheet_and_no_cell_is_a_formula(client) -> None:
    proposal = a_closed_vote(("for", "against", "for"), title='=HYPERLINK("https://evil.example")')
    answer = client.get(f"/en/proposals/{proposal.id}/result.csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    facts = {row[0]: row[1] for row in rows[: rows.index([])]}
    assert facts["title"] == '\'=HYPERLINK("https://evil.example")'
    assert facts["votes_for"] == "2"
    assert facts["ballots_digest"] == tally_of(proposal).sheet_digest
    ballots = rows[rows.index([]) + 2 :]
    assert [row[1:] for row in ballots] == sheet_of(client, proposal)["ballots"]
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]


def test_of_a_hidden_proposal_the_numbers_stay_and_the_text_does_not(client, signed_in) -> None:
    author = a_person()
    proposal = a_closed_vote(author=author, title="A title nobody may read")
    with writing() as session:
        session.get_one(Proposal, proposal.id).visibility = "hidden"
    url = f"/en/proposals/{proposal.id}/result"
    page = client.get(url).text
    assert "A title nobody may read" not in page
    assert "Hidden by a moderator" in page
    assert "5 voted of" in words(page)
    assert "A title nobody may read" in signed_in(author).get(url).text
    for reader in (client, signed_in(a_person(("moderator",)))):
        answer = reader.get(f"{url}.json")
        assert answer.get_json()["title"] is None
        assert "A title nobody may read" not in answer.text + reader.get(f"{url}.csv").text
        assert all(finding.holds for finding in check.examine(answer.get_json()))


def without_triggers(statement: str) -> None:
    """Change the journal as whoever holds the database file could."""
    with writing() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        else:
            session.execute(text("DROP TRIGGER journal_no_update"))
        session.execute(text(statement))


TAMPERS = {
    "a choice": (lambda: update(Ballot).where(Ballot.choice == "against").values(choice="for"), "other numbers"),
    "a fingerprint": (
        lambda: update(Ballot).where(Ballot.choice == "against").values(commitment="0" * 64),
        "not the one",
    ),
    "a ballot gone": (lambda: delete(Ballot).where(Ballot.choice == "against"), "other numbers"),
    "a count": (lambda: update(Tally).values(votes_for=4), "other numbers"),
    "the outcome": (lambda: update(Tally).values(carried=False), "the outcome is another one"),
    "the entitled": (lambda: update(Tally).values(entitled=1000), "differ from the journal"),
    "the digest": (lambda: update(Tally).values(sheet_digest="0" * 64), "differ from the journal"),
    "the head": (lambda: update(Tally).values(journal_hash="0" * 64), "not the one that the tally names"),
    "the words": (lambda: update(journal.Payload).values(salt="0" * 32), "were changed after it was written"),
    "words erased": (lambda: delete(journal.Payload), "differ from the journal"),
}


@pytest.mark.parametrize("name", TAMPERS)
def test_whatever_is_changed_afterwards_the_sheet_warns_loudly(client, name: str) -> None:
    proposal = a_closed_vote()
    url = f"/en/proposals/{proposal.id}/result"
    assert "do not trust it" not in client.get(url).text
    tamper, said = TAMPERS[name]
    with writing() as session:
        session.execute(tamper())
    page = client.get(url).text
    assert "This sheet does not hold: do not trust it" in page
    assert said in page


def test_a_changed_entry_of_the_journal_is_told_too(client) -> None:
    proposal = a_closed_vote()
    without_triggers(f"UPDATE journal SET subject = 'proposal:999' WHERE seq = {tally_of(proposal).journal_seq}")
    page = client.get(f"/en/proposals/{proposal.id}/result").text
    assert "This sheet does not hold: do not trust it" in page
    assert "entry of this close was changed or is missing" in page


def test_a_ballot_at_the_exact_moment_of_the_close_is_late_and_one_before_it_counts(monkeypatch, client) -> None:
    proposal = a_voting_proposal()
    closes = proposal.voting_closes_at
    monkeypatch.setattr(clock, "now_locked", lambda _session: closes - timedelta(microseconds=1))
    services.cast(a_person(), proposal.id, "for")
    monkeypatch.setattr(clock, "now_locked", lambda _session: closes)
    with pytest.raises(services.Refused, match="too late"):
        services.cast(a_person(), proposal.id, "against")
    monkeypatch.setattr(clock, "now", lambda: closes)
    assert services.close_due() == 1
    sheet = sheet_of(client, proposal)
    assert [choice for _mark, choice in sheet["ballots"]] == ["for"]
    assert sheet["closed_at"] == sheet["closes_at"]


def a_crowd(proposal: Any, number: int) -> None:
    """So many ballots at once; each is that of the person of its own."""
    one = a_person()
    columns = {name: getattr(one, name) for name in ("password_hash", "language", "age_band", "consent_version")}
    moments = dict.fromkeys(("consented_at", "joined_at", "confirmed_at", "verified_at"), one.joined_at)
    first = 10_000 * proposal.id  # far from the numbers that the database gives out itself
    with writing() as session:
        session.execute(
            insert(type(one)),
            [
                {"id": n, "email": f"c{n}@e.org", "display_name": f"C{n}", "name_key": f"c{n}", **columns, **moments}
                for n in range(first, first + number)
            ],
        )
        rows = []
        for n in range(first, first + number):
            choice, secret = check.CHOICES[n % 3], f"{n:032x}"
            values = {"proposal_id": proposal.id, "person_id": n, "cast_at": clock.now(), "changes": 0}
            mark = check.commitment(proposal.id, choice, secret)
            rows.append({**values, "choice": choice, "secret": secret, "commitment": mark})
        session.execute(insert(Ballot), rows)


def test_a_big_vote_costs_as_many_statements_as_a_small_one_and_is_shown_in_parts(client) -> None:
    small, big = a_voting_proposal(), a_voting_proposal()
    a_crowd(small, 10)
    a_crowd(big, 1000)
    close()
    number = big.id
    addresses = [f"/en/proposals/{one.id}/result" for one in (small, big)]
    few, many = (settled_statements(client, address) for address in addresses)
    assert few == many
    assert many <= 8
    url = addresses[1]
    first, second = client.get(url).text, client.get(f"{url}?from=501").text
    assert f"Ballots 1 to {sheets.SIZE} of 1,000" in words(first)
    assert "?from=501#ballots" in first
    ballots = client.get(f"{url}.json").get_json()["ballots"]
    shown = [re.findall(r'<tr id="b(\d+)">.*?>([0-9a-f]{64})<', page) for page in (first, second)]
    assert [mark for part in shown for _place, mark in part] == [mark for mark, _ in ballots]
    assert [int(place) for part in shown for place, _mark in part] == list(range(1, 1001))
    for absurd in ("0", "-3", "x", "99999999999", "700", "999999999"):
        assert client.get(f"{url}?from={absurd}").status_code == 200
    mark, choice = ballots[733]
    secret = db.session.query(Ballot.secret).filter_by(commitment=mark).scalar()
    found = client.post("/en/verify", data={"receipt": check.Receipt(number, choice, secret).text}).text
    assert f"{url}?from=501#b734" in found


voters = st.integers(0, 5)
sequences = st.lists(st.tuples(voters, st.sampled_from(check.CHOICES)), max_size=14)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ballots=sequences)
def test_whoever_votes_and_changes_their_mind_the_sheet_recounts_to_the_tally(client, ballots: Any) -> None:
    proposal = a_voting_proposal()
    people = [a_person() for _ in range(6)]
    last: dict[int, check.Receipt] = {}
    replaced = []
    for number, choice in ballots:
        replaced += [last[number]] if number in last else []
        last[number] = vote(proposal, choice, people[number])
    close()
    sheet, tally = sheet_of(client, proposal), tally_of(proposal)
    counted = Counter(choice for _mark, choice in sheet["ballots"])
    assert counted == Counter(receipt.choice for receipt in last.values())
    assert [counted[name] for name in check.CHOICES] == [tally.votes_for, tally.votes_against, tally.votes_abstain]
    assert all(finding.holds for finding in check.examine(sheet))
    assert all(check.examine_receipt(sheet, receipt).holds for receipt in last.values())
    assert not any(check.examine_receipt(sheet, receipt).holds for receipt in replaced)
