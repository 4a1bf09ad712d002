"""A supporter moves, keeps or withdraws their support: by the letter's link, signed in, and again after a change of
mind; and what an undone merge leaves."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_done_merge, a_person, a_proposed_merge, an_argument, an_open_proposal
from veche.core import clock, journal, outbox
from veche.core.database import db
from veche.core.policy import Refused
from veche.merging import choices, links, services
from veche.merging.models import Merge, MergedSupport
from veche.proposals import services as proposals
from veche.proposals.models import Proposal, Support

HTMX = {"HX-Request": "true"}
MOVED = {"choice": "moved", "version": "1"}


@pytest.fixture(autouse=True)
def votes_open_late(app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 5)


class Merged:
    """«Grandmothers» supported by two people became part of «Without fear», supported by one other."""

    def __init__(self, language: str = "en", source: Any = None) -> None:
        self.anna, self.bela, self.clara = (a_person(language=language) for _ in range(3))
        self.source = source or an_open_proposal(title="Grandmothers", text="Five lessons.")
        self.target = an_open_proposal(title="Without fear", text="Eight lessons.")
        for person in (self.anna, self.bela):
            proposals.support(person, self.source.id)
        proposals.support(self.clara, self.target.id)
        self.given = set(supports(self.source))
        self.merge = a_done_merge(self.source, self.target)
        self.url = f"/en/merges/{self.merge.id}"

    def counts(self) -> tuple[int, int]:
        db.session.rollback()
        numbers = (self.source.id, self.target.id)
        return tuple(db.session.get_one(Proposal, number).support_count for number in numbers)


def supports(proposal: Any) -> list[Any]:
    db.session.rollback()
    rows = select(Support.person_id, Support.version, Support.given_at).where(Support.proposal_id == proposal.id)
    return [tuple(row) for row in db.session.execute(rows.order_by(Support.person_id))]


def givers(proposal: Any) -> set[int]:
    return {row[0] for row in supports(proposal)}


def last_letter_to(person: Any) -> outbox.Letter:
    db.session.rollback()
    rows = select(outbox.Letter).where(outbox.Letter.address == person.email).order_by(outbox.Letter.id.desc())
    return db.session.execute(rows.limit(1)).scalar_one()


def link_in(letter: outbox.Letter) -> str:
    return re.search(r"http://veche\.example(/\S+/merges/choice/\S+)", letter.body)[1]


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def chosen(person: Any) -> str:
    db.session.rollback()
    return db.session.execute(select(MergedSupport.choice).where(MergedSupport.person_id == person.id)).scalar_one()


def test_the_link_in_the_letter_needs_no_sign_in_and_acts_by_a_button_only(client) -> None:
    town = Merged()
    letter = last_letter_to(town.anna)
    assert letter.subject == "Where shall your support go? «Grandmothers»"
    assert "If you do nothing, your support stays where it is" in letter.body
    url = link_in(letter)
    page = client.get(url)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "Five lessons." in page.text
    assert "Eight lessons." in page.text
    assert "You have not answered yet: your support stays with «Grandmothers»." in words(page.text)
    assert chosen(town.anna) == "asked", "looking changes nothing"
    answer = client.post(url, data=MOVED)
    assert answer.status_code == 303
    assert answer.location == f"{url}#choice"
    assert "Your support is moved to «Without fear»." in words(client.get(url).text)
    assert givers(town.source) == {town.bela.id}
    assert givers(town.target) == {town.anna.id, town.clara.id}
    assert town.counts() == (1, 2)
    client.post(url, data=MOVED)
    assert town.counts() == (1, 2), "pressed twice, it is one word"


def test_one_changes_ones_mind_and_everything_follows(client) -> None:
    town = Merged()
    url = link_in(last_letter_to(town.anna))
    for choice, counts in (
        ("withdrawn", (1, 1)),
        ("kept", (2, 1)),
        ("moved", (1, 2)),
        ("withdrawn", (1, 1)),
        ("moved", (1, 2)),
        ("kept", (2, 1)),
    ):
        client.post(url, data={"choice": choice, "version": "1"})
        assert chosen(town.anna) == choice
        assert town.counts() == counts
    assert set(supports(town.source)) == town.given, "the same text, the same day as before"


def test_htmx_gets_the_part_that_stands_in_the_page(client) -> None:
    town = Merged()
    url = link_in(last_letter_to(town.anna))
    answer = client.post(url, data=MOVED, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="choice"')
    page = client.get(url).text
    assert answer.text.strip() == re.search(r'<section id="choice".*?</section>', page, re.S)[0]


def test_a_damaged_link_and_an_unknown_choice_change_nothing(client) -> None:
    town = Merged()
    url = link_in(last_letter_to(town.anna))
    for bad in (f"{url}x", "/en/merges/choice/abc", "/en/merges/choice/" + links.token(999, town.anna.id)):
        assert client.get(bad).status_code == 404
        answer = client.post(bad, data=MOVED)
        assert answer.status_code == 404
        assert "The link no longer works" in answer.text
    assert client.get("/en/merges/choice/" + links.token(town.merge.id, town.clara.id)).status_code == 404
    for choice in ("", "asked", "both"):
        assert client.post(url, data={"choice": choice}).status_code == 422
    assert chosen(town.anna) == "asked"


def test_signed_in_the_same_choice_stands_on_both_pages_and_on_ones_own(signed_in) -> None:
    town = Merged()
    own = signed_in(town.anna)
    action = f'action="{town.url}/choice"'
    for page in (f"/en/proposals/{town.source.id}?stay=1", f"/en/proposals/{town.target.id}"):
        assert action in own.get(page).text
        assert action not in signed_in(town.clara).get(page).text
    assert "Decide about my support" in own.get("/en/my").text
    answer = own.post(f"{town.url}/choice", data=MOVED)
    assert answer.location == f"{town.url}/choice#choice"
    assert "Your support is moved" in own.get(f"{town.url}/choice").text
    assert town.counts() == (1, 2)
    assert signed_in(town.clara).get(f"{town.url}/choice").status_code == 404
    assert signed_in(town.clara).post(f"{town.url}/choice", data=MOVED).status_code == 404


def test_whose_support_it_is_nobody_else_reads(client, signed_in) -> None:
    town = Merged()
    choices.choose(town.anna, town.merge.id, "moved")
    choices.choose(town.bela, town.merge.id, "withdrawn")
    page = client.get(f"/en/proposals/{town.target.id}").text
    assert "Merged here" in page
    assert "1 moved 0 kept 1 withdrawn 0 not answered" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for url in (f"/en/proposals/{town.target.id}", town.url, f"/en/proposals/{town.source.id}?stay=1"):
        text = signed_in(town.clara).get(url).text + client.get(url).text
        assert town.anna.display_name not in text
        assert town.bela.display_name not in text
    assert client.get(f"{town.url}/choice").status_code == 303
    assert client.post(f"{town.url}/choice", data=MOVED).status_code == 403


def test_old_addresses_lead_on_and_the_own_text_stays_readable(client) -> None:
    source = an_open_proposal(title="Grandmothers", text="Five lessons.")
    argument = an_argument(source, text="The library stands empty.").id
    town = Merged(source=source)
    url = f"/en/proposals/{town.source.id}"
    answer = client.get(url)
    assert answer.status_code == 303
    assert answer.location == f"/en/proposals/{town.target.id}?from={town.source.id}"
    top = client.get(answer.location).text
    assert "You came from «Grandmothers»" in words(top)
    assert f'href="{url}?stay=1"' in top
    stay = client.get(f"{url}?stay=1").text
    assert "Five lessons." in stay
    assert "This proposal is part of «Without fear»" in words(stay)
    for further in (f"{url}/versions", f"{url}/path", f"{url}/arguments"):
        assert client.get(further).status_code == 200
    assert "The library stands empty." in client.get(f"/en/arguments/{argument}", follow_redirects=True).text
    card = client.get("/en/proposals?step=ended").text
    assert f'href="/en/proposals/{town.target.id}"' in card


def test_nobody_is_told_they_came_from_where_they_could_not(client) -> None:
    town = Merged()
    stranger = an_open_proposal(title="Of another matter")
    for number in (stranger.id, 999, "x", town.target.id):
        assert "You came from" not in client.get(f"/en/proposals/{town.target.id}?from={number}").text
    town.source.visibility = "hidden"
    db.session.commit()
    assert "Grandmothers" not in client.get(f"/en/proposals/{town.target.id}?from={town.source.id}").text
    assert "Grandmothers" not in client.get(town.url).text
    assert "Five lessons." not in client.get(town.url).text
    assert client.get(f"/en/proposals/{town.source.id}").status_code == 200, "a hidden one keeps its tombstone"


def test_a_support_after_the_merge_is_refused_with_the_way_on(signed_in) -> None:
    town = Merged()
    client = signed_in(a_person())
    for headers in ({}, HTMX):
        answer = client.post(f"/en/proposals/{town.source.id}/support", headers=headers)
        assert answer.status_code == 403
        assert "merged with another one" in answer.text
        assert f'href="/en/proposals/{town.target.id}"' in answer.text
    assert town.counts() == (2, 1)


def test_moved_supports_can_open_the_vote(client, app) -> None:
    town = Merged()
    for _ in range(2):
        proposals.support(a_person(), town.target.id)
    client.post(link_in(last_letter_to(town.anna)), data=MOVED)
    assert db.session.get(Proposal, town.target.id).state == "open"
    client.post(link_in(last_letter_to(town.bela)), data=MOVED)
    db.session.rollback()
    assert db.session.get(Proposal, town.target.id).state == "voting"
    late = client.post(link_in(last_letter_to(town.anna)), data={"choice": "kept"})
    assert late.status_code == 409
    assert "does not gather support any more" in late.text
    assert chosen(town.anna) == "moved"


def test_after_the_term_the_page_is_calm_and_changes_nothing(client) -> None:
    town = Merged()
    url = link_in(last_letter_to(town.anna))
    with clock.moved(timedelta(days=14)):
        page = client.get(url)
        assert page.status_code == 200
        assert "The time to decide is over." in page.text
        assert "<form" not in re.search(r'<section id="choice".*?</section>', page.text, re.S)[0]
        assert client.post(url, data=MOVED).status_code == 409
        assert client.post(url, data=MOVED, headers=HTMX).status_code == 409
    assert chosen(town.anna) == "asked"


def test_who_supported_both_is_counted_once_and_keeps_the_second_when_it_is_undone() -> None:
    town = Merged()
    source = an_open_proposal(title="A third")
    for person in (town.clara, town.anna):
        proposals.support(person, source.id)
    before = supports(town.target)
    merge = a_done_merge(source, town.target)
    assert "You support «Without fear» as well" in last_letter_to(town.clara).body
    assert "You support «Without fear» as well" not in last_letter_to(town.anna).body
    row = choices.choose(town.clara, merge.id, "moved")
    assert row.had_target
    assert supports(town.target) == before
    assert town.clara.id not in givers(source)
    services.undo(source.author, merge.id, "Two matters.")
    assert supports(town.target) == before
    assert town.clara.id in givers(source)


def test_a_support_of_an_earlier_text_is_renewed_by_moving_and_put_back_by_undoing() -> None:
    town = Merged()
    proposals.support(town.anna, town.target.id)
    target = db.session.get(Proposal, town.target.id)
    proposals.edit(target.author, target.id, title="Without fear", text="Ten.", reason="More", version=1)
    before = supports(town.target)
    assert town.counts() == (2, 0)
    choices.choose(town.anna, town.merge.id, "moved")
    assert town.counts() == (1, 1)
    services.undo(db.session.get(Proposal, town.source.id).author, town.merge.id, "Two matters.")
    assert supports(town.target) == before
    assert set(supports(town.source)) == town.given
    assert town.counts() == (2, 0)


@pytest.mark.parametrize("first", [0, 1])
def test_two_supports_moved_to_one_target_stay_apart_when_one_merge_is_undone(first: int) -> None:
    town = Merged()
    third = an_open_proposal(title="A third")
    proposals.support(town.anna, third.id)
    merges = [town.merge.id, a_done_merge(third, town.target).id]
    for merge in merges:
        choices.choose(town.anna, merge, "moved")
    assert town.counts() == (1, 2), "one person, one support"
    for left, merge in zip((True, False), (merges[first], merges[1 - first]), strict=True):
        services.undo(db.session.get(Proposal, db.session.get(Merge, merge).source_id).author, merge, "Two matters.")
        assert (town.anna.id in givers(town.target)) == left
    assert set(supports(town.source)) == town.given
    assert givers(third) == {town.anna.id}
    assert town.counts() == (2, 1)


def test_undone_within_two_weeks_everything_is_where_it_was(signed_in, client) -> None:
    town = Merged()
    dora = a_person()
    choices.choose(town.anna, town.merge.id, "moved")
    choices.choose(town.bela, town.merge.id, "withdrawn")
    proposals.support(dora, town.target.id)
    own = signed_in(town.source.author)
    url = f"{town.url}/undo"
    assert f'href="{url}"' in own.get(town.url).text
    page = own.get(url).text
    assert "1 moved support goes back to it" in page
    assert "1 withdrawn support stays withdrawn" in page
    assert "180 more days" in page
    assert own.post(url, data={"reason": ""}).status_code == 422
    with clock.moved(timedelta(days=5)):
        answer = own.post(url, data={"reason": "They are two matters."})
        assert answer.location == f"/en/proposals/{town.source.id}"
        db.session.rollback()
        back = db.session.get(Proposal, town.source.id)
        assert (back.state, back.merged_into_id, back.ended_at, back.support_count) == ("open", None, None, 1)
        assert (back.support_until - clock.now()).days in {179, 180}, "no day of its term was lost"
        assert client.get(f"/en/proposals/{back.id}").status_code == 200
    assert [row for row in supports(town.source) if row[0] == town.anna.id] == [
        row for row in town.given if row[0] == town.anna.id
    ]
    assert givers(town.target) == {town.clara.id, dora.id}
    entries = [entry.verb for entry in journal.about(db.session(), [town.source.subject, town.target.subject])]
    assert entries[-2:] == ["merge.undone", "merge.released"]
    assert "Your support is with «Grandmothers» again" in last_letter_to(town.anna).body
    assert "You had withdrawn your support" in last_letter_to(town.bela).body
    assert "They are two matters." in last_letter_to(town.target.author).body
    assert "Merged here" not in client.get(f"/en/proposals/{town.target.id}").text
    assert "Undone" in client.get(town.url).text
    stale = client.get("/en/merges/choice/" + links.token(town.merge.id, town.anna.id))
    assert "The merge was undone, so there is nothing to decide any more." in stale.text


def test_who_may_not_undo_reads_why(signed_in) -> None:
    town = Merged()
    for person in (a_person(), town.anna, a_person(("moderator",))):
        client = signed_in(person)
        assert client.get(f"{town.url}/undo").status_code == 403
        assert client.post(f"{town.url}/undo", data={"reason": "R"}).status_code == 403
        assert "Only the authors of the two proposals undo it" in client.get(town.url).text
    own = signed_in(town.target.author)
    with clock.moved(timedelta(days=14)):
        assert own.post(f"{town.url}/undo", data={"reason": "R"}).status_code == 403
        assert "The term in which the merge could be undone is over." in own.get(town.url).text


def test_not_undone_when_voting_on_the_target_has_begun(signed_in) -> None:
    town = Merged()
    for _ in range(4):
        proposals.support(a_person(), town.target.id)
    answer = signed_in(town.source.author).post(f"{town.url}/undo", data={"reason": "R"})
    assert answer.status_code == 403
    assert "does not gather support any more, so the merge cannot be undone" in answer.text


def test_what_one_gave_or_took_by_ones_own_hand_stays_so_when_it_is_undone() -> None:
    town = Merged()
    for person in (town.anna, town.bela):
        choices.choose(person, town.merge.id, "moved")
    proposals.unsupport(town.anna, town.target.id)
    assert chosen(town.anna) == "withdrawn", "taken back on the target’s page"
    proposals.unsupport(town.bela, town.target.id)
    proposals.support(town.bela, town.target.id)
    services.undo(db.session.get(Proposal, town.source.id).author, town.merge.id, "Two matters.")
    assert givers(town.source) == set()
    assert givers(town.target) == {town.bela.id, town.clara.id}


def test_another_person_does_not_decide_for_one() -> None:
    town = Merged()
    row = db.session.execute(select(MergedSupport).where(MergedSupport.person_id == town.anna.id)).scalar_one()
    from veche.core.policy import refusal

    assert refusal(town.bela, "merge.choose", row)
    assert refusal(town.source.author, "merge.choose", row)
    with pytest.raises(ValueError, match="asked"):
        choices.choose(town.anna, town.merge.id, "asked")
    with pytest.raises(choices.NotFound):
        choices.choose(town.clara, town.merge.id, "moved")


def test_the_question_is_in_the_supporters_language(client) -> None:
    town = Merged(language="be")
    letter = last_letter_to(town.anna)
    assert letter.language == "be"
    assert "Калі Вы нічога не зробіце" in letter.body
    assert link_in(letter).startswith("/be/")
    assert "Перанесці маю падтрымку" in client.get(link_in(letter)).text


def test_a_support_before_the_merge_is_asked_and_one_after_it_is_refused() -> None:
    town = Merged()
    third = an_open_proposal(title="A third")
    merge = a_proposed_merge(third, town.target)
    early, late = a_person(), a_person()
    proposals.support(early, third.id)
    services.agree(town.target.author, merge.id)
    with pytest.raises(Refused, match="merged with another one"):
        proposals.support(late, third.id)
    db.session.rollback()
    rows = select(MergedSupport.person_id).where(MergedSupport.merge_id == merge.id)
    assert set(db.session.execute(rows).scalars()) == {early.id}
