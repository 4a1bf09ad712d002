"""The committee says what is measured: it edits, adds and retires, and the platform's file changes none of that."""

import re
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from factories import a_person, a_value, an_indicator
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.indicators import definitions, queries, services
from veche.indicators.models import Indicator

COURSE = {"baseline": "54", "baseline_on": "2023-12-31", "target": "90", "target_on": "2027-12-31"}


def member():
    return a_person(("committee",))


def entries(verb: str) -> list[Entry]:
    rows = select(Entry).where(Entry.verb == verb).order_by(Entry.seq)
    return list(db.session.execute(rows).unique().scalars())


def filled(page: str) -> dict[str, str]:
    """What the form on the page holds."""
    found = dict(re.findall(r'<input[^>]*\sname="([^"]+)"[^>]*\svalue="([^"]*)"', page))
    chosen = re.search(r'<input checked[^>]*name="direction"[^>]*value="(\w+)"', page)
    source = re.search(r'<option selected value="(official|survey|expert)"', page)
    return {**found, "direction": chosen.group(1), "source": source.group(1)}


def change(client, code="I-38", **given):
    """Fill the page's own form and send it."""
    page = client.get(f"/en/indicators/{code}/edit").text
    return client.post(f"/en/indicators/{code}/edit", data={**filled(page), **given})


def test_the_committee_changes_a_definition_and_the_journal_keeps_both(client, signed_in):
    answer = change(signed_in(member()), title_en="ICT training of teachers", unit_en="%", unit_ru="%", **COURSE)
    assert answer.status_code == 303
    page = client.get("/en/indicators/I-38").text
    assert "1 change of the definition" in page
    assert "<del>nothing</del> <ins>54</ins>" in page
    for words in ("ICT training of teachers", "54, 31 December 2023", "90, by 31 December 2027"):
        assert words in page
    (entry,) = entries("indicator.edited")
    assert entry.data["before"]["baseline"] is None
    assert entry.data["after"]["baseline"] == "54"
    assert entry.data["after"]["target_on"] == "2027-12-31"
    assert entry.data["after"]["title_en"] == "ICT training of teachers"
    assert "title_ru" not in entry.data["after"]


def test_a_form_sent_unchanged_changes_and_records_nothing(signed_in):
    assert change(signed_in(member())).status_code == 303
    assert entries("indicator.edited") == []
    assert an_indicator().version == 1


def test_the_form_holds_the_figures_as_they_stand(signed_in):
    an_indicator(baseline=Decimal("0.1234"), baseline_on=date(2023, 12, 31))
    page = signed_in(member()).get("/en/indicators/I-38/edit").text
    assert filled(page)["baseline"] == "0.1234"
    assert filled(page)["baseline_on"] == "2023-12-31"


def test_the_packaged_file_leaves_alone_what_the_committee_edited(app):
    an_indicator("I-38", title_en="Our own words")
    with pytest.MonkeyPatch.context() as patch:
        real = services.rules.parse_indicators
        patch.setattr(services.rules, "parse_indicators", lambda content: [renamed(one) for one in real(content)])
        services.load_packaged_indicators()
    db.session.expire_all()
    assert an_indicator("I-38").title_en == "Our own words"
    assert an_indicator("I-39").title_en == "New"


