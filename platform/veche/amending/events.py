"""What the journal says of amendments: each entry is on the proposal and names the amendment by its number."""

from veche.core.journal import verbs
from veche.core.policy import N_

verbs.update(
    {
        "amendment.proposed": N_("Amendment proposed"),
        "amendment.accepted": N_("Amendment taken up into the text"),
        "amendment.declined": N_("Amendment declined, with reasons"),
        "amendment.withdrawn": N_("Amendment withdrawn by its author"),
    }
)
