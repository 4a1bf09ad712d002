"""Hosts that a text names, however it names them, and which of them a list denies. Values in, values out.

A host is found in words too, not only in what becomes a link: readers copy it. Nothing is asked of the network.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from veche.core.lookalikes import skeleton, without_invisible

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:[a-z][a-z0-9+]{1,9}:/{2,}|\bwww\.|\bmailto:)[^\s<>]+", re.IGNORECASE)
_DOTS = str.maketrans(dict.fromkeys("。｡．․﹒", "."))
_SPOKEN = re.compile(r"\s*[\[({]\s*(?:\.|dot|точка|кропка)\s*[\])}]\s*", re.IGNORECASE)
_MARKS = str.maketrans(dict.fromkeys("*`~\t"))
_ENDING = (
    "com|org|net|info|biz|edu|gov|int|mil|by|ru|su|ua|pl|lt|lv|ee|de|eu|uk|us|fr|it|es|cz|cn|kz|ge|tv|me|io|co|cc|ws"
    "|to|ly|gl|app|dev|site|online|shop|store|club|top|xyz|live|link|click|page|blog|news|media|space|website|pro"
    "|mobi|name|tel|рф|бел|рус|сайт|онлайн|москва"
)
_PLAIN_HOST = re.compile(rf"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:{_ENDING})(?![\w-])", re.IGNORECASE)


def host_of(entry: str) -> str:
    """The host of a line of the list, which may be written as an address; '' for an empty line or a remark."""
    bare = entry.split("#", 1)[0].strip()
    bare = re.sub(r"^[a-z][a-z0-9+.-]*://", "", bare, flags=re.IGNORECASE)
    bare = re.split(r"[/?:]", bare, maxsplit=1)[0].rsplit("@", 1)[-1].strip(".").removeprefix("*.").removeprefix("www.")
    return _plain(bare)


def deny_list(text: str) -> frozenset[str]:
    """The hosts of a comma list, or of a file with one on a line. Raises ValueError when there is no such file."""
    lines: Iterable[str] = text.split(",")
    if "/" in text and "," not in text and "://" not in text:
        try:
            lines = Path(text).read_text(encoding="utf-8").splitlines()
        except OSError as problem:
            raise ValueError(f"cannot read the file: {problem.strerror}") from problem
    return frozenset(host for host in map(host_of, lines) if host)


def denied(text: str, deny: frozenset[str]) -> str:
    """The host of the list that the text names, itself or with names before it; '' when it names none."""
    if not deny:
        return ""
    alike = {skeleton(host): host for host in deny}
    for host in hosts(text):
        labels = skeleton(host).split(".")
        for start in range(len(labels) - 1):
            found = alike.get(".".join(labels[start:]))
            if found:
                return found
    return ""


def hosts(text: str) -> set[str]:
    """Everything in the text that reads as a host, in one plain spelling."""
    return {host for variant in _variants(text) for host in map(_plain, _HOST.findall(variant))}


def links(text: str) -> list[str]:
    """The links of a text: addresses with a scheme, and plain hosts with an ending that everybody knows."""
    whole = unicodedata.normalize("NFKC", without_invisible(unescape(text))).translate(_DOTS)
    found = _LINK.findall(whole)
    return [*found, *_PLAIN_HOST.findall(_LINK.sub(" ", whole))]


def looks_like_address(text: str) -> bool:
    """Whether a name is rather a link, a host or an e-mail."""
    return "@" in text or bool(links(text))


def _variants(text: str) -> list[str]:
    """The text as different readers of it may take it: entities, per cent signs, marks and bars undone."""
    plain = text
    for _ in range(2):
        plain = unquote(unescape(plain))
    plain = unicodedata.normalize("NFKC", without_invisible(plain)).translate(_DOTS)
    plain = _SPOKEN.sub(".", plain)
    bare = plain.translate(_MARKS)
    return [plain, bare, bare.replace("\\", ""), bare.replace("\\", "/"), re.sub(r"\s*\n\s*", "", bare)]


def _plain(host: str) -> str:
    """Lower case, no dot at the end, punycode read."""
    return ".".join(_label(label) for label in host.casefold().strip(".").split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return unicodedata.normalize("NFKC", label)
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
