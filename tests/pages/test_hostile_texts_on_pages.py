"""What a citizen types stands as words on every page: in lists, titles, letters, minutes, diffs and feeds.

Every address of a town full of hostile texts is opened and read as an HTML5 parser reads it.
"""

from datetime import timedelta
from typing import Any

import html5lib
import pytest

from addresses import addresses
from attempts import in_review
from factories import (
    a_body,
    a_condition,
    a_draft,
    a_member,
    a_member_of_the_board,
    a_person,
    a_position,
    a_post,
    a_sitting,
    a_talk,
    a_thread,
    an_action,
    an_amendment,
    an_answer,
    an_argument,
    an_open_proposal,
)
from hostile import CORPUS
from oracle import faults, is_harmless
from veche.core import clock
from veche.core.database import writing
from veche.core.forms import Simple
from veche.curating import notes
from veche.sittings import minutes
from veche.youth.services import publish_opinion

pytestmark = pytest.mark.sqlite_alone

STORABLE = [text for text in CORPUS if "\x01" not in text and "\x00" not in text]
HOSTILE = "\n\n".join(STORABLE)
TITLE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
NAME = '"><b onclick=alert(1)>x'


def a_hostile_town() -> Any:
    """One of each text that is shown as Markdown, and hostile titles wherever there is one. The member is returned."""
    member, author = a_member(), a_person(name=NAME)
    thread = a_thread(author, title=TITLE, text=HOSTILE)
    a_post(thread, author, text=HOSTILE)
    notes.summarise(a_person(("moderator",)), thread.id, text=HOSTILE[:4000], language="en", version=0)
    gathering = an_open_proposal(author, title=TITLE, text=HOSTILE)
    an_argument(gathering, author, text=HOSTILE[:1000])
    an_amendment(gathering, words="<script>alert(2)</script>", reason="<img src=x onerror=alert(1)>")
    a_condition(gathering, text="<svg onload=alert(1)>")
    reviewed = in_review()
    with writing() as session:
        session.merge(reviewed).title = TITLE
    publish_opinion(a_person(("youth_council",)), reviewed.id, stance="support", text=HOSTILE[:2000], language="en")
    a_position(reviewed, member, reason="<script>alert(1)</script> and more of it")
    sitting = a_sitting(member, days=1)
    with writing() as session:
        session.merge(sitting).begins_at = clock.now() - timedelta(hours=3)
    minutes.record_attendance(member, sitting.id, {member.id: "present"})
    minutes.draft(member, sitting.id, text=HOSTILE, language="en", revision=0)
    an_action(title=TITLE, body=a_body(TITLE))
    talker = a_member_of_the_board(seen=1)
    a_talk(talker, shown=True, title=TITLE, text=HOSTILE)
    an_answer(in_review(), "declined", letter=HOSTILE, reader=member)
    a_draft(author, title=TITLE, text=HOSTILE)
    return member, author, talker


def harm(page: str) -> list[str]:
    """What a browser would do that no template of ours asks for."""
    found = []
    document = html5lib.parse(page, treebuilder="etree", namespaceHTMLElements=False)
    if sum(element.get("id") in {"problem", "main"} for element in document.iter()) > 2:
        found.append("a second place of that name")
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"iframe", "object", "embed", "base", "style", "template", "marquee", "noscript", "video"}:
            found.append(f"the element {element.tag}")
        if element.tag == "script" and not element.get("src", "").startswith("/static/"):
            found.append("a script of somebody else's")
        if element.tag == "img" and not element.get("src", "").startswith(("/static/", "data:image/svg+xml")):
            found.append(f"an image from {element.get('src')}")
        for key, value in element.attrib.items():
            if key.lower().startswith("on") or key == "style":
                found.append(f"{element.tag} {key}")
            if key in {"href", "action", "formaction", "src"} and not is_harmless(value):
                found.append(f"{element.tag} {key}={value}")
        own = any(part.get("class") not in {None, "at"} or part.tag == "ins" for part in list(element.iter())[1:])
        if element.get("class") == "prose" and not own:  # some hold parts of our own beside the citizen's
            inner = html5lib.serialize(element, omit_optional_tags=False, quote_attr_values="always")
            found += faults(inner.partition(">")[2].rpartition("<")[0], marked=True)
    return found


@pytest.mark.parametrize("who", ["anonymous", "member", "author", "talker"])
def test_every_page_of_a_hostile_town_is_only_words(who: str, app: Any, client: Any, signed_in: Any) -> None:
    people = dict(zip(("member", "author", "talker"), a_hostile_town(), strict=True))
    reader = signed_in(people[who]) if who in people else client
    found, shown = {}, 0
    for address in addresses(app):
        answer = reader.get(address)
        assert answer.status_code < 500, address
        if answer.mimetype == "text/html" and "alert(1)" in answer.text:
            shown += 1
            wrong = harm(answer.text)
            if wrong:
                found[address] = wrong[:5]
    assert found == {}
    assert shown > 12, "so the test can fail"


def test_what_the_pages_are_read_with_can_say_no() -> None:
    for bad in ("<img src=//evil.example>", "<p onclick=x>", "<script>1</script>", "<a href=javascript:1>x</a>"):
        assert harm(f"<!DOCTYPE html><main>{bad}</main>") != [], bad
    assert harm('<!DOCTYPE html><div class="prose"><p id="x">x</p></div>') != []


def test_a_text_made_of_marks_is_refused_beside_its_field(signed_in: Any) -> None:
    answer = signed_in(a_person()).post(
        "/en/threads/new",
        data={"sort": "discussion", "title": "A talk", "text": "[" * 9000, "language": "en", "area": "2.4.5"},
    )
    assert answer.status_code == 422
    assert "too many marks or links" in answer.text
    assert "[" * 9000 in answer.text, "what was typed is kept"


def test_every_field_of_several_lines_asks_whether_it_is_simple() -> None:
    from veche.core import forms

    field = forms.text("Text", 100)
    assert any(isinstance(check, Simple) for check in field.kwargs["validators"])
