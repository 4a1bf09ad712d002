"""Words to stems, in Russian, Belarusian and English: forms of one word, and cognates of ru and be, come out alike.

Russian and English are stemmed by Snowball. Belarusian has no published stemmer, so a light one stands here: it takes
the longest ending off what follows the first vowel and leaves three letters at least. Its endings are those of the
declension and conjugation tables of the official grammar («Кароткая граматыка беларускай мовы», Мінск, 2007-2009) in
the official orthography (Law of 2008): nouns of the three declensions, adjectives, participles, the two conjugations.

What a table of endings cannot reach is folded away after stemming, in both languages by the same rules, so that
«библиотека», «бібліятэка» and «бібліятэцы» have one stem:
akanne and yakanne (горад, гарады; дзеці, дзяцей): о to а, я and ё to е; ў, і, ы, э to Russian letters;
soft т and д (свет, у свеце; горад, у горадзе): ц to т, дз to д; doubled letters to one (навучанне);
the last consonant where it alternates (к and ц, г and з, х and с); a vowel that comes and goes (гурток, гуртка).
"""

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import snowballstemmer

LONGEST_STEM, LONGEST_WORD = 30, 40
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_BELARUSIAN = re.compile("[іў]")
_RUSSIAN = re.compile("[ищъ]")
_CYRILLIC = re.compile("[а-яёіў]")
_VOWELS = "аеёіоуыэюяи"
_SHORTEST = 3

# Written as the tables have them: after a hard consonant, then after a soft one.
_NOUN = """
    а о у ы э е ам ом ем ай ой эй ою аю амі мі ах ох аў оў
    я ё ю і ям ём яй ёй ей ёю яю ямі ях ёх яў ёў ь
    ія іі ію іяй іяў іям іямі іях ій ыя ыі ыю ыяй ыяў ыям ыямі ыях ый
"""
_ADJECTIVE = """
    ы ая ое ае ога ага ому аму ым ую ой ай ою аю ыя ых ымі
    і яя яе яга яму ім юю яй яю ія іх імі
"""
_VERB = """
    ць аць яць іць ыць уць юць ваць аваць яваць
    у ю еш эш аеш яеш е э ае яе ем эм аем яем ім ым еце эце аеце яеце іце ыце юць уць аюць яюць
    ую юю уе юе уем юем уюць ююць
    ў аў яў іў ыў ала яла іла ыла алі ялі ілі ылі ало яло іло ыло аваў авалі авала
    ай яй айце яйце уй уйце ы і
"""
_NAMING = """
    нне ння нню ннем нні нняў нням ннямі ннях цце цця ццё ццю ццём цці
    асць асці асцю асцей асцям асцямі асцях
"""
_ENDINGS = sorted({*_NOUN.split(), *_ADJECTIVE.split(), *_VERB.split(), *_NAMING.split()}, key=len, reverse=True)
_REFLEXIVE = ("цца", "ся")

_FINE = str.maketrans(
    {"о": "а", "я": "е", "ё": "е", "э": "е", "і": "и", "ы": "и", "й": "и", "ў": "в", "ю": "у", "ц": "т"}
    | dict.fromkeys("ьъ'’ʼ")
)
_COARSE = str.maketrans({"е": "а", "в": "у"})
_LAST = str.maketrans({"т": "к", "ч": "к", "з": "г", "ж": "г", "с": "х", "ш": "х"})
_FLEETING = re.compile("(?<=[^аеиу])[ае](?=[кт]$)")
_DOUBLED = re.compile(r"([^\W\dаеиу])\1+")


@cache
def function_words() -> frozenset[str]:
    """Words that say how a sentence is built and not what it is about."""
    text = files("veche.core").joinpath("data/function_words.toml").read_text("utf-8")
    return frozenset(word for words in tomllib.loads(text).values() for word in words.split())


@cache
def _snowball(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer({"ru": "russian", "en": "english"}[language])


def words(text: str) -> list[str]:
    """The words of the text that say what it is about, in small letters, as they stand; of a very long one the
    beginning."""
    found = _WORD.findall(text.lower())
    return [word[:LONGEST_WORD] for word in found if len(word) > 1 and word not in function_words()]


def language_of(word: str, given: str) -> str:
    """The language a word is stemmed in: what its letters betray, else the one that is given.

    People leave the wrong language in the form, and mix languages within a title.
    """
    if not _CYRILLIC.search(word):
        return "en"
    if _BELARUSIAN.search(word):
        return "be"
    if _RUSSIAN.search(word):
        return "ru"
    return given if given in {"ru", "be"} else "ru"


def stems(text: str, language: str) -> list[str]:
    """The stems of the words of a text, each once, in their order."""
    return list(dict.fromkeys(stem(word, language_of(word, language)) for word in words(text)))


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """The stem of a word in small letters, folded; forms of one word nearly always have the same."""
    if language == "en":
        return str(_snowball("en").stemWord(word.replace("’", "'")))[:LONGEST_STEM]
    bare = _belarusian(word) if language == "be" else str(_snowball("ru").stemWord(word.replace("ё", "е")))
    return _settled(fold(bare))[:LONGEST_STEM]


def are_forms(one: str, other: str) -> bool:
    """Whether two words in small letters are surely forms of one: they share their stem, and half of their letters.

    Folding lets «дом» and «дам» meet, which is right for a search and wrong for a decision.
    """
    sure = max(_SHORTEST, max(len(one), len(other)) // 2)
    if one[:sure] != other[:sure]:
        return False
    languages = ("ru", "be") if _CYRILLIC.search(one) else ("en",)
    return any(stem(one, language) == stem(other, language) for language in languages)


def _belarusian(word: str) -> str:
    word = _without_prothesis(word.translate({ord(mark): None for mark in "'’ʼ"}))
    for ending in _REFLEXIVE:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST:
            word = word[: -len(ending)] + ("ць" if ending == "цца" else "")
    start = next((place + 1 for place, letter in enumerate(word) if letter in _VOWELS), len(word))
    for ending in _ENDINGS:
        least = _SHORTEST + 1 if ending == "ога" else _SHORTEST  # новага, but дарога
        if word.endswith(ending) and len(word) - len(ending) >= max(start, least):
            return word[: -len(ending)]
    return word


def _without_prothesis(word: str) -> str:
    """«вуліца» and «возера» without the в before the vowel, as in «азёры» and in Russian."""
    return word[1:] if word.startswith("ву") or (word.startswith("во") and len(word) > 5) else word


def fold(word: str) -> str:
    """Cyrillic spelling with the differences of the two orthographies, of akanne and of doubling taken out."""
    folded = word.replace("дз", "д").replace("щ", "шч").replace("ія", "іа").translate(_FINE)
    return _DOUBLED.sub(r"\1", folded)


def _settled(folded: str) -> str:
    """The end of a folded stem without what alternates there."""
    if len(folded) > _SHORTEST:
        folded = folded[:_SHORTEST] + folded[_SHORTEST:].rstrip("аеиу")
    if len(folded) > _SHORTEST + 1:
        folded = _FLEETING.sub("", folded)
        folded = re.sub("(?<=[аеу])ек$", "ик", folded)
    return folded[:-1] + folded[-1:].translate(_LAST)


@lru_cache(maxsize=50_000)
def trigrams(folded: str) -> frozenset[str]:
    """Groups of three letters of a stem, its beginning marked, with all unstressed vowels alike."""
    whole = "^" + _DOUBLED.sub(r"\1", folded.translate(_COARSE))
    return frozenset(whole[place : place + 3] for place in range(max(len(whole) - 2, 1)))
