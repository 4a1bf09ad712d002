"""Why a text may be reported: reasons that differ by what it is. To disagree is not one of them."""

from veche.core.policy import N_
from veche.moderation.clauses import Unfounded

REASONS = {
    "threat": N_("A threat"),
    "child_safety": N_("Somebody young may be in danger"),
    "insult": N_("An insult"),
    "personal_data": N_("Other people’s personal data"),
    "impersonation": N_("Somebody passes for another person"),
    "spam": N_("Advertising or repeats"),
    "off_topic": N_("Off the matter"),
    "wrong_side": N_("A reason that stands on the wrong side"),
    "other_passage": N_("It is not about this passage"),
    "bargain": N_("Support is offered for a favour"),
    "unlawful": N_("Forbidden by law"),
    "other": N_("Something else in the rules"),
}
_TALK = ("threat", "insult", "personal_data", "impersonation", "spam", "off_topic", "unlawful", "other")
_YOUTH = ("child_safety", "threat", "insult", "personal_data", "spam", "off_topic", "unlawful", "other")
_OF_KINDS = {
    "post": _TALK,
    "thread": _TALK,
    "proposal": _TALK,
    "argument": ("threat", "insult", "personal_data", "wrong_side", "spam", "off_topic", "unlawful", "other"),
    "amendment": ("threat", "insult", "personal_data", "other_passage", "spam", "unlawful", "other"),
    "condition": ("threat", "insult", "personal_data", "bargain", "spam", "unlawful", "other"),
    "youth_thread": _YOUTH,
    "youth_post": _YOUTH,
}
# What to do instead of reporting a text that one only disagrees with.
_IN_TALK = N_("You only disagree? Answer in the discussion: an opinion is not a breach, and no moderator hides one.")
INSTEAD = {
    "post": _IN_TALK,
    "thread": _IN_TALK,
    "proposal": N_(
        "You only disagree? Give an argument against and vote against: an opinion is not a breach, and no moderator"
        " hides one."
    ),
    "argument": N_(
        "You only disagree? Give an argument for the other side: an opinion is not a breach, and no moderator"
        " hides one."
    ),
    "amendment": N_(
        "You only disagree? Say why in an argument, or suggest other words: an opinion is not a breach, and no"
        " moderator hides one."
    ),
    "condition": N_(
        "You only disagree? Say why in an argument, or support without a condition: an opinion is not a breach, and no"
        " moderator hides one."
    ),
    "youth_thread": _IN_TALK,
    "youth_post": _IN_TALK,
}


def of_kind(kind: str) -> dict[str, str]:
    """The reasons that fit a text of this kind, with their words, in the order of the form."""
    return {code: REASONS[code] for code in _OF_KINDS[kind]}


def require_reason(kind: str, reason: str) -> None:
    """A reason belongs to the kind of the text that is reported."""
    if reason not in _OF_KINDS.get(kind, ()):
        raise Unfounded(f"no reason {reason} for a {kind}")
