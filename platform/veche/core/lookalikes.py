"""Words as the eye takes them: letters of other alphabets that look alike become one. Values in, values out."""

import unicodedata

# What looks like a Latin letter or a figure in one of its cases, beside what it looks like.
_PAIRS = (
    "аa вb еe зƷ кk мm нh оo рp сc тt уy хx іi јj ѕs ԁd һh ԛq ԝw ԍg ҽe ӏl ԑɛ ьb"
    " αa βb εe ζz ηh ιi κk μm νv οo ρp τt υy χx γy ωw"
    " ıi ɑa ɡg łl øo đd ħh ŧt ʟl ɩi ꞌ' ʼ' ’' ‘' ʹ' `' ‐- ‑- –- —- 0o 1l"
)
_ALIKE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()} | {"Ʒ": "3", "з": "3"})


def without_invisible(text: str) -> str:
    """The text without signs that nobody sees: zero widths, soft hyphens, marks of direction, variation selectors."""
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf" and not "\ufe00" <= sign <= "\ufe0f")


def skeleton(text: str) -> str:
    """Two texts with the same skeleton look the same to a reader, whatever alphabets their letters come from."""
    plain = unicodedata.normalize("NFKD", without_invisible(text)).casefold()
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return " ".join(bare.translate(_ALIKE).split())
