"""Throttling of whatever proves who somebody is: passwords, codes, links that are asked for.

    throttle.check("sign-in", email)        counts the try as failed; raises TooMany
    ... look at the password, outside any transaction ...
    throttle.passed("sign-in", email)       it was right: the try counts no longer

A try that is never said to have passed has failed. `account` is the typed e-mail or the person; `what` is a short name
of the proof ("sign-in", "prove", "code"), and each is counted by itself.
"""

from datetime import timedelta
from math import ceil

from flask import Response, request

from veche.accounts.models import Person
from veche.core import clock, keyed, protocol
from veche.core.languages import clock_time, ngettext
from veche.sessions import attempts, devices
from veche.sessions.attempts import TooMany

__all__ = ["TooMany", "account_of", "are_many", "check", "later", "passed", "words"]

Account = str | Person
MOST_LETTERS = 10
DIGITS = 32  # of a digest, as many as tell accounts and sources apart


def check(what: str, account: Account) -> None:
    """One more try at the account from here; it counts as failed unless `passed` follows. Raises TooMany."""
    key = account_of(account)
    number = devices.known_here(key)
    attempts.count(what, key, source(number), known=bool(number))


def passed(what: str, account: Account) -> None:
    """The proof was right."""
    key = account_of(account)
    attempts.forget(what, key, source(devices.known_here(key)))


def account_of(account: Account) -> str:
    """The keyed digest of an account, the same for a person and for their e-mail as it is typed."""
    name = account if isinstance(account, str) else account.email or f"person:{account.id}"
    return keyed.digest("sessions.account", name.strip().lower())[:DIGITS]


def source(number: str) -> str:
    """A known browser by itself; any other by its network, so that one household is one source."""
    return keyed.digest("sessions.source", number or network(request.remote_addr or ""))[:DIGITS]


def network(address: str) -> str:
    """The /24 of an IPv4 address, the /64 of an IPv6 one; what is no address is a source of its own."""
    return protocol.network(address, ipv4_bits=24)


def words(problem: TooMany) -> str:
    """«Too many attempts. Try again at 14:35 (in 3 minutes).»"""
    minutes = max(1, ceil((problem.until - clock.now()).total_seconds() / 60))
    whole = problem.until + timedelta(seconds=59)  # a time without seconds, at which it is really over
    return ngettext(
        "Too many attempts. Try again at %(time)s, in %(num)s minute.",
        "Too many attempts. Try again at %(time)s, in %(num)s minutes.",
        minutes,
        time=clock_time(whole),
    )


def later(response: Response, problem: TooMany) -> Response:
    """Say to programs as well when the next try is let through."""
    response.headers["Retry-After"] = str(max(1, ceil((problem.until - clock.now()).total_seconds())))
    return response


def are_many(what: str, account: Account) -> bool:
    """Whether so many letters were asked for that another would only fill a mailbox: the last ones still work."""
    return attempts.how_many(what, account_of(account)) > MOST_LETTERS
