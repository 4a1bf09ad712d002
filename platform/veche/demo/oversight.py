"""Who watches the moderators, in the demonstration: appeals that wait and one that was right, and blind reviews.

Reviews are drawn by a hash with the key of the installation; so that every demonstration shows some, these are put up
by name.
"""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core.database import db, writing
from veche.forum.services import reply
from veche.moderation import bulk, services
from veche.moderation.models import Act
from veche.oversight import reviewing
from veche.oversight.services import decide, lodge

FACTS = "Сообщение о расписании другого кружка, к обсуждению оно не относится."
WORDS = "Кружок, о котором я пишу, занимается в том же зале, и вопрос как раз о часах этого зала."
REASONS = "Часы зала общие для обоих кружков, поэтому сообщение относится к делу. Пункт 4.3 не нарушен."
AGAIN = "Я написал о самом решении, а не о человеке. Прошу посмотреть на слова ещё раз, в разговоре."
AS_A_JOKE = "Это шутка о ремесле, а не о собеседнике: мы с ним знакомы, и он не обиделся. Прошу вернуть сообщение."
SPAM = "Одно и то же объявление о продаже стоит в нескольких обсуждениях."


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    threads: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...
    def citizen(self, number: int) -> Person: ...


def tell(town: Town) -> None:
    """Put everything on its day."""
    made: dict[str, Any] = {}
    town.on_day(22, lambda: made.update(right=_hidden(town, 2, "Кружок вязания в том же зале по средам до 19:00.")))
    town.on_day(21, lambda: made.update(appealed=_appeal(made["right"], WORDS)))
    town.on_day(
        20, lambda: decide(town.staff["moderator2"], made["appealed"].id, outcome="overturned", reasons=REASONS)
    )
    town.on_day(1.3, lambda: made.update(spam=_spam(town)))
    town.on_day(1, lambda: bulk.hide_spam(town.staff["moderator2"], made["spam"], facts=SPAM))
    town.on_day(1.9, lambda: _appeal(_last_of(town.staff["moderator2"]), AGAIN))
    town.on_day(0.4, lambda: _appeal(_first_of(town.staff["moderator"]), AS_A_JOKE))
    town.on_day(0.3, lambda: _review(town))


def _hidden(town: Town, thread: int, text: str) -> Act:
    """A post that was hidden on a mistake."""
    said = reply(town.citizen(11), town.threads[thread], text=text, language="ru", nonce="demo-oversight-right")
    case = services.flag(town.citizen(13), "post", said.id, reason="off_topic").case_id
    return services.hide(town.staff["moderator"], "post", said.id, clause="4.3", facts=FACTS, case_id=case)


def _appeal(act: Act, words: str) -> Any:
    return lodge(db.session.get_one(Person, act.author_id), act.id, words=words, nonce=f"demo-appeal-{act.id}")


def _spam(town: Town) -> list[int]:
    """The same advertisement in three discussions: their cases, which one press ends."""
    cases: list[int] = []
    for thread in (1, 2, 5):
        text = "Скупаю старые телефоны, дорого, звоните 000-33-44 в любое время."
        said = reply(town.citizen(28), town.threads[thread], text=text, language="ru", nonce=f"demo-spam-{thread}")
        cases.append(services.flag(town.citizen(14), "post", said.id, reason="spam").case_id)
    return cases


def _of(moderator: Person) -> Any:
    return select(Act).where(Act.moderator_id == moderator.id, Act.verb == "hide", Act.state == "done")


def _first_of(moderator: Person) -> Act:
    found: Act = db.session.execute(_of(moderator).order_by(Act.id).limit(1)).unique().scalar_one()
    return found


def _last_of(moderator: Person) -> Act:
    one = _of(moderator).where(Act.batch.is_(None)).order_by(Act.id.desc()).limit(1)
    found: Act = db.session.execute(one).unique().scalar_one()
    return found


def _review(town: Town) -> None:
    """Three decisions of the second moderator: two reviewed by the first, one still waiting."""
    with writing() as session:
        acts = list(
            session.execute(_of(town.staff["moderator2"]).where(Act.batch.is_not(None)).order_by(Act.id))
            .unique()
            .scalars()
        )[:3]
        numbers = [reviewing.put_up(session, act).id for act in acts]
    word = "Одно и то же объявление в разных обсуждениях: пункт 4.3."
    for number, measure in zip(numbers[:2], ("hide", "warn"), strict=False):
        reviewing.review(town.staff["moderator"], number, measure=measure, word=word)
