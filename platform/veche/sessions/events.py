"""What sessions announce, inside the transaction of the act.

taken_back: sender = the Person, locked, whose former e-mail took a change back; `since`: when it had been changed. What
was added to the account about then may be an intruder's.
"""

from blinker import signal

taken_back = signal("sessions.taken_back")
