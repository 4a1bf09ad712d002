"""Codes, numbers of telephones and documents: how they are written, and what is the same however it is typed."""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from veche.core.policy import N_

# No two of these look alike, on paper, on a screen or in handwriting; 23 is a prime, which the check character needs.
ALPHABET = "34679ACDEFHJKMNPRTVWXYZ"
RANDOM, GROUP = 11, 4
MOST_CODES = 60
CODE_LASTS = timedelta(days=90)
# What fingers and keyboards make of a code: Cyrillic letters that look like ours, and figures that look like letters.
_ALIKE = str.maketrans("АСЕНКМРТХУЗ" + "2G", "ACEHKMPTXY3" + "Z6")

SMS_LASTS, SMS_TRIES = timedelta(minutes=10), 5
SMS_WINDOW, SMS_PER_PERSON, SMS_PER_NUMBER = timedelta(hours=1), 3, 3
REDIRECT_LASTS = timedelta(minutes=15)
MOVE_WITHIN = timedelta(minutes=10)

UNKNOWN_CODE = N_("There is no such code. Check it letter by letter against the paper.")
MISTYPED = N_("Something in this code is mistyped: it has 12 letters and figures. Check it against the paper.")
USED_CODE = N_("This code has been used already: each works once. Ask at the desk for another.")
REVOKED_CODE = N_("The desk has revoked this code. Ask there for another.")
EXPIRED_CODE = N_("This code has expired. Ask at the desk for another.")
_WHY_NOT = {"used": USED_CODE, "revoked": REVOKED_CODE, "expired": EXPIRED_CODE}
NO_NUMBER = N_("Type a telephone number with its country code, like +375 29 123 45 67.")
NO_DOCUMENT = N_("Type the number as it stands in the document: 6 to 20 letters and figures.")


def new_code() -> str:
    """Twelve characters: eleven by chance, about 50 bits, and one that shows a slip of the finger."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + _check(body)


def _check(body: str) -> str:
    """Any one wrong character and any two swapped neighbours change it."""
    return ALPHABET[sum(place * ALPHABET.index(sign) for place, sign in enumerate(body, 1)) % len(ALPHABET)]


def grouped(code: str) -> str:
    """As it is printed: XXXX-XXXX-XXXX."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The code in what was typed, with or without dashes, in either alphabet; None when it cannot be one."""
    code = re.sub(r"[\s\-–—.]", "", typed).upper().translate(_ALIKE)
    fits = len(code) == RANDOM + 1 and set(code) <= set(ALPHABET)
    return code if fits and _check(code[:-1]) == code[-1] else None


def state_of(code: Any, sheet: Any, now: datetime) -> str:
    """What has become of a code: good, used, revoked or expired."""
    if code.used_at:
        return "used"
    if code.revoked_at or sheet.revoked_at:
        return "revoked"
    return "expired" if sheet.expires_at <= now else "good"


def why_not(code: Any, sheet: Any, now: datetime) -> str | None:
    """Why a known code is not good now, in words; None when it is."""
    return _WHY_NOT.get(state_of(code, sheet, now))


def read_phone(typed: str) -> str | None:
    """The number as +375291234567, however it was typed; None when it is none.

    Here people leave the country code out (8 029 …, 80 29 …, 29 …): a number of nine figures is one of Belarus.
    """
    figures = re.sub(r"[\s()\-–.]", "", typed.strip())
    if not re.fullmatch(r"\+?\d{9,15}", figures):
        return None
    if figures.startswith("+"):
        return figures if not figures.startswith("+375") or len(figures) == 13 else None
    if figures.startswith("375") and len(figures) == 12:
        return f"+{figures}"
    if figures.startswith("80") and len(figures) == 11:
        return f"+375{figures[2:]}"
    return f"+375{figures}" if len(figures) == 9 else None


# Letters of documents that look alike in the two alphabets: series are typed in either.
_DOCUMENT = str.maketrans("АВСЕНІКМОРТХУ", "ABCEHIKMOPTXY")


def read_document(typed: str) -> str | None:
    """The number of a document without blanks, in capitals; None when it cannot be one."""
    number = re.sub(r"[\s\-–.№#]", "", typed).upper().translate(_DOCUMENT)
    return number if re.fullmatch(r"[A-Z0-9А-ЯЁ]{6,20}", number) and re.search(r"\d", number) else None


def read_subject(issuer: str, value: str) -> str | None:
    """Who it is at an identity provider: a subject means nothing without its issuer."""
    return f"{issuer.rstrip('/')}|{value.strip()}" if value.strip() else None


def ways(text: str, known: Sequence[str]) -> list[str]:
    """The ways of a setting such as "desk, sms", in that order. Raises ValueError for one that does not exist."""
    chosen = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise ValueError(f"expected some of {', '.join(known)}")
    return chosen
