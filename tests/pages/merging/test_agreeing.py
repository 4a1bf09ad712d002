"""From two texts side by side to one proposal: proposing, agreeing, declining, silence."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_done_merge, a_draft, a_person, a_proposed_merge, an_open_proposal, nonce
from statements import settled_statements
from veche.core import clock, journal, outbox
from veche.core.database import db
from veche.core.policy import Refused
from veche.merging import services
from veche.merging.models import Merge
from veche.proposals.models import Proposal
from veche.proposals.services import withdraw


def fresh(row: Any) -> Any:
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def the_merge() -> Merge:
    db.session.rollback()
    return db.session.execute(select(Merge)).scalar_one()


def two(**values: Any) -> tuple[Any, Any]:
    source = an_open_proposal(title="Phones for grandmothers", text="Five lessons.", **values)
    target = an_open_proposal(title="Phones without fear", text="Eight lessons in the library.")
    return source, target


def fields(html: str, action: str) -> dict[str, str]:
    """What the page's own form sends, before anything is typed."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.S)
    assert form, f"no form to {action}"
    return dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)" value="([^"]*)"', form[0]))


def words(answer: Any) -> str:
    """What a person reads: the page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", answer.text).split())


def letters_to(person: Any) -> list[outbox.Letter]:
    db.session.rollback()
    rows = select(outbox.Letter).where(outbox.Letter.address == person.email).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def verbs(proposal: Any) -> list[str]:
    return [entry.verb for entry in journal.about(db.session(), [proposal.subject])]


def test_a_merge_is_found_proposed_read_and_agreed_by_two_authors(signed_in, client) -> None:
    author, other = a_person(name="Asya"), a_person(name="Boris")
    source = an_open_proposal(author, supported_by=2, title="Phones for grandmothers", text="Five lessons.")
    target = an_open_proposal(other, supported_by=1, title="Phones without fear", text="Eight lessons in the library.")
    own = signed_in(author)
    url = f"/en/proposals/{source.id}"
    assert f'href="{url}/merge"' in own.get(url).text
    begun = own.get(f"{url}/merge").text
    assert "How two become one" in begun
    assert "After 14 days of silence" in begun
    compared = own.get(f"{url}/merge?other=https://veche.example/ru/proposals/{target.id}").text
    assert compared.index("Five lessons.") < compared.index("Eight lessons in the library.")
    typed = {
        **fields(compared, f"{url}/merge"),
        "stays": str(target.id),
        "reason": "The same lessons.",
        "language": "en",
    }
    answer = own.post(f"{url}/merge", data=typed)
    merge = the_merge()
    assert answer.location == f"/en/merges/{merge.id}"
    assert own.post(f"{url}/merge", data=typed).location == answer.location, "sent twice, it is one merge"
    assert "We have written to the authors" in own.get(answer.location).text
    asked = letters_to(other)[-1]
    assert asked.subject == "Two proposals could become one: «Phones for grandmothers»"
    assert "The same lessons." in asked.body
    assert f"http://veche.example/en/merges/{merge.id}" in asked.body
    assert letters_to(author) == []

    theirs = signed_in(other)
    page = theirs.get(answer.location).text
    assert "The same lessons." in page
    assert "Five lessons." in page
    assert "Eight lessons in the library." in page
    assert "no answer yet" in page
    assert "Your word is awaited" in theirs.get("/en/my").text
    for proposal in (source, target):
        assert f'href="{answer.location}"' in client.get(f"/en/proposals/{proposal.id}").text
    assert "Sign in to do this." in client.get(answer.location).text
    done = theirs.post(f"{answer.location}/agree")
    assert done.location == answer.location
    assert "each supporter is asked" in theirs.get(answer.location).text
    merged = fresh(source)
    assert (merged.state, merged.merged_into_id, merged.support_count) == ("merged", target.id, 2)
    assert merged.ended_at is not None
    assert fresh(target).support_count == 1, "nobody’s support is moved without their own word"
    assert "Your word is awaited" not in theirs.get("/en/my").text
    assert verbs(source)[-3:] == ["merge.proposed", "merge.agreed", "merge.done"]
    assert verbs(target)[-1] == "merge.received"
    assert journal.verify(db.session()) is None


def test_both_texts_and_the_field_for_the_other_one_are_checked_in_words(signed_in) -> None:
    source, target = two()
    client = signed_in(source.author)
    url = f"/en/proposals/{source.id}/merge"
    for typed, words in (
        ("", "Type its address or its number."),
        ("999", "There is no proposal with this address or number."),
        ("some words", "There is no proposal with this address or number."),
        (str(source.id), "one and the same proposal"),
        (str(a_draft().id), "There is no proposal with this address or number."),
    ):
        answer = client.get(url, query_string={"other": typed})
        assert answer.status_code == 422
        assert words in answer.text
    wrong = client.post(url, data={"other": target.id, "stays": "17000", "reason": "", "nonce": "n", "language": "en"})
    assert wrong.status_code == 422
    assert "Choose which of the two stays." in wrong.text or "Choose one of the options." in wrong.text
    assert "Say why, in one or two sentences." in wrong.text
    assert client.post(url, data={"other": "999"}).status_code == 404
    assert client.post("/en/proposals/999/merge", data={}).status_code == 404


def test_a_hidden_or_unpublished_proposal_is_not_shown_for_merging(signed_in) -> None:
    source, target = two()
    secret = a_draft(title="Phones in secret")
    target.visibility = "hidden"
    db.session.commit()
    page = signed_in(source.author).get(f"/en/proposals/{source.id}/merge?other={target.id}")
    assert page.status_code == 422
    assert "Phones without fear" not in page.text
    assert "Phones in secret" not in page.text
    with pytest.raises(Refused):
        services.propose(
            source.author, source_id=source.id, target_id=secret.id, reason="R", language="en", nonce=nonce()
        )


def test_a_stranger_is_told_who_may_and_finds_no_link(signed_in, client) -> None:
    source, target = two()
    stranger = signed_in(a_person())
    assert "Merge with another proposal" not in stranger.get(f"/en/proposals/{source.id}").text
    assert "Merge with another proposal" not in client.get(f"/en/proposals/{source.id}").text
    page = stranger.get(f"/en/proposals/{source.id}/merge?other={target.id}").text
    assert "Only the authors of one of the two proposals, or a moderator" in page
    assert "<form class" not in page[page.index('id="propose"') :]
    typed = {"other": target.id, "stays": target.id, "reason": "R", "language": "en", "nonce": "n"}
    assert stranger.post(f"/en/proposals/{source.id}/merge", data=typed).status_code == 403
    assert client.get(f"/en/proposals/{source.id}/merge").status_code == 303, "to the sign-in"
    assert client.post(f"/en/proposals/{source.id}/merge", data=typed).status_code == 403


def test_the_author_of_another_one_and_a_moderator_find_the_link(signed_in) -> None:
    source, target = two()
    for person in (target.author, a_person(("moderator",))):
        assert f'href="/en/proposals/{source.id}/merge"' in signed_in(person).get(f"/en/proposals/{source.id}").text


def test_declined_with_a_reason_both_stay_as_they_are(signed_in) -> None:
    source, target = two()
    merge = a_proposed_merge(source, target)
    theirs = signed_in(target.author)
    url = f"/en/merges/{merge.id}"
    assert theirs.post(f"{url}/decline", data={"reason": ""}).status_code == 422
    assert theirs.post(f"{url}/decline", data={"reason": "Ours is for everybody."}).location == url
    assert "Ours is for everybody." in theirs.get(url).text
    assert fresh(source).state == "open"
    letter = letters_to(source.author)[-1]
    assert letter.subject == "Merging is declined: «Phones for grandmothers»"
    assert "Ours is for everybody." in letter.body
    assert theirs.post(f"{url}/agree").status_code == 403
    assert theirs.post(f"{url}/decline", data={"reason": "Again"}).status_code == 403
    assert verbs(source)[-1] == "merge.declined"
    again = a_proposed_merge(source, target)
    assert again.id != merge.id, "it can be proposed anew"


def test_taken_back_by_whoever_proposed_it(signed_in) -> None:
    source, target = two()
    merge = a_proposed_merge(source, target)
    url = f"/en/merges/{merge.id}"
    assert signed_in(target.author).post(f"{url}/withdraw").status_code == 403
    assert signed_in(source.author).post(f"{url}/withdraw").location == url
    assert fresh(merge).state == "withdrawn"
    assert letters_to(target.author)[-1].subject.startswith("Merging is taken back")
    assert signed_in(target.author).post(f"{url}/agree").status_code == 403
    assert "Nobody owes a step" in signed_in(target.author).get(url).text


def test_one_open_merge_at_a_time(signed_in) -> None:
    source, target = two()
    third = an_open_proposal(title="Phones at the library")
    merge = a_proposed_merge(source, target)
    for one, other, stays in ((source, target, target), (source, target, source), (source, third, third)):
        client = signed_in(source.author)
        typed = {"other": other.id, "stays": stays.id, "reason": "R", "language": "en", "nonce": nonce()}
        answer = client.post(f"/en/proposals/{one.id}/merge", data=typed)
        assert answer.location == f"/en/merges/{merge.id}"
        assert "proposed already" in client.get(answer.location).text
    assert db.session.execute(select(Merge)).scalar_one().id == merge.id
    withdraw(target.author, target.id, "No time.")
    assert a_proposed_merge(source, third).id != merge.id, "one that can no longer be done blocks nothing"


def test_who_writes_both_merges_them_at_once(signed_in) -> None:
    author = a_person()
    source, target = an_open_proposal(author, supported_by=1), an_open_proposal(author, title="Phones again")
    client = signed_in(author)
    page = client.get(f"/en/proposals/{source.id}/merge?other={target.id}").text
    assert "You write both, so they are merged at once" in page
    typed = {"other": target.id, "stays": target.id, "reason": "Twice the same.", "language": "en", "nonce": "n"}
    client.post(f"/en/proposals/{source.id}/merge", data=typed)
    assert fresh(source).state == "merged"
    assert verbs(source)[-2:] == ["merge.proposed", "merge.done"]


def test_where_nobody_supported_no_word_speaks_of_supporters_asked(signed_in) -> None:
    author = a_person()
    source, target = an_open_proposal(author), an_open_proposal(author, title="Phones again")
    client = signed_in(author)
    page = client.get(f"/en/proposals/{source.id}/merge?other={target.id}").text
    assert "so they are merged at once." in page
    assert "each supporter is asked" not in page
    typed = {"other": target.id, "stays": target.id, "reason": "Twice the same.", "language": "en", "nonce": "n"}
    answer = client.post(f"/en/proposals/{source.id}/merge", data=typed)
    page = client.get(answer.location).text
    assert "The two proposals are merged." in page
    assert "Nobody had supported the merged proposal." in page
    assert "supporter is asked" not in page
    assert "they can change their mind" not in page
    letters = letters_to(author)
    assert "Nobody had supported it." in letters[-1].body
    assert "Each supporter decides" not in letters[-1].body


def test_a_title_with_marks_of_its_own_stands_between_others(signed_in) -> None:
    source, target = an_open_proposal(title="Lessons «Phone»"), an_open_proposal(title="Phones")
    merge = a_proposed_merge(source, target)
    assert "«Lessons „Phone“»" in signed_in(a_person()).get(f"/en/merges/{merge.id}").text
    assert "«Lessons „Phone“»" in letters_to(target.author)[-1].subject


def test_what_can_no_longer_be_merged_says_so_in_the_buttons_place(signed_in) -> None:
    source, target = two()
    merge = a_proposed_merge(source, target)
    withdraw(source.author, source.id, "No time.")
    theirs = signed_in(target.author)
    page = theirs.get(f"/en/merges/{merge.id}").text
    assert "«Phones for grandmothers» does not gather it now" in page
    assert f'action="/en/merges/{merge.id}/agree"' not in page
    assert theirs.post(f"/en/merges/{merge.id}/agree").status_code == 403
    assert "Your word is awaited" not in theirs.get("/en/my").text
    assert "would become" not in theirs.get(f"/en/proposals/{target.id}").text


def test_a_moderator_proposes_and_both_must_agree() -> None:
    source, target = two()
    merge = a_proposed_merge(source, target, a_person(("moderator",)))
    assert {person.address for person in db.session.execute(select(outbox.Letter)).scalars()} >= {
        source.author.email,
        target.author.email,
    }
    services.agree(source.author, merge.id)
    assert fresh(merge).state == "proposed"
    services.agree(target.author, merge.id)
    assert fresh(merge).state == "done"


def test_after_two_weeks_of_silence_a_moderator_stands_in_with_a_reason(signed_in) -> None:
    source, target = two()
    merge = a_proposed_merge(source, target)
    moderator = a_person(("moderator",), name="Mark")
    url = f"/en/merges/{merge.id}"
    client = signed_in(moderator)
    assert "The authors still have time to answer" in client.get(url).text
    assert client.post(f"{url}/stand-in", data={"reason": "R"}).status_code == 403
    assert "Authors keep silent" not in client.get("/en/my").text
    with clock.moved(timedelta(days=14)):
        assert "Authors keep silent" in client.get("/en/my").text
        assert client.post(f"{url}/stand-in", data={"reason": " "}).status_code == 422
        writer = signed_in(a_writer_and_moderator(target))
        assert writer.post(f"{url}/stand-in", data={"reason": "R"}).status_code == 403
        assert client.post(f"{url}/stand-in", data={"reason": "The texts are equal."}).location == url
        page = client.get(url).text
        assert "moderator Mark agreed in their place: The texts are equal." in page
        assert f'href="{url}/undo"' in page, "who stood in may undo"
        assert "Authors keep silent" not in client.get("/en/my").text
    assert fresh(source).state == "merged"
    entry = journal.about(db.session(), [source.subject])[-2]
    assert (entry.verb, entry.actor) == ("merge.stood_in", moderator.id)
    assert entry.data["reason"] == "The texts are equal."
    assert entry.data["silent"] == ["target"]


def a_writer_and_moderator(proposal: Any) -> Any:
    from veche.accounts.services import give_role

    give_role(a_person(("admin",)), proposal.author_id, "moderator")
    return fresh(proposal.author)


def test_a_co_author_agrees_as_the_author_does() -> None:
    from veche.proposals.models import Coauthor

    source, target = two()
    helper, asked = a_person(), a_person()
    moment = clock.now()
    db.session.add(Coauthor(proposal_id=target.id, person_id=helper.id, invited_at=moment, joined_at=moment))
    db.session.add(Coauthor(proposal_id=target.id, person_id=asked.id, invited_at=moment))
    db.session.commit()
    merge = a_proposed_merge(source, target)
    assert letters_to(helper)
    assert letters_to(asked) == []
    with pytest.raises(Refused):
        services.agree(asked, merge.id)
    services.agree(helper, merge.id)
    assert fresh(source).state == "merged"


def test_what_took_in_another_one_waits_before_it_becomes_part_of_a_third(signed_in) -> None:
    first, second = two()
    third = an_open_proposal(title="Phones at the library")
    services.agree(second.author, a_proposed_merge(first, second).id)
    client = signed_in(second.author)
    typed = {"other": third.id, "stays": third.id, "reason": "R", "language": "en", "nonce": "n"}
    refused = client.post(f"/en/proposals/{second.id}/merge", data=typed)
    assert refused.status_code == 422
    assert "has lately taken in another proposal" in refused.text
    with clock.moved(timedelta(days=14)):
        merge = a_proposed_merge(second, third)
        services.agree(third.author, merge.id)
    for number in (first.id, second.id):
        answer = client.get(f"/en/proposals/{number}")
        assert answer.status_code == 303
        assert answer.location == f"/en/proposals/{third.id}?from={number}", "old addresses lead on through the chain"
    assert "You came from «Phones for grandmothers»" in words(client.get(f"/en/proposals/{third.id}?from={first.id}"))


def test_the_letters_are_in_their_readers_languages() -> None:
    author = a_person(language="ru")
    target = an_open_proposal(a_person(language="be"), title="Тэлефоны", language="be")
    source = an_open_proposal(author, title="Телефоны", language="ru")
    merge = a_proposed_merge(source, target)
    asked = letters_to(target.author)[-1]
    assert asked.language == "be"
    assert "прапануе" in asked.body
    assert "/be/merges/" in asked.body
    services.decline(target.author, merge.id, "Не.")
    assert "Авторы объясняют почему: Не." in letters_to(author)[-1].body


def test_unknown_merges_are_not_found(signed_in) -> None:
    client = signed_in(a_person())
    assert client.get("/en/merges/999").status_code == 404
    for act in ("agree", "decline", "stand-in", "withdraw", "undo", "choice"):
        assert client.post(f"/en/merges/999/{act}", data={}).status_code == 404


def test_pages_cost_the_same_with_more_merges_and_supporters(signed_in) -> None:
    source, target = an_open_proposal(supported_by=1), an_open_proposal(title="Another")
    other = an_open_proposal(supported_by=2, title="A third")
    numbers = other.id, target.id
    merge = a_done_merge(source, target)
    client = signed_in(a_person())
    urls = [f"/en/merges/{merge.id}", f"/en/proposals/{target.id}", "/en/my"]
    few = [settled_statements(client, url) for url in urls]
    db.session.rollback()
    a_done_merge(*(db.session.get_one(Proposal, number) for number in numbers))
    assert [settled_statements(client, url) for url in urls] == few


def test_the_merged_state_is_kept_by_its_guard() -> None:
    source, target = two()
    merge = a_proposed_merge(source, target)
    services.agree(target.author, merge.id)
    with pytest.raises(Refused):
        services.agree(target.author, merge.id)
    assert db.session.get(Proposal, source.id).state == "merged"
