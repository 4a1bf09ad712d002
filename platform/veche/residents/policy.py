"""Who may become a resident, and who works at a desk."""

from typing import Any

from veche.accounts.policy import Actor, confirmed, holds, signed_in
from veche.core.journal import verbs
from veche.core.policy import N_, Refusal, act

verbs.update(
    {
        "desk.opened": N_("Verification desk opened"),
        "desk.changed": N_("Verification desk changed"),
        "desk.closed": N_("Verification desk closed"),
        "desk.staffed": N_("Staff of a desk named"),
        "desk.unstaffed": N_("Staff of a desk dismissed"),
        "sheet.printed": N_("Sheet of codes printed"),
        "sheet.revoked": N_("Sheet of codes revoked"),
        "code.revoked": N_("Code of a desk revoked"),
        "code.bound": N_("Code handed out against a document"),
        "code.used": N_("Code of a desk used: a resident verified"),
        "resident.verified": N_("Resident verified by another way"),
        "resident.moved": N_("Verification moved to another account of the same resident"),
        "resident.withdrawn": N_("Verification withdrawn by the resident"),
        "identity.checked": N_("Identifier checked against the keyed hashes"),
    }
)

ALREADY = N_("You are a verified resident already.")
NOT_YET = N_("You are not a verified resident.")
NOT_HERE = N_("You are not on the staff of this desk.")
CLOSED = N_("This desk is closed.")


@act("resident.become")
def become(actor: Actor, _subject: Any) -> Refusal | None:
    return confirmed(actor) or (Refusal(ALREADY) if actor.is_resident else None)


@act("resident.withdraw")
def withdraw(actor: Actor, _subject: Any) -> Refusal | None:
    return signed_in(actor) or (None if getattr(actor, "verified_at", None) else Refusal(NOT_YET))


@act("desk.administer")
def administer(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "admin")


@act("desk.work")
def work(actor: Actor, desk: Any) -> Refusal | None:
    """The staff of an open desk; without a desk, whether one works at any."""
    return holds(actor, "desk") or (_here(actor, desk) if desk else None)


def _here(actor: Actor, desk: Any) -> Refusal | None:
    if actor.id not in desk.staff_ids:
        return Refusal(NOT_HERE)
    return Refusal(CLOSED) if desk.closed_at else None
