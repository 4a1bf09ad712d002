"""What moderation announces, inside the transaction of the act.

acted: sender = the Act, when it takes effect (at once, or when a second moderator agrees).
taken_back: sender = the Act that holds no longer: undone, lapsed, or overturned by an appeal.
"""

from blinker import signal

acted = signal("moderation.acted")
taken_back = signal("moderation.taken_back")
