"""Whether a change of a text is small enough to be called wording, so that supports follow it. Values in, values out.

The author says «only the wording»; these rules hold the author to it. Figures and their signs stay the same and in
their order; a word gives way only to another form of itself or to itself without a slip of the pen; small words come
and go, and a very few others come, but none that says how many, whether one may, or the opposite. In doubt a change is
one of the matter: then people are asked.
"""

import re
from collections.abc import Iterator, Sequence

from veche.core.policy import N_, Refusal
from veche.core.stems import are_forms, function_words
from veche.proposals.changes import Run, paragraphs, runs
from veche.proposals.figures import LONGEST_TOKEN, figures, joined
from veche.proposals.telling import is_negation, is_telling

SHARE, AT_LEAST = 10, 3
ADDED_SHARE, MOST_ADDED = 5, 3
SHORTEST_SLIP, SURE_BEGINNING = 5, 3
_WORD = re.compile(r"[^\W_]+(?:[’'ʼ_][^\W_]+)*|~~+|[\[\]]")
_NEGATING = ("не", "ня", "без", "бес", "бяс", "бяз", "un", "in", "im", "non", "dis")
_ARTICLES = frozenset({"a", "an", "the"})
_ONE_LETTER = frozenset({"и", "а", "і", "ж", "б"})  # the list of function words has none of one letter

OTHER_FIGURES = N_("A figure, a sum or a date differs, so it is not only the wording: mark that the matter changed.")
OTHER_NEGATION = N_(
    "A word that turns the meaning round («%(word)s») came, went or moved: mark that the matter changed."
)
OTHER_MARKS = N_(
    "Marks that strike words out or make a link of them came, went or moved: mark that the matter changed."
)
OTHER_WORD = N_(
    "«%(word)s» is another word, not another form of one that people supported: mark that the matter changed."
)
TOO_MUCH = N_(
    "%(changed)s words differ from the text that people supported; up to %(allowed)s are taken as wording."
    " Mark that the matter changed."
)


def why_not_wording(before: str, after: str) -> Refusal | None:
    """Why the change cannot be called wording; None when it can."""
    if figures(before) != figures(after):
        return Refusal(OTHER_FIGURES)
    apart, size = list(_apart(before, after)), len(_words(before))
    turned = _turned(apart)
    if turned:
        return Refusal(OTHER_NEGATION, word=turned)
    many, allowed = sum(max(len(run.old), len(run.new)) for run in apart), max(AT_LEAST, size * SHARE // 100)
    return Refusal(TOO_MUCH, changed=many, allowed=allowed) if many > allowed else _other(apart, size)


def _apart(before: str, after: str) -> Iterator[Run]:
    """The runs of words that differ, looked for only in the paragraphs that do."""
    for block in runs(paragraphs(before), paragraphs(after)):
        old, new = (_words(" ".join(side)) for side in (block.old, block.new))
        yield from (run for run in ([] if block.same else runs(old, new)) if not run.same)


def _words(text: str) -> list[str]:
    """The words and the marks that hide some."""
    return _WORD.findall(joined(text.casefold().replace("ё", "е")))


def _turned(apart: list[Run]) -> str:
    """A word among those that went or came which turns the meaning round, or ''."""
    gone = {word for run in apart for word in run.old}
    new = {word for run in apart for word in run.new}
    beginnings = {word[:5] for word in gone}, {word[:5] for word in new}
    denied = (word for word in sorted(gone | new) if is_negation(word) or _denies(word, beginnings[word in gone]))
    return next(denied, "")


def _denies(word: str, others: set[str]) -> bool:
    """Whether it is the opposite of a word on the other side, as «бесплатный» is of «платный»."""
    roots = [word.removeprefix(beginning) for beginning in _NEGATING if word.startswith(beginning)]
    return any(len(root) >= 4 and root[:5] in others for root in roots)


def _other(apart: list[Run], size: int) -> Refusal | None:
    """A word of the few that went or came which is more than wording."""
    touched = [word for run in apart for word in (*run.old, *run.new)]
    if any(not word[0].isalnum() for word in touched):
        return Refusal(OTHER_MARKS)
    told = next(filter(is_telling, touched), "")
    if told:
        return Refusal(OTHER_NEGATION, word=told)
    added: list[str] = []
    for run in apart:
        left, come = _left(run)
        if left:
            return Refusal(OTHER_WORD, word=left[0])
        added += come
    return Refusal(OTHER_WORD, word=added[0]) if len(added) > min(MOST_ADDED, size * ADDED_SHARE // 100) else None


def _left(run: Run) -> tuple[Sequence[str], list[str]]:
    """The words that went without coming in another form, and those that came anew; small words that only came or only
    went are neither."""
    old, new = ([word for word in side if word not in _ARTICLES] for side in (run.old, run.new))
    small = any(map(_is_small, old)), any(map(_is_small, new))
    if not all(small):
        old, new = ([word for word in side if not _is_small(word)] for side in (old, new))
    place, added = 0, []
    for word in new:
        if place < len(old) and _is_one_word(old[place], word):
            place += 1
        else:
            added.append(word)
    return old[place:], added


def _is_small(word: str) -> bool:
    return word in _ONE_LETTER or word in function_words()


def _is_one_word(one: str, other: str) -> bool:
    if one == other or max(len(one), len(other)) > LONGEST_TOKEN:
        return one == other
    return are_forms(one, other) or _is_slip(one, other)


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter too many, too few, another or in its neighbour's place makes the difference; not at the
    beginning, where it makes another word («въезд» and «выезд»)."""
    if min(len(one), len(other)) < SHORTEST_SLIP or not (one + other).isalpha():
        return False
    start = _alike(one, other)
    one, other = one[start:], other[start:]
    end = _alike(one[::-1], other[::-1])
    gone, come = one[: len(one) - end], other[: len(other) - end]
    swapped = len(gone) == 2 and gone == come[::-1]
    return start >= SURE_BEGINNING and (swapped or max(len(gone), len(come)) == 1)


def _alike(one: str, other: str) -> int:
    """How many letters are the same at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (here, there) in pairs if here != there), min(len(one), len(other)))
