"""Showing once more who one is by a code of the app or by a passkey, beside the password."""

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.factors import challenges, passkeys, queries, services, sites
from veche.sessions import ways


def _by_passkey(person: Person, answer: str) -> bool:
    try:
        return passkeys.enter(answer, challenges.take(challenges.ENTER)).id == person.id
    except Unacceptable:
        return False


ways.offer(
    ways.Way(
        "code",
        offered=lambda person: queries.means(person).has_app,
        template="factors/_by_code.html",
        accepts=services.proves,
        wrong=services.NO_FIT,
    )
)
ways.offer(
    ways.Way(
        "passkey",
        offered=lambda person: sites.offered() and queries.means(person).passkeys > 0,
        template="factors/_by_passkey.html",
        accepts=_by_passkey,
        wrong=passkeys.NO_FIT,
    )
)
