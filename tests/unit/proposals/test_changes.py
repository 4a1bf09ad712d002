"""What changed between two texts, and which titles are alike."""

from veche.proposals.changes import MOST_WORDS, Piece, alike, changed, same_words


def test_pieces_lead_from_one_text_to_the_other() -> None:
    before, after = "Lessons by agreement in the library", "Lessons eight hours a month in the library"
    pieces = changed(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert Piece("gone", "by agreement ") in pieces
    assert Piece("new", "eight hours a month ") in pieces


def test_very_long_texts_are_shown_whole() -> None:
    long = "word " * (MOST_WORDS + 1)
    assert changed(long, "other") == [Piece("gone", long), Piece("new", "other")]


def test_marks_spaces_and_capitals_do_not_make_another_text() -> None:
    assert same_words("five lessons, in the Library", "Five lessons in the library!")
    assert not same_words("five lessons", "six lessons")


def test_alike_titles_share_the_beginnings_of_two_longer_words() -> None:
    others = [(1, "Пробный вход в госуслуги"), (2, "Скамейки у набережной"), (3, "Вход без ступенек")]
    assert alike("Пробный вход: научиться госуслугам без риска", others) == [1]
    assert alike("Велодорожки", others) == []
