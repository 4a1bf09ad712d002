"""What indicators show on the pages of the plan."""

from collections import Counter
from typing import Any

from flask import render_template

from veche.core.pages import panel
from veche.indicators import queries
from veche.indicators.labels import STATES
from veche.indicators.queries import Sought


def _counted(code: str) -> dict[str, int]:
    """How many indicators of the feature stand how, in the order of the labels: two statements."""
    counted = Counter(one.state for one in queries.standings(Sought(feature=code)))
    return {state: counted[state] for state in STATES if counted[state]}


@panel("feature.facts")
def of_feature(feature: Any) -> str:
    """The strip on a feature's page."""
    return render_template("indicators/_of_feature.html", feature=feature, counted=_counted(feature.code))


@panel("area.facts", order=80)
def of_area(area: Any) -> str:
    """One fact in the strip of an action area: how the indicators of its feature stand."""
    return render_template("indicators/_of_area.html", feature=area.feature, counted=_counted(area.feature.code))
