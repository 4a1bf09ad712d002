"""What is written in the journal of bodies."""

from veche.core.journal import verbs
from veche.core.policy import N_

verbs.update(
    {
        "body.added": N_("Responsible body added"),
        "body.edited": N_("Entry of a body in the register changed"),
        "body.officer_named": N_("Officer of a body named"),
        "body.officer_dismissed": N_("Officer of a body dismissed"),
    }
)
