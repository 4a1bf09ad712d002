"""What oversight announces, inside the transaction of the act.

lodged: sender = the Appeal. decided: sender = the Appeal with its outcome.
"""

from blinker import signal

lodged = signal("oversight.appeal_lodged")
decided = signal("oversight.appeal_decided")
