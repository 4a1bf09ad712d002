"""A browser is named by words from our own lists, whatever it sends; a household is one source."""

import pytest

from veche.sessions.devices import words
from veche.sessions.throttle import network

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
PHONE = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        (WINDOWS + "Chrome/128.0.0.0 Safari/537.36", "Chrome, Windows"),
        (WINDOWS + "Chrome/128.0.0.0 Safari/537.36 Edg/128.0", "Edge, Windows"),
        (WINDOWS + "Chrome/128.0 YaBrowser/24.7 Safari/537.36", "Yandex, Windows"),
        (WINDOWS + "Chrome/128.0 Safari/537.36 OPR/114.0", "Opera, Windows"),
        (PHONE + "Chrome/128.0 Mobile Safari/537.36", "Chrome, Android"),
        (PHONE + "SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1.15", "Safari, macOS"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
        ("x" * 100_000 + "Firefox/1", ""),
    ],
)
def test_only_names_from_the_lists_are_kept(sent: str, said: str) -> None:
    assert words(sent) == said


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_household_is_one_source(address: str, source: str) -> None:
    assert network(address) == source
