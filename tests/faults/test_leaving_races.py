"""Somebody leaves while their other windows still write: what comes after finds nobody, and nothing is left over."""

from collections.abc import Iterator

import pytest
from racing import Server, served
from sqlalchemy import func, select

from factories import a_person, a_thread, a_voting_proposal, an_argument, an_open_proposal, nonce
from veche.accounts.models import Person, Unfinished
from veche.core import journal
from veche.core.database import db, writing
from veche.core.recount import recount_all
from veche.forum.models import Reading
from veche.proposals.models import Helpful, Reader, Support
from veche.sessions.models import LiveSession
from veche.voting.models import Ballot
from veche.youth.models import Backing

ROUNDS = 4


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def of(person_id, model):
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(model).where(model.person_id == person_id)).scalar()


def test_leaving_in_one_window_while_the_others_write(server):
    for _ in range(ROUNDS):
        with writing():
            person, thread, open_one = a_person(), a_thread(), an_open_proposal()
            argument, voting = an_argument(open_one), a_voting_proposal()
            number = person.id
        db.session.refresh(person)
        said = {"text": "One more word.", "language": "en"}
        posts = [
            server.post(person, "/my/data/leave", sure="1", supports="take", ballots="keep"),
            server.post(person, "/my/data/leave", sure="1", supports="take", ballots="keep"),
            server.post(person, f"/threads/{thread.id}/reply", nonce=nonce(), **said),
            server.post(person, f"/proposals/{open_one.id}/support"),
            server.post(person, f"/proposals/{voting.id}/ballot", choice="for"),
            server.post(person, f"/arguments/{argument.id}/helpful"),
            server.post(person, "/unfinished", place="proposals.new", title="Begun"),
            server.post(person, "/my/data/archive"),
        ]
        answers = server.together(posts)
        assert all(answer < 500 for answer in answers), answers
        # A ballot that came first may not be kept without a hash: the page asks anew, and the person answers.
        db.session.rollback()
        if db.session.get_one(Person, number, populate_existing=True).left_at is None:
            server.together([server.post(person, "/my/data/leave", sure="1", supports="take", ballots="take")])
            db.session.rollback()
        assert db.session.get_one(Person, number, populate_existing=True).left_at is not None
        for model in (Ballot, Support, Helpful, Reader, Reading, Unfinished, LiveSession, Backing):
            assert of(number, model) == 0, model
        assert not any(recount_all().values())
        assert journal.verify(db.session()) is None
