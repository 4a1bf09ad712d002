"""What the forum announces. Each signal is sent inside the transaction of the act, with the row as its sender."""

from blinker import Signal

from veche.core import journal
from veche.core.policy import N_

# sender: Thread, with its opening post as `post`.
thread_opened = Signal("a thread was opened")
# sender: Post. Its thread's counters are already raised.
post_added = Signal("a post was added")
# sender: Post with its new text; the earlier one is the PostEdit of version - 1.
post_edited = Signal("a post was edited")

journal.verbs["thread.opened"] = N_("Discussion started")
