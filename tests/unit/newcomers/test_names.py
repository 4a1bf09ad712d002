"""Display names: nobody looks like the staff, like an address, or like another person in mixed letters."""

import pytest

from veche.accounts import names
from veche.accounts.rules import Unacceptable, check_name, name_key

IMITATIONS = [
    "Модератор",
    "модератор",
    "МОДЕРАТОР",
    "Модератор Анна",
    "Главный модератор",
    "М0дератор",
    "Мoдератор",
    "Moderator",
    "M0derator",
    "Mod3rator",
    "Moderator 5",
    "The moderator",
    "m o d e r a t o r",
    "mo-de-ra-tor",
    "Moderattor",
    "Mоderator",
    "Мадэратар",
    "Администратор",
    "Адміністратар",
    "Admin",
    "ADMIN",
    "Adm1n",
    "Аdmin",
    "admin_1",
    "Админ",
    "Адмін",
    "4dmin",
    "Administrator",
    "Администрация города",
    "Veche",
    "Вече",
    "Вечe",
    "V3ch3",
    "Веча",
    "Команда Вече",
    "Комитет",
    "Камітэт",
    "Committee",
    "Член комитета",
    "Город",
    "Горад",
    "Город Витебск",
    "Витебск",
    "Горсовет",
    "Гарсавет",
    "Горисполком",
    "Городской совет",
    "Молодёжный совет",
    "Support",
    "Поддержка",
    "evil.com",
    "me@example.org",
    "www.site.by",
]
MIXED = ["Аlex", "Aлекс", "Ivаn", "Сosed", "Привет-мiр"]
FOREIGN = ["Ωmega", "עומר", "Αλεξ", "Сосед 五", "Ａnna", "𝐀nna", "Anna٣"]
INVISIBLE = ["An\u200bna", "Anna\u0301\u0301", "\u202eanna", "Ann\u00ada"]
GOOD = [
    "Анна",
    "Ўладзімір",
    "Іван Кузьміч",
    "Марʼяна",
    "Мар'яна",
    "Мар’яна",
    "Вячаслаў",
    "Ёлка",
    "Сосед 12",
    "Anna-Maria",
    "Anna Мария",
    "O'Neil",
    "D’Artagnan",
    "Наталля (Віцебск)",
    "А. С. Пушкин",
    "А.С.Пушкин",
    "Вечер",
    "Вечерний звон",
    "Vecherinka",
    "Городецкий",
    "Гарадоцкі",
    "Badminton",
    "Modest",
    "Модест",
    "Зоя 3",
    "Neighbour 1",
    "Zażółć",
    "Сова",
    "Кот учёный",
    "José",
    "Приезжий",
    "Заречный",
    "Systema",
]


@pytest.mark.parametrize("name", [*IMITATIONS, *MIXED, *FOREIGN, *INVISIBLE])
def test_an_imitation_is_refused_in_words(name: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        check_name(name)
    assert "name" in str(refused.value), "shown beside the field of the name"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_name_passes(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("name", MIXED)
def test_alphabets_are_not_mixed_within_a_word(name: str) -> None:
    assert names.against(name) == names.MIXED


@pytest.mark.parametrize("name", ["Модератор Н. (демо)", "Член комитета К. (демо)", "Администратор (демо)"])
def test_whoever_is_staff_may_be_called_so(name: str) -> None:
    check_name(name, is_staff=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "anna"),
        ("Alex", "Аlex"),
        ("Сова", "Coвa"),
        ("Coba", "Сова"),
        ("Мар'яна", "Мар’яна"),
        ("Мар'яна", "Марʼяна"),
        ("Bob 10", "Bob lO"),
        ("Ёлка", "Елка"),
        ("José", "Jose"),
        ("Anna", "Аnnа"),
    ],
)
def test_names_that_a_reader_takes_for_one_another_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anna", "Hanna"), ("Сосед 1", "Сосед 2"), ("Мила", "Лила"), ("Alia", "Alla")]
)
def test_other_names_stay_others(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)
