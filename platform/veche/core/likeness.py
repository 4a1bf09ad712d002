"""Which titles are alike: an index of word stems and letter groups, asked while somebody types.

A title gives the keys `s:` (stems), `t:` (groups of three letters of the longer stems, so that other spellings and the
sister language meet), `x:` (stems of the first words of its text) and `v:` (it is indexed, and by which rules). The
keys are written in the transaction of the act that publishes or changes a title; `fill` catches up on the rest.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from math import log
from typing import Any

from sqlalchemy import Index, String, case, delete, exists, func, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from veche.core.database import Base, writing
from veche.core.resemblance import OFFERED, SHORTEST_SPELT, STRONG, Words, score
from veche.core.stems import stems, trigrams

__all__ = ["OFFERED", "STRONG", "WordKey", "fill", "forget", "index", "nearest", "source"]

VERSION = 1  # of the rules by which keys are made; another one makes `fill` index everything anew
TEXT_WORDS, TITLE_WORDS = 40, 60
SMOOTHING = 20
_CANDIDATES = 40
_MOST_KEYS = 120
_LONGEST_TITLE, _LONGEST_TEXT = 500, 2_000  # no more of them is read
_SORTS = {"s": 6, "x": 3, "t": 1}  # how much a common key of each sort makes a candidate
_TOO_OFTEN = 10
_BATCH = 200
_LINK = re.compile(r"\S+://\S+|\]\([^)]*\)")
_INDEXED = f"v:{VERSION}"


class WordKey(Base):
    """One stem or letter group of a text's title; `kind` and `subject_id` say whose."""

    __tablename__ = "word_key"
    __table_args__ = (Index("ix_word_key_key", "kind", "key", "subject_id"),)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)


# Features say which of their rows have titles to index: a Select of (id, title, language, text).
Rows = Callable[[], Any]
sources: dict[str, Rows] = {}


def source(kind: str) -> Callable[[Rows], Rows]:
    """Register a function that selects (id, title, language, text) of every row of the kind that is to be found."""

    def register(rows: Rows) -> Rows:
        sources[kind] = rows
        return rows

    return register


def index(session: Session, kind: str, subject_id: int, title: str, language: str, text: str = "") -> None:
    """The title is found from now on by these words and no others; a second time changes nothing."""
    forget(session, kind, subject_id)
    rows = [{"kind": kind, "subject_id": subject_id, "key": key} for key in _keys(title, language, text)]
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(WordKey)
    session.execute(insert.on_conflict_do_nothing(), rows)


def forget(session: Session, kind: str, subject_id: int) -> None:
    """The title is found no more."""
    session.execute(delete(WordKey).where(WordKey.kind == kind, WordKey.subject_id == subject_id))


def fill() -> int:
    """Index every title of every source that has no index by the present rules, in batches; the number of them."""
    return sum(_fill(kind, rows()) for kind, rows in sources.items())


def _fill(kind: str, rows: Any) -> int:
    number = rows.selected_columns[0]
    known = exists().where(WordKey.kind == kind, WordKey.subject_id == number, WordKey.key == _INDEXED)
    missing, done = rows.where(~known).order_by(number).limit(_BATCH), 0
    while True:
        with writing() as session:
            batch = session.execute(missing).all()
            for subject_id, title, language, text in batch:
                index(session, kind, subject_id, title, language, text or "")
        done += len(batch)
        if len(batch) < _BATCH:
            return done


def _keys(title: str, language: str, text: str) -> list[str]:
    named = _named(title, language)
    beginning = _LINK.sub(" ", text[:_LONGEST_TEXT])
    said = [stem for stem in stems(beginning, language)[:TEXT_WORDS] if stem not in named]
    keys = [_INDEXED, *_stem_keys("s", named), *_stem_keys("x", said), *_letter_keys(named)]
    return list(dict.fromkeys(keys))


def _named(title: str, language: str) -> list[str]:
    """The stems of a title; however long it is, a statement can hold the keys made of them."""
    return stems(title[:_LONGEST_TITLE], language)[:TITLE_WORDS]


def _stem_keys(sort: str, found: Iterable[str]) -> list[str]:
    return [f"{sort}:{stem}" for stem in found]


