"""The ways to show once more who one is: the password here; higher features add codes and keys."""

from collections.abc import Callable
from dataclasses import dataclass

from veche.accounts.models import Person
from veche.accounts.passwords import is_password_of
from veche.core.policy import N_


@dataclass(frozen=True)
class Way:
    """One way. `name` stands in the form as `way`; what proves is typed into its field `proof`, which is never kept.

    offered: whether this person has it. template: its fields and its button, rendered inside the form with `way`.
    accepts: whether the proof is right; it runs outside any transaction, and after the tries were counted. wrong: an
    English msgid, what is said when it is not.
    """

    name: str
    offered: Callable[[Person], bool]
    template: str
    accepts: Callable[[Person, str], bool]
    wrong: str


_ways: list[Way] = []


def offer(way: Way) -> None:
    """Add a way; it stands on the page below those that were there before."""
    _ways.append(way)


def of(person: Person) -> list[Way]:
    """The ways that this person has."""
    return [way for way in _ways if way.offered(person)]


offer(
    Way(
        "password",
        offered=lambda person: person.password_hash is not None,
        template="sessions/_by_password.html",
        accepts=lambda person, proof: is_password_of(person, proof[:129]),
        wrong=N_("This is not your password. Try again, or ask for a new one."),
    )
)
