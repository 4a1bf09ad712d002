"""What an HTML5 parser says of a citizen's rendered text: which elements, attributes and addresses a browser would see.

It knows nothing of the sanitizer: the lists here are written anew, so that the two have to agree.
"""

from html import escape
from typing import Any
from urllib.parse import urlsplit

import html5lib

ELEMENTS = {"p", "br", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr"}
MARKED = ELEMENTS | {"b"}  # a name of a person stands in <b class="at">
VOID = {"br", "hr"}
REL = "nofollow ugc noopener"
_NAMESPACE = "{http://www.w3.org/1999/xhtml}"


def tree(html: str) -> Any:
    return html5lib.parseFragment(html, container="div", treebuilder="etree")


def name_of(element: Any) -> str:
    tag = element.tag
    return tag.removeprefix(_NAMESPACE) if isinstance(tag, str) else "a comment"


def faults(html: str, marked: bool = False) -> list[str]:
    """Whatever a citizen's text must not hold."""
    found = []
    for element in list(tree(html).iter())[1:]:
        name = name_of(element)
        if name not in (MARKED if marked else ELEMENTS):
            found.append(f"the element {name}")
        found += [f"{name} {key}={value!r}" for key, value in element.attrib.items() if not _may(name, key, value)]
        if name == "a" and "href" in element.attrib and element.get("rel") != REL:
            found.append("a link without its rel")
    return found


def _may(name: str, key: str, value: str) -> bool:
    if name == "a":
        return key == "rel" or (key == "href" and is_harmless(value))
    return name == "b" and (key, value) == ("class", "at")


def is_harmless(address: str) -> bool:
    """http, https, mailto or an address of this site, as a browser reads it: blanks and control characters fall out."""
    seen = "".join(sign for sign in address if ord(sign) > 0x20)
    try:
        scheme = urlsplit(seen).scheme.lower()
    except ValueError:  # an address that is none leads nowhere
        return seen.lower().startswith(("http://", "https://", "//"))
    return scheme in {"http", "https", "mailto", ""} and ":" not in seen.partition("/")[0].replace(f"{scheme}:", "", 1)


def written(html: str) -> str:
    """The HTML written anew from what the parser saw."""
    return _inner(tree(html))


def _inner(element: Any) -> str:
    parts = [_text(element.text)]
    for child in element:
        parts += [_outer(child), _text(child.tail)]
    return "".join(parts)


def _outer(element: Any) -> str:
    name = name_of(element)
    attributes = "".join(f' {key}="{_text(value, True)}"' for key, value in element.attrib.items())
    return f"<{name}{attributes}>" + ("" if name in VOID else f"{_inner(element)}</{name}>")


def _text(words: str | None, in_attribute: bool = False) -> str:
    told = escape(words or "", quote=False).replace("\xa0", "&nbsp;")
    return told.replace('"', "&quot;") if in_attribute else told
