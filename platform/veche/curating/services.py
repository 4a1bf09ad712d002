"""The verbs of curating, each in one transaction; every one of them can be undone."""

from veche.curating.areas import move_proposal, move_thread
from veche.curating.marks import feature, pin
from veche.curating.merges import merge
from veche.curating.notes import conclude, reopen, summarise, take_back
from veche.curating.splits import split
from veche.curating.undoing import undo

__all__ = [
    "conclude",
    "feature",
    "merge",
    "move_proposal",
    "move_thread",
    "pin",
    "reopen",
    "split",
    "summarise",
    "take_back",
    "undo",
]
