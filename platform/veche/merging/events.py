"""What the journal calls the steps of a merge. The words about consent stand with the source; what changed a proposal
stands with that proposal."""

from veche.core.journal import verbs
from veche.core.policy import N_

verbs.update(
    {
        "merge.proposed": N_("Merging with another proposal proposed"),
        "merge.agreed": N_("Authors agreed to merging"),
        "merge.declined": N_("Authors declined merging"),
        "merge.withdrawn": N_("Proposal to merge taken back"),
        "merge.stood_in": N_("A moderator agreed to merging in the place of silent authors"),
        "merge.done": N_("Merged into another proposal"),
        "merge.received": N_("Another proposal merged into this one"),
        "merge.undone": N_("Merging undone, the proposal gathers support again"),
        "merge.released": N_("Merging undone, the other proposal stands by itself again"),
    }
)
