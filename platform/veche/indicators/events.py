"""What is written in the journal of indicators."""

from veche.core.journal import verbs
from veche.core.policy import N_

verbs.update({"indicators.loaded": N_("Indicators loaded")})
