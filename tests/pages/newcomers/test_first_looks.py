"""A newcomer's text is its author's alone until a moderator has shown it; then everything happens that was put off."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import (
    a_condition,
    a_draft,
    a_first_look,
    a_moderator,
    a_newcomer,
    a_person,
    a_post,
    a_thread,
    an_amendment,
    an_area,
    an_argument,
    an_open_proposal,
)
from veche.core import clock
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.core.recount import recount_all
from veche.forum.models import Thread
from veche.moderation.models import Case
from veche.moderation.services import approve
from veche.newcomers.models import FirstLook
from veche.plan.models import ActionArea
from veche.proposals.models import Proposal
from veche.proposals.services import edit, publish

WAITS = "This text waits for a moderator’s first look, usually within 24 hours."
SECRET = "Zanzibarian lanterns"


def anew(row: Any) -> Any:
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def letters() -> int:
    db.session.rollback()
    return int(db.session.execute(select(func.count()).select_from(Letter)).scalar_one())


def open_case(row: Any) -> int:
    db.session.rollback()
    mine = select(Case.id).where(Case.kind == row.kind, Case.subject_id == row.id, Case.closed_at.is_(None))
    return int(db.session.execute(mine).scalar_one())


def a_waiting_proposal(author: Any = None, **values: Any) -> Any:
    author = author or a_newcomer()
    return publish(author, a_draft(author, **{"title": SECRET, **values}).id)


def a_waiting_amendment() -> tuple[Any, str]:
    row = an_amendment(an_open_proposal(), a_newcomer(), words=f"{SECRET} in the library.")
    return row, f"/en/amendments/{row.id}"


def a_waiting_thread() -> tuple[Any, str]:
    row = a_thread(a_newcomer(), title=SECRET)
    return row, f"/en/threads/{row.id}"


def a_waiting_post() -> tuple[Any, str]:
    row = a_post(a_thread(), a_newcomer(), text=SECRET)
    return row, f"/en/threads/{row.thread_id}/post/{row.number}"


def a_waiting_argument() -> tuple[Any, str]:
    row = an_argument(an_open_proposal(), a_newcomer(), text=SECRET)
    return row, f"/en/arguments/{row.id}"


def the_proposal() -> tuple[Any, str]:
    row = a_waiting_proposal()
    return row, f"/en/proposals/{row.id}"


WAITING: list[Callable[[], tuple[Any, str]]] = [
    a_waiting_thread,
    a_waiting_post,
    a_waiting_argument,
    a_waiting_amendment,
    the_proposal,
]


@pytest.mark.parametrize("make", WAITING)
def test_to_others_a_waiting_text_is_an_id_that_never_existed(make: Any, client: Any, signed_in: Any) -> None:
    row, address = make()
    assert row.visibility == "pending"
    head, _, number = address.rpartition("/")
    nothing = f"{head}/99999"
    other = signed_in(a_person())
    for reader in (client, other):
        for headers in ({}, {"HX-Request": "true"}):
            seen, never = reader.get(address, headers=headers), reader.get(nothing, headers=headers)
            assert seen.status_code == never.status_code == 404
            # The number stands where an address holds it, never within the digest of a static file.
            assert re.sub(rf"/{number}(?!\w)", "/", seen.text) == re.sub(r"/99999(?!\w)", "/", never.text)
    flagged = other.get(f"/en/flag/{row.kind}/{row.id}")
    assert flagged.status_code == other.get(f"/en/flag/{row.kind}/99999").status_code == 404


@pytest.mark.parametrize("make", WAITING)
def test_no_list_feed_count_or_letter_knows_of_it(make: Any, client: Any) -> None:
    moderator_letters = letters()
    row, _address = make()
    around = ["/en/", "/en/threads", "/en/proposals", "/en/areas/2.4.5", "/en/plan"]
    if row.kind == "post":
        around += [f"/en/threads/{row.thread_id}", f"/en/threads/{row.thread_id}/latest"]
    if hasattr(row, "proposal_id"):
        number = row.proposal_id
        around += [f"/en/proposals/{number}", f"/en/proposals/{number}/arguments", f"/en/proposals/{number}/amendments"]
    for address in around:
        assert SECRET not in client.get(address, follow_redirects=True).text, address
    assert letters() == moderator_letters
    assert not [one for one in db.session.execute(select(Entry)).unique().scalars() if SECRET in str(one.data)]
    assert not any(found for found in recount_all().values()), "the counters know nothing of it either"


@pytest.mark.parametrize("make", WAITING)
def test_its_author_sees_it_in_place_with_what_it_waits_for(make: Any, signed_in: Any) -> None:
    row, address = make()
    page = signed_in(row.author).get(address, follow_redirects=True)
    assert page.status_code == 200
    assert SECRET in page.text
    assert WAITS in page.text
    assert f"/en/waiting/{row.kind}/{row.id}/withdraw" in page.text


@pytest.mark.parametrize("make", WAITING)
def test_after_the_look_everybody_reads_it_and_counters_agree(make: Any, client: Any) -> None:
    row, address = make()
    a_first_look(row)
    assert anew(row).is_visible
    shown = client.get(address, follow_redirects=True)
    assert shown.status_code == 200
    assert SECRET in shown.text
    assert anew(row.author).passed == 1
    assert not any(found for found in recount_all().values())


@pytest.mark.parametrize("make", WAITING)
def test_its_author_takes_it_back_and_the_case_is_closed(make: Any, signed_in: Any, client: Any) -> None:
    row, address = make()
    case = open_case(row)
    at = f"/en/waiting/{row.kind}/{row.id}/withdraw"
    assert signed_in(a_person()).post(at).status_code == 404
    assert client.post(at).status_code in {403, 404}
    author = signed_in(row.author)
    assert author.post(at).status_code == 303
    db.session.rollback()
    assert db.session.get_one(Case, case, populate_existing=True).closed_at is not None
    assert db.session.get(FirstLook, (row.kind, row.id)) is None
    left = anew(row)
    assert left is None or (row.kind == "proposal" and left.state == "draft" and left.is_visible)
    assert client.get(address).status_code == 404
    assert author.post(at).status_code in {403, 404}, "once"
    assert not any(found for found in recount_all().values())


def test_what_others_have_seen_is_not_taken_back(signed_in: Any) -> None:
    row, _address = a_waiting_post()
    a_first_look(row)
    assert signed_in(row.author).post(f"/en/waiting/post/{row.id}/withdraw").status_code == 403
    assert anew(row) is not None


def test_a_condition_waits_and_its_proposal_s_authors_learn_of_it_afterwards(signed_in: Any) -> None:
    proposal = an_open_proposal()
    before = letters()
    row = a_condition(proposal, a_newcomer(resident=True), text=SECRET)
    assert row.visibility == "pending"
    assert letters() == before
    assert SECRET not in signed_in(proposal.author).get(f"/en/proposals/{proposal.id}").text
    a_first_look(row)
    assert letters() == before + 1
    assert SECRET in signed_in(proposal.author).get(f"/en/proposals/{proposal.id}").text


def test_a_thread_is_journalled_counted_and_told_when_it_is_shown(app: Any) -> None:
    named = a_person(name="Yana of the bridge")
    area = an_area()
    counted, before = area.thread_count, letters()
    thread = a_thread(a_newcomer(), title=SECRET, text="Ask @Yana of the bridge")
    assert (anew(area).thread_count, letters()) == (counted, before)
    with clock.moved(timedelta(hours=3)):
        a_first_look(thread)
        moment = clock.now()
    assert anew(area).thread_count == counted + 1
    assert letters() == before + 1
    assert db.session.execute(select(Letter.address).order_by(Letter.id.desc())).scalars().first() == named.email
    assert "thread.opened" in db.session.execute(select(Entry.verb).where(Entry.subject == thread.subject)).scalars()
    assert abs(anew(thread).opened_at - moment) < timedelta(minutes=5), "it is new from the moment it is seen"


def test_later_posts_of_a_waiting_thread_wait_too_and_are_shown_in_order(signed_in: Any, client: Any) -> None:
    author = a_newcomer()
    thread = a_thread(author)
    second, third = (a_post(thread, author, text=f"Word {number} of mine") for number in ("second", "third"))
    assert {second.visibility, third.visibility} == {"pending"}
    a_first_look(thread)
    page = client.get(f"/en/threads/{thread.id}").text
    assert "Word second" not in page
    assert anew(thread).post_count == 1
    for post in (third, second):
        a_first_look(post)
    page = client.get(f"/en/threads/{thread.id}").text
    assert page.index("Word second") < page.index("Word third")
    assert (anew(thread).post_count, anew(thread).voice_count) == (3, 1)


def test_nobody_else_answers_in_a_waiting_thread(signed_in: Any) -> None:
    thread = a_thread(a_newcomer())
    typed = {"text": "Hm", "language": "en", "nonce": "n"}
    answer = signed_in(a_person()).post(f"/en/threads/{thread.id}/reply", data=typed)
    assert answer.status_code == 404


def test_the_terms_of_a_proposal_begin_with_the_look(app: Any) -> None:
    proposal = a_waiting_proposal()
    assert (proposal.state, proposal.opened_at) == ("draft", None)
    area = an_area()
    with clock.moved(timedelta(hours=20)):
        a_first_look(proposal)
        moment = clock.now()
        shown = anew(proposal)
        assert shown.state == "open"
        assert abs(shown.opened_at - moment) < timedelta(minutes=5)
        assert shown.support_until - shown.opened_at == timedelta(days=shown.support_days)
        assert anew(area).proposal_count == area.proposal_count + 1 or anew(area).proposal_count == 1


def test_whoever_shows_it_has_read_these_words(app: Any) -> None:
    """An edit while a moderator has the case open makes a new case: the old page's decision finds nothing."""
    from veche.forum.services import edit_post

    thread = a_thread(a_newcomer())
    case = open_case(thread)
    opening = thread.id
    from veche.forum.models import Post

    post = db.session.execute(select(Post).where(Post.thread_id == opening)).scalar_one()
    edit_post(thread.author, post.id, text="Buy cheap watches", version=1)
    with pytest.raises(Stale):
        approve(a_moderator(), case)
    assert anew(thread).visibility == "pending"
    approve(a_moderator(), open_case(thread))
    assert anew(thread).is_visible


