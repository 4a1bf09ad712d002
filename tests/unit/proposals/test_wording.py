"""What may be called wording: in three languages, with every way in which a small change is a large one."""

import pytest

from veche.proposals.wording import (
    OTHER_FIGURES,
    OTHER_MARKS,
    OTHER_NEGATION,
    OTHER_WORD,
    TOO_MUCH,
    figures,
    why_not_wording,
)

RU = "Провести в библиотеке занятия для людей старше 60 лет, чтобы соседи научились записываться к врачу"
BE = "Правесці ў бібліятэцы заняткі для людзей старэйшых за 60 гадоў, каб суседзі навучыліся запісвацца да ўрача"
EN = "Hold lessons in the library for people over 60 so that neighbours learn to make an appointment with a doctor"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RU, RU),
        (RU, RU.replace("занятия", "занятие")),
        (RU, RU.replace("записываться", "записыватся")),
        (RU, RU.replace("чтобы соседи", "чтобы эти соседи")),
        (BE, BE.replace("заняткі", "занятак")),
        (BE, BE.replace("бібліятэцы", "біблиятэцы")),
        (EN, EN.replace("Hold lessons", "Hold the lesson")),
        (EN, EN.replace("appointment", "appointmnt")),
        (f"{EN}. {EN}", f"{EN}. {EN} carefully"),
        ("Ещё пять уроков", "Еще пять уроков"),
        ("Плата 1 500 рублей", "Плата 1500 рублей."),
        ("Взнос 2,5 рубля", "Взнос: 2.5 рубля"),
        ("Не закрывать старый зал", "Не закрывать старые залы"),
        ("Lessons aren't long here", "Lesson aren't long here"),
    ],
)
def test_small_changes_are_wording(before: str, after: str) -> None:
    assert why_not_wording(before, after) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RU, RU.replace("60", "65")),
        (RU, RU.replace(" 60 лет", " лет")),
        (BE, BE.replace("60", "50")),
        (EN, EN.replace("60", "70")),
        ("Занятия с 5 мая", "Занятия с 5 июня"),
        ("Заняткі з 5 траўня", "Заняткі з 5 чэрвеня"),
        ("Lessons from 5 May to 6 June", "Lessons from 5 May to 6 July"),
        ("Пять занятий по вторникам", "Шесть занятий по вторникам"),
        ("Занятия по вторникам", "Занятия по средам"),
        ("Заняткі па аўторках", "Заняткі па серадах"),
        ("Lessons on Tuesdays", "Lessons on Fridays"),
        ("Дзесяць заняткаў", "Дваццаць заняткаў"),
        ("Ten lessons", "Twenty lessons"),
        ("Скидка 10 рублей", "Скидка 10 %"),
        ("Сначала 5, потом 10 мест", "Сначала 10, потом 5 мест"),
        ("Плата 1,5 рубля", "Плата 15 рублей"),
        ("Половина мест для школьников", "Треть мест для школьников"),
        ("Выделить тысячу рублей", "Выделить миллион рублей"),
    ],
)
def test_another_figure_sum_or_date_is_another_matter(before: str, after: str) -> None:
    refused = why_not_wording(before, after)
    assert refused is not None
    assert refused.reason == OTHER_FIGURES


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("Закрывать старый зал на лето", "Не закрывать старый зал на лето", "не"),
        ("Продавать билеты с регистрацией", "Продавать билеты без регистрации", "без"),
        ("В зале нет места для книг", "В зале есть места для книг", "нет"),
        ("Можно шуметь вечером", "Нельзя шуметь вечером", "нельзя"),
        ("Вход платный для соседей", "Вход бесплатный для соседей", "бесплатный"),
        ("Не курить, а шуметь можно", "Курить, а не шуметь можно", "не"),
        ("Зачыняць залу на лета", "Не зачыняць залу на лета", "не"),
        ("У зале ёсць месца", "У зале няма месца", "няма"),
        ("Уваход платны для ўсіх", "Уваход бясплатны для ўсіх", "бясплатны"),
        ("Прыходзіць з дзецьмі", "Прыходзіць без дзяцей", "без"),
        ("The hall is open to dogs", "The hall is not open to dogs", "not"),
        ("Lessons with a fee", "Lessons without a fee", "without"),
        ("Visitors can smoke", "Visitors can't smoke", "can't"),
        ("A paid course", "An unpaid course", "unpaid"),
    ],
)
def test_a_word_that_turns_the_meaning_round_is_another_matter(before: str, after: str, word: str) -> None:
    refused = why_not_wording(before, after)
    assert refused is not None
    assert refused.reason == OTHER_NEGATION
    assert refused.values["word"] == word


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("Dogs: allow them here", "Dogs: forbid them here", OTHER_NEGATION),
        ("Разрешить собак в парке", "Запретить собак в парке", OTHER_NEGATION),
        ("More benches in the park", "Fewer benches in the park", OTHER_NEGATION),
        ("Build schools quickly", "Demolish old churches", OTHER_WORD),
        ("Автобус до моста", "Автобус после моста", OTHER_NEGATION),
        ("Платная парковка у парка", "Парковка у парка", OTHER_WORD),
        ("Выезд с улицы", "Въезд с улицы", OTHER_WORD),
        ("Построить дом", "Построить дам", OTHER_WORD),
        ("Открыть зал", "Открыть новый зал", OTHER_WORD),
        ("Lessons for this group", "Lessons for them group", OTHER_WORD),
        ("Build a hall and a bridge", "Build a hall and ~~a bridge~~", OTHER_MARKS),
        ("Free: lessons", "[Free]: lessons", OTHER_MARKS),
        (f"{EN}. {EN}", f"{EN}. {EN} only", OTHER_NEGATION),
        (f"{EN}. {EN}", f"{EN}. {EN} carefully, gladly, calmly", OTHER_WORD),
    ],
)
def test_another_word_is_another_matter(before: str, after: str, reason: str) -> None:
    for one, other in ((before, after), (after, before)):
        refused = why_not_wording(one, other)
        assert refused is not None
        assert refused.reason == reason