def _letter_keys(found: Iterable[str]) -> list[str]:
    return [f"t:{group}" for stem in found if len(stem) >= SHORTEST_SPELT for group in sorted(trigrams(stem))]


def nearest(
    session: Session, kind: str, title: str, language: str, limit: int = 3, among: Any = None
) -> list[tuple[int, float]]:
    """(id, score) of the titles most like this one, from OFFERED on, the most alike first; of `among` the ids only.

    At most four statements, whatever the number of titles.
    """
    typed = Words(tuple(_named(title, language)))
    if not typed.title:
        return []
    keys = [*_stem_keys("s", typed.title), *_stem_keys("x", typed.title), *_letter_keys(typed.title)]
    held = _counts(session, kind, [_INDEXED, *keys])
    total = held.pop(_INDEXED, 0)
    found = _candidates(session, kind, held, total, among)
    if not found:
        return []
    others = _words_of(session, kind, found, typed)
    stated = {stem for words in others.values() for stem in words.title} | set(typed.title)
    counts = _counts(session, kind, _stem_keys("s", sorted(stated)))
    weights = {stem: _rarity(counts.get(f"s:{stem}", 0), total) for stem in stated}
    scored = [(subject_id, score(typed, words, weights)) for subject_id, words in others.items()]
    alike = [(subject_id, value) for subject_id, value in scored if value >= OFFERED]
    return sorted(alike, key=lambda pair: (-pair[1], -pair[0]))[:limit]


def _counts(session: Session, kind: str, keys: Collection[str]) -> dict[str, int]:
    """How many titles hold each of the keys; those that none holds are absent."""
    rows = select(WordKey.key, func.count()).where(WordKey.kind == kind, WordKey.key.in_(keys)).group_by(WordKey.key)
    return dict(session.execute(rows).all())


def _rarity(count: int, total: int) -> float:
    """What a word weighs that `count` of `total` titles have; a few imagined titles keep a young index calm."""
    return log(1 + (total + SMOOTHING) / (count + 1))


def _candidates(session: Session, kind: str, held: Mapping[str, int], total: int, among: Any) -> list[int]:
    """The titles that share the most weighty keys, common letter groups aside: what is ranked, and nothing else."""
    telling = _telling(held, total)
    if not telling:
        return []
    weight = case(*((WordKey.key.in_(keys), level) for level, keys in _levels(telling, held, total).items()))
    number = WordKey.subject_id + literal_column("0")  # else SQLite groups by the primary key and reads every title
    rows = select(number).where(WordKey.kind == kind, WordKey.key.in_(telling))
    if among is not None:
        rows = rows.where(number.in_(among))
    best = rows.group_by(number).order_by(func.sum(weight).desc(), number.desc())
    return list(session.execute(best.limit(_CANDIDATES)).scalars())


def _telling(held: Mapping[str, int], total: int) -> list[str]:
    often = max(SMOOTHING, total // _TOO_OFTEN)
    rare = [key for key, count in held.items() if not key.startswith("t:") or count <= often]
    return sorted(rare, key=lambda key: (key[0] != "s", held[key], key))[:_MOST_KEYS]


def _levels(keys: Iterable[str], held: Mapping[str, int], total: int) -> dict[int, list[str]]:
    """The keys by what they weigh, in whole numbers, so that the statement has few cases."""
    levels: dict[int, list[str]] = {}
    for key in keys:
        levels.setdefault(round(_SORTS[key[0]] * _rarity(held[key], total)) or 1, []).append(key)
    return levels


def _words_of(session: Session, kind: str, numbers: list[int], typed: Words) -> dict[int, Words]:
    """The stems of these titles, and of their texts those that were typed."""
    wanted = or_(WordKey.key.startswith("s:"), WordKey.key.in_(_stem_keys("x", typed.title)))
    rows = select(WordKey.subject_id, WordKey.key).where(WordKey.kind == kind, WordKey.subject_id.in_(numbers), wanted)
    sorts: dict[int, dict[str, set[str]]] = {number: {"s": set(), "x": set()} for number in numbers}
    for number, key in session.execute(rows):
        sorts[number][key[0]].add(key[2:])
    return {number: Words(tuple(sorted(found["s"])), frozenset(found["x"])) for number, found in sorts.items()}