def test_an_edited_draft_of_a_waiting_proposal_makes_a_new_case_too(app: Any) -> None:
    proposal = a_waiting_proposal()
    case = open_case(proposal)
    edit(proposal.author, proposal.id, title="Other", text="Other words", reason="", version=proposal.version)
    with pytest.raises(Stale):
        approve(a_moderator(), case)
    assert db.session.get_one(Proposal, proposal.id).state == "draft"


def test_a_shown_text_of_a_newcomer_stays_what_was_looked_at(signed_in: Any) -> None:
    post = a_post(a_thread(), a_newcomer())
    a_first_look(post)
    at = f"/en/threads/{post.thread_id}/post/{post.number}/edit"
    answer = signed_in(post.author).post(at, data={"text": "Buy watches", "version": "1"})
    assert answer.status_code == 403
    assert anew(post).text == "My father is 71."


@pytest.mark.parametrize(
    ("passed", "resident", "roles", "visibility"),
    [
        (0, False, (), "pending"),
        (1, False, (), "pending"),
        (2, False, (), "visible"),
        (0, True, (), "pending"),
        (1, True, (), "visible"),
        (0, False, ("moderator",), "visible"),
        (0, False, ("committee",), "visible"),
        (0, False, ("desk",), "visible"),
    ],
)
def test_whose_texts_wait(passed: int, resident: bool, roles: Any, visibility: str, app: Any) -> None:
    author = a_newcomer(passed=passed, resident=resident, roles=roles)
    assert a_post(a_thread(), author).visibility == visibility


def test_people_of_the_command_line_never_wait(app: Any) -> None:
    from veche.accounts.services import add_person

    person = add_person("clerk@example.org", "Clerk of the reading room", "a long enough password")
    assert a_thread(person).is_visible


def test_what_a_moderator_hides_instead_was_never_counted(app: Any) -> None:
    from veche.moderation.services import hide

    area = an_area()
    counted = area.thread_count
    thread = a_thread(a_newcomer())
    hide(a_moderator(), "thread", thread.id, clause="4.1", facts="It sells watches and nothing else.")
    assert db.session.get_one(ActionArea, area.id, populate_existing=True).thread_count == counted
    assert not any(found for found in recount_all().values())


def test_a_new_voice_is_counted_when_it_is_heard(app: Any) -> None:
    thread = a_thread()
    post = a_post(thread, a_newcomer())
    assert (anew(thread).post_count, anew(thread).voice_count, anew(thread).last_number) == (1, 1, 2)
    a_first_look(post)
    found = db.session.get_one(Thread, thread.id, populate_existing=True)
    assert (found.post_count, found.voice_count) == (2, 2)
