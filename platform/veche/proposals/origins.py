"""What a new proposal may grow from besides a thread: a higher feature says what it begins with and drafts it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from veche.core.forms import whole
from veche.proposals.models import Proposal


@dataclass(frozen=True)
class Beginning:
    """What the form of a new proposal begins with. `key` ("amendment:12") is carried by the form; `words` and the link
    to `url` with `source` say where it comes from; `draft` takes what services.draft takes and remembers the origin."""

    key: str
    title: str
    area: str
    text: str
    language: str
    words: str
    url: str
    source: str
    draft: Callable[..., Proposal]


# By the name of the query's argument: what the reader may begin from the thing with this number, or None.
origins: dict[str, Callable[[int], Beginning | None]] = {}


def asked(query: Mapping[str, str]) -> Beginning | None:
    """The beginning that an address such as ?amendment=12 asks for."""
    return next((found for name in origins if name in query and (found := of_key(f"{name}:{query[name]}"))), None)


def of_key(key: str) -> Beginning | None:
    """The beginning of a form that was sent; None when it asks for none, or may not have it."""
    name, _, number = key.partition(":")
    return origins[name](whole(number)) if name in origins and whole(number) else None
