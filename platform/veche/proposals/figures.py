"""Numbers, sums, signs and dates of a text, in figures or in words of the three languages. Values in, values out."""

import re
from functools import lru_cache

LONGEST_TOKEN = 40  # a longer one is no word of a number: it is compared as it stands
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*|[%‰€$₽£]|[+±<>≤≥=]|[-−–—](?=\s?\d)|[^\W\d_]+(?:[’'ʼ-][^\W\d_]+)*")
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_DASHES = "-−–—"

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


def joined(text: str) -> str:
    """The text with its thousands written together."""
    return _THOUSANDS.sub("", text)


def figures(text: str) -> list[str]:
    """Numbers with signs, sums and dates in their order, in figures or in words, whatever the form of the word."""
    tokens = _FIGURE.findall(joined(text.casefold()))
    return [said for said in map(_figure, tokens) if said]


def _figure(token: str) -> str:
    if token[0] in _DASHES:
        return "-"
    if not token[0].isalpha():
        return token.replace(",", ".")
    return token if len(token) > LONGEST_TOKEN else _in_words(token)


@lru_cache(maxsize=20_000)
def _in_words(token: str) -> str:
    return next((name for forms, name in _IN_WORDS if forms.fullmatch(token)), "")
