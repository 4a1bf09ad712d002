"""What proposals announce, inside the transaction of the act.

opened: sender = the Proposal. changed: sender = the Proposal, already with its new text.
moved: sender = the Proposal in its new state; before = the state it left.
supported, unsupported: sender = the Proposal; person = who. argued: sender = the Argument.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

opened = signal("proposals.opened")
changed = signal("proposals.changed")
moved = signal("proposals.moved")
supported = signal("proposals.supported")
unsupported = signal("proposals.unsupported")
argued = signal("proposals.argued")

verbs.update(
    {
        "proposal.opened": N_("Proposal published"),
        "proposal.edited": N_("Proposal given a new text"),
        "proposal.coauthor_joined": N_("A co-author joined the proposal"),
        "proposal.coauthor_left": N_("A co-author left the proposal"),
        "proposal.withdrawn": N_("Proposal withdrawn by its author"),
        "proposal.dormant": N_("Support not gathered in time, the proposal sleeps"),
        "proposal.revived": N_("Proposal revived by its author"),
        "action.tied": N_("Proposal tied to an action"),
        "action.untied": N_("Tie of a proposal and an action taken back"),
        "vote.opened": N_("Voting opened, the text is frozen"),
    }
)
