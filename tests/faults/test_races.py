"""A running server of two processes under simultaneous ballots of one person."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from factories import PASSWORD, a_person, a_voting_proposal
from veche.core.database import db
from veche.voting.models import Ballot, Turnout


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[str]:
    """`veche serve` on the test's database; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "VECHE_DATABASE_URL": database.url,
        "VECHE_INSTANCE": str(tmp_path),
        "VECHE_PORT": str(port),
        "VECHE_WORKER": "no",
        "VECHE_RATE_LIMITS": "no",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "veche.cli", "serve"], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            assert process.poll() is None, process.stdout.read().decode()
            time.sleep(0.2)
    pytest.fail("the server did not start")


class Browser:
    """As much of a browser as a race needs: cookies and forms."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> int:
        try:
            with self.opener.open(self.address + path, urlencode(fields).encode(), timeout=30) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code

    def token(self, path: str) -> str:
        return re.search(r'name="csrf_token" value="([^"]+)"', self.get(path))[1]


def test_64_simultaneous_ballots_of_one_person_leave_one_row(server: str) -> None:
    proposal, person = a_voting_proposal(), a_person()
    number, email = proposal.id, person.email
    before = db.session.execute(select(Turnout.voters).where(Turnout.proposal_id == number)).scalar() or 0
    db.session.rollback()
    browser = Browser(server)
    browser.post("/en/sign-in", csrf_token=browser.token("/en/sign-in"), email=email, password=PASSWORD)
    token = browser.token(f"/en/proposals/{number}")

    def cast(turn: int) -> int:
        choice = "for" if turn % 2 else "against"
        return browser.post(f"/en/proposals/{number}/ballot", csrf_token=token, choice=choice)

    with ThreadPoolExecutor(32) as voters:
        codes = list(voters.map(cast, range(64)))
    assert set(codes) == {200}, codes
    rows = db.session.execute(select(Ballot).where(Ballot.proposal_id == number)).scalars().all()
    assert len(rows) == 1
    turnout = db.session.execute(select(Turnout.voters).where(Turnout.proposal_id == number)).scalar()
    assert turnout == before + 1
