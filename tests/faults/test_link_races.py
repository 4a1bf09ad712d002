"""One link sent from many hands at once is one report, and two workers write a reminder once; on both databases."""

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from racing import Server, served
from sqlalchemy import func, select

from factories import a_person
from offices import an_action_with_an_office, letters
from veche.core import clock
from veche.core.database import db
from veche.tracking import links
from veche.tracking.models import Action, Update
from veche.tracking.reminders import remind_due

PUBLISHED, GONE = 303, 410


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def test_one_link_from_many_hands_is_one_report(server: Server) -> None:
    for turn in range(1, 6):
        action = an_action_with_an_office()
        path, number = f"/actions/report/{links.token(action)}", action.id
        said = {"status": "in_progress", "text": f"Turn {turn}.", "language": "en", "when": "30", "figure": ""}
        posts = [server.post(a_person(), path, **said, nonce=str(place)) for place in range(6)]
        assert Counter(server.together(posts)) == {PUBLISHED: 1, GONE: 5}
        db.session.rollback()
        assert db.session.execute(select(func.count(Update.id)).where(Update.action_id == number)).scalar_one() == 1
        assert db.session.get_one(Action, number).update_count == 1


def test_workers_at_one_time_write_a_reminder_once(app) -> None:
    an_action_with_an_office()
    done: list[int] = []

    def work() -> None:
        with app.app_context():
            done.append(remind_due())
            db.session.remove()

    with clock.moved(timedelta(days=83)):
        workers = [threading.Thread(target=work) for _ in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert sorted(done) == [0, 0, 0, 1]
    assert len(letters("office@library.example")) == 1
