"""How the committee of the demonstration answers: positions, a letter by one member, read by another, published."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.committee import drafting, positions, publishing, taking_up
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.moderated import VISIBLE
from veche.proposals.models import Argument, Proposal
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
    "accepted_in_part": (
        "Главное сделать можно сразу, остальное – когда появятся люди.",
        "Начнём с малого и через год посмотрим на цифры.",
        "Всё сразу не успеть, а первая часть уже полезна.",
    ),
    "deferred": (
        "Решать стоит, когда будет известна смета фестиваля.",
        "Аудиторию обещают только с марта, ответим тогда.",
        "Сейчас ответ был бы гаданием.",
    ),
}


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


def tell(town: Town) -> None:
    """What the committee is about today: a letter that waits for its second reader, a wish to answer without a vote."""
    town.on_day(1.5, lambda: _begin_an_answer(town))
    town.on_day(1.2, lambda: _wish_to_take_up(town))


def _begin_an_answer(town: Town) -> None:
    number = _first(
        Proposal.state == "review", Proposal.answer_by > clock.now()
    )  # the other one is overdue: nobody began
    first, second = town.staff["committee"], town.staff["committee2"]
    letter = {"letter": IN_WORK, "outcome": "accepted_in_part", "language": "ru", "not_followed": NOT_YET}
    described = {
        "title": "Семейные вечера краеведения в двух библиотеках",
        "expected_result": "24 вечера за год",
        "unit": "участников",
        "target": Decimal(140),
        "next_report_on": today() + timedelta(days=90),
        "body_id": db.session.execute(select(Body.id).order_by(Body.id).limit(1)).scalar(),
    }
    with writing():
        positions.take(
            first, number, stance="accepted_in_part", reason="Начать с залов на первом этаже.", language="ru"
        )
        positions.take(second, number, stance="accepted", reason="Две библиотеки готовы с февраля.", language="ru")
        said = {**letter, **described, "cited": _strongest(number), "youth_reply": _reply(number)}
        drafting.save(first, number, said, seen=0, hand_over=True)


def _wish_to_take_up(town: Town) -> None:
    number = _first(Proposal.state == "open", Proposal.visibility == VISIBLE)
    taking_up.propose(town.staff["committee2"], number, reason=WITHOUT_A_VOTE, language="ru")


def _first(*conditions: Any) -> int:
    rows = select(Proposal.id).where(*conditions).order_by(Proposal.support_count.desc(), Proposal.id)
    return int(db.session.execute(rows.limit(1)).scalar_one())


IN_WORK = (
    "Начинаем с двух библиотек с залом на первом этаже, в феврале. Третью добавим, когда договоримся о вечерних часах."
    " Записывать может каждый, не только семьи."
)
NOT_YET = "Третью библиотеку пока не открываем: вечерние часы ещё не согласованы."
WITHOUT_A_VOTE = "Это работа самого комитета: голосовать не о чем, сделать можно сразу, и ждать весны незачем."


def answer(town: Town, number: int, order: int, told: dict[str, Any], new_action: dict[str, Any]) -> None:
    """Everything on one day, in one transaction, as the services want it."""
    outcome = told.get("answer") or ("accepted" if new_action else "declined")
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
        "youth_reply": told.get("youth_reply") or _reply(number),
        "what_would_change": told.get("change", ""),
        "deferred_until": today() + timedelta(days=told["deferred"]) if "deferred" in told else None,
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


def _reply(number: int) -> str:
    has_opinion = db.session.execute(select(Opinion.id).where(Opinion.proposal_id == number)).first()
    return YOUTH_REPLY if has_opinion else ""
