"""Citizens' Markdown becomes safe HTML."""

import pytest

from veche.core.markup import is_storable, plain, render, tidy

ATTACKS = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>1</script>)",
    "![x](http://elsewhere.example/x.png)",
    '<img src=x onerror="alert(1)">',
    '[x](http://a.example "onmouseover=alert(1)")',
    '<div id="problem" class="errs" style="x" hx-get="/">x</div>',
    "<svg><script>1</script></svg>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_active_survives(text: str) -> None:
    html = render(text)
    for active in ("<script", "<img", "<svg", "<div", 'href="javascript', 'href="data', "<a onmouse", "title="):
        assert active not in html


def test_links_are_marked_as_a_citizens_own() -> None:
    assert 'rel="nofollow ugc noopener"' in render("see https://example.org")


def test_headings_stand_below_the_pages_own() -> None:
    assert render("# Big") == "<h3>Big</h3>\n"


def test_text_is_kept_in_one_form() -> None:
    assert tidy(" a\r\nb\r") == "a\nb"
    assert tidy("и\u0306") == "й"


@pytest.mark.parametrize("text", ["a\x00b", "a\ufffdb", "a\u202eb", "a\x1bb"])
def test_broken_characters_are_not_stored(text: str) -> None:
    assert not is_storable(text)


def test_line_ends_and_emoji_are_stored() -> None:
    assert is_storable("Вітаем!\n\tДобры дзень 🙂")


def test_a_preview_ends_at_a_word() -> None:
    assert plain("<p>one two three</p>", 9) == "one two…"
