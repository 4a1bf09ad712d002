"""The verbs of moderation in one place, for whoever calls them: each is kept in the file of its matter."""

from veche.moderation.cases import claim, release, take_up
from veche.moderation.confirming import agree, propose_ban, propose_removal, refuse
from veche.moderation.flags import flag
from veche.moderation.lapsing import lapse_due
from veche.moderation.measures import approve, hide, leave, restore
from veche.moderation.notes import delete_note, note
from veche.moderation.people import lift, mute, warn
from veche.moderation.redacting import redact
from veche.moderation.taking_back import take_back

__all__ = [
    "agree",
    "approve",
    "claim",
    "delete_note",
    "flag",
    "hide",
    "lapse_due",
    "leave",
    "lift",
    "mute",
    "note",
    "propose_ban",
    "propose_removal",
    "redact",
    "refuse",
    "release",
    "restore",
    "take_back",
    "take_up",
    "warn",
]
