"""How the indicators stand, as the dashboard and the list ask for it."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import event, select

from factories import a_person, nonce
from veche.core import clock
from veche.core.database import db, writing
from veche.indicators import queries
from veche.indicators.models import Indicator, Measurement
from veche.indicators.progress import Value

START = date(2024, 1, 1)


def put(code: str, *shown: tuple[int, int], target: int | None = None, withdrawn: tuple[int, ...] = ()) -> None:
    """Values as (day after the start, value); a target from 0 on is due after 100 days."""
    person = a_person(("committee",))
    with writing() as session:
        indicator = session.execute(select(Indicator).where(Indicator.code == code)).scalar_one()
        if target is not None:
            indicator.baseline, indicator.baseline_on = Decimal(0), START
            indicator.target, indicator.target_on = Decimal(target), START + timedelta(days=100)
        for place, (day, value) in enumerate(shown):
            indicator.measurements.append(
                Measurement(
                    on=START + timedelta(days=day),
                    value=Decimal(value),
                    evidence="A list.",
                    language="en",
                    recorded_by_id=person.id,
                    recorded_at=clock.now(),
                    withdrawn_at=clock.now() if place in withdrawn else None,
                    nonce=nonce(),
                )
            )
            session.flush()


def test_without_values_nothing_is_known_of_any(app):
    states = queries.states()
    assert states.overall == queries.Counts(no_data=62)
    assert len(states.by_feature) == 12
    assert states.by_feature["2.4"] == queries.Counts(no_data=4)


def test_each_state_is_counted_overall_and_by_feature(app):
    put("I-38", (50, 60), target=100)
    put("I-39", (50, 40), target=100)
    put("I-40", (50, 100), target=100)
    put("I-41", (50, 7))
    put("I-01", (50, 7))
    states = queries.states()
    assert states.by_feature["2.4"] == queries.Counts(on_track=1, behind=1, reached=1, no_target=1)
    assert states.by_feature["1.1"] == queries.Counts(no_target=1, no_data=6)
    assert states.overall.total == 62
    assert states.overall.no_data == 57


def test_retired_ones_and_outputs_of_actions_do_not_count(app):
    with writing() as session:
        found = session.execute(select(Indicator).where(Indicator.code.in_(["I-01", "I-02"]))).scalars().all()
        found[0].retired_at = clock.now()
        found[1].is_local = True
    assert queries.states().overall.total == 60
    assert [one.indicator.code for one in queries.standings(queries.Sought(state="retired"))] == ["I-01"]


def test_the_database_and_the_rules_agree_which_values_count(app):
    put("I-38", (0, 1), (10, 2), (10, 3), (20, 9), (5, 7), withdrawn=(3,))
    indicator = queries.load_indicator("I-38")
    days = [START + timedelta(days=day) for day in (5, 10)]
    assert queries.last_values([indicator.id]) == {indicator.id: [Value(days[0], 7), Value(days[1], 3)]}
    (standing,) = queries.stand([indicator])
    assert (standing.latest.value, standing.trend) == (3, "worsening")


def test_two_statements_tell_it_however_many_values_there_are(app):
    counted: list[str] = []

    def count(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            counted.append(statement)

    for values in (1, 40):
        put(f"I-{values:02}", *((day, day) for day in range(values)))
        db.session.expunge_all()
        counted.clear()
        event.listen(db.engine, "before_cursor_execute", count)
        queries.states()
        event.remove(db.engine, "before_cursor_execute", count)
        assert len(counted) == 2
