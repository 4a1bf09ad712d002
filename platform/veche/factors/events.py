"""What is said of second steps in the journal: that one came or went, never a secret nor a name."""

from veche.core import journal
from veche.core.policy import N_

journal.verbs.update(
    {
        "factor.added": N_("Second step of signing in added"),
        "factor.removed": N_("Second step of signing in removed"),
        "factor.renewed": N_("Recovery codes renewed"),
        "factor.reset": N_("Second step of signing in reset"),
    }
)
