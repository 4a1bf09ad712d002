"""Where a TOML file says what: the line of a key, the line of the nth table of a kind and of the keys in it."""

import re

_HEADER = re.compile(r"\s*\[\[?\s*[\"']?([\w-]+)[\"']?\s*\]")
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]")
# What can stand in a line outside a string of several lines: its mark, a string of one line, a comment.
_TOKEN = re.compile(r"(\"\"\"|''')|\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")


class Lines:
    """Line numbers, from 1, of a text that tomllib has read. What is not found is looked for one floor higher."""

    def __init__(self, text: str) -> None:
        self._keys: dict[str, int] = {}
        self._tables: dict[str, list[dict[str, int]]] = {}
        here = self._keys
        closing: str | None = None
        for number, line in enumerate(text.split("\n"), 1):
            if closing is None:
                here = self._note(line, number, here)
            closing = _open_string(line, closing)

    def _note(self, line: str, number: int, here: dict[str, int]) -> dict[str, int]:
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            here = {"": number}
            self._tables.setdefault(header[1], []).append(here)
        elif key:
            here.setdefault(key[1], number)
        return here

    def of(self, key: str) -> int:
        """The line of a top-level key or of the first table of that name; 1 when there is none."""
        tables = self._tables.get(key)
        return self._keys.get(key) or (tables[0][""] if tables else 1)

    def inside(self, table: str, index: int, key: str) -> int:
        """The line of a key in the table number `index` (from 0); of the table's head when it lacks the key."""
        tables = self._tables.get(table, [])
        return tables[index].get(key, tables[index][""]) if index < len(tables) else self.of(table)


def _open_string(line: str, closing: str | None) -> str | None:
    """The mark that ends the string of several lines that is open after this line."""
    place = 0
    while True:
        if closing:
            end = line.find(closing, place)
            if end < 0:
                return closing
            place, closing = end + 3, None
        token = _TOKEN.search(line, place)
        if not token:
            return None
        place, closing = token.end(), token[1]
