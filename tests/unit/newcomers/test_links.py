"""Which hosts a text names, however it names them, and which a list denies."""

from pathlib import Path

import pytest

from veche.core.links import denied, deny_list, host_of, links, looks_like_address

DENY = frozenset({"bad.example", "злой.example", "kosmos.by", "t.me"})

TRICKS = [
    "https://bad.example/page",
    "http://bad.example",
    "HTTPS://BAD.EXAMPLE/",
    "bad.example",
    "www.bad.example",
    "news.bad.example/a?b=c",
    "a.b.c.bad.example",
    "[a kind title](https://bad.example/)",
    "[a kind title]: https://bad.example",
    "<https://bad.example>",
    "https://bad.example.",
    "https://bad.example.:443/",
    "https://bad.example:8080/x",
    "https://good.example@bad.example/",
    "https://user:secret@bad.example/",
    "https://bad.example@good.example/",
    "https://good.example/?to=https://bad.example",
    "https://good.example/redirect/bad.example/",
    "https://good.example/?to=https%3A%2F%2Fbad%2Eexample",
    "https://good.example/?to=https%253A%252F%252Fbad%252Eexample",
    "bad&#46;example",
    "&#x62;ad.example",
    "bad&period;example",
    "https://ba\u200bd.exa\u00admple",
    "https://b\u2060ad.example",
    "bad\u3002example",
    "bad\uff0eexample",
    "bad\uff61example",
    "\uff42\uff41\uff44.example",
    "b\u0430d.example",
    "b\u00e1d.example",
    "\U0001d41b\U0001d41a\U0001d41d.example",
    "bad[.]example",
    "bad (dot) example",
    "bad [точка] example",
    "bad\\.example",
    "https:\\\\bad.example",
    "bad.**example**",
    "`bad`.example",
    "ba&Tab;d.example",
    "//bad.example/x",
    "mailto:me@bad.example",
    "me@bad.example",
    "https://xn--g1aefm.example",
    "https://ЗЛОЙ.example/путь",
    "k0smos.by",
    "кosmos.by",
    "https://t.me/channel",
    "«bad.example»,",
    "(bad.example)",
]
FINE = [
    "",
    "A text without any host.",
    "https://notbad.example/",
    "https://bad.example.good.by/",
    "https://good.example/bad",
    "Это bad. example другое предложение",
    "scat.med is no host of the list",
    "обращения.бел",
    "2.4.5 is an action area",
    "и т.д., и т.п.",
]


@pytest.mark.parametrize("text", TRICKS)
def test_a_denied_host_is_found_however_it_is_written(text: str) -> None:
    assert denied(text, DENY), text
    assert denied(f"Смотрите сами: {text} и судите.", DENY), text


@pytest.mark.parametrize("text", FINE)
def test_other_hosts_and_words_pass(text: str) -> None:
    assert denied(text, DENY) == ""


def test_the_refusal_names_the_host_of_the_list() -> None:
    assert denied("see news.b\u0430d.example/1", DENY) == "bad.example"
    assert denied("see bad.example", frozenset()) == ""


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("bad.example", "bad.example"),
        (" https://www.Bad.Example/page ", "bad.example"),
        ("*.bad.example", "bad.example"),
        ("xn--g1aefm.example", "злой.example"),
        ("# a remark", ""),
        ("bad.example # why", "bad.example"),
        ("", ""),
    ],
)
def test_a_line_of_the_list_may_be_an_address(entry: str, host: str) -> None:
    assert host_of(entry) == host


def test_the_list_is_a_setting_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "deny.txt"
    file.write_text("# restricted\nbad.example\n\nworse.example\n", encoding="utf-8")
    assert deny_list(str(file)) == {"bad.example", "worse.example"}
    assert deny_list("bad.example, worse.example") == {"bad.example", "worse.example"}
    assert deny_list("https://bad.example/") == {"bad.example"}
    with pytest.raises(ValueError, match="cannot read"):
        deny_list(str(tmp_path / "missing.txt"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("No link at all.", 0),
        ("https://one.example", 1),
        ("https://one.example and http://two.example/x.html", 2),
        ("[one](https://one.example)", 1),
        ("www.one.by", 1),
        ("one.by and two.com", 2),
        ("Площадь 2.5 га, см. п.4.1", 0),
        ("ХХІ стагоддзе, г.Віцебск", 0),
        ("see [our talk](/threads/5)", 0),
        ("на сайте обращения.бел", 1),
    ],
)
def test_links_are_counted_as_a_reader_sees_them(text: str, number: int) -> None:
    assert len(links(text)) == number


@pytest.mark.parametrize(
    "name", ["evil.com", "www.site.by", "me@example.org", "сайт.бел", "https://x.by", "Shop.online"]
)
def test_a_name_like_an_address(name: str) -> None:
    assert looks_like_address(name)


@pytest.mark.parametrize("name", ["А. С. Пушкин", "А.С.Пушкин", "Anna-Maria", "D'Artagnan", "Сосед 12"])
def test_a_name_that_is_no_address(name: str) -> None:
    assert not looks_like_address(name)
