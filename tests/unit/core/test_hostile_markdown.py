"""Whatever a citizen types, a browser sees words, a few plain elements and links that say whose they are."""

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hostile import CORPUS, PATHOLOGICAL
from oracle import faults, is_harmless, tree, written
from veche.core import markup
from veche.core.markup import LONGEST, MOST_MARKS, is_simple, marked, own_words, render, tidy

CUT = {name: text[:LONGEST] for name, text in PATHOLOGICAL.items()}


def same_again(html: str) -> None:
    """Parsed and written anew it is the same, and the sanitizer finds nothing more to take out."""
    assert written(html) == html
    assert written(written(html)) == html


def test_the_corpus_is_a_corpus() -> None:
    assert len(set(CORPUS)) == len(CORPUS) >= 60


@pytest.mark.parametrize("text", CORPUS)
def test_nothing_but_words_survives(text: str) -> None:
    html = render(text)
    assert faults(html) == []
    same_again(html)


@pytest.mark.parametrize("text", CORPUS)
def test_nor_inside_of_marks_or_beside_other_texts(text: str) -> None:
    for frame in (
        "**{}**",
        "> {}",
        "- {}",
        "1. {}",
        "[{}](https://a.example)",
        "# {}",
        "a\n{}\nb",
        "`{}",
        "[{}",
        "{}\n---",
    ):
        html = render(frame.format(text))
        assert faults(html) == [], frame
        same_again(html)
    assert faults(render("\n\n".join([text] * 3))) == []


def test_all_of_them_at_once() -> None:
    html = render("\n\n".join(CORPUS))
    assert faults(html) == []
    same_again(html)


@pytest.mark.parametrize("text", CORPUS)
def test_a_name_that_is_marked_opens_nothing(text: str) -> None:
    html = marked(render(text), lambda words: [(0, len(words))] if words.strip() else [])
    assert faults(html, marked=True) == []
    assert "".join(own_words(html)).strip() == "".join(own_words(render(text))).strip()


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        '<p onclick="1">x</p>',
        '<a href="javascript:1" rel="nofollow ugc noopener">x</a>',
        '<a href="java\tscript:1" rel="nofollow ugc noopener">x</a>',
        '<a href="https://a.example">x</a>',
        '<p id="x">x</p>',
        "<!-- x -->",
        "<table></table>",
        "<svg><p>x</p></svg>",
        '<b class="at">x</b>',
    ],
)
def test_the_oracle_can_say_no(html: str) -> None:
    assert faults(html) != []


def test_the_oracle_knows_harmless_addresses() -> None:
    assert all(map(is_harmless, ["https://a.example/x:y", "mailto:a@b.by", "/en/plan", "#e5", "//a.example", "x"]))
    assert not any(map(is_harmless, ["javascript:1", "data:x", "vbscript:1", "x:y", " javascript:1", "java\nscript:1"]))


# Marks more often than letters, and pieces of attacks between them.
PIECES = st.sampled_from(
    [
        *"[]()<>*_`~#>-+!&;:\"'\\/ \n\t|=",
        "](",
        "<a",
        "javascript:",
        "http://",
        "www.",
        "&#x3a;",
        "](<",
        "```",
        "\n\n",
        "- ",
    ]
    + ["<!--", "-->", "<svg", "onerror=", "@a.by", "ы", "{", "}", "  \n", "1. ", "[x]: ", "\u00a0", "\ufeff", "]]>"]
)
FUZZ = settings(max_examples=400, derandomize=True, deadline=None, database=None)


@FUZZ
@given(st.lists(PIECES, max_size=40).map("".join))
def test_what_is_put_together_by_chance_is_harmless(text: str) -> None:
    html = render(text)
    assert faults(html) == []
    same_again(html)


@FUZZ
@given(st.lists(st.one_of(PIECES, st.sampled_from(CORPUS), st.text(max_size=8)), max_size=8).map("".join).map(tidy))
def test_pieces_of_attacks_are_harmless_in_any_order(text: str) -> None:
    html = render(text)
    assert faults(html) == []
    same_again(html)
    assert nh3.clean(html, tags=markup._TAGS, attributes={"a": {"href"}}, link_rel="nofollow ugc noopener") == html


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_64_kib_are_refused_by_their_length(name: str) -> None:
    text = PATHOLOGICAL[name]
    assert len(text) <= LONGEST or not is_simple(text)


@pytest.mark.parametrize("name", CUT)
def test_what_fits_is_plain_or_has_few_marks(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The renderer is never asked about thousands of marks: such a text is shown as it was typed."""
    asked = []
    real = markup._renderer()
    monkeypatch.setattr(real, "render", lambda text: asked.append(text) or type(real).render(real, text))
    html = render(CUT[name])
    assert faults(html) == []
    same_again(html)
    assert all(sum(text.count(sign) for sign in "[]<>*_`&") <= MOST_MARKS for text in asked)
    assert bool(asked) == is_simple(CUT[name])


def test_nested_brackets_quotes_and_emphasis_are_not_simple() -> None:
    for name in ("open brackets", "links in links", "quotes", "stars", "backticks", "broken entities", "tags"):
        assert not is_simple(CUT[name]), name


def test_deep_nesting_ends() -> None:
    """However deep it is typed, the tree that a browser has to build stays shallow."""

    def depth(element: object) -> int:
        return 1 + max((depth(child) for child in element), default=0)  # type: ignore[attr-defined]

    for text in (">" * 3000 + " a", "\n".join("  " * level + "- a" for level in range(120)), "1. " * 1500 + "a"):
        assert depth(tree(render(text))) < 60


def test_a_long_honest_text_is_simple() -> None:
    honest = "Слова, [ссылка](https://a.example/x), **важно** и «цитата».\n\n> ответ\n\n- пункт\n"
    assert is_simple((honest * 300)[:LONGEST])
