"""The packaged indicators in the database."""

from sqlalchemy import func, select

from veche.core.database import db
from veche.core.journal import Entry
from veche.indicators import services
from veche.indicators.models import Indicator


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_the_indicators_are_loaded_once(app):
    assert count(Indicator) == 62
    before = db.session.execute(select(func.count()).select_from(Entry)).scalar_one()
    assert services.load_packaged_indicators() == 62
    assert count(Indicator) == 62
    assert db.session.execute(select(func.count()).select_from(Entry)).scalar_one() == before
