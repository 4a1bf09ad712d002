"""What needs two moderators, what one may do in an emergency, and what happens when nobody agrees."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases import FACTS, a_moderator, a_proposed_removal, a_reported_post, acts_on, confirmation, letters_to
from factories import a_person
from veche.core import clock, journal, worker
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.moderation import services
from veche.moderation.events import acted, taken_back
from veche.moderation.models import Case

NOT_AGREED = "The number is printed on the shop’s own door."


def seen(post: Any) -> str:
    db.session.refresh(post)
    return post.visibility


def test_a_removal_is_hidden_until_a_second_moderator_agrees_and_read_by_nobody_afterwards(
    signed_in: Any, client: Any
) -> None:
    author, first, second = a_person(), a_moderator(name="First M"), a_moderator()
    post, case = a_reported_post(author)
    data = {"measure": "remove", "clause": "4.2", "facts": FACTS, "days": "3"}
    assert signed_in(first).post(f"/en/moderation/{case}", data=data).status_code == 303
    assert seen(post) == "hidden"
    asked = confirmation(acts_on(post)[0])
    judge = signed_in(second)
    html = judge.get(f"/en/moderation/{asked}").text
    assert "To remove the text" in html
    assert "First M" in html
    assert judge.post(f"/en/moderation/{asked}", data={"measure": "agree", "days": "3"}).status_code == 303
    assert seen(post) == "removed"
    for reader in (client, signed_in(author), judge):
        html = reader.get(f"/en/threads/{post.thread_id}").text
        assert "000-00-00" not in html
        assert "4.2" in html
    assert "000-00-00" in judge.get(f"/en/moderation/{case}").text
    act = acts_on(post)[0]
    assert (act.state, act.seconded_by_id) == ("done", second.id)
    assert journal.verify(db.session()) is None


def test_who_proposed_it_does_not_confirm_it(signed_in: Any) -> None:
    first = a_moderator()
    post, _, asked = a_proposed_removal(by=first)
    judge = signed_in(first)
    assert "You proposed this measure yourself" in judge.get(f"/en/moderation/{asked}").text
    for data in ({"measure": "agree"}, {"measure": "refuse", "facts": NOT_AGREED}):
        assert judge.post(f"/en/moderation/{asked}", data=data | {"days": "3"}).status_code == 403
    assert seen(post) == "hidden"
    assert "You proposed this measure yourself" in judge.get("/en/moderation/queue").text


@pytest.mark.parametrize("measure", ["agree", "refuse"])
def test_nor_does_the_author_or_who_reported_it(app: Any, measure: str) -> None:
    author, reporter = a_moderator(), a_moderator()
    post, case = a_reported_post(author, by=reporter)
    act = services.propose_removal(a_moderator(), case, clause="4.2", facts=FACTS)
    asked = confirmation(act)
    said = {} if measure == "agree" else {"facts": NOT_AGREED}
    for person in (author, reporter, a_person(("admin",)), a_person()):
        with pytest.raises(Refused):
            getattr(services, measure)(person, asked, **said)
    assert seen(post) == "hidden"


def test_a_second_moderator_who_does_not_agree_shows_the_text_again(app: Any) -> None:
    author = a_person()
    post, act, asked = a_proposed_removal(author)
    gone: list[Any] = []
    with taken_back.connected_to(gone.append):
        services.refuse(a_moderator(), asked, facts=NOT_AGREED)
    assert seen(post) == "visible"
    assert gone == [act]
    assert db.session.get(type(act), act.id).state == "refused"
    assert NOT_AGREED in letters_to(author)[-1].body
    with pytest.raises(Stale):
        services.agree(a_moderator(), asked)


def test_refusing_leaves_a_text_hidden_that_was_hidden_before(app: Any) -> None:
    post, case = a_reported_post()
    hidden = services.hide(a_moderator(), "post", post.id, clause="4.1", facts=FACTS)
    act = services.propose_removal(a_moderator(), case, clause="4.2", facts=FACTS)
    services.refuse(a_moderator(), confirmation(act), facts=NOT_AGREED)
    assert seen(post) == "hidden"
    assert (post.hidden_clause, post.hidden_entry) == ("4.1", hidden.journal_seq)


def test_refusing_without_facts_is_422_and_keeps_what_was_typed(signed_in: Any) -> None:
    post, _, asked = a_proposed_removal()
    answer = signed_in(a_moderator()).post(f"/en/moderation/{asked}", data={"measure": "refuse", "facts": "No <b>"})
    assert answer.status_code == 422
    assert "No &lt;b&gt;" in answer.text
    assert seen(post) == "hidden"


def test_an_emergency_removal_lapses_after_a_day_unless_confirmed(app: Any) -> None:
    author = a_person()
    post, act, asked = a_proposed_removal(author, emergency=True)
    assert db.session.get(Case, asked).severity == 3
    with clock.moved(timedelta(hours=23, minutes=59)):
        assert services.lapse_due() == 0
        assert seen(post) == "hidden"
    with clock.moved(timedelta(hours=24, seconds=1)):
        with pytest.raises(Stale):
            services.agree(a_moderator(), asked)
        assert "emergency measures" in worker.duties
        assert services.lapse_due() == 1
        assert services.lapse_due() == 0
    assert seen(post) == "visible"
    assert db.session.get(type(act), act.id).state == "lapsed"
    assert db.session.get(Case, asked).closed_at
    assert "24 hours" in letters_to(author)[-1].body
    verbs = select(journal.Entry.verb).where(journal.Entry.subject == f"post:{post.id}").order_by(journal.Entry.seq)
    assert list(db.session.execute(verbs).scalars()) == ["text.removal_proposed", "measure.lapsed"]


def test_by_the_clock_an_emergency_is_over_before_any_worker_wrote_it_down(signed_in: Any) -> None:
    """Only the text's own row waits for the worker's next round; whatever judges or tells goes by the time."""
    author = a_person()
    post, act, asked = a_proposed_removal(author, emergency=True)
    text, measure = (type(post), post.id), (type(act), act.id)
    second = signed_in(a_moderator())
    with clock.moved(timedelta(hours=24, seconds=1)):
        assert second.post(f"/en/moderation/{asked}", data={"measure": "agree", "days": "3"}).status_code == 409
        assert "nobody confirmed it in time" in second.get("/en/moderation/log").text
        page = signed_in(author).get("/en/my").text
        assert "its removal is being decided" not in page
        assert db.session.get(*text).visibility == "hidden"
        worker.run_once()
        assert db.session.get(*text).visibility == "visible"
        assert db.session.get(*measure).state == "lapsed"


def test_a_confirmed_emergency_does_not_lapse(app: Any) -> None:
    post, _, asked = a_proposed_removal(emergency=True)
    services.agree(a_moderator(), asked)
    with clock.moved(timedelta(hours=25)):
        assert services.lapse_due() == 0
    assert seen(post) == "removed"


def test_an_emergency_ban_silences_at_once_and_ends_by_the_clock_even_without_a_worker(signed_in: Any) -> None:
    author = a_person()
    _, case = a_reported_post(author)
    services.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS, emergency=True)
    db.session.refresh(author)
    assert author.banned_at is None
    writer = signed_in(author)
    assert writer.get("/en/threads/new").status_code == 403
    assert "a ban is being decided" in letters_to(author)[-1].subject
    with clock.moved(timedelta(hours=25)):
        assert writer.get("/en/threads/new").status_code == 200


def test_a_ban_that_only_waits_has_no_effect_and_its_author_hears_nothing(app: Any) -> None:
    author = a_person()
    _, case = a_reported_post(author)
    before = len(letters_to(author))
    act = services.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS)
    db.session.refresh(author)
    assert (author.muted_until, author.banned_at) == (None, None)
    services.refuse(a_moderator(), confirmation(act), facts=NOT_AGREED)
    assert len(letters_to(author)) == before


def test_two_measures_on_one_text_do_not_wait_for_a_second_moderator_at_once(signed_in: Any) -> None:
    post, act, _ = a_proposed_removal()
    with pytest.raises(Stale):
        services.propose_ban(a_moderator(), act.case_id, clause="4.1", facts=FACTS)
    assert 'value="ban"' not in signed_in(a_moderator()).get(f"/en/moderation/{act.case_id}").text
    assert len(acts_on(post)) == 1


def test_while_a_second_moderator_is_asked_nobody_restores_the_text(app: Any) -> None:
    post, _, asked = a_proposed_removal()
    with pytest.raises(Stale):
        services.restore(a_moderator(), "post", post.id, facts=NOT_AGREED)
    services.agree(a_moderator(), asked)
    with pytest.raises(Stale):
        services.restore(a_moderator(), "post", post.id, facts=NOT_AGREED)
    assert seen(post) == "removed"


def test_the_signal_comes_when_a_measure_takes_effect(app: Any) -> None:
    heard: list[Any] = []
    with acted.connected_to(heard.append):
        _, act, asked = a_proposed_removal()
        assert heard == []
        services.agree(a_moderator(), asked)
    assert heard == [act]


def test_an_act_is_taken_back_with_everything_it_did(app: Any) -> None:
    from veche.core.database import writing

    author, actor = a_person(), a_moderator()
    post, act, asked = a_proposed_removal(author)
    services.agree(a_moderator(), asked)
    mute = services.mute(a_moderator(), act.case_id, days=5, clause="4.1", facts=FACTS)
    for one in (act, mute):
        with writing() as session:
            entry = services.take_back(session, actor, session.get_one(type(one), one.id), facts=NOT_AGREED)
            assert entry.verb == "measure.undone"
            assert entry.data["facts"] == NOT_AGREED
    db.session.refresh(author)
    assert seen(post) == "visible"
    assert author.muted_until is None
    with pytest.raises(Stale), writing() as session:
        services.take_back(session, actor, session.get_one(type(act), act.id), facts=NOT_AGREED)


def test_whoever_may_not_decide_is_led_to_no_decision(signed_in):
    proposer = a_moderator()
    _, _, case = a_proposed_removal(by=proposer)
    link = 'class="btn main" href="#decide"'
    assert link not in signed_in(proposer).get(f"/en/moderation/{case}").text
    assert link in signed_in(a_moderator()).get(f"/en/moderation/{case}").text


def test_in_place_of_a_removed_post_stands_that_two_moderators_removed_it(client: Any) -> None:
    post, act, case = a_proposed_removal()
    talk = f"/en/threads/{post.thread_id}"
    assert "was hidden by a moderator under clause" in client.get(talk).text
    services.agree(a_moderator(), case)
    shown = client.get(talk).text
    assert "was removed by two moderators under clause" in shown
    assert act.clause in shown


def test_whoever_takes_a_case_comes_back_to_where_it_is_decided(signed_in: Any) -> None:
    _post, case = a_reported_post()
    judge = signed_in(a_moderator())
    answer = judge.post(f"/en/moderation/{case}/claim")
    assert answer.location.endswith(f"/moderation/{case}#decide")
    shown = judge.get(answer.location).text
    assert 'href="#decide"' in shown
    assert 'id="decide"' in shown


@pytest.mark.parametrize(("measure", "said"), [("agree", "its author was told"), ("refuse", "did not agree")])
def test_who_reported_hears_of_a_ban_when_the_second_moderator_has_decided(app: Any, measure: str, said: str) -> None:
    reporter = a_person()
    _, case = a_reported_post(by=reporter)
    before = len(letters_to(reporter))
    asked = confirmation(services.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS))
    assert len(letters_to(reporter)) == before
    getattr(services, measure)(a_moderator(), asked, **({} if measure == "agree" else {"facts": NOT_AGREED}))
    told = letters_to(reporter)[before:]
    assert len(told) == 1
    assert said in told[0].body
