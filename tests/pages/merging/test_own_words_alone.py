"""Nobody dissolves another's proposal alone, moves a support to a text nobody read, or reads what is hidden."""

from datetime import timedelta
from typing import Any

import pytest

from factories import a_done_merge, a_moderator, a_person, a_proposed_merge, an_open_proposal
from veche.core import clock
from veche.core.database import db
from veche.core.policy import Refused
from veche.merging import links, services
from veche.merging.models import Merge
from veche.proposals import services as proposals
from veche.proposals.models import Coauthor, Proposal


def a_co_author(proposal: Any) -> Any:
    person, moment = a_person(), clock.now()
    db.session.add(Coauthor(proposal_id=proposal.id, person_id=person.id, invited_at=moment, joined_at=moment))
    db.session.commit()
    return person


def fresh(row: Any) -> Any:
    db.session.rollback()
    return db.session.get(type(row), row.id, populate_existing=True)


def test_a_co_author_does_not_dissolve_the_proposal_into_their_own(signed_in) -> None:
    source = an_open_proposal(title="Written together")
    helper = a_co_author(source)
    own = an_open_proposal(helper, title="My own one")
    page = signed_in(helper).get(f"/en/proposals/{source.id}/merge?other={own.id}").text
    assert "You write both" not in page
    merge = a_proposed_merge(fresh(source), own, helper)
    assert (merge.state, merge.source_agreed_at) == ("proposed", None)
    with pytest.raises(Refused, match="first author of the proposal that becomes part"):
        services.agree(helper, merge.id)
    assert "first author of the proposal that becomes part" in signed_in(helper).get(f"/en/merges/{merge.id}").text
    assert services.agree(fresh(source).author, merge.id).state == "done"


def test_a_moderator_who_supports_one_of_the_two_does_not_stand_in(signed_in) -> None:
    source, target, moderator = an_open_proposal(), an_open_proposal(), a_moderator()
    proposals.support(moderator, target.id)
    merge = a_proposed_merge(source, target)
    with clock.moved(timedelta(days=14)):
        assert "You took part in this yourself" in signed_in(moderator).get(f"/en/merges/{merge.id}").text
        with pytest.raises(Refused, match="You took part in this yourself"):
            services.stand_in(moderator, merge.id, "They keep silent.")
        assert services.stand_in(a_moderator(), merge.id, "They keep silent.").state == "done"


def a_merge_to_choose_in() -> tuple[Any, Merge, Any]:
    person, source, target = a_person(), an_open_proposal(title="Old"), an_open_proposal(title="New")
    proposals.support(person, source.id)
    return person, a_done_merge(source, target), target


@pytest.mark.parametrize("by_link", [True, False])
def test_a_support_moves_only_to_the_text_that_was_shown(signed_in, client, by_link: bool) -> None:
    person, merge, target = a_merge_to_choose_in()
    url = f"/en/merges/choice/{links.token(merge.id, person.id)}" if by_link else f"/en/merges/{merge.id}/choice"
    reader = client if by_link else signed_in(person)
    assert 'name="version" value="1"' in reader.get(url).text
    target = fresh(target)
    values = {"title": "New", "text": "Something quite different.", "reason": "Anew", "is_material": True}
    proposals.edit(target.author, target.id, version=target.version, **values)
    answer = reader.post(url, data={"choice": "moved", "version": "1"})
    assert answer.status_code == 409
    assert "has changed since you saw it" in answer.text
    assert "Something quite different." in answer.text
    part = reader.post(url, data={"choice": "moved", "version": "1"}, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Redirect"]) == (409, url)
    assert reader.post(url, data={"choice": "moved", "version": ""}).status_code == 409
    assert db.session.get_one(Proposal, merge.target_id).support_count == 0
    assert reader.post(url, data={"choice": "moved", "version": "2"}).status_code == 303
    assert fresh(target).support_count == 1


def test_what_is_hidden_is_told_by_no_page_of_the_merge(signed_in, client) -> None:
    person, merge, target = a_merge_to_choose_in()
    merge.reason, number = "Secret words of the reason", merge.id
    hidden = db.session.get_one(Proposal, target.id)
    hidden.title, hidden.visibility, hidden.state = "A secret title", "hidden", "withdrawn"
    db.session.commit()
    pages = (
        client.get(f"/en/merges/{number}"),
        client.get(f"/en/merges/choice/{links.token(number, person.id)}"),
        signed_in(person).get(f"/en/merges/{number}/choice"),
        signed_in(fresh(merge).source.author).get(f"/en/merges/{number}"),
    )
    for page in pages:
        assert "A secret title" not in page.text
        assert "Secret words" not in page.text
        assert "a proposal that a moderator has hidden" in page.text
    assert "Secret words" in signed_in(a_moderator()).get(f"/en/merges/{number}").text
    assert "Secret words" in signed_in(fresh(hidden).author).get(f"/en/merges/{number}").text
