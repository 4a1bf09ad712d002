"""A role is held from the first to the last day of its term, by its dates and not by a worker."""

from datetime import timedelta

import pytest

from veche.accounts.models import RoleGrant
from veche.core.clock import today


@pytest.mark.parametrize(
    ("since", "until", "held"),
    [
        (None, None, True),
        (0, None, True),
        (-5, 5, True),
        (0, 0, True),
        (None, 0, True),
        (None, -1, False),
        (-5, -1, False),
        (1, None, False),
        (1, 5, False),
    ],
)
def test_a_grant_is_in_office_from_its_first_to_its_last_day(since: int | None, until: int | None, held: bool) -> None:
    day = today()
    grant = RoleGrant(
        role="committee",
        since=None if since is None else day + timedelta(days=since),
        until=None if until is None else day + timedelta(days=until),
    )
    assert grant.is_in_office is held
