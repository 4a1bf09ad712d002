"""A merge and an undoing meet replies that are being written: every reply stands somewhere, or its writer is told."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from factories import a_merge, a_moderator, a_person, a_post, a_thread
from talks import anew, faults
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.curating.services import undo
from veche.forum.models import Post

WRITERS = 5


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[str]:
    """Every act in a thread of its own, begun together; "done" or the kind of refusal of each, in their order."""
    together, ends = Barrier(len(acts)), ["broken"] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            together.wait()
            try:
                act()
                ends[place] = "done"
            except (Refused, Stale) as problem:
                ends[place] = type(problem).__name__
            finally:
                db.session.remove()

    runners = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()
    return ends


def alone(row: Any) -> Any:
    """The row with everything it knows, out of the session of this thread, so that another thread may read it."""
    db.session.refresh(row)
    db.session.expunge(row)
    return row


def posts() -> int:
    db.session.rollback()
    number: int = db.session.execute(select(func.count(Post.id))).scalar_one()
    return number


def test_no_reply_is_lost_in_a_discussion_that_is_being_merged(app: Flask) -> None:
    for _ in range(3):
        source, target, moderator = alone(a_thread()), alone(a_thread()), alone(a_moderator())
        people = [alone(a_person()) for _ in range(WRITERS)]
        before = posts()
        replies = [partial(a_post, source, person) for person in people]
        *written, merged = at_once(app, *replies, partial(a_merge, source, target, moderator))
        assert merged == "done"
        assert set(written) <= {"done", "Refused"}
        assert posts() == before + written.count("done")
        assert [anew(one).post_count for one in (source, target)] == [0, 2 + written.count("done")]
        assert faults() == []


def test_no_reply_is_lost_while_a_merge_is_undone(app: Flask) -> None:
    source, target, moderator = a_thread(), a_thread(), a_moderator()
    branch = a_post(source)
    act = a_merge(source, target, moderator)
    number, home, to = act.id, source.id, alone(target)
    people, before = [alone(a_person()) for _ in range(WRITERS)], posts()
    replies = [partial(a_post, to, person) for person in people]
    *written, undone = at_once(app, *replies, partial(undo, alone(moderator), number))
    assert undone == "done"
    assert written == ["done"] * WRITERS
    assert posts() == before + WRITERS
    assert anew(branch).thread_id == home
    assert faults() == []


def test_two_moderators_undo_one_act_once(app: Flask) -> None:
    source, target = a_thread(), a_thread()
    number = a_merge(source, target).id
    first, second = alone(a_moderator()), alone(a_moderator())
    ends = at_once(app, partial(undo, first, number), partial(undo, second, number))
    assert sorted(ends) == ["Stale", "done"]
    assert faults() == []


def test_two_discussions_merged_into_each_other_make_one(app: Flask) -> None:
    one, other = alone(a_thread()), alone(a_thread())
    first, second = alone(a_moderator()), alone(a_moderator())
    ends = at_once(app, partial(a_merge, one, other, first), partial(a_merge, other, one, second))
    assert sorted(ends) == ["Refused", "done"]
    assert faults() == []
