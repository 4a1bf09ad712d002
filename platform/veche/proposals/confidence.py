"""How sure one may be that an argument helps: the order of the columns. Values in, values out."""

import math
from collections.abc import Callable
from typing import Any

# The quantile of the normal distribution for an interval of 95 %.
Z = 1.96


def wilson(hits: Any, trials: Any, root: Callable[[Any], Any] = math.sqrt) -> Any:
    """The lower end of Wilson's score interval for a share of `hits` in `trials` (at least 1).

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22 (1927), 209-212. It is written without branches, so that the database computes the very
    same from columns.
    """
    return (hits + Z * Z / 2 - Z * root(hits * (trials - hits) / trials + Z * Z / 4)) / (trials + Z * Z)


def lower_bound(helpful: int, readers: int) -> float:
    """What share of the readers finds the argument helpful, at the least, with 95 % confidence; 0 where none does.

    Two of two weigh less than twenty of twenty-five, and an early argument gains nothing by its age: whoever came
    before a later one stood there is no reader of that one.
    """
    return float(wilson(float(helpful), float(max(readers, helpful)))) if helpful else 0.0
