import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from factories import a_draft, a_person, a_post, a_proposal_in_review, a_thread, an_open_proposal
from statements import settled_statements
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.moderation.services import hide
from veche.paths import queries
from veche.proposals.services import edit, support

FACTS = "It speaks of a person and not of the matter."
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client, address: str) -> str:
    answer = client.get(f"/en{address}")
    assert answer.status_code == 200, answer.status
    return answer.get_data(as_text=True)


@pytest.fixture
def whole():
    """A proposal that grew from a thread, was edited, carried its vote and waits for an answer."""
    author = a_person(name="Kazimir of the square")
    thread = a_thread(author)
    return a_proposal_in_review(author, thread_id=thread.id)


def test_the_path_tells_every_step_with_a_permanent_address(client, whole) -> None:
    text = read(client, f"/proposals/{whole.id}/path")
    for words in ("Discussion started", "Proposal published", "Voting opened", "Voting closed", "50 for, 0 against"):
        assert words in text
    for entry in journal.about(db.session(), queries.subjects(whole)):
        assert f'id="e{entry.seq}"' in text
        assert f"/en/proposals/{whole.id}/path?at={entry.seq}#e{entry.seq}" in text


def test_steps_lead_to_the_things_themselves(client, whole) -> None:
    text = read(client, f"/proposals/{whole.id}/path")
    for address in (
        f"/en/threads/{whole.thread_id}",
        f"/en/proposals/{whole.id}/versions#version-1",
        f"/en/proposals/{whole.id}/result",
    ):
        assert f'href="{address}"' in text
        assert client.get(address.partition("#")[0]).status_code == 200


def test_the_curve_stands_beside_its_table(client) -> None:
    proposal = an_open_proposal(supported_by=3)
    with clock.moved(timedelta(days=2)):
        support(a_person(), proposal.id)
        text = read(client, f"/proposals/{proposal.id}/path")
    assert '<svg class="curve"' in text
    table = text[text.index("<table") : text.index("</table>")]
    assert table.count("<tr>") == 3
    assert '<td class="r">3</td>' in table
    assert '<td class="r">4</td>' in table


def test_a_new_text_is_a_step_with_its_reason(client) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    edit(author, proposal.id, title="Phones without fear", text="Ten lessons.", reason="Five were too few", version=1)
    text = read(client, f"/proposals/{proposal.id}/path")
    assert "Proposal given a new text" in text
    assert "«Five were too few»" in text


def test_the_same_as_json(client, whole) -> None:
    answer = client.get(f"/en/proposals/{whole.id}/path.json")
    told = answer.get_json()
    assert told["proposal"]["state"] == "review"
    assert [step["stage"] for step in told["steps"]][0] == "thread"
    closed = next(step for step in told["steps"] if step["verb"] == "vote.closed")
    assert (closed["said"]["votes_for"], closed["said"]["votes_against"]) == (50, 0)
    assert closed["url"].startswith("http://veche.example/en/proposals/")
    assert told["support"]["days"][-1]["count"] == 25
    assert told["next"][0]["date"] == whole.answer_by.isoformat()


def test_the_same_as_a_feed_newest_first(client, whole) -> None:
    answer = client.get(f"/en/proposals/{whole.id}/path.atom")
    assert answer.content_type.startswith("application/atom+xml")
    feed = ET.fromstring(answer.data)
    stages = [entry.find(f"{ATOM}category").get("term") for entry in feed.findall(f"{ATOM}entry")]
    assert stages[0] == "vote"
    assert stages[-1] == "thread"
    ids = [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("form", ["", ".json", ".atom"])
def test_a_draft_has_no_path_for_others(client, signed_in, form) -> None:
    draft = a_draft()
    assert client.get(f"/en/proposals/{draft.id}/path{form}").status_code == 404
    assert signed_in(a_person(("moderator",))).get(f"/en/proposals/{draft.id}/path{form}").status_code == 404


@pytest.mark.parametrize("form", ["", ".json", ".atom"])
def test_a_hidden_proposal_shows_no_word_of_its_path(client, form) -> None:
    proposal = an_open_proposal(title="A title nobody shall read")
    hide(
        a_person(("moderator",)),
        "proposal",
        proposal.id,
        clause="4.1",
        facts="It speaks of a person and not of the matter.",
    )
    answer = client.get(f"/en/proposals/{proposal.id}/path{form}")
    assert answer.status_code == (404 if form else 200)
    assert "A title nobody shall read" not in answer.get_data(as_text=True)


def test_a_hidden_thread_is_left_out(client, whole) -> None:
    hide(
        a_person(("moderator",)),
        "thread",
        whole.thread_id,
        clause="4.1",
        facts="It speaks of a person and not of the matter.",
    )
    text = read(client, f"/proposals/{whole.id}/path")
    assert "Discussion started" not in text
    assert f"/en/threads/{whole.thread_id}" not in text


def test_a_long_path_is_paged_and_a_permanent_address_still_finds_its_step(client, app) -> None:
    proposal = an_open_proposal()
    with writing() as session:
        for number in range(queries.SIZE + 20):
            last = journal.record(session, proposal.author_id, "proposal.edited", proposal.subject, version=number).seq
    first = read(client, f"/proposals/{proposal.id}/path")
    assert f'id="e{last}"' not in first
    assert "Show more" in first
    there = read(client, f"/proposals/{proposal.id}/path?at={last}")
    assert f'id="e{last}"' in there
    assert "From the beginning" in there
    with_few = f"/en/proposals/{an_open_proposal().id}/path"
    many = settled_statements(client, f"/en/proposals/{proposal.id}/path")
    assert many == settled_statements(client, with_few)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_path_speaks_three_languages(client, whole, language) -> None:
    for form in ("", ".json", ".atom"):
        assert client.get(f"/{language}/proposals/{whole.id}/path{form}").status_code == 200


def test_a_post_in_its_thread_is_no_step(client, whole) -> None:
    before = read(client, f"/proposals/{whole.id}/path").count("<li id=")
    a_post(whole.thread)
    assert read(client, f"/proposals/{whole.id}/path").count("<li id=") == before
