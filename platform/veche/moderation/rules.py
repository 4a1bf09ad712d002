"""What a case weighs, how long it may wait, what can be done in it: values in, values out."""

from datetime import timedelta

from veche.core.policy import N_
from veche.moderation.clauses import (
    SHORTEST_FACTS,
    Chapter,
    Clause,
    Unfounded,
    anchor,
    chapters,
    clause,
    ground,
    grounds,
    require_facts,
)
from veche.moderation.reasons import INSTEAD, REASONS, of_kind

__all__ = [
    "INSTEAD",
    "REASONS",
    "SHORTEST_FACTS",
    "Chapter",
    "Clause",
    "Unfounded",
    "anchor",
    "chapters",
    "clause",
    "ground",
    "grounds",
    "of_kind",
    "require_facts",
]
LONGEST_FACTS = 1000
LONGEST_NOTE = 1000
CLAIM = timedelta(minutes=15)

KINDS = {
    "post": N_("post"),
    "thread": N_("thread"),
    "proposal": N_("proposal"),
    "argument": N_("argument"),
    "amendment": N_("amendment"),
    "condition": N_("condition of support"),
    "youth_thread": N_("youth space"),
    "youth_post": N_("youth space"),
}
# Of these texts nothing is said in public but that there was one: no words, and no facts about them.
UNTOLD = frozenset({"youth_thread", "youth_post"})
MEASURES = {
    "approve": N_("Show it to the others"),
    "hide": N_("Hide"),
    "leave": N_("Leave it: no breach"),
    "restore": N_("Restore"),
    "remove": N_("Remove: a second moderator has to agree"),
    "warn": N_("Warn the author"),
    "mute": N_("Silence the author for some days"),
    "ban": N_("Ban the author: a second moderator has to agree"),
    "lift": N_("Let the author write again"),
    "agree": N_("Agree"),
    "refuse": N_("Do not agree"),
}
# What each measure will do, said before it is taken.
MEANS = {
    "approve": N_("Everybody can read it from now on. After a few such texts the author’s next ones no longer wait."),
    "hide": N_(
        "A line with the clause stands in its place; only the author and moderators read it. It can be restored, and"
        " the author can appeal."
    ),
    "leave": N_("The text stays as it is. Whoever reported it learns so by letter."),
    "restore": N_("Everybody can read it again. The author learns of it by letter."),
    "remove": N_(
        "It is hidden at once. When a second moderator agrees, nobody reads it any more, not even the author; otherwise"
        " it is shown again."
    ),
    "warn": N_("Only a letter with the clause and your words. The text stays as it is."),
    "mute": N_("The author writes nothing for so many days; supporting and voting stay. It ends by itself."),
    "ban": N_(
        "When a second moderator agrees, the author neither writes nor supports nor votes, and every session ends. To"
        " read, to appeal and to take the own data along stays possible."
    ),
    "lift": N_("Silence or ban ends at once, and the author learns of it by letter."),
    "agree": N_("The measure takes effect in full, and the author learns of it by letter."),
    "refuse": N_("The measure ends at once: what was hidden or suspended for it is restored. Both learn your reasons."),
}
DONE = {
    "hide": N_("Hidden"),
    "restore": N_("Restored"),
    "leave": N_("Left as it is"),
    "approve": N_("Looked at and shown"),
    "remove": N_("Removed"),
    "redact": N_("Personal data taken out"),
    "warn": N_("Author warned"),
    "mute": N_("Author silenced"),
    "ban": N_("Author banned"),
    "lift": N_("Author may write again"),
}
STATES = {
    "done": N_("in force"),
    "proposed": N_("waits for a second moderator"),
    "refused": N_("the second moderator did not agree"),
    "lapsed": N_("lapsed unconfirmed"),
    "undone": N_("taken back"),
}
# A restriction names a clause; what shows a text, or leaves it, does not.
NEEDS_CLAUSE = frozenset({"hide", "remove", "warn", "mute", "ban"})
ON_AUTHORS = ("warn", "mute", "ban")
LONGEST_SILENCE = 30
UNDO_BATCH = timedelta(hours=24)
HEAVIEST = 3
_SEVERITY = {"threat": HEAVIEST, "child_safety": HEAVIEST, "personal_data": 2}
_TARGETS = {3: timedelta(hours=2)}
_USUAL_TARGET = timedelta(hours=24)
APPEAL_TARGET = timedelta(hours=72)


def severity(reason: str, kind: str = "") -> int:
    """3 for a threat and for anything in the youth space, 2 for personal data, 1 for the rest: heavier cases stand
    first."""
    return HEAVIEST if kind in UNTOLD else _SEVERITY.get(reason, 1)


def told(kind: str, facts: str) -> dict[str, str]:
    """What the journal and the public log say of an act: its facts, unless they are about the youth space."""
    return {} if kind in UNTOLD else {"facts": facts}


def target(weight: int, cause: str = "flag") -> timedelta:
    """How soon a case of this severity and cause should be decided."""
    return APPEAL_TARGET if cause == "appeal" else _TARGETS.get(weight, _USUAL_TARGET)


def is_late(weight: int, waited: timedelta, cause: str = "flag") -> bool:
    return waited > target(weight, cause)


def measures(
    is_open: bool, visibility: str, cause: str = "flag", *, is_restrained: bool = False, waits_for_second: bool = False
) -> list[str]:
    """What can be done in a case now: by the text's visibility, whether the case still waits, and for what.

    is_restrained: the author is silent or banned now. waits_for_second: a measure on this text waits for a second
    moderator already, and nothing else that needs two is proposed meanwhile.
    """
    if cause == "confirm":
        return ["agree", "refuse"] if is_open else []
    if cause == "appeal":
        return []
    found = _on_text(is_open, visibility)
    if is_open or visibility in {"hidden", "removed"}:
        found += ON_AUTHORS
    found += ["lift"] if is_restrained else []
    return [one for one in found if not (waits_for_second and one in {"remove", "ban", "restore"})]


def is_redactable(is_open: bool, visibility: str, cause: str) -> bool:
    """Whether words can be taken out of the text now: while it waits for a decision, or is hidden."""
    return cause in {"flag", "newcomer"} and (visibility == "hidden" or is_open and visibility != "removed")


def _on_text(is_open: bool, visibility: str) -> list[str]:
    if visibility == "hidden":
        return ["restore", "remove"]
    if visibility == "removed" or not is_open:
        return []
    return ["approve", "hide", "remove"] if visibility == "pending" else ["hide", "leave", "remove"]
