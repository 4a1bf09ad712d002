"""Small numbers of people are not told: a cell under ten could point to a neighbour. Values in, values out."""

from collections.abc import Mapping

LEAST = 10


def told(counts: Mapping[str, int], least: int = LEAST) -> dict[str, int | None]:
    """The counts by cell, with None where one is not told.

    A cell under `least` is not told, and neither is one that follows from the others and the public total: besides a
    small cell the smallest of the rest is kept back as well, until the cells that are kept back hold together at least
    `least` people and are two or more.
    """
    if all(count >= least for count in counts.values()):
        return dict(counts)
    kept_back = {name for name, count in counts.items() if count < least}
    rest = sorted((name for name in counts if name not in kept_back), key=lambda name: (counts[name], name))
    while rest and (len(kept_back) < 2 or sum(counts[name] for name in kept_back) < least):
        kept_back.add(rest.pop(0))
    return {name: None if name in kept_back else count for name, count in counts.items()}
