"""What indicators announce, inside the transaction of the act, and what is written in the journal of them.

recorded: sender = the new Measurement.
withdrawn: sender = the Measurement that counts no more.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

recorded = signal("indicators.value_recorded")
withdrawn = signal("indicators.value_withdrawn")

verbs.update(
    {
        "indicators.loaded": N_("Indicators loaded"),
        "indicator.added": N_("Indicator added"),
        "indicator.edited": N_("Definition of an indicator changed"),
        "indicator.retired": N_("Indicator retired"),
        "indicator.measured": N_("Value of an indicator recorded"),
        "indicator.value_withdrawn": N_("Value of an indicator withdrawn"),
    }
)
