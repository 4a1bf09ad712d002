"""Which display names may stand beside a text: nobody looks like the staff, like an address, or like another person.
Values in, values out."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from veche.core.links import looks_like_address
from veche.core.lookalikes import skeleton
from veche.core.policy import N_

MIXED = N_("This name mixes alphabets within a word. Write each word in one alphabet.")
FOREIGN = N_("This name has letters of an alphabet that is not used here. Write it in Cyrillic or Latin letters.")
ADDRESS = N_("This name looks like an address. Links and e-mails do not belong in a display name.")
STAFF = N_("This name could be taken for the staff of the platform or of the city. Choose another display name.")
_APOSTROPHES = "'’ʼ"
_LETTERS = re.compile(r"[^\W\d_]+")
# Figures that stand for letters; each line is one way to read them.
_READINGS = tuple(str.maketrans(figures, letters) for figures, letters in (("34578", "eastb"), ("46780", "абтво")))


def against(name: str, *, is_staff: bool = False) -> str:
    """Why the name may not stand beside a text (a msgid), or ''."""
    if looks_like_address(name):
        return ADDRESS
    scripts = [_scripts(word) for word in re.split(rf"[\s\-{_APOSTROPHES}.,()]+", name)]
    if any("" in found for found in scripts):
        return FOREIGN
    if any(len(found) > 1 for found in scripts):
        return MIXED
    return STAFF if not is_staff and imitates_staff(name) else ""


def _scripts(word: str) -> set[str]:
    """The alphabets of a word: «LATIN», «CYRILLIC», and '' for any other."""
    found = set()
    for sign in word:
        if sign.isalpha() or not sign.isascii():
            script = unicodedata.name(sign, "").split(" ")[0]
            found.add(script if script in {"LATIN", "CYRILLIC"} else "")
    return found


def imitates_staff(name: str) -> bool:
    """Whether the name says that somebody of the staff or the city speaks, also in figures and strange spelling."""
    inside, words, names = _listed()
    for read in _readings(name):
        said = [_once(word) for word in _LETTERS.findall(read)]
        joined = _once("".join(said))
        if joined in names or joined in words or words & set(said) or any(word in joined for word in inside):
            return True
    return False


def _readings(name: str) -> Iterator[str]:
    whole = skeleton(name)
    for one in ("l", "i"):
        seen = skeleton(name.replace("1", one).replace("|", one).replace("!", one))
        yield seen
        for reading in _READINGS:
            yield skeleton(seen.translate(reading))
    yield whole


def _once(word: str) -> str:
    """A letter written twice counts once."""
    return re.sub(r"(.)\1+", r"\1", word)


@cache
def _listed() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    table = tomllib.loads((Path(__file__).parent / "data" / "staff_names.toml").read_text(encoding="utf-8"))
    letters = {
        kind: frozenset(_once("".join(_LETTERS.findall(skeleton(word)))) for word in table[kind]) for kind in table
    }
    return letters["inside"], letters["words"], letters["names"]
