"""Roles that act only behind a second step of signing in, and when they sleep."""

from veche.core.settings import declare, setting

ALONE = "password"  # a session begun by this and nothing else


def _roles(text: str) -> str:
    from veche.accounts.models import ROLES

    unknown = set(_named(text)) - {"none", *ROLES}
    if unknown:
        raise ValueError(f"there is no role {', '.join(sorted(unknown))}; known: {', '.join(ROLES)}, or none")
    return text


def _named(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


declare(
    "SECOND_STEP_ROLES",
    "moderator,committee,admin,desk",
    "Roles that act only after a second step of signing in, with commas between them; or none.",
    _roles,
)


def guarded() -> frozenset[str]:
    """The roles that need a second step here."""
    return frozenset(_named(setting("SECOND_STEP_ROLES"))) - {"none"}


def asleep(held: frozenset[str], proved_by: str, guarded: frozenset[str]) -> frozenset[str]:
    """Which of the held roles do not act in a session that was begun so ('': not here by a session)."""
    return held & guarded if proved_by == ALONE else frozenset()
