"""What curating announces, inside the transaction of the act.

curated: sender = the Curation. undone: sender = the Curation, already marked as undone.
"""

from blinker import Signal

from veche.core.journal import verbs
from veche.core.policy import N_

curated = Signal("a moderator curated a text")
undone = Signal("an act of curating was undone")

# The verb of each sort of act, with the words under which journal and log show it.
VERBS = {
    "move": "thread.moved",
    "merge": "thread.merged",
    "split": "thread.split",
    "pin": "thread.pinned",
    "unpin": "thread.unpinned",
    "feature": "thread.featured",
    "unfeature": "thread.unfeatured",
    "summary": "thread.summarised",
    "take_back": "thread.summary_taken_back",
    "conclusion": "thread.concluded",
    "reopen": "thread.reopened",
}
PROPOSAL_MOVED = "proposal.moved"
UNDONE = "curation.undone"

verbs.update(
    {
        "thread.moved": N_("Discussion moved to another action area"),
        "thread.merged": N_("Discussion merged into another one"),
        "thread.split": N_("Messages split off into a discussion of their own"),
        "thread.pinned": N_("Discussion pinned"),
        "thread.unpinned": N_("Discussion unpinned"),
        "thread.featured": N_("Discussion featured"),
        "thread.unfeatured": N_("Discussion no longer featured"),
        "thread.summarised": N_("Summary of a discussion written"),
        "thread.summary_taken_back": N_("Summary of a discussion taken back"),
        "thread.concluded": N_("Discussion closed with a conclusion"),
        "thread.reopened": N_("Discussion opened again by a moderator"),
        "proposal.moved": N_("Proposal moved to another action area"),
        "curation.undone": N_("An act of a moderator undone"),
        # Entries written before closing needed a conclusion.
        "thread.locked": N_("Discussion closed by a moderator"),
        "thread.unlocked": N_("Discussion opened again by a moderator"),
    }
)

# The public log of moderation tells every one of these.
LOGGED = (*VERBS.values(), PROPOSAL_MOVED, UNDONE)
