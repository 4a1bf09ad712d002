"""Forms of one word come out as one stem, in three languages; other words do not."""

import pytest

from veche.core.stems import LONGEST_STEM, fold, language_of, stem, stems, trigrams, words

ONE_WORD = {
    "be": [
        "бібліятэка бібліятэкі бібліятэцы бібліятэку бібліятэкай бібліятэк бібліятэках",
        "горад горада гораду горадам горадзе гарады гарадоў гарадамі",
        "дарожка дарожкі дарожцы дарожку дарожак",
        "гурток гуртка гуртку гурткі гурткоў",
        "лаўка лаўцы лаўкі лавак",
        "возера возеры азёры азёр",
        "вуліца вуліцы вуліц",
        "сям'я сям'і сем'яў сям’ёй",
        "магчымасць магчымасці магчымасцю магчымасцей",
        "навучанне навучання навучанню навучаннем навучанні",
        "станцыя станцыі станцый станцыю",
        "моладзь моладзі моладдзю",
        "веласіпедны веласіпедная веласіпеднага веласіпедных веласіпеднымі",
        "настаўнік настаўніка настаўнікі настаўнікаў настаўнікам",
        "музей музея музеі музеях",
        "дарога дарогі дарозе дарог",
        "страха страсе",
        "свет свеце свету",
        "зямля зямлі зямлёй землі",
        "зрабіць зрабілі зробім зрабіце",
    ],
    "ru": [
        "библиотека библиотеки библиотеке библиотек библиотеками",
        "кружок кружка кружки кружков",
        "дорожка дорожки дорожек",
        "скамейка скамейки скамеек",
        "площадка площадки площадок",
        "пожилой пожилых пожилым пожилыми",
        "музей музея музеи музеях",
        "переход перехода переходы переходов",
        "ребёнок ребенок ребёнка",
    ],
    "en": [
        "library libraries",
        "lesson lessons",
        "repair repairs repairing repaired",
        "crossing crossings",
        "course courses",
    ],
}


@pytest.mark.parametrize(("language", "forms"), [(code, forms) for code in ONE_WORD for forms in ONE_WORD[code]])
def test_forms_of_one_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stem(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize("language", ONE_WORD)
def test_other_words_have_other_stems(language: str) -> None:
    first_forms = [forms.split()[0] for forms in ONE_WORD[language]]
    assert len({stem(form, language) for form in first_forms}) == len(first_forms)


@pytest.mark.parametrize(
    ("russian", "belarusian"),
    [
        ("библиотека", "бібліятэкай"),
        ("велосипедов", "веласіпеды"),
        ("дорожка", "дарожцы"),
        ("город", "гарадамі"),
        ("школах", "школы"),
        ("музей", "музея"),
        ("детям", "дзеці"),
        ("улицы", "вуліца"),
        ("озеро", "возера"),
        ("молодёжь", "моладзі"),
        ("компьютерная", "камп'ютарны"),
    ],
)
def test_cognates_of_the_sister_languages_meet(russian: str, belarusian: str) -> None:
    one, other = stem(russian, "ru"), stem(belarusian, "be")
    common = trigrams(one) & trigrams(other)
    assert one == other or 2 * len(common) / (len(trigrams(one)) + len(trigrams(other))) > 0.5


def test_akanne_is_alike_in_letter_groups() -> None:
    assert trigrams(stem("переход", "ru")) == trigrams(stem("пераход", "be"))
    assert trigrams(stem("велодорожка", "ru")) == trigrams(stem("веладарожка", "be"))


def test_folding_takes_the_differences_of_spelling_away() -> None:
    assert fold("ёлка") == fold("елка")
    assert fold("ўжо") == fold("вжо")
    assert fold("сем'я") == fold("семʼя") == fold("семя")
    assert fold("классный") == fold("класный")


def test_words_of_a_title_are_what_it_is_about() -> None:
    assert words("Как и где нам учиться в «новой» школе?") == ["учиться", "новой", "школе"]
    assert words("Дзе і як нам вучыцца ў новай школе") == ["вучыцца", "новай", "школе"]
    assert words("How and where we are to learn at a new school") == ["learn", "new", "school"]
    assert words("Wi-Fi, 24/7, майстар-класы") == ["wi", "fi", "24", "майстар", "класы"]
    assert words("?! … и в") == []


def test_a_word_is_read_in_the_language_of_its_letters() -> None:
    assert language_of("бібліятэка", "ru") == "be"
    assert language_of("площадь", "be") == "ru"
    assert language_of("парк", "be") == "be"
    assert language_of("парк", "en") == "ru"
    assert language_of("park", "ru") == "en"


def test_a_title_in_the_wrong_language_has_the_same_stems() -> None:
    assert stems("Гурткі ў бібліятэцы", "ru") == stems("Гурткі ў бібліятэцы", "be")


def test_stems_stand_once_and_in_order() -> None:
    assert stems("Library of libraries: a school library", "en") == [stem("library", "en"), stem("school", "en")]


def test_a_word_without_end_still_fits_the_index() -> None:
    assert len(stem("ж" * 150, "ru")) <= LONGEST_STEM
    assert len(stem("абв" * 50, "be")) <= LONGEST_STEM
    assert len(stem("abc" * 50, "en")) <= LONGEST_STEM
