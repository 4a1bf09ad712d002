"""What residents announce, inside the transaction of the act.

lost: sender = the Person, locked, who is a verified resident no longer: the verification was withdrawn or moved to
another account. What they support and vote in is taken back as far as it is still open, so that nobody counts twice.
"""

from blinker import signal

lost = signal("residents.lost")