def test_forms_of_three_words_may_always_change_and_of_a_tenth_of_a_long_text() -> None:
    short = "красная синяя белая зелёная жёлтая"
    assert why_not_wording(short, "красные синие белые зелёная жёлтая") is None
    refused = why_not_wording(short, "красные синие белые зелёные жёлтая")
    assert refused is not None
    assert (refused.reason, refused.values) == (TOO_MUCH, {"changed": 4, "allowed": 3})
    long = "красная дверь " * 40
    assert why_not_wording(long, long.replace("красная", "красную", 8)) is None
    refused = why_not_wording(long, long.replace("красная", "красную", 9))
    assert refused is not None
    assert refused.reason == TOO_MUCH


def test_marks_are_wording_but_not_where_they_belong_to_a_figure() -> None:
    assert why_not_wording("Пять уроков в библиотеке", "Пять уроков, в Библиотеке!") is None
    changes = [("Скидка 10", "Скидка 10 %"), ("Плата 1,5", "Плата 15"), ("Ставка -5", "Ставка 5"), ("> 3 t", "< 3 t")]
    for before, after in [*changes, ("Plus +5", "Plus 5"), ("От 5–6", "От 5 6")]:
        refused = why_not_wording(before, after)
        assert refused is not None
        assert refused.reason == OTHER_FIGURES
    assert why_not_wording("Уроки 5-6 мая", "Уроки 5–6 мая") is None


def test_a_very_long_token_is_compared_as_it_stands() -> None:
    long = "два" * 5000
    assert figures(long) == [long]
    assert why_not_wording(f"Зал {long}", f"Зал {long}а") is not None


def test_figures_are_found_whatever_their_form() -> None:
    assert figures("пятью занятиями в марте") == figures("пяти занятий с марта")
    assert figures("1 500 чел., 10,5 %") == ["1500", "10.5", "%"]
    assert figures("12.05.2026 в 18:30") == ["12.05.2026", "18:30"]
    assert figures("просто слова о столах и марках") == []


def test_a_long_repetitive_text_is_judged_without_delay() -> None:
    """Where comparing would take too long the answer is «ask the people»."""
    long = "слово и дело " * 1600
    assert why_not_wording(f"начало {long} конец", f"почин {'дело и слово ' * 1600} финал") is not None
