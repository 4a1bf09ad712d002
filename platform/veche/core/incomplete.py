"""What rules say of what was typed and does not suffice."""

from collections.abc import Sequence


class Incomplete(ValueError):
    """Something lacks what it needs: the names of the fields in `missing`."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("missing: " + ", ".join(missing))
        self.missing = list(missing)
