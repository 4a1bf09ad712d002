"""Rows that are forgotten within minutes of their end, by the worker, and not only by the daily round of retention."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.orm import Session

from veche.core import clock
from veche.core.database import changed, db, writing
from veche.core.worker import duty

Old = Callable[[datetime], ColumnElement[bool]]


def forgets(name: str, model: type[Any], is_old: Old) -> Callable[[Session, datetime], int]:
    """Register the duty `name`: rows of the table that are old go. The answer removes those that are old at a moment,
    as the holding of the table needs it.

    While none is old a round only reads, so that it keeps no writer waiting.
    """

    def expire(session: Session, moment: datetime) -> int:
        return changed(session, delete(model).where(is_old(moment)))

    @duty(name)
    def forget_due() -> int:
        moment = clock.now()
        old = select(literal(1)).select_from(model).where(is_old(moment))
        if db.session.execute(old.limit(1)).first() is None:
            return 0
        with writing() as session:
            return expire(session, moment)

    return expire
