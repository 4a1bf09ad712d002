"""What the committee announces, inside the transaction of the act.

decided: sender = the Decision; proposal = its Proposal, already in its new state.
resumed: sender = the Proposal that came back from its deferral.
taken_up: sender = the TakingUp that a second member agreed to; proposal = its Proposal, in review by now.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

decided = signal("committee.decided")
resumed = signal("committee.resumed")
taken_up = signal("committee.taken_up")

verbs.update(
    {
        "proposal.accepted": N_("The committee accepted a proposal"),
        "proposal.accepted_in_part": N_("The committee accepted a proposal in part"),
        "proposal.declined": N_("The committee declined a proposal"),
        "proposal.deferred": N_("The committee deferred a proposal"),
        "proposal.resumed": N_("A deferred proposal is back on the committee's agenda"),
        "answer.taken": N_("A member of the committee prepares the answer"),
        "position.taken": N_("A member of the committee recorded a position"),
        "position.replaced": N_("A member of the committee replaced a position"),
        "recusal.declared": N_("A member of the committee declared an interest"),
        "letter.handed_over": N_("The letter waits for its second reader"),
        "letter.approved": N_("The second reader approved the letter"),
        "letter.returned": N_("The second reader returned the letter"),
        "taking.proposed": N_("A member proposed to take up a proposal without a vote"),
        "taking.seconded": N_("The committee took up a proposal without a vote"),
    }
)
