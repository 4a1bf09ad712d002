"""How long sessions last, how fresh a proof is, and when somebody who keeps failing may try again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=1)
LONGEST_PAUSE = timedelta(minutes=15)
FREE, ALARM, PER_SOURCE = 5, 20, 50
STAFF = frozenset({"moderator", "committee", "desk", "admin"})


@dataclass(frozen=True)
class Tries:
    """What failed within the last hour, oldest first.

    pair: of this account from this source. account: how many from anywhere. source: of this source, over all accounts.
    known: the source is a browser in which the account's owner has signed in before.
    """

    pair: Sequence[datetime] = ()
    account: int = 0
    source: Sequence[datetime] = ()
    known: bool = False


def wait_until(tries: Tries, now: datetime) -> datetime | None:
    """When the next try is let through; None: at once.

    After five failures of a pair the pauses double from a minute up to fifteen. What others fail at never stops the
    owner: a known browser is counted by itself, and while an account is under attack every other source still has a
    first try and then one each fifteen minutes.
    """
    pauses = [until for until in (_pair(tries), _source(tries)) if until and until > now]
    return max(pauses, default=None)


def _pair(tries: Tries) -> datetime | None:
    attacked = tries.account >= ALARM and not tries.known
    failed, free = len(tries.pair), 1 if attacked else FREE
    if failed < free:
        return None
    doubled = timedelta(minutes=2 ** min(failed - free, 10))
    return tries.pair[-1] + (LONGEST_PAUSE if attacked else min(doubled, LONGEST_PAUSE))


def _source(tries: Tries) -> datetime | None:
    if tries.known or len(tries.source) < PER_SOURCE:
        return None
    return tries.source[-PER_SOURCE] + WINDOW


@dataclass(frozen=True)
class Limits:
    """How long a session may rest unused, and how long it may last at all."""

    idle: timedelta
    absolute: timedelta


def is_over(limits: Limits, began_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has rested or lasted too long."""
    return now - seen_at >= limits.idle or now - began_at >= limits.absolute
