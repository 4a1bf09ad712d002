"""Moderation in the demonstration: the queue shows every state, and each is told through the services.

A report within its hours, a late one and a threat, a removal that waits for a second moderator, somebody silent for a
week, a redaction, and a note among moderators.
"""

from collections.abc import Callable
from typing import Any, Protocol

from veche.accounts.models import Person
from veche.core.database import db
from veche.forum.services import reply
from veche.moderation import services
from veche.moderation.models import Case

FACTS_OF_NUMBER = "В сообщении стоят телефон и квартира соседки, согласия на это нет."


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    threads: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...
    def citizen(self, number: int) -> Person: ...


def tell(town: Town) -> None:
    """Put everything on its day."""
    made: dict[str, int] = {}
    town.on_day(12.1, lambda: made.update(number=_number_of_a_neighbour(town)))
    town.on_day(12, lambda: _redact(town, made["number"]))
    town.on_day(4.2, lambda: made.update(rude=_rude(town)))
    town.on_day(4, lambda: _silence(town, made["rude"]))
    town.on_day(1.4, lambda: _late(town))
    town.on_day(0.3, lambda: _in_time(town))
    town.on_day(0.2, lambda: _propose(town))
    town.on_day(0.05, lambda: _threat(town))


def _said(town: Town, thread: int, person: int, text: str) -> int:
    """A post, and its number."""
    nonce = f"demo-trust-{thread}-{person}"
    return reply(town.citizen(person), town.threads[thread], text=text, language="ru", nonce=nonce).id


def _reported(town: Town, post: int, reason: str, note: str = "", by: int = 12) -> int:
    """The case of a post that somebody reported."""
    return services.flag(town.citizen(by), "post", post, reason=reason, note=note).case_id


def _number_of_a_neighbour(town: Town) -> int:
    post = _said(town, 1, 7, "Записываться у соседки: квартира 114, телефон 000-11-22. Она знает расписание.")
    return _reported(town, post, "personal_data", "Это моя квартира, я согласия не давала.")


def _redact(town: Town, case: int) -> None:
    typed = "квартира 114\nтелефон 000-11-22"
    services.redact(town.staff["moderator2"], case, typed=typed, facts=FACTS_OF_NUMBER)


def _rude(town: Town) -> int:
    post = _said(town, 2, 26, "Все, кто за это, просто глупцы, и говорить с ними не о чем. Молчите уже.")
    return _reported(town, post, "insult", "Третий раз за неделю.")


def _silence(town: Town, case: int) -> None:
    post = db.session.get_one(Case, case).subject_id
    grounds = {"clause": "4.1", "facts": "Сообщение обзывает собеседников, о деле в нём ничего нет."}
    services.hide(town.staff["moderator2"], "post", post, case_id=case, **grounds)
    again = "Автор обзывает собеседников третий раз за неделю, письма не помогли."
    services.mute(town.staff["moderator2"], case, days=7, clause="4.1", facts=again)
    services.note(town.staff["moderator2"], case, on_person=True, text="Просил объяснить правила, объяснил в письме.")


def _late(town: Town) -> None:
    post = _said(town, 4, 8, "Продаю телефоны с большими кнопками, недорого, пишите мне. Продаю телефоны, недорого.")
    _reported(town, post, "spam", "Второй раз то же самое.")


def _in_time(town: Town) -> None:
    post = _said(town, 1, 9, "Вот телефон вахтёра: 000-22-33. Звоните ему вечером, он откроет.")
    _reported(town, post, "personal_data", "Вахтёр об этом не просил.")
    _reported(town, post, "personal_data", by=14)


def _propose(town: Town) -> None:
    post = _said(town, 2, 27, "Раздаю пропуска в читальный зал по чужим документам, пишите.")
    case = _reported(town, post, "unlawful", "Предлагает чужие документы.")
    facts = "Сообщение предлагает чужие документы, это запрещено законом."
    services.propose_removal(town.staff["moderator"], case, clause="4.4", facts=facts)


def _threat(town: Town) -> None:
    post = _said(town, 5, 10, "Кто поставит там скамейку, тот пожалеет, я вам обещаю.")
    _reported(town, post, "threat", "Похоже на угрозу.")
