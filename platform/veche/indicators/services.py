"""The verbs of indicators: to load the packaged definitions."""

from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.core import journal
from veche.core.database import writing
from veche.indicators import rules
from veche.indicators.models import Indicator
from veche.plan.models import Feature


def load_packaged_indicators() -> int:
    """Load the indicators that come with the platform, by code; safe to repeat. The number of them.

    What the committee has edited or retired stays as the committee left it.
    """
    texts = rules.parse_indicators(files("veche.indicators").joinpath("data/indicators.toml").read_bytes())
    with writing() as session:
        features = {row.code: row.id for row in session.execute(select(Feature)).scalars()}
        present = {row.code: row for row in session.execute(select(Indicator)).scalars()}
        changed = [one.code for one in texts if _wording(session, present.get(one.code), one, features)]
        session.flush()
        if changed:
            journal.record(session, None, "indicators.loaded", "plan:1", indicators=len(changed))
    return len(texts)


def _wording(
    session: Session, indicator: Indicator | None, text: rules.IndicatorText, features: dict[str, int]
) -> bool:
    """Whether the indicator is new or says something else now."""
    titles = {f"title_{language}": words for language, words in text.wording.items()}
    values = {"feature_id": features[text.feature], "source": text.source, **titles}
    if indicator is None:
        session.add(Indicator(code=text.code, **values))
        return True
    if indicator.edited_at or indicator.retired_at:
        return False
    changed = {name: value for name, value in values.items() if getattr(indicator, name) != value}
    for name, value in changed.items():
        setattr(indicator, name, value)
    return bool(changed)
