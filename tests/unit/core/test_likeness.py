"""The index of titles: what it finds, what it leaves alone, and how it is kept."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from labelled import HALVES, an_index, labelled, measure, table
from veche.core import likeness
from veche.core.likeness import OFFERED, STRONG, WordKey, forget, index, nearest
from veche.core.resemblance import Words, score


@pytest.fixture
def session() -> Iterator[Session]:
    with an_index() as session:
        yield session


def keys(session: Session, kind: str = "proposal") -> set[tuple[int, str]]:
    rows = select(WordKey.subject_id, WordKey.key).where(WordKey.kind == kind)
    return {(number, key) for number, key in session.execute(rows)}


def found(session: Session, title: str, language: str = "ru", **values: object) -> list[int]:
    return [number for number, _ in nearest(session, "proposal", title, language, **values)]  # type: ignore[arg-type]


def test_the_labelled_pairs_are_found_as_promised() -> None:
    figures = measure()
    sys.stdout.write(f"\n{table(figures)}\n")  # pytest -s shows it
    for half in HALVES:
        assert figures["inflected", half].share >= 0.9
        assert figures["cross", half].share >= 0.75
    unrelated = [figures["unrelated", half] for half in HALVES]
    assert sum(own.found for own in unrelated) <= 0.05 * sum(own.pairs for own in unrelated)
    reworded = [figures["reworded", half] for half in HALVES]
    assert sum(own.found for own in reworded) >= 0.1 * sum(own.pairs for own in reworded)


def test_there_are_enough_pairs_in_every_language() -> None:
    pairs = labelled()
    assert len(pairs) >= 90
    for language in ("ru", "be", "en"):
        assert sum(language in (pair.typed.language, pair.known.language) for pair in pairs) >= 20
    assert {(pair.typed.language, pair.known.language) for pair in pairs if pair.kind == "cross"} == {
        ("ru", "be"),
        ("be", "ru"),
    }


def test_the_most_alike_stands_first_with_its_score(session: Session) -> None:
    index(session, "proposal", 1, "Вечерняя библиотека", "ru")
    index(session, "proposal", 2, "Вечерняя библиотека для студентов", "ru")
    index(session, "proposal", 3, "Ремонт моста", "ru")
    offered = nearest(session, "proposal", "Вечерние библиотеки студентам", "ru")
    assert [number for number, _ in offered] == [2, 1]
    assert offered[0][1] > STRONG > offered[1][1] >= OFFERED or offered[1][1] >= STRONG
    assert all(OFFERED <= value <= 1 for _, value in offered)


def test_a_single_common_word_is_not_enough(session: Session) -> None:
    index(session, "proposal", 1, "Курсы вязания для начинающих", "ru")
    assert found(session, "Курсы английского для таксистов") == []
    assert found(session, "Курсы") == []


def test_a_title_of_one_word_is_found_by_it(session: Session) -> None:
    index(session, "proposal", 1, "Велодорожки", "ru")
    assert found(session, "Велодорожка") == [1]
    assert found(session, "Веладарожкі", "be") == [1]


def test_a_text_helps_but_does_not_do_alone(session: Session) -> None:
    index(session, "proposal", 1, "Пандус у поликлиники", "ru", "Три ступеньки у входа, и коляска не проедет.")
    index(session, "proposal", 2, "Утренняя зарядка", "ru", "Убрать листья, и ступеньки не мешают входу.")
    assert found(session, "Убрать ступеньки у входа в поликлинику") == [1]


def test_addresses_in_a_text_are_no_words(session: Session) -> None:
    index(session, "proposal", 1, "Тихий двор", "ru", "[обсуждение](/ru/threads/5) https://example.org/music")
    assert not any("music" in key or "threads" in key or "exampl" in key for _, key in keys(session))


def test_kinds_do_not_mix(session: Session) -> None:
    index(session, "thread", 1, "Вечерняя библиотека", "ru")
    assert found(session, "Вечерняя библиотека") == []


def test_only_those_among_are_offered(session: Session) -> None:
    for number in (1, 2):
        index(session, "proposal", number, "Вечерняя библиотека", "ru")
    allowed = select(WordKey.subject_id).where(WordKey.subject_id == 1)
    assert found(session, "Вечерняя библиотека", among=allowed) == [1]
    assert found(session, "Вечерняя библиотека") == [2, 1]
    assert found(session, "Вечерняя библиотека", limit=1) == [2]


@pytest.mark.parametrize("nothing", ["", "  ", "и в на", "?!"])
def test_nothing_typed_asks_nothing(session: Session, nothing: str) -> None:
    index(session, "proposal", 1, nothing, "ru")
    assert found(session, nothing) == []


def test_a_new_title_replaces_the_old_one(session: Session) -> None:
    index(session, "proposal", 1, "Вечерняя библиотека", "ru")
    index(session, "proposal", 1, "Зимний каток", "ru")
    assert found(session, "Вечерняя библиотека") == []
    assert found(session, "Зимний каток") == [1]


def test_the_number_of_statements_does_not_grow_with_the_titles(session: Session) -> None:
    engine = session.get_bind()
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    numbers = []
    for end in (1, 10, 600):
        for number in range(end):
            index(session, "proposal", number, f"Вечерняя библиотека номер {number}", "ru", "Читальный зал до десяти")
        session.flush()
        counted.clear()
        event.listen(engine, "before_cursor_execute", count)
        assert found(session, "Вечерние библиотеки")
        event.remove(engine, "before_cursor_execute", count)
        numbers.append(len(counted))
    assert numbers == [4, 4, 4]


def test_no_statement_reads_every_title(session: Session) -> None:
    asked: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    for number in range(50):
        index(session, "proposal", number, f"Вечерняя библиотека номер {number}", "ru")
    session.commit()
    event.listen(session.get_bind(), "before_cursor_execute", note)
    assert found(session, "Вечерние библиотеки", among=select(WordKey.subject_id).where(WordKey.key == "v:1"))
    event.remove(session.get_bind(), "before_cursor_execute", note)
    plain = session.connection().connection
    plans = [plain.execute(f"explain query plan {one}", values).fetchall() for one, values in asked]  # type: ignore[attr-defined]
    ways = [next(step[3] for step in plan if "word_key" in step[3]) for plan in plans]
    assert len(ways) == 4
    assert all("key=?" in way or "subject_id=?" in way for way in ways), ways


def test_common_letters_do_not_hide_a_rare_title(session: Session) -> None:
    for number in range(300):
        index(session, "proposal", number, f"Библиотечный вечер {number}", "ru")
    index(session, "proposal", 999, "Веладарожка да вакзала", "be")
    assert found(session, "Велодорожка к вокзалу")[0] == 999


TITLES = st.text(st.sampled_from("абвгдеёжзійклмнопрстуўфхцчшыьэюя '’-abcdefghijklm 0123"), max_size=150)


@settings(deadline=None, max_examples=60)
@given(title=TITLES, text=TITLES, language=st.sampled_from(["ru", "be", "en"]))
def test_indexing_twice_is_indexing_once_and_forgetting_leaves_nothing(title: str, text: str, language: str) -> None:
    with an_index() as session:
        index(session, "proposal", 7, "Сосед", "ru")
        before = keys(session)
        index(session, "proposal", 1, title, language, text)
        once = keys(session)
        index(session, "proposal", 1, title, language, text)
        assert keys(session) == once
        assert all(len(key) <= 40 for _, key in once)
        forget(session, "proposal", 1)
        assert keys(session) == before


@settings(deadline=None, max_examples=60)
@given(title=TITLES, language=st.sampled_from(["ru", "be", "en"]))
def test_a_title_is_always_most_alike_to_itself(title: str, language: str) -> None:
    with an_index() as session:
        index(session, "proposal", 1, "Вечерняя библиотека", "ru")
        index(session, "proposal", 2, title, language)
        offered = nearest(session, "proposal", title, language)
        if likeness.stems(title, language):
            assert offered[0] == (2, pytest.approx(1.0))


def test_the_score_is_the_documented_one() -> None:
    weights = {"a": 2.0, "b": 1.0, "c": 1.0, "d": 4.0}
    typed, other = Words(("a", "b", "c")), Words(("a", "b", "d"), frozenset({"c"}))
    covered, covering = (2 + 1 + 0.5) / 4, (2 + 1) / 7
    assert score(typed, other, weights) == pytest.approx(0.7 * covered + 0.3 * covering)
    assert score(Words(("a",)), Words(("a", "d")), weights) == 0.0, "a third of the other is too little"
    assert score(Words(("d",)), Words(("a", "d")), weights) == pytest.approx(4 / 6)
    assert score(typed, Words(("a", "d")), weights) == 0.0
    assert score(Words(()), other, weights) == 0.0


def test_a_title_of_any_length_makes_few_keys(session: Session) -> None:
    long = " ".join(f"word{chr(97 + number % 26)}{number}" for number in range(70_000))
    index(session, "proposal", 1, long, "en", long)
    assert 0 < len(keys(session)) < 1000
    assert found(session, long, "en") == [1]
