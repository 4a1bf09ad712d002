"""What the committee announces, inside the transaction of the act.

decided: sender = the Decision; proposal = its Proposal, already in its new state.
resumed: sender = the Proposal that came back from its deferral.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

decided = signal("committee.decided")
resumed = signal("committee.resumed")

verbs.update(
    {
        "proposal.accepted": N_("The committee accepted a proposal"),
        "proposal.accepted_in_part": N_("The committee accepted a proposal in part"),
        "proposal.declined": N_("The committee declined a proposal"),
        "proposal.deferred": N_("The committee deferred a proposal"),
        "proposal.resumed": N_("A deferred proposal is back on the committee's agenda"),
        "answer.taken": N_("A member of the committee prepares the answer"),
    }
)
