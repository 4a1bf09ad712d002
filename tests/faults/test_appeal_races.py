"""Appeals and reviews at the same moment: one of each, one outcome, one letter, and never by the first decider."""

from collections import Counter
from collections.abc import Iterator

import pytest
from racing import Server, served
from sqlalchemy import func, select

from factories import a_moderator, a_person, a_post, a_thread, nonce
from veche.core.database import db
from veche.core.outbox import Letter
from veche.moderation.models import Case
from veche.moderation.services import hide
from veche.oversight.models import Appeal
from veche.oversight.services import lodge

FACTS = "The telephone number of a neighbour stands in it."
WORDS = "The number is that of the library, and it stands on its door."
TIMES = 6


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def count(rows) -> int:
    db.session.rollback()
    return db.session.execute(rows).scalar_one()


def test_an_act_is_appealed_once_however_often_it_is_sent_at_the_same_moment(server: Server) -> None:
    for _ in range(TIMES):
        author = a_person()
        act = hide(a_moderator(), "post", a_post(a_thread(), author).id, clause="4.1", facts=FACTS)
        posts = [server.post(author, f"/appeals/{act.id}", words=WORDS, nonce=nonce()) for _ in range(6)]
        codes = Counter(server.together(posts))
        assert codes[303] == 1
        assert codes[403] + codes[409] == 5
        assert count(select(func.count()).select_from(Appeal).where(Appeal.act_id == act.id)) == 1
        assert count(select(func.count()).select_from(Case).where(Case.act_id == act.id)) == 1


def test_of_all_who_decide_at_the_same_moment_one_does_and_never_the_first(server: Server) -> None:
    first, others = a_moderator(), [a_moderator() for _ in range(3)]
    for turn in range(TIMES):
        author = a_person()
        act = hide(first, "post", a_post(a_thread(), author).id, clause="4.1", facts=FACTS)
        appeal = lodge(author, act.id, words=WORDS, nonce=nonce())
        number, case, told = appeal.id, appeal.case_id, select(func.count()).where(Letter.address == author.email)
        before = count(told)
        said = {"outcome": ("upheld", "overturned")[turn % 2], "reasons": "Looked at anew, and weighed once more."}
        judges = [first, *others, first]
        codes = server.together([server.post(one, f"/moderation/appeals/{case}", **said) for one in judges])
        assert codes[0] in (403, 409)
        assert codes[-1] in (403, 409)
        assert Counter(codes[1:-1]) == {303: 1, 409: 2}
        assert count(select(Appeal.decided_by_id).where(Appeal.id == number)) != first.id
        assert count(told) == before + 1
