"""Whatever is typed into the forms of the answering city, by whoever may use them, nothing breaks on our side."""

from typing import Any

import pytest

from attempts import CELLS, POSTS, Town, a_town, client_of, path

LONG = "щ" * 70_000
HOSTILE = {
    "nothing": "",
    "NUL": "a\x00b",
    "a long word": LONG,
    "not a number": "NaN",
    "infinity": "1e999",
    "a negative number": "-5",
    "a huge number": "9" * 40,
    "digits of another script": "١٢٣",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "no day": "2026-02-30",
    "a formula": "=HYPERLINK(1)",
    "brackets": "[" * 5000 + "](x)",
    "a right-to-left mark": "\u202eabc",
    "html": "<img src=x onerror=alert(1)>",
    "percent": "%(title)s %s {0}",
}
ONE_BY_ONE = {HOSTILE[what] for what in ("not a number", "a huge number", "the first day", "the last day")}
# Fields that the table of plausible forms does not name.
MORE = (
    *("nonce", "language", "seen", "revision", "version", "figure", "next_report_on", "when", "change", "next_steps"),
    *("planned", "spent", "note", "target", "target_on", "baseline", "baseline_on", "sample", "method", "reviewer"),
    *("ends_on", "begins_on", "executor_1", "functions_1", "others", "cited", "action_id", "body_id", "indicator_id"),
    *("deferred_until", "office_email", "office_phone", "since", "until", "sector_id", "last_day", "hour", "feature"),
    *("direction", "unit_ru", "expected_result", "unit", "national_plan", "remarks", "place", "proposals", "letters"),
)


@pytest.fixture
def town() -> Town:
    return a_town()


def forms(sound: dict[str, Any], value: str) -> dict[str, dict[str, Any]]:
    """The value in every field; a day or a number also in each field of a form that is sound otherwise."""
    everywhere = dict.fromkeys((*sound, *MORE), value)
    alone = {name: {**sound, name: value} for name in sound} if value in ONE_BY_ONE else {}
    return {"everywhere": everywhere, **alone}


def broken(app: Any, client: Any, town: Town, endpoint: str, what: str) -> dict[str, int]:
    """The answers of a broken platform."""
    sound = {name: said for name, said in town.fields(POSTS[endpoint][2]).items() if name != "file"}
    found = {}
    for name, form in forms(sound, HOSTILE[what]).items():
        code = client.post(path(app, town, endpoint), data=form).status_code
        if code >= 500:
            found[f"{endpoint}: {what} in {name}"] = code
    return found


@pytest.mark.parametrize("who", sorted({who for _endpoint, who in CELLS}))
def test_nothing_that_is_typed_breaks_the_platform(who: str, app: Any, town: Town, signed_in: Any) -> None:
    client = client_of(town, who, app, signed_in)
    found: dict[str, int] = {}
    for endpoint in (name for name, one in CELLS if one == who):
        for what in HOSTILE:
            found |= broken(app, client, town, endpoint, what)
    assert found == {}
