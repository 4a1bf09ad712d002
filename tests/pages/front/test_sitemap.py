"""What search engines are led to: every page that everybody may read, and none that somebody may not."""

from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest

from factories import a_draft, a_moderator, a_thread, an_action, an_open_proposal
from statements import settled_statements
from veche.core.database import db
from veche.moderation import services as moderation

FACTS = "Four hundred of the same texts in an hour."


def addresses(client: Any, language: str = "en") -> list[str]:
    answer = client.get(f"/{language}/sitemap.xml")
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    found = html5lib.parse(answer.text, namespaceHTMLElements=False).iter("loc")
    return [place.text or "" for place in found]


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_every_address_opens_for_whoever_comes(client: Any, language: str) -> None:
    thread, proposal, action = a_thread(), an_open_proposal(), an_action()
    found = addresses(client, language)
    site = f"http://veche.example/{language}"
    assert {
        f"{site}/",
        f"{site}/plan/2.4.5",
        f"{site}/threads/{thread.id}",
        f"{site}/proposals/{proposal.id}",
        f"{site}/actions/{action.code}",
    } <= set(found)
    assert len(found) == len(set(found))
    # One area stands for the 66.
    closed = {
        address: status
        for address in found
        if "/plan/" not in address and (status := client.get(urlsplit(address).path).status_code) != 200
    }
    assert closed == {}


def test_what_somebody_may_not_read_is_not_there_even_for_its_author(client: Any, signed_in: Any) -> None:
    draft, hidden = a_draft(), a_thread()
    moderation.hide(a_moderator(), "thread", hidden.id, clause="4.2", facts=FACTS)
    db.session.rollback()
    for reader in (client, signed_in(draft.author), signed_in(hidden.author), signed_in(a_moderator())):
        found = " ".join(addresses(reader))
        assert f"/proposals/{draft.id}" not in found
        assert f"/threads/{hidden.id}" not in found


def test_more_pages_cost_no_more_statements(client: Any) -> None:
    a_thread()
    before = settled_statements(client, "/en/sitemap.xml")
    for _ in range(5):
        a_thread()
        an_open_proposal()
    assert settled_statements(client, "/en/sitemap.xml") == before


def test_robots_are_led_to_the_three_lists(client: Any) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines()[:2] == ["User-agent: *", "Disallow:"]
    for language in ("ru", "be", "en"):
        assert f"Sitemap: http://veche.example/{language}/sitemap.xml" in answer.text
