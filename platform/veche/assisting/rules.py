"""How long a visit lasts, and what an assisted person must have told. Values in, values out."""

from datetime import timedelta

from veche.core.policy import N_

VISIT = timedelta(minutes=30)
AGE_BANDS = ("16-17", "18-31", "over-31")
PARTICIPANT = N_("Participant of a desk %(number)s")
HAS_OWN = N_("The resident with this document has an account of their own and takes part there.")
NEEDS_AGE = N_("This person is here for the first time: ask for the age.")
NEEDS_CONSENT = N_("This person is here for the first time: without the signed consent nothing is entered.")
SUPPORTS = N_("This person supports the proposal already.")
NO_SUPPORT = N_("This person does not support the proposal.")


def missing(age_band: str, consented: bool) -> dict[str, str]:
    """What a first visit lacks: the field and why."""
    lacks = {} if age_band in AGE_BANDS else {"age_band": NEEDS_AGE}
    return lacks if consented else {**lacks, "consent": NEEDS_CONSENT}
