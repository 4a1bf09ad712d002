"""Whether counts are seen before the close: a rule of the plan, fixed for each vote when it opens."""

import re
from datetime import timedelta

from click.testing import CliRunner
from sqlalchemy import select

from counting import close, fresh, sheet_of, vote, words
from factories import a_person, a_voting_proposal
from veche import cli
from veche.core import clock
from veche.core.database import db
from veche.core.journal import Entry
from veche.plan import queries, services

SHOWN = "In this vote the counts are shown before the close"
HIDDEN = "The result opens at the close."


def counts(page: str) -> list[str]:
    part = re.search(r'<div class="tally">.*?</div>', page, re.S)
    return re.findall(r"<b>(\d+)</b>", part[0]) if part else []


def test_counts_are_hidden_by_default_and_the_ballot_says_so(client, signed_in) -> None:
    proposal, person = a_voting_proposal(), a_person()
    vote(proposal, "for", person)
    for reader in (client, signed_in(person), signed_in(a_person(("committee",)))):
        page = reader.get(f"/en/proposals/{proposal.id}").text
        assert HIDDEN in page
        assert counts(page) == []
    assert not queries.shows_live_tally()


def test_a_live_vote_shows_its_counts_and_the_rule(client) -> None:
    services.set_live_tally(True)
    proposal = a_voting_proposal()
    for choice in ("for", "for", "against"):
        vote(proposal, choice)
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert counts(page) == ["2", "1", "0"]
    assert SHOWN in page
    assert HIDDEN not in page
    with clock.moved(timedelta(days=14)):
        assert counts(client.get(f"/en/proposals/{proposal.id}").text) == [], "closed, but not written down yet"
    close()
    sheet = sheet_of(client, proposal)
    assert sheet["live_tally"] is True
    assert "Counts during the vote were shown" in words(client.get(f"/en/proposals/{proposal.id}/result").text)


def test_the_rule_of_a_vote_is_the_one_it_opened_with(client) -> None:
    hidden = a_voting_proposal()
    services.set_live_tally(True)
    shown = a_voting_proposal()
    services.set_live_tally(False)
    for proposal in (hidden, shown):
        vote(proposal, "for")
    assert counts(client.get(f"/en/proposals/{hidden.id}").text) == []
    assert counts(client.get(f"/en/proposals/{shown.id}").text) == ["1", "0", "0"]
    assert (fresh(hidden).live_tally, fresh(shown).live_tally) == (False, True)
    opened = select(Entry).where(Entry.verb == "vote.opened").order_by(Entry.seq)
    assert [entry.data["live_tally"] for entry in db.session.execute(opened).scalars()] == [False, True]


def test_the_promise_says_which_rule_new_votes_get(client) -> None:
    assert "only the number of ballots is shown until the close" in client.get("/en/votes-promise").text
    services.set_live_tally(True)
    page = client.get("/en/votes-promise").text
    assert "the counts are shown before the close as well" in page
    assert "What a receipt proves" in page
    assert 'href="/en/verify"' in page


def test_the_command_changes_the_rule_once_and_the_journal_holds_it(app) -> None:
    command = CliRunner()
    assert "shown during the vote;" in command.invoke(cli.plan_tally, ["live"]).output
    assert "shown during the vote already" in command.invoke(cli.plan_tally, ["live"]).output
    assert "hidden until the close;" in command.invoke(cli.plan_tally, ["hidden"]).output
    assert command.invoke(cli.plan_tally, ["sometimes"]).exit_code == 2
    entries = db.session.execute(select(Entry).where(Entry.verb == "plan.tally").order_by(Entry.seq)).scalars()
    assert [entry.data for entry in entries] == [{"live_tally": True}, {"live_tally": False}]


def test_the_plan_file_sets_the_rule_and_one_without_it_leaves_it(app) -> None:
    packaged = queries.export_plan()
    assert "[plan]\nlive_tally = false" in packaged
    services.load_plan(packaged.replace("live_tally = false", "live_tally = true").encode())
    assert queries.shows_live_tally()
    latest = db.session.execute(select(Entry).where(Entry.verb == "plan.loaded").order_by(Entry.seq.desc())).scalars()
    assert next(latest).data["live_tally"] is True
    assert "live_tally = true" in queries.export_plan()
    services.load_packaged_plan()
    assert queries.shows_live_tally(), "a plan that does not say leaves what is set"
