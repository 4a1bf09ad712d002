"""How far matters have come in an action area: one form and one word, the same on the map and in lists."""

from dataclasses import dataclass

from veche.core.policy import N_


@dataclass(frozen=True)
class State:
    """`cell` is the class on the map, `tone` that of the label, `form` the symbol, `words` an English msgid."""

    cell: str
    tone: str
    form: str
    words: str


QUIET = State("s0", "off", "m-none", N_("Quiet so far"))
TALKED = State("s1", "", "j-1", N_("Being discussed"))
GATHERS = State("s2", "", "j-2", N_("Gathers support"))
VOTE = State("s3", "vote", "j-3", N_("Voting is open"))
ANSWER = State("s4", "wait", "j-4", N_("The committee prepares an answer"))
WORK = State("s5", "wait", "j-5", N_("An action is in progress"))
RESULT = State("s6", "done", "j-6", N_("There is a result"))
LATE = State("late", "late", "m-late", N_("Something is overdue"))
ALL = (QUIET, TALKED, GATHERS, VOTE, ANSWER, WORK, RESULT, LATE)
_NOW = {"support": GATHERS, "vote": VOTE, "answer": ANSWER}
_WORK = {"work": WORK, "done": RESULT}


def state(texts: int, actions: int, now: str | None = None, work: str | None = None) -> State:
    """What matters most: an open vote or an owed answer, then work, then a result, then talk.

    texts: threads and proposals; now: "vote", "answer", "support" or nothing; work: "work", "done" or nothing.
    """
    if now in {"vote", "answer"}:
        return _NOW[now]
    if work in _WORK:
        return _WORK[work]
    if now in _NOW:
        return _NOW[now]
    return TALKED if texts or actions else QUIET
