"""What accounts announce.

consented: sender = the Person who signed up, inside the transaction.
"""

from blinker import signal

consented = signal("accounts.consented")
