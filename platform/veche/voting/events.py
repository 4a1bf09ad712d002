"""What voting announces, inside the transaction of the act.

cast: sender = the Ballot's Proposal; person = who; is_new = whether it is their first ballot here. Never the choice.
closed: sender = the Tally; proposal = its Proposal, already in its new state.
"""

from blinker import signal

from veche.core.journal import verbs
from veche.core.policy import N_

cast = signal("voting.cast")
closed = signal("voting.closed")

verbs["vote.closed"] = N_("Voting closed")
