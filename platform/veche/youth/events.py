"""What the youth council announces, inside the transaction of the act.

published: sender = the Opinion; proposal = its Proposal; changed = whether it replaced an earlier text.
backed: sender = the Proposal; the number of members behind it changed.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

published = signal("youth.opinion_published")
backed = signal("youth.backed")

verbs.update(
    {
        "opinion.published": N_("The youth council gave its opinion"),
        "opinion.changed": N_("The youth council changed its opinion"),
        "youth.backed": N_("A member of the youth council backed the proposal"),
        "youth.unbacked": N_("A member of the youth council took the backing back"),
    }
)
