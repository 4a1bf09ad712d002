"""What newcomers' texts announce, inside the transaction of the act.

first_shown: sender = a text that waited and that everybody sees from now on; whatever was put off is done now.
"""

from blinker import signal

first_shown = signal("newcomers.first_shown")
