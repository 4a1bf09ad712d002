"""What a person must be before anything else is asked; every feature's policy begins with these."""

from typing import Any, Protocol

from veche.accounts.rules import widens
from veche.core import clock
from veche.core.policy import N_, Refusal, act


class Actor(Protocol):
    """Whoever acts: a Person, or Anybody."""

    id: Any

    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def is_confirmed(self) -> bool: ...
    @property
    def is_resident(self) -> bool: ...
    @property
    def is_authenticated(self) -> bool: ...


class Anybody:
    """A reader who has not signed in."""

    id = None
    roles: frozenset[str] = frozenset()
    asleep: frozenset[str] = frozenset()
    is_confirmed = False
    is_resident = False
    is_authenticated = False
    is_active = False
    is_anonymous = True
    sees_hidden = False
    language = None

    def get_id(self) -> None:
        return None


ONLY_FOR = {
    "moderator": N_("This is for moderators."),
    "committee": N_("This is for members of the committee."),
    "youth_council": N_("This is for members of the youth council."),
    "body_officer": N_("This is for officers of the responsible body."),
    "desk": N_("This is for the staff of a verification desk."),
    "admin": N_("This is for administrators."),
}


LEFT = N_("This account is closed: whoever it was has left.")


def signed_in(actor: Actor) -> Refusal | None:
    if getattr(actor, "left_at", None):
        return Refusal(LEFT)
    return None if actor.is_authenticated else Refusal(N_("Sign in to do this."))


ANSWER_CONSENT = N_(
    "The text about personal data asks for more than before: read it on your page, and answer it first."
)
UNCONFIRMED = N_("Confirm your e-mail first: the link is in our letter.")
NO_CONSENT = N_("Your parent or guardian has not consented yet: the link is in our letter to them.")
CONSENT_WITHDRAWN = N_(
    "Your parent or guardian has withdrawn their consent, so until they give it again you only read."
)


def why_unconfirmed(actor: Any) -> str:
    """What is missing before a person may write: the own e-mail confirmed, or a representative's consent."""
    if getattr(actor, "confirmed_at", None) is None or not getattr(actor, "needs_consent", False):
        return UNCONFIRMED
    return CONSENT_WITHDRAWN if actor.representative_withdrew_at else NO_CONSENT


BANNED = N_("Two moderators have banned you. You can still read, appeal, take your data along and delete your account.")
MUTED = N_("By a moderator’s decision you cannot write until %(until)s. You can read, support and vote as before.")


def unbanned(actor: Any) -> Refusal | None:
    """Not banned: whoever is neither writes, nor supports, nor votes, nor acts by a role."""
    return Refusal(BANNED) if getattr(actor, "banned_at", None) else None


def unmuted(actor: Any) -> Refusal | None:
    """Not silent for a time; the silence ends by its date."""
    until = getattr(actor, "muted_until", None)
    return Refusal(MUTED, until=until) if until and until > clock.now() else None


def restraint(actor: Any) -> Refusal | None:
    """What a moderator's measure keeps this person from now, in words."""
    return unbanned(actor) or unmuted(actor)


def _known(actor: Actor) -> Refusal | None:
    against = None if actor.is_confirmed else Refusal(why_unconfirmed(actor))
    return signed_in(actor) or against or unbanned(actor) or consents(actor)


def confirmed(actor: Actor) -> Refusal | None:
    """A confirmed e-mail, under 16 with a representative's consent, neither silent nor banned: enough to write."""
    return _known(actor) or unmuted(actor)


def consents(actor: Actor) -> Refusal | None:
    """Consented to all that is done with the data: who has not answered a wider text only reads."""
    version = getattr(actor, "consent_version", None)
    return Refusal(ANSWER_CONSENT) if version is not None and widens(version) else None


def resident(actor: Actor) -> Refusal | None:
    """A verified resident: supports and votes, also while silent."""
    against = None if actor.is_resident else Refusal(N_("Support and votes are for verified residents of the city."))
    return _known(actor) or against


def holds(actor: Actor, *roles: str) -> Refusal | None:
    """One of the roles, and not banned; the refusal names the first."""
    against = None if actor.roles & set(roles) else Refusal(ONLY_FOR[roles[0]])
    return signed_in(actor) or against or unbanned(actor)


@act("account.own")
def own(actor: Actor, _subject: Any) -> Refusal | None:
    return signed_in(actor)


@act("account.administer")
def administer(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "admin")
