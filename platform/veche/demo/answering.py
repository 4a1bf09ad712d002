"""How the committee of the demonstration answers: positions, a letter by one member, read by another, published."""

from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.committee import drafting, positions, publishing
from veche.core.database import db, writing
from veche.core.moderated import VISIBLE
from veche.proposals.models import Argument
from veche.youth.models import Opinion

# What members say for themselves, in turn.
REASONS = {
    "accepted": (
        "Всё нужное уже есть: помещения, люди и тот, кто отвечает.",
        "Доводы против учтены в письме, возражений нет.",
        "Польза видна за год, а расходы невелики.",
    ),
    "declined": (
        "Ни сроков, ни средств на это сейчас нет.",
        "Мысль хорошая, но начать нужно с меньшего.",
        "Нет того, кто возьмётся отвечать за результат.",
    ),
}


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]


def answer(town: Town, number: int, order: int, told: dict[str, Any], new_action: dict[str, Any]) -> None:
    """Everything on one day, in one transaction, as the services want it."""
    outcome = "accepted" if new_action else "declined"
    first, second, third = (town.staff[name] for name in _turns(order))
    with writing():
        for member, reason in zip((first, second, third), REASONS[outcome], strict=True):
            positions.take(member, number, stance=outcome, reason=reason, language="ru")
        fields = {"outcome": outcome, "language": "ru", **_said(number, told), **new_action}
        draft = drafting.save(first, number, fields, seen=0, hand_over=True)
        drafting.approve(second, number, draft.revision)
        publishing.publish(third, number, draft.revision)


def _turns(order: int) -> tuple[str, str, str]:
    """Who drafts, who reads second, who publishes."""
    return ("committee2", "committee", "committee3") if order % 2 else ("committee", "committee2", "committee3")


def _said(number: int, told: dict[str, Any]) -> dict[str, Any]:
    return {
        "letter": told["letter"],
        "cited": _strongest(number),
        "not_followed": told.get("not_followed", "" if "action" in told else NOT_FOLLOWED),
        "youth_reply": YOUTH_REPLY if _has_opinion(number) else "",
        "what_would_change": told.get("change", ""),
    }


NOT_FOLLOWED = "Мы не открыли действие, потому что в предложенном виде его некому и не на что выполнить."
YOUTH_REPLY = "Мнение молодёжного совета мы прочли и передали ответственному исполнителю."


def _strongest(number: int) -> list[int]:
    """One argument of each side, the most helpful."""
    rows = select(Argument.id, Argument.side).where(Argument.proposal_id == number, Argument.visibility == VISIBLE)
    found: dict[str, int] = {}
    for argument, side in db.session.execute(rows.order_by(Argument.score.desc(), Argument.id)):
        found.setdefault(side, argument)
    return sorted(found.values())


def _has_opinion(number: int) -> bool:
    return db.session.execute(select(Opinion.id).where(Opinion.proposal_id == number)).first() is not None
