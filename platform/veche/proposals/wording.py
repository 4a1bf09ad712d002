"""Whether a change of a text is small enough to be called wording, so that supports follow it. Values in, values out.

The author says «only the wording»; these rules hold the author to it. Figures stay the same and in their order, no
negation comes, goes or moves, and few words change. In doubt a change is one of the matter: then people are asked.
"""

import re
from collections.abc import Iterator

from veche.core.policy import N_, Refusal
from veche.proposals.changes import Run, paragraphs, runs, same_words

SHARE, AT_LEAST = 10, 3
_WORD = re.compile(r"\w+(?:[’'ʼ]\w+)*")
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*|[%‰€$₽£]|[^\W\d_]+(?:[’'ʼ-][^\W\d_]+)*")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")

# Words that turn a sentence round, in the three languages.
NEGATIONS = frozenset(
    [
        "не",
        "нет",
        "ни",
        "без",
        "нельзя",
        "кроме",
        "никогда",
        "никто",
        "никого",
        "никому",
        "ничто",
        "ничего",
        "ничему",
        "нигде",
        "никуда",
        "никакой",
        "никакая",
        "никакое",
        "никакие",
        "никаких",
        "исключая",
        "помимо",
        "ня",
        "няма",
        "ні",
        "нельга",
        "акрамя",
        "апроч",
        "ніколі",
        "ніхто",
        "нікога",
        "нікому",
        "нішто",
        "нічога",
        "нідзе",
        "нікуды",
        "ніякі",
        "ніякая",
        "ніякае",
        "ніякія",
        "ніякіх",
        "бяз",
        "not",
        "no",
        "without",
        "never",
        "none",
        "nobody",
        "nothing",
        "nowhere",
        "neither",
        "nor",
        "cannot",
        "except",
        "unless",
    ]
)
_BEGINNINGS = ("не", "ня", "без", "бес", "бяс", "бяз", "un", "in", "im", "non", "dis")

# Numbers and months in words: the beginning stands for all the forms of one word.
_NUMBERS = (
    r"два|две|двух|двум|двумя|двое|двоих|дзве|двума|two",
    r"три|тр[её]х|тр[её]м|тремя|трое|троих|тры|трох|тром|трыма|three",
    r"четыр\w*|чацв[её]р\w*|чатыр\w*|four",
    r"пять|пяти|пятью|пяці|пяццю|five",
    r"шесть|шести|шестью|шэсць|шасці|six",
    r"семь|семи|семью|сем|сямі|seven",
    r"восемь|восьми|восемью|восем|васьмі|eight",
    r"девять|девяти|девятью|дзевяць|дзевяці|nine",
    r"десять|десяти|десятью|дзесяць|дзесяці|ten",
    r"одиннадцат\w*|адзінаццац\w*|eleven",
    r"двенадцат\w*|дванаццац\w*|twelve|dozen",
    r"пятнадцат\w*|пятнаццац\w*|fifteen",
    r"двадцат\w*|дваццац\w*|twenty",
    r"тридцат\w*|трыццац\w*|thirty",
    r"сорок|сорока|сорак|сарака|forty",
    r"пятьдесят|пятидесяти|пяцьдзясят|пяцідзесяці|fifty",
    r"сто|ста|hundred\w*",
    r"двести|двухсот|дзвесце|двухсот",
    r"пятьсот|пятисот|пяцьсот|пяцісот",
    r"тысяч\w*|thousand\w*",
    r"миллион\w*|мільён\w*|млн|million\w*",
    r"миллиард\w*|мільярд\w*|млрд|billion\w*",
    r"половин\w*|палов\w*|палав\w*|half",
    r"вдвое|дважды|удвая|двойчы|удвоя|twice",
    r"втрое|трижды|утрая|тройчы|thrice",
)
_MONTHS = (
    r"январ\w*|студзен\w*|january",
    r"феврал\w*|лют(?:ы|ага|аму|ым)|february",
    r"март(?:а|у|ом|е)?|сакавік\w*|march",
    r"апрел\w*|красавік\w*|april",
    r"ма[йяюе]|маем|траўн\w*|травен\w*",
    r"июн[ьяюе]|июнем|чэрвен\w*|чэрвен[ья]|june",
    r"июл[ьяюе]|июлем|ліпен\w*|july",
    r"август\w*|жні[вў]\w*|august",
    r"сентябр\w*|верас(?:ень|ня|ню|нем|ні)|september",
    r"октябр\w*|кастрычнік\w*|october",
    r"ноябр\w*|лістапад\w*|november",
    r"декабр\w*|снеж(?:ань|ня|ню|нем|ні)|december",
)
_DAYS = (
    r"понедельник\w*|панядзел\w*|mondays?",
    r"вторник\w*|аўтор\w*|tuesdays?",
    r"сред[аеуы]|серад\w*|wednesdays?",
    r"четверг\w*|чацв(?:ер|ярг)\w*|thursdays?",
    r"пятниц\w*|пятніц\w*|fridays?",
    r"суббот\w*|субот\w*|saturdays?",
    r"воскресень\w*|нядзел\w*|sundays?",
)
_IN_WORDS = [
    (re.compile(forms), f"{kind}{place}")
    for kind, table in (("number", _NUMBERS), ("month", _MONTHS), ("day", _DAYS))
    for place, forms in enumerate(table)
]

OTHER_FIGURES = N_("A figure, a sum or a date differs, so it is not only the wording: mark that the matter changed.")
OTHER_NEGATION = N_(
    "A word that turns the meaning round («%(word)s») came, went or moved: mark that the matter changed."
)
TOO_MUCH = N_(
    "%(changed)s words differ from the text that people supported; up to %(allowed)s are taken as wording."
    " Mark that the matter changed."
)


def why_not_wording(before: str, after: str) -> Refusal | None:
    """Why the change cannot be called wording; None when it can."""
    if figures(before) != figures(after):
        return Refusal(OTHER_FIGURES)
    apart = list(_apart(before, after))
    turned = _turned(apart)
    if turned:
        return Refusal(OTHER_NEGATION, word=turned)
    many, allowed = (
        sum(max(len(run.old), len(run.new)) for run in apart),
        max(AT_LEAST, len(_words(before)) * SHARE // 100),
    )
    return Refusal(TOO_MUCH, changed=many, allowed=allowed) if many > allowed else None


def _apart(before: str, after: str) -> Iterator[Run]:
    """The runs of words that differ, looked for only in the paragraphs that do."""
    for block in runs(paragraphs(before), paragraphs(after)):
        old, new = (_words(" ".join(side)) for side in (block.old, block.new))
        yield from (run for run in ([] if block.same else runs(old, new)) if not run.same)


def is_punctuation(before: str, after: str) -> bool:
    """Whether nothing but marks, spaces and capitals differs: wording by itself, whatever the author marked."""
    return same_words(before, after) and figures(before) == figures(after)


def figures(text: str) -> list[str]:
    """Numbers, sums and dates in their order, in figures or in words, whatever the form of the word."""
    tokens = _FIGURE.findall(_THOUSANDS.sub("", text.casefold()))
    return [said for said in map(_figure, tokens) if said]


def _figure(token: str) -> str:
    if not token[0].isalpha():
        return token.replace(",", ".")
    return next((name for forms, name in _IN_WORDS if forms.fullmatch(token)), "")


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("ё", "е"))


def _turned(apart: list[Run]) -> str:
    """A word among those that went or came which turns the meaning round, or ''."""
    gone = {word for run in apart for word in run.old}
    new = {word for run in apart for word in run.new}
    return next((word for word in sorted(gone | new) if _is_negation(word) or _denies(word, gone, new)), "")


def _is_negation(word: str) -> bool:
    return word in NEGATIONS or word.endswith(("n't", "n’t"))


def _denies(word: str, gone: set[str], new: set[str]) -> bool:
    """Whether it is the opposite of a word on the other side, as «бесплатный» is of «платный»."""
    others = gone if word in new else new
    roots = [word.removeprefix(beginning) for beginning in _BEGINNINGS if word.startswith(beginning)]
    return any(len(root) >= 4 and other[:5] == root[:5] for root in roots for other in others)
