"""What may stand in the register of bodies, and whether an entry still says what an editor saw."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

FIELDS = (
    "name_ru",
    "name_be",
    "name_en",
    "functions",
    "functions_be",
    "functions_en",
    "office_email",
    "office_phone",
    "office_address",
    "office_language",
)
_PHONE = re.compile(r"\+?[0-9()\-–, ]+(?:(?:доб|дап|ext)\.? ?[0-9]+)?")


def is_phone(text: str) -> bool:
    """Whether an office can be called by it: five to thirty digits, the usual signs between them, an extension."""
    return bool(_PHONE.fullmatch(text)) and 5 <= sum(one.isdigit() for one in text) <= 30


def seen(values: Mapping[str, str]) -> str:
    """A mark of what an entry says; another mark means that somebody has changed it since."""
    plain = json.dumps([values[name] for name in FIELDS], ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """What differs, by the name of the field: [before, after]."""
    return {name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]}


def fitting(names: Iterable[tuple[int, str]], sought: str) -> list[int]:
    """The numbers of those whose name holds every word sought, in any case and order."""
    words = sought.casefold().split()
    return [number for number, name in names if all(word in name.casefold() for word in words)]
