"""«@Name»: names hold blanks, the longest known one wins, words of others and code name nobody."""

import pytest

from veche.accounts.rules import name_key
from veche.core import markup
from veche.forum import rules

NAMES = {"Yana": 1, "Yana from the bridge": 2, "Library (demo)": 3, "Яна": 4, "O'Neil": 5, "Neighbour 1": 6}
KNOWN = {name_key(name): number for name, number in NAMES.items()}


def named(text: str) -> list[int]:
    return [person for _start, _end, person in rules.mentions(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Yana, come", [1]),
        ("@yana from the bridge, come", [2]),
        ("@Yana from the market", [1]),
        ("Ask @Library (demo).", [3]),
        ("Спросите @ЯНА!", [4]),
        ("@Яною не зовут", []),
        ("@O'Neil said", [5]),
        ("@Neighbour 12 and @Neighbour 1.", [6]),
        ("@Yana and @Яна", [1, 4]),
        ("mail@Yana", []),
        ("@@Yana", []),
        ("@ Yana", []),
        ("@Nobody here", []),
        ("no sign", []),
    ],
)
def test_a_sign_and_a_known_name_mean_a_person(text: str, people: list[int]) -> None:
    assert named(text) == people


def test_a_name_is_marked_from_its_sign_to_its_end() -> None:
    assert rules.mentions("Hey @Yana!", KNOWN) == [(4, 9, 1)]


def test_every_end_of_a_word_may_end_a_name() -> None:
    assert rules.names_after_signs("@Yana from the bridge.") == {
        "yana",
        "yana from",
        "yana from the",
        "yana from the bridge",
        "yana from the bridge.",
    }


def test_a_name_has_at_most_forty_characters() -> None:
    assert max(len(name) for name in rules.names_after_signs("@" + "ab " * 40)) <= 40
    assert rules.names_after_signs("@" + "a" * 41) == set()


def test_only_the_first_twenty_signs_are_looked_at() -> None:
    assert len(rules.mentions("@Yana, " * 50, KNOWN)) == rules.MOST_SIGNS


def mark_yana(text: str) -> str:
    def spans(words: str) -> list[tuple[int, int]]:
        return [(start, end) for start, end, _person in rules.mentions(words, KNOWN)]

    return markup.marked(markup.render(text), spans).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Hey @Yana!", '<p>Hey <b class="at">@Yana</b>!</p>'),
        ("**@Yana**", '<p><strong><b class="at">@Yana</b></strong></p>'),
        ("`@Yana`", "<p><code>@Yana</code></p>"),
        ("```\n@Yana\n```", "<pre><code>@Yana\n</code></pre>"),
        ("> @Yana", "<blockquote>\n<p>@Yana</p>\n</blockquote>"),
        ("a < b & @Yana > c", '<p>a &lt; b &amp; <b class="at">@Yana</b> &gt; c</p>'),
    ],
)
def test_a_mention_is_marked_where_the_author_speaks(text: str, html: str) -> None:
    assert mark_yana(text) == html


def test_a_link_names_nobody() -> None:
    assert 'class="at"' not in mark_yana("[@Yana](https://example.org/)")
    assert 'class="at"' not in mark_yana("https://example.org/@Yana")


@pytest.mark.parametrize(
    "text",
    [
        '@Yana <img src=x onerror="alert(1)">',
        "&lt;script&gt;alert(1)&lt;/script&gt; @Yana",
        '@Yana" onclick="x',
        "[@Yana](javascript:alert(1)) @Yana",
        '<b class="at">@Yana</b>',
    ],
)
def test_marking_opens_no_way_for_markup_of_ones_own(text: str) -> None:
    html = mark_yana(text)
    stripped = html.replace('<b class="at">', "").replace("</b>", "")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b" not in stripped.replace("<blockquote", "")
    assert "javascript:" not in html.partition("href=")[2]


def test_what_holds_no_mention_is_stored_as_it_was_rendered() -> None:
    html = markup.render('It\'s "quoted" & <b>\n\n- one\n- two\n\n[x](https://example.org/?a=1&b=2)')
    assert markup.marked(html, lambda _words: []) == html
