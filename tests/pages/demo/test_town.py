"""The demonstration town: complete, built once, and only in its own database."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from veche.accounts.offices import guarded
from veche.amending.models import Amendment
from veche.committee.models import Decision
from veche.committee.rules import OUTCOMES
from veche.core import clock, journal
from veche.core.database import db
from veche.core.recount import recount_all
from veche.demo.rules import ACCOUNTS, Account
from veche.demo.services import build_town
from veche.indicators import queries as indicators
from veche.indicators.models import Measurement
from veche.moderation.models import Act
from veche.oversight.models import Appeal
from veche.proposals.models import Proposal
from veche.tracking.models import STATUSES, Action

PAGES = ["/", "/plan", "/threads", "/threads/1", "/proposals", "/actions", "/committee", "/youth", "/journal", "/my"]
PAGES += ["/indicators", "/indicators/I-32", "/indicators/C-01", "/indicators/2.4.5-1.1"]


def test_the_town_has_every_proposal_in_its_state_and_no_empty_page(app: Flask, client: FlaskClient) -> None:
    before, _ = journal.head(db.session())
    assert build_town()
    assert not build_town(), "a second time changes nothing"
    counted = select(Proposal.state, func.count()).group_by(Proposal.state)
    states = dict(db.session.execute(counted).all())
    assert sum(states.values()) == 31
    ended = {"accepted": 8, "declined": 2, "deferred": 1, "not_carried": 1, "dormant": 1, "withdrawn": 1, "merged": 1}
    assert states == {"open": 10, "voting": 4, "review": 2, **ended}
    assert set(db.session.execute(select(Decision.outcome)).scalars()) == set(OUTCOMES)
    assert set(db.session.execute(select(Action.status)).scalars()) == set(STATUSES)
    overdue = select(func.count()).where(Proposal.state == "review", Proposal.answer_by < clock.now())
    assert db.session.execute(overdue).scalar_one() == 1, "one answer of the committee is overdue"
    amendments = select(Amendment.state, func.count()).group_by(Amendment.state)
    assert dict(db.session.execute(amendments).all()) == {"open": 1, "accepted": 1, "declined": 1}
    measured = indicators.states().overall
    assert min(measured.on_track, measured.behind, measured.reached, measured.no_target) >= 1
    assert measured.no_data > 30, "most indicators have no data yet"
    withdrawn = select(func.count()).where(Measurement.withdrawn_at.is_not(None))
    assert db.session.execute(withdrawn).scalar_one() == 1
    acts = {(act.verb, act.state) for act in db.session.execute(select(Act)).unique().scalars()}
    assert acts >= {("remove", state) for state in ("done", "refused", "lapsed", "proposed")}
    assert acts >= {("hide", "undone"), ("warn", "done"), ("mute", "done"), ("leave", "done"), ("ban", "proposed")}
    appeals = list(db.session.execute(select(Appeal)).unique().scalars())
    assert {appeal.outcome for appeal in appeals} == {"upheld", "overturned", None}
    assert len({appeal.words for appeal in appeals}) == len(appeals), "nobody appeals in the words of another"
    assert not any(recount_all().values())
    assert journal.verify(db.session()) is None
    told = select(journal.Entry).where(journal.Entry.seq > before).order_by(journal.Entry.seq)
    times = [entry.at for entry in db.session.execute(told).scalars()]
    assert times == sorted(times), "the journal tells the story in order"
    assert ACCOUNTS[0].email in client.get("/ru/sign-in").text
    for account in ACCOUNTS:
        sign_in(client, account)
        for path in [*PAGES, *(["/desk"] if account.role == "desk staff" else [])]:
            for language in ("ru", "be", "en"):
                page = client.get(f"/{language}{path}")
                assert page.status_code == 200, f"{account.role} {language} {path}"
        client.post("/ru/sign-out")


def sign_in(client: FlaskClient, account: Account) -> None:
    """By the password, and for staff by the code that the page shows in the place of a phone."""
    answer = client.post("/ru/sign-in", data={"email": account.email, "password": account.password})
    asked = answer.location == "/ru/sign-in/second"
    assert asked is bool({*account.roles, account.role.removesuffix(" staff")} & guarded())
    if asked:
        code = re.search(r"<output>(\d{6})</output>", client.get(answer.location).text)[1]
        answer = client.post(answer.location, data={"code": code})
    assert answer.location == "/ru/"


@pytest.mark.usefixtures("app")
def test_no_demonstration_account_is_shown_elsewhere(client: FlaskClient) -> None:
    page = client.get("/ru/sign-in").text
    assert "demo.example" not in page
    assert "Демонстрация" not in page
