"""Citizens' Markdown to HTML that is safe to show: rendered once, stored beside the text with its version."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

VERSION = 1
LONGEST = 20_000
# No honest text has so many marks of Markdown; thousands of open brackets cost the renderer a fifth of a second.
MOST_MARKS, MOST_LINKS = 4_000, 500
_TAGS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr"}
_SCHEMES = {"http", "https", "mailto"}
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd-\uffff\u202a-\u202e\u2066-\u2069]")


_MARKS = re.compile(r"[\[\]()*_`~<>&!\\#]|^[ \t]*[-+=|]", re.MULTILINE)


def is_simple(text: str) -> bool:
    """Whether the text can be rendered in a moment: not too long, and not made of marks or addresses."""
    if len(text) > LONGEST or text.count("@") + text.count("://") > MOST_LINKS:
        return False
    return sum(1 for _ in _MARKS.finditer(text)) <= MOST_MARKS


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("js-default", {"html": False, "linkify": True, "typographer": False, "maxNesting": 20})
    renderer.disable(["image", "table", "html_block", "html_inline"])
    return renderer


def render(text: str) -> str:
    """The safe HTML of a Markdown text: raw HTML is off, and an allow-list sanitizer has the last word.

    Headings become h3 and h4, because a citizen's text stands below the page's own headings. What is not simple is
    refused by the forms; should it come another way, it is shown as it was typed, without its marks' meaning.
    """
    html = _renderer().render(text) if is_simple(text) else f"<p>{escape(text)}</p>"
    html = re.sub(r"<(/?)h([1-6])>", lambda m: f"<{m[1]}h{3 if m[2] in '123' else 4}>", html)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": set()},
        url_schemes=_SCHEMES,
        link_rel="nofollow ugc noopener",
        strip_comments=True,
    )


def safe(html: str) -> Markup:
    """Stored HTML that `render` made; the only way for a citizen's text to reach a page unescaped."""
    return Markup(html)  # noqa: S704 - sanitised by render


_TAG = re.compile(r"""(</?([a-z0-9]+)(?:"[^"]*"|[^>"])*>)""")
_NOT_ONES_OWN_WORDS = {"a", "code", "pre", "blockquote"}
Spans = Callable[[str], list[tuple[int, int]]]


def own_words(html: str) -> list[str]:
    """The words of rendered HTML, piece by piece, without links, code and quotes."""
    return [unescape(piece) for piece, is_own in _pieces(html) if is_own]


def marked(html: str, spans: Spans) -> str:
    """Rendered HTML in which the spans that are found in its own words stand in <b class="at">. It stays safe: only
    words are taken apart, and they are escaped anew."""
    return "".join(_mark(unescape(piece), piece, spans) if is_own else piece for piece, is_own in _pieces(html))


def _mark(words: str, piece: str, spans: Spans) -> str:
    found, made, here = spans(words), [], 0
    for start, end in found:
        made += [str(escape(words[here:start])), f'<b class="at">{escape(words[start:end])}</b>']
        here = end
    return "".join([*made, str(escape(words[here:]))]) if found else piece


def _pieces(html: str) -> Iterator[tuple[str, bool]]:
    """(piece, whether it is words that the author says without linking, quoting or setting them as code)."""
    here, inside = 0, 0
    for tag in _TAG.finditer(html):
        yield html[here : tag.start()], not inside
        yield tag[0], False
        if tag[2] in _NOT_ONES_OWN_WORDS:
            inside += -1 if tag[0].startswith("</") else 1
        here = tag.end()
    yield html[here:], not inside


def plain(html: str, length: int = 200) -> str:
    """The words of rendered HTML, shortened to `length` characters: for previews, titles and letters."""
    words = " ".join(Markup(html).striptags().split())  # noqa: S704 - the tags go at once
    return words if len(words) <= length else words[: length - 1].rsplit(" ", 1)[0] + "…"


def tidy(text: str) -> str:
    """What a person typed, in one form: NFC, Unix line ends, no blanks at the ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_storable(text: str) -> bool:
    """Whether both databases keep the text as it is: no NUL, control or broken characters, no hidden direction."""
    return not _UNSTORABLE.search(text)