def renamed(text):
    return services.rules.IndicatorText(text.code, text.feature, text.source, {**text.wording, "en": "New"})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title_ru": ""}, "Write the wording in Russian."),
        ({"title_be": " "}, "Write the wording in Belarusian."),
        ({"title_en": ""}, "Write the wording in English."),
        ({"title_en": "t" * 401}, "too long"),
        ({"unit_ru": "u" * 61}, "too long"),
        ({"source": "guess"}, "Choose one of the options."),
        ({"direction": ""}, "Choose one of the options."),
        ({"baseline": "some"}, "Type a number"),
        ({"baseline": "1,23456"}, "Type a number"),
        ({**COURSE, "baseline_on": ""}, "Name the day of the baseline."),
        ({**COURSE, "baseline": ""}, "Name the baseline"),
        ({"target": "5", "target_on": "2027-01-01"}, "Name the baseline"),
        ({**COURSE, "target_on": ""}, "Name the day of the target."),
        ({**COURSE, "target": ""}, "Name the target."),
        ({**COURSE, "target_on": "2023-12-31"}, "has to be later than that of the baseline."),
        ({**COURSE, "target": "50"}, "This target is worse than the baseline."),
        ({**COURSE, "direction": "down"}, "This target is worse than the baseline."),
        ({**COURSE, "target_on": "9999-12-31"}, "Name a day between 1990 and 2100."),
        ({**COURSE, "baseline_on": "0001-01-01"}, "Name a day between 1990 and 2100."),
    ],
)
def test_an_impossible_definition_is_refused_in_words_and_nothing_typed_is_lost(signed_in, given, message):
    answer = change(signed_in(member()), **{"unit_be": "what I typed", **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert "what I typed" in answer.text
    assert entries("indicator.edited") == []


def test_who_comes_second_sees_both_and_may_send_it_again(signed_in):
    client = signed_in(member())
    typed = filled(client.get("/en/indicators/I-38/edit").text)
    an_indicator("I-38", unit_en="the first one")
    answer = client.post("/en/indicators/I-38/edit", data={**typed, "unit_en": "the second one"})
    assert answer.status_code == 409
    assert "the first one" in answer.text
    assert "the second one" in answer.text
    again = filled(answer.text)
    assert client.post("/en/indicators/I-38/edit", data=again).status_code == 303
    db.session.expire_all()
    assert an_indicator("I-38").unit_en == "the second one"


def test_a_version_that_was_overtaken_is_stale(app):
    indicator = an_indicator("I-38", unit_en="%")
    values = {name: getattr(indicator, name) for name in definitions.DEFINED}
    with pytest.raises(Stale):
        definitions.edit_indicator(member(), indicator.id, 1, values)


@pytest.mark.parametrize("role", [(), ("moderator",), ("body_officer",), ("admin",), ("youth_council",)])
def test_only_the_committee_defines(signed_in, role):
    person = a_person(role)
    client = signed_in(person)
    for address in ("new", "I-38/edit", "I-38/retire"):
        assert client.get(f"/en/indicators/{address}").status_code == 403
        assert client.post(f"/en/indicators/{address}", data={"reason": "x"}).status_code == 403
    page = client.get("/en/indicators/I-38").text
    assert "Change the definition" not in page
    assert "Add an indicator" not in client.get("/en/indicators").text
    with pytest.raises(Refused):
        definitions.retire_indicator(person, an_indicator().id, "No.", "en")


# Adding

NEW = {
    "feature": "2.4",
    "title_ru": "Жители 60+ на занятиях",
    "title_be": "Жыхары 60+ на занятках",
    "title_en": "Residents 60+ at lessons",
    "source": "official",
    "direction": "up",
}


def test_the_committee_adds_its_own_indicators_which_are_numbered(client, signed_in):
    browser = signed_in(member())
    assert 'action="/en/indicators/new"' in browser.get("/en/indicators/new").text
    assert browser.post("/en/indicators/new", data=NEW).location == "/en/indicators/C-01"
    other = {**NEW, "title_ru": "Другое", **COURSE}
    assert browser.post("/en/indicators/new", data=other).location == "/en/indicators/C-02"
    page = client.get("/en/indicators?feature=2.4").text
    assert re.findall(r'class="code">([IC]-\d+)', page) == ["C-01", "C-02", "I-38", "I-39", "I-40", "I-41"]
    assert page.count("added by the committee") == 2
    assert "Working wording: it will" not in client.get("/en/indicators/C-01").text
    assert [entry.data["code"] for entry in entries("indicator.added")] == ["C-01", "C-02"]


def test_an_indicator_sent_twice_is_one_and_the_same_words_with_another_meaning_are_refused(signed_in):
    browser = signed_in(member())
    for _ in range(2):
        assert browser.post("/en/indicators/new", data=NEW).location == "/en/indicators/C-01"
    answer = browser.post("/en/indicators/new", data={**NEW, "source": "survey"})
    assert answer.status_code == 422
    assert "has an indicator with these words already" in answer.text
    assert db.session.execute(select(func.count()).select_from(Indicator)).scalar_one() == 63


@pytest.mark.parametrize("lacking", ["feature", "title_ru", "title_be", "title_en", "source", "direction"])
def test_a_new_indicator_lacks_nothing(signed_in, lacking):
    answer = signed_in(member()).post("/en/indicators/new", data={**NEW, lacking: ""})
    assert answer.status_code == 422
    assert 'class="note errs"' in answer.text


# Retiring


def retire(client, code="I-38", reason="Nobody collects it any more."):
    assert f'action="/en/indicators/{code}/retire"' in client.get(f"/en/indicators/{code}/retire").text
    return client.post(f"/en/indicators/{code}/retire", data={"reason": reason, "language": "en"})


def test_a_retired_indicator_stays_readable_with_its_reason_and_counts_nowhere(client, signed_in):
    a_value(an_indicator("I-38"), "17.25")
    browser = signed_in(member())
    assert retire(browser).status_code == 303
    page = client.get("/en/indicators/I-38").text
    for words in ("Nobody collects it any more.", "17.25", "Retired"):
        assert words in page
    assert queries.states().overall.total == 61
    assert "I-38" not in client.get("/en/indicators").text
    assert "I-38" in client.get("/en/indicators?state=retired").text
    assert entries("indicator.retired")[0].data["reason"] == "Nobody collects it any more."
    again = browser.post("/en/indicators/I-38/retire", data={"reason": "Twice.", "language": "en"})
    assert again.status_code == 403
    assert "This indicator is retired" in browser.get("/en/indicators/I-38").text


def test_retiring_needs_a_reason(signed_in):
    answer = retire(signed_in(member()), reason="")
    assert answer.status_code == 422
    assert "Give the reason" in answer.text
    assert an_indicator().retired_at is None


def test_a_retired_one_is_not_offered_to_new_actions(app):
    from veche.committee.queries import indicators

    found = an_indicator("I-38")
    assert found.id in {one.id for one in indicators(found.feature_id)}
    definitions.retire_indicator(member(), found.id, "Gone.", "en")
    assert found.id not in {one.id for one in indicators(found.feature_id)}


# The journal's page


def test_the_journal_names_the_indicator_with_a_way_to_it(client):
    an_indicator("I-38", unit_en="%")
    page = client.get("/en/journal").text
    assert "Definition of an indicator changed" in page
    assert 'href="/en/indicators/I-38"' in page
