"""The migrations make exactly what the models say, and lead back."""

from datetime import timedelta

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select

from factories import a_person, a_post, a_thread, a_voting_proposal
from veche.core import clock, daily
from veche.core.daily import Daily
from veche.core.database import Base, db, writing
from veche.core.recount import recount_all
from veche.core.spent import Spent, spend
from veche.forum.models import Thread
from veche.proposals.arguments import argue, mark_helpful
from veche.proposals.models import Argument
from veche.resources import folder
from veche.voting.models import Ballot
from veche.voting.rules import commitment
from veche.voting.services import cast


def test_the_database_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again(app: Flask) -> None:
    db.session.remove()
    downgrade(directory=str(folder("migrations")), revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=str(folder("migrations")))
    upgrade(directory=str(folder("migrations")))
    assert inspect(db.engine).has_table("journal")


def test_what_people_did_before_receipts_and_readers_is_kept(app: Flask) -> None:
    proposal = a_voting_proposal()
    cast(a_person(), proposal.id, "against")
    said = argue(a_person(), proposal.id, side="for", text="It is near.", language="en", nonce="one")
    mark_helpful(a_person(), said.id)
    thread = a_thread()
    a_post(thread)
    number, score = thread.id, said.score
    db.session.remove()
    downgrade(directory=str(folder("migrations")), revision="0001")
    upgrade(directory=str(folder("migrations")))
    ballot = db.session.execute(select(Ballot)).scalar_one()
    assert ballot.commitment == commitment(ballot.proposal_id, "against", ballot.secret)
    assert db.session.execute(select(Argument.score)).scalar_one() == score > 0
    assert db.session.get_one(Thread, number).last_number == 2
    assert not any(recount_all().values())


def test_what_was_used_and_done_before_the_two_tables_of_once_stays_used_and_done(app: Flask) -> None:
    person, moment, day = a_person(), clock.now(), clock.today()
    with writing() as session:
        assert spend(session, "passkey", b"a challenge", moment + timedelta(minutes=5))
        assert spend(session, "proof", b"a proof", moment + timedelta(minutes=10))
        assert daily.first(session, "journal head", seq=7, hash="a" * 64)
        assert daily.first(session, "retention")
        assert daily.first(session, "promises", person.id, promises=3)
        assert daily.first(session, "queue", person.id, waiting=0)
        assert daily.first(session, "queue", 10_000, waiting=1), "somebody who is gone"
    tokens = select(Spent.kind, Spent.digest, Spent.until).order_by(Spent.kind)
    before, number = list(db.session.execute(tokens)), person.id
    db.session.remove()
    downgrade(directory=str(folder("migrations")), revision="0019")
    with db.engine.connect() as connection:
        said = connection.exec_driver_sql("select person_id, promises from promise_letter").all()
        assert said == [(number, 3)]
        assert connection.exec_driver_sql("select person_id, waiting from queue_letter").all() == [(number, 0)]
        assert connection.exec_driver_sql("select seq, hash from journal_head_letter").all() == [(7, "a" * 64)]
    upgrade(directory=str(folder("migrations")))
    assert list(db.session.execute(tokens)) == before
    kept = select(Daily.what, Daily.day, Daily.whose, Daily.told).order_by(Daily.what)
    assert [tuple(row) for row in db.session.execute(kept)] == [
        ("journal head", day, 0, {"seq": 7, "hash": "a" * 64}),
        ("promises", day, number, {"promises": 3}),
        ("queue", day, number, {"waiting": 0}),
        ("retention", day, 0, {}),
    ]
