"""Every address of the platform that is read, with every small number in it."""

from collections.abc import Iterator
from itertools import product
from typing import Any

NUMBERS = (1, 2)


def addresses(app: Any) -> Iterator[str]:
    """Every address that is read, in English; «code» and the like as they are in the town of these tests."""
    known = {
        "code": ("2.4.5-1", "2.4.5", "2.4", "I-38"),
        "kind": ("proposal", "argument", "youth_thread", "youth_post"),
    }
    with app.test_request_context():
        adapter = app.url_map.bind("")
        for rule in app.url_map.iter_rules():
            names = sorted(rule.arguments - {"language"})
            if "GET" not in rule.methods or rule.endpoint == "static" or {"token", "path", "filename"} & set(names):
                continue
            for values in product(*(known.get(name, NUMBERS) for name in names)):
                try:
                    yield adapter.build(rule.endpoint, {**dict(zip(names, values, strict=True)), "language": "en"})
                except Exception:
                    continue
