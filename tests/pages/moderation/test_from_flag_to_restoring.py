"""A report, a case, a hidden text, a letter, a text shown again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from factories import a_person, a_post, a_thread, a_voting_proposal, an_open_proposal
from veche.core import clock, journal
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.moderation import services
from veche.moderation.models import Act, Case, Flag
from veche.plan.models import ActionArea

BAD = "Her number is 000-00-00, call her yourselves."
FACTS = "The telephone number of a neighbour stands in it."
AGAIN = "The author wrote that the number is the shop’s own."


def flagged(post: Any, person: Any = None, reason: str = "personal_data", note: str = "") -> int:
    flag = services.flag(person or a_person(), "post", post.id, reason=reason, note=note)
    return flag.case_id


def a_case() -> tuple[Any, Any, int]:
    author = a_person(name="Second entrance")
    post = a_post(a_thread(), author, BAD)
    return author, post, flagged(post)


def test_the_whole_path(signed_in: Any, client: Any) -> None:
    author = a_person(name="Second entrance")
    thread = a_thread()
    post = a_post(thread, author, BAD)
    reader, moderator = a_person(), a_person(("moderator",), name="Moderator N")
    at = f"/en/flag/post/{post.id}"

    citizen = signed_in(reader)
    assert "What is wrong with it?" in citizen.get(at).text
    sent = citizen.post(at, data={"reason": "personal_data", "note": "It is not his number."}, follow_redirects=True)
    assert "Your report has arrived" in sent.text

    judge = signed_in(moderator)
    queue = judge.get("/en/moderation").text
    assert "Other people’s personal data" in queue
    assert BAD in queue
    assert "It is not his number." in queue
    assert reader.display_name not in queue
    case = db.session.execute(select(Case)).scalar_one()
    assert case.severity == 2

    address = f"/en/moderation/{case.id}"
    data = {"measure": "hide", "clause": "4.2", "facts": FACTS}
    decided = judge.post(address, data=data, follow_redirects=True).text
    assert "The decision is in the journal." in decided
    assert "Restore" in decided

    public = client.get(f"/en/threads/{thread.id}").text
    assert BAD not in public
    assert "4.2" in public

    letter = db.session.execute(select(Letter).where(Letter.address == author.email)).scalars().all()[-1]
    assert "Clause 4.2" in letter.body
    assert FACTS in letter.body
    assert "http://veche.example/en/rules#p4-2" in letter.body, letter.body
    assert reader.display_name not in letter.body

    mine = signed_in(author).get("/en/my").text
    assert "What moderators decided about your texts" in mine
    assert FACTS in mine

    judge.post(address, data={"measure": "restore", "facts": AGAIN}, follow_redirects=True)
    assert BAD in client.get(f"/en/threads/{thread.id}").text
    letter = db.session.execute(select(Letter).where(Letter.address == author.email)).scalars().all()[-1]
    assert AGAIN in letter.body
    entries = db.session.execute(select(journal.Entry.verb).where(journal.Entry.subject == f"post:{post.id}")).scalars()
    assert list(entries) == ["text.hidden", "text.restored"]
    assert journal.verify(db.session()) is None


def test_a_second_report_by_the_same_person_only_says_that_it_is_known(signed_in: Any) -> None:
    post, reader = a_post(a_thread()), a_person()
    citizen = signed_in(reader)
    for _ in range(2):
        citizen.post(f"/en/flag/post/{post.id}", data={"reason": "spam"})
    assert "Your report has arrived" in citizen.get(f"/en/flag/post/{post.id}").text
    assert db.session.execute(select(func.count()).select_from(Flag)).scalar_one() == 1
    assert db.session.execute(select(Case.flag_count)).scalar_one() == 1


def test_reports_of_one_text_gather_in_one_case_that_weighs_as_the_heaviest(app: Any) -> None:
    post = a_post(a_thread())
    for reason in ("spam", "threat", "insult"):
        flagged(post, reason=reason)
    case = db.session.execute(select(Case)).scalar_one()
    assert (case.flag_count, case.severity) == (3, 3)


def test_the_heaviest_and_then_the_oldest_case_stands_first(signed_in: Any) -> None:
    thread = a_thread()
    posts = [a_post(thread, text=f"Saying number {number}.") for number in range(3)]
    first, second = flagged(posts[0], reason="spam"), flagged(posts[1], reason="spam")
    third = flagged(posts[2], reason="threat")
    html = signed_in(a_person(("moderator",))).get("/en/moderation").text
    places = [html.index(f'href="/en/moderation/{number}"') for number in (third, first, second)]
    assert places == sorted(places)


def test_the_queue_says_how_long_a_case_waits_and_that_it_is_late(signed_in: Any) -> None:
    a_case()
    moderator = signed_in(a_person(("moderator",)))
    with clock.moved(timedelta(hours=25, minutes=10, seconds=5)):
        html = moderator.get("/en/moderation").text
    assert "25 h 10 min" in html
    assert "longer than promised" in html


@pytest.mark.parametrize("roles", [(), ("committee",), ("admin",), ("youth_council",)])
def test_others_see_no_queue_and_decide_nothing(signed_in: Any, roles: tuple[str, ...]) -> None:
    _, post, case = a_case()
    other = signed_in(a_person(roles))
    assert other.get("/en/moderation").status_code == 403
    answer = other.get(f"/en/moderation/{case}")
    assert answer.status_code == 403
    assert BAD not in answer.text
    data = {"measure": "hide", "clause": "4.2", "facts": FACTS}
    assert other.post(f"/en/moderation/{case}", data=data).status_code == 403
    assert BAD not in other.post(f"/en/moderation/{case}", data={}).text
    db.session.refresh(post)
    assert post.is_visible


def test_a_reader_who_is_not_signed_in_is_asked_to_sign_in(client: Any) -> None:
    post = a_post(a_thread())
    answer = client.get(f"/en/flag/post/{post.id}")
    assert answer.status_code == 303
    assert "/en/sign-in" in answer.location


def test_nobody_decides_on_an_own_text(signed_in: Any) -> None:
    moderator = a_person(("moderator",))
    post = a_post(a_thread(), moderator, BAD)
    case = flagged(post)
    judge = signed_in(moderator)
    assert "another moderator decides" in judge.get(f"/en/moderation/{case}").text
    data = {"measure": "leave", "facts": FACTS}
    assert judge.post(f"/en/moderation/{case}", data=data).status_code == 403


def test_the_reporter_does_not_decide(app: Any) -> None:
    post, moderator = a_post(a_thread()), a_person(("moderator",))
    case = flagged(post, moderator)
    with pytest.raises(Refused):
        services.hide(moderator, "post", post.id, clause="4.1", facts=FACTS)
    with pytest.raises(Refused):
        services.leave(moderator, case, facts=FACTS)


def test_who_supported_a_proposal_does_not_decide_on_it(app: Any) -> None:
    from veche.proposals.services import support

    proposal, moderator = an_open_proposal(), a_person(("moderator",))
    support(moderator, proposal.id)
    services.flag(a_person(), "proposal", proposal.id, reason="spam")
    with pytest.raises(Refused, match="took part"):
        services.hide(moderator, "proposal", proposal.id, clause="4.3", facts=FACTS)


def test_who_voted_on_a_proposal_does_not_decide_on_its_arguments(app: Any) -> None:
    from factories import nonce
    from veche.proposals.services import argue
    from veche.voting.services import cast

    proposal, moderator = a_voting_proposal(), a_person(("moderator",))
    argument = argue(a_person(), proposal.id, side="for", text="It is near.", language="en", nonce=nonce())
    cast(moderator, proposal.id, "against")
    with pytest.raises(Refused, match="took part"):
        services.hide(moderator, "argument", argument.id, clause="4.3", facts=FACTS)


def test_too_short_facts_keep_what_was_typed(signed_in: Any) -> None:
    _, post, case = a_case()
    data = {"measure": "hide", "clause": "4.2", "facts": "A number <b>"}
    answer = signed_in(a_person(("moderator",))).post(f"/en/moderation/{case}", data=data)
    assert answer.status_code == 422
    assert "at least 20 characters" in answer.text
    assert "A number &lt;b&gt;" in answer.text
    assert db.session.get(Case, case).closed_at is None


def test_hiding_needs_a_clause_and_leaving_does_not(signed_in: Any) -> None:
    _, _, case = a_case()
    judge = signed_in(a_person(("moderator",)))
    answer = judge.post(f"/en/moderation/{case}", data={"measure": "hide", "clause": "", "facts": FACTS})
    assert answer.status_code == 422
    assert "nothing is hidden without one" in answer.text
    assert judge.post(f"/en/moderation/{case}", data={"measure": "leave", "facts": FACTS}).status_code == 303


def test_a_case_that_is_left_leaves_the_text_and_says_so_in_the_journal(app: Any) -> None:
    _, post, case = a_case()
    act = services.leave(a_person(("moderator",)), case, facts=FACTS)
    db.session.refresh(post)
    assert post.is_visible
    assert db.session.get(Case, case).closed_at
    assert db.session.get(journal.Entry, act.journal_seq).verb == "text.left"


def test_of_two_moderators_the_second_hears_that_someone_was_faster(signed_in: Any) -> None:
    _, _, case = a_case()
    data = {"measure": "hide", "clause": "4.2", "facts": FACTS}
    first, second = signed_in(a_person(("moderator",))), signed_in(a_person(("moderator",)))
    assert first.post(f"/en/moderation/{case}", data=data).status_code == 303
    answer = second.post(f"/en/moderation/{case}", data=data)
    assert answer.status_code == 409
    assert "Someone was faster" in answer.text
    assert FACTS in answer.text
    assert db.session.execute(select(func.count()).select_from(Act)).scalar_one() == 1


def test_a_claimed_case_belongs_to_one_for_fifteen_minutes(signed_in: Any) -> None:
    _, post, case = a_case()
    one, other = a_person(("moderator",), name="Moderator N"), a_person(("moderator",))
    assert signed_in(one).post(f"/en/moderation/{case}/claim").status_code == 303
    assert "Moderator N has this case until" in signed_in(other).get(f"/en/moderation/{case}").text
    assert signed_in(other).post(f"/en/moderation/{case}/claim").status_code == 409
    with pytest.raises(Stale):
        services.hide(other, "post", post.id, clause="4.2", facts=FACTS)
    with clock.moved(timedelta(minutes=16)):
        assert services.hide(other, "post", post.id, clause="4.2", facts=FACTS)


def test_a_text_is_not_hidden_twice_nor_restored_twice(app: Any) -> None:
    post, moderator = a_post(a_thread()), a_person(("moderator",))
    services.hide(moderator, "post", post.id, clause="4.1", facts=FACTS)
    with pytest.raises(Stale):
        services.hide(moderator, "post", post.id, clause="4.1", facts=FACTS)
    services.restore(moderator, "post", post.id, facts=FACTS)
    with pytest.raises(Stale):
        services.restore(moderator, "post", post.id, facts=FACTS)


def count_of(name: str) -> int:
    return db.session.execute(select(getattr(ActionArea, name)).where(ActionArea.code == "2.4.5")).scalar_one()


def test_the_area_counts_what_readers_see(app: Any) -> None:
    moderator = a_person(("moderator",))
    for kind, name, row in (
        ("thread", "thread_count", a_thread()),
        ("proposal", "proposal_count", an_open_proposal()),
    ):
        assert count_of(name) == 1
        services.hide(moderator, kind, row.id, clause="4.3", facts=FACTS)
        assert count_of(name) == 0
        services.restore(moderator, kind, row.id, facts=FACTS)
        assert count_of(name) == 1


def test_a_moderator_takes_up_a_text_without_reporting_it(signed_in: Any) -> None:
    post = a_post(a_thread(), text=BAD)
    judge = signed_in(a_person(("moderator",)))
    answer = judge.post(f"/en/moderation/take-up/post/{post.id}", follow_redirects=True)
    assert "The case is yours until" in answer.text
    assert BAD in answer.text


@pytest.mark.parametrize("kind", ["person", "post", "proposal", "nonsense"])
def test_what_is_not_there_cannot_be_reported(signed_in: Any, kind: str) -> None:
    assert signed_in(a_person()).get(f"/en/flag/{kind}/999").status_code == 404
    with pytest.raises(NotFound):
        services.flag(a_person(), kind, 999, reason="spam")


def test_a_draft_cannot_be_reported_and_shows_nothing(signed_in: Any) -> None:
    from factories import a_draft

    draft = a_draft(title="A secret draft")
    answer = signed_in(a_person()).get(f"/en/flag/proposal/{draft.id}")
    assert answer.status_code == 404
    assert "A secret draft" not in answer.text


def test_a_hidden_text_is_not_shown_on_the_page_that_reports_it(signed_in: Any) -> None:
    post = a_post(a_thread(), text=BAD)
    services.hide(a_person(("moderator",)), "post", post.id, clause="4.2", facts=FACTS)
    html = signed_in(a_person()).get(f"/en/flag/post/{post.id}").text
    assert "has hidden this text already" in html
    assert BAD not in html


def test_a_report_without_a_reason_keeps_the_note(signed_in: Any) -> None:
    post = a_post(a_thread())
    answer = signed_in(a_person()).post(f"/en/flag/post/{post.id}", data={"note": "It hurts my friend."})
    assert answer.status_code == 422
    assert "Choose one of the options." in answer.text
    assert "It hurts my friend." in answer.text


def test_every_kind_of_text_has_a_case_page_in_every_language(signed_in: Any) -> None:
    from factories import nonce
    from veche.proposals.services import argue

    thread, proposal = a_thread(), an_open_proposal()
    argument = argue(a_person(), proposal.id, side="against", text="It is far.", language="en", nonce=nonce())
    judge = signed_in(a_person(("moderator",)))
    for row in (thread, a_post(thread), proposal, argument):
        case = services.flag(a_person(), row.kind, row.id, reason="other").case_id
        for language in ("ru", "be", "en"):
            assert judge.get(f"/{language}/moderation/{case}").status_code == 200
