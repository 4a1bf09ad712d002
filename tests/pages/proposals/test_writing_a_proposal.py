"""From a draft to a published text and its versions, through the pages' own forms."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from factories import a_draft, a_person, a_thread, an_area, an_open_proposal
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.plan.models import ActionArea
from veche.proposals import services
from veche.proposals.models import Proposal, Version

TYPED = {
    "title": "Phones without fear",
    "area": "2.4.5",
    "text": "Five lessons in the **library**.",
    "language": "en",
    "thread": "",
    "nonce": "one",
}


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id)


def the_only() -> Any:
    db.session.rollback()
    return db.session.execute(select(Proposal)).scalar_one()


def fields_of(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the page's own form."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', html, re.S)
    assert form, f"no form to {action}"
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form[0]))


def test_publishing_from_the_form(signed_in) -> None:
    client = signed_in(a_person(name="Lime"))
    page = client.get("/en/proposals/new?area=2.4.5")
    assert '<option selected value="2.4.5">' in page.text
    assert "обращения.бел" in page.text
    hidden = fields_of(page.text, "/en/proposals/new")
    answer = client.post("/en/proposals/new", data={**TYPED, **hidden})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Your proposal is published." in page.text
    assert "<strong>library</strong>" in page.text
    assert "author: Lime" in page.text
    assert the_only().state == "open"
    area = db.session.execute(select(ActionArea).where(ActionArea.code == "2.4.5")).scalar_one()
    assert area.proposal_count == 1


def test_a_form_sent_twice_makes_one_proposal(signed_in) -> None:
    client = signed_in(a_person())
    first = client.post("/en/proposals/new", data=TYPED)
    second = client.post("/en/proposals/new", data=TYPED)
    assert first.location == second.location
    assert the_only().state == "open"
    assert db.session.execute(select(func.count()).select_from(Version)).scalar_one() == 1


def test_a_draft_is_seen_by_its_author_alone(signed_in, client) -> None:
    author = a_person()
    answer = signed_in(author).post("/en/proposals/new", data={**TYPED, "draft": "1"})
    assert "This is a draft: only you see it." in signed_in(author).get(answer.location).text
    for reader in (client, signed_in(a_person(("moderator",))), signed_in(a_person(("admin",)))):
        assert reader.get(answer.location).status_code == 404
        assert reader.get(f"{answer.location}/versions").status_code == 404
        assert "Phones without fear" not in reader.get("/en/proposals").text
    for act in ("support", "publish", "withdraw", "edit", "ballot", "arguments", "revive", "unsupport"):
        assert signed_in(a_person()).post(f"{answer.location}/{act}", data={}).status_code == 404
    assert "Phones without fear" not in signed_in(author).get("/en/proposals").text
    assert not journal.about(db.session(), [the_only().subject]), "a draft leaves no trace in the journal"


def test_previewing_saves_nothing_and_names_similar_proposals(signed_in) -> None:
    an_open_proposal(title="Phones without fear for elders")
    client = signed_in(a_person())
    data = {**TYPED, "preview": "1"}
    page = client.post("/en/proposals/new", data=data)
    assert page.status_code == 200
    assert "nothing is saved yet" in page.text
    assert "Phones without fear for elders" in page.text
    part = client.post("/en/proposals/new", data=data, headers={"HX-Request": "true"})
    assert part.text.strip() in page.text
    assert part.text.lstrip().startswith('<div class="wrap" id="writing">')
    assert db.session.execute(select(func.count()).select_from(Proposal)).scalar_one() == 1


def test_a_proposal_that_grows_from_a_thread_keeps_the_link_both_ways(signed_in) -> None:
    thread = a_thread(title="Where can elders learn?")
    client = signed_in(a_person())
    page = client.get(f"/en/proposals/new?thread={thread.id}")
    assert '<option selected value="2.4.5">' in page.text
    hidden = fields_of(page.text, "/en/proposals/new")
    assert hidden["thread"] == str(thread.id)
    answer = client.post("/en/proposals/new", data={**TYPED, **hidden})
    assert "«Where can elders learn?»" in client.get(answer.location).text
    assert "Phones without fear" in client.get(f"/en/threads/{thread.id}").text


def test_a_hidden_thread_does_not_leak_into_the_form_or_the_page(signed_in) -> None:
    thread = a_thread(title="An insult in a title")
    proposal = an_open_proposal(thread_id=thread.id)
    with writing() as session:
        session.merge(thread).visibility = "hidden"
    client = signed_in(a_person())
    assert "An insult" not in client.get(f"/en/proposals/new?thread={thread.id}").text
    assert "An insult" not in client.get(f"/en/proposals/{proposal.id}").text


def test_missing_and_overlong_fields_are_named_and_nothing_is_lost(signed_in) -> None:
    client = signed_in(a_person())
    page = client.post("/en/proposals/new", data={**TYPED, "title": "", "area": ""})
    assert page.status_code == 422
    assert "Name what is to be done" in page.text
    assert "Choose the action area" in page.text
    assert "Five lessons in the **library**." in page.text
    for change in ({"title": "x" * 151}, {"text": "x" * 20_001}, {"title": "a\x00b"}, {"area": "9.9.9"}):
        assert client.post("/en/proposals/new", data={**TYPED, **change}).status_code == 422
    assert db.session.execute(select(func.count()).select_from(Proposal)).scalar_one() == 0


def test_without_a_confirmed_email_nobody_writes(client, signed_in) -> None:
    asked = client.get("/en/proposals/new?area=2.4.5")
    assert asked.status_code == 303
    assert asked.location.startswith("/en/sign-in?next=")
    unconfirmed = signed_in(a_person(confirmed=False))
    assert unconfirmed.get("/en/proposals/new").status_code == 403
    answer = unconfirmed.post("/en/proposals/new", data=TYPED)
    assert answer.status_code == 403
    assert "Confirm your e-mail first" in answer.text
    assert "Five lessons" in answer.text, "what was typed stands in the answer"


def edited(proposal: Any, **change: Any) -> dict[str, Any]:
    typed = {
        "title": "Phones without fear",
        "text": "Eight lessons in the library.",
        "reason": "More time",
        "version": proposal.version,
    }
    return {**typed, **change}


def test_every_edit_makes_a_version_with_its_reason(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    client = signed_in(author)
    url = f"/en/proposals/{proposal.id}"
    hidden = fields_of(client.get(f"{url}/edit").text, f"{url}/edit")
    assert hidden["version"] == "1"
    assert client.post(f"{url}/edit", data=edited(proposal, **hidden)).status_code == 303
    page = client.get(url).text
    assert "Eight lessons in the library." in page
    assert "More time" in page
    assert "version 2 of" in page
    versions = client.get(f"{url}/versions").text
    assert '<del><span class="vh">gone: </span>Five</del>' in versions
    assert '<ins><span class="vh">new: </span>Eight</ins>' in versions
    assert client.post(f"{url}/edit", data=edited(proposal, version=2, reason="")).status_code == 422


def test_a_stale_edit_answers_with_both_texts_and_loses_nothing(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    client = signed_in(author)
    url = f"/en/proposals/{proposal.id}/edit"
    client.post(url, data=edited(proposal, version=1, text="The first tab."))
    answer = client.post(url, data=edited(proposal, version=1, text="The second tab."))
    assert answer.status_code == 409
    assert "The first tab." in answer.text
    assert "The second tab." in answer.text
    again = {"text": "Both tabs.", **fields_of(answer.text, url)}
    assert client.post(url, data=edited(proposal, **again)).status_code == 303
    assert fresh(proposal).version == 3


def test_two_tabs_on_one_draft_do_not_overwrite_each_other(signed_in) -> None:
    author = a_person()
    proposal = a_draft(author)
    client = signed_in(author)
    url = f"/en/proposals/{proposal.id}/edit"
    assert client.post(url, data=edited(proposal, version=1, text="The first tab.")).status_code == 303
    assert client.post(url, data=edited(proposal, version=1, text="The second tab.")).status_code == 409
    services.publish(author, proposal.id)
    assert fresh(proposal).version == 1, "how often a draft was saved is not published"
    assert len(fresh(proposal).versions) == 1


def test_a_new_text_asks_the_supporters_anew_but_a_comma_does_not(signed_in) -> None:
    author, neighbour = a_person(), a_person()
    proposal = an_open_proposal(author)
    services.support(neighbour, proposal.id)
    url = f"/en/proposals/{proposal.id}"
    signed_in(author).post(f"{url}/edit", data=edited(proposal, text="Five lessons, in the library!", change="wording"))
    assert fresh(proposal).support_count == 1
    signed_in(author).post(f"{url}/edit", data=edited(proposal, version=2))
    assert fresh(proposal).support_count == 0
    page = signed_in(neighbour).get(url).text
    assert "You supported the earlier text. Do you support the new one?" in page
    letter = db.session.execute(select(outbox.Letter).where(outbox.Letter.address == neighbour.email)).scalar_one()
    assert "More time" in letter.body
    signed_in(neighbour).post(f"{url}/support")
    assert fresh(proposal).support_count == 1


def test_only_the_author_edits_withdraws_and_revives(signed_in) -> None:
    proposal = an_open_proposal()
    stranger = signed_in(a_person(("committee", "moderator", "admin")))
    url = f"/en/proposals/{proposal.id}"
    for path in ("edit", "withdraw"):
        assert stranger.get(f"{url}/{path}").status_code == 403
    for path, data in (("edit", edited(proposal)), ("withdraw", {"reason": "Not mine"}), ("revive", {})):
        answer = stranger.post(f"{url}/{path}", data=data)
        assert answer.status_code == 403
        why = (
            "Only the authors of the proposal do this."
            if path == "edit"
            else "Only the author of the proposal does this."
        )
        assert why in answer.text
    assert fresh(proposal).state == "open"


def test_withdrawing_asks_for_a_reason_and_shows_it(signed_in, client) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    url = f"/en/proposals/{proposal.id}"
    own = signed_in(author)
    assert own.get(f"{url}/withdraw").status_code == 200
    assert own.post(f"{url}/withdraw", data={"reason": ""}).status_code == 422
    assert own.post(f"{url}/withdraw", data={"reason": "The library does it already"}).status_code == 303
    page = client.get(url).text
    assert "The library does it already" in page
    assert "Withdrawn" in page
    assert own.post(f"{url}/withdraw", data={"reason": "Again"}).status_code == 403


def test_a_withdrawn_draft_stays_with_its_author(signed_in, client) -> None:
    author = a_person()
    proposal = a_draft(author)
    signed_in(author).post(f"/en/proposals/{proposal.id}/withdraw", data={"reason": "Thought better of it"})
    assert fresh(proposal).state == "withdrawn"
    assert client.get(f"/en/proposals/{proposal.id}").status_code == 404
    assert "Phones" not in client.get("/en/proposals?step=ended").text
    assert signed_in(author).get(f"/en/proposals/{proposal.id}").status_code == 200


def test_an_unsupported_proposal_falls_asleep_and_its_author_revives_it(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=1)
    url = f"/en/proposals/{proposal.id}"
    with clock.moved(timedelta(days=181)):
        late = signed_in(a_person()).post(f"{url}/support")
        assert late.status_code == 403, "late even when nothing has been written down"
        assert "The term for support is over" in late.text
        assert services.fall_dormant_due() == 1
        assert services.fall_dormant_due() == 0
        assert fresh(proposal).state == "dormant"
        assert "Support not gathered" in signed_in(author).get(url).text
        assert signed_in(author).post(f"{url}/revive").status_code == 303
        assert fresh(proposal).state == "open"
        assert fresh(proposal).support_count == 1
        assert fresh(proposal).support_until > clock.now() + timedelta(days=179)


def test_reviving_works_before_the_worker_has_noticed_the_sleep(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    with clock.moved(timedelta(days=181)):
        assert signed_in(author).post(f"/en/proposals/{proposal.id}/revive").status_code == 303
    verbs = [entry.verb for entry in journal.about(db.session(), [proposal.subject])]
    assert verbs == ["proposal.opened", "proposal.dormant", "proposal.revived"]
    assert journal.verify(db.session()) is None


def test_the_terms_are_fixed_when_a_proposal_opens(app, monkeypatch, signed_in) -> None:
    author = a_person()
    proposal = a_draft(author)
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 2)
    services.publish(author, proposal.id)
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 90)
    assert fresh(proposal).threshold == 2
    assert "of 2, 2 more are needed" in signed_in(author).get(f"/en/proposals/{proposal.id}").text


def test_unknown_areas_and_threads_are_not_found() -> None:
    import pytest
    from werkzeug.exceptions import NotFound

    person, area = a_person(), an_area()
    given = {"title": "A title", "text": "A text", "language": "en", "nonce": "n"}
    with pytest.raises(NotFound):
        services.draft(person, area_id=10_000, **given)
    with pytest.raises(NotFound):
        services.draft(person, area_id=area.id, thread_id=10_000, **given)
