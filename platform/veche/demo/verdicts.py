"""How cases ended in the demonstration: a report that was wrong, a warning that stands, what two moderators removed,
what the second one refused, what nobody confirmed, and a press that was undone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core.database import db
from veche.forum.services import reply
from veche.moderation import bulk, services
from veche.moderation.models import Case
from veche.oversight.services import decide, lodge

NO_DATA = "Названа должность, а не человек: личных данных в сообщении нет."
BELITTLES = "Сообщение говорит о пожилых людях свысока, о самом занятии в нём ничего нет."
APPEALED = (
    "Я говорил о способе учить, а не о людях: с бумажкой перед глазами дело шло быстрее. Прошу снять предупреждение."
)
STANDS = "О способе учить в сообщении нет ни слова, а сказано обо всех пожилых сразу. Предупреждение остаётся."
FORGED = "Сообщение предлагает поддельные документы, это запрещено законом."
TOO_SHARP = "Сообщение обвиняет человека, а не поступок, и повторяет это дважды."
ABOUT_WORK = "Слово резкое, но речь о работе, а не о человеке. Убирать сообщение совсем не за что."
NUMBER = "В сообщении стоит номер, и неизвестно, чей он."
SAME = "Одно и то же приглашение стоит в двух обсуждениях."
THREATENS = "Автор угрожает собеседнику встречей, и это не первое такое сообщение."


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    threads: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...
    def citizen(self, number: int) -> Person: ...


@dataclass
class Reported:
    """A post that somebody reported so many days ago."""

    town: Town
    days: float
    thread: int
    person: int
    text: str
    reason: str
    case: int = 0

    def __post_init__(self) -> None:
        self.town.on_day(self.days, self._happen)

    def _happen(self) -> None:
        nonce = f"demo-verdict-{self.thread}-{self.person}"
        values: dict[str, Any] = {"text": self.text, "language": "ru", "nonce": nonce}
        post = reply(self.town.citizen(self.person), self.town.threads[self.thread], **values)
        self.case = services.flag(self.town.citizen(15), "post", post.id, reason=self.reason).case_id

    def later(self, hours: float, happen: Callable[[], Any]) -> None:
        """What came of it, so many hours after the report."""
        self.town.on_day(self.days - hours / 24, happen)


def tell(town: Town) -> None:
    """Put everything on its day."""
    first, second = "moderator", "moderator2"
    _removed(town, first, second)
    _refused(town, second, first)
    _warned(town, second, first)
    _lapsed(town, second)
    _undone(town, second)
    _banned_in_haste(town, second)
    text = "В нашей школе завхоз сам открывал зал, когда мы просили. Теперь ключи только у директора."
    told = Reported(town, 9, 4, 17, text, "personal_data")
    told.later(3, lambda: services.leave(town.staff[first], told.case, facts=NO_DATA))


def _removed(town: Town, one: str, other: str) -> None:
    told = Reported(town, 18, 2, 19, "Дипломы и справки любых вузов, недорого и быстро.", "unlawful")
    made: dict[str, Any] = {}
    ground: dict[str, Any] = {"clause": "4.4", "facts": FORGED}
    told.later(1, lambda: made.update(act=services.propose_removal(town.staff[one], told.case, **ground)))
    told.later(5, lambda: services.agree(town.staff[other], _asked(made["act"])))


def _refused(town: Town, one: str, other: str) -> None:
    told = Reported(town, 16, 4, 20, "Директору просто лень открыть зал, вот он и молчит. Лень, и всё.", "insult")
    made: dict[str, Any] = {}
    ground: dict[str, Any] = {"clause": "4.1", "facts": TOO_SHARP}
    told.later(2, lambda: made.update(act=services.propose_removal(town.staff[one], told.case, **ground)))
    told.later(9, lambda: services.refuse(town.staff[other], _asked(made["act"]), facts=ABOUT_WORK))


def _warned(town: Town, one: str, other: str) -> None:
    told = Reported(town, 14, 1, 18, "Старики всё равно ничего не запомнят, зачем тратить на них время.", "insult")
    made: dict[str, Any] = {}
    ground: dict[str, Any] = {"clause": "4.1", "facts": BELITTLES}
    told.later(4, lambda: made.update(act=services.warn(town.staff[one], told.case, **ground)))
    told.later(
        26, lambda: made.update(appeal=lodge(town.citizen(18), made["act"].id, words=APPEALED, nonce="demo-old"))
    )
    last = {"outcome": "upheld", "reasons": STANDS}
    told.later(60, lambda: decide(town.staff[other], made["appeal"].id, **last))


def _lapsed(town: Town, one: str) -> None:
    told = Reported(town, 26, 1, 21, "Там есть кабинет, где учат бесплатно: 000-55-66.", "personal_data")
    ground: dict[str, Any] = {"clause": "4.2", "facts": NUMBER, "emergency": True}
    told.later(1, lambda: services.propose_removal(town.staff[one], told.case, **ground))
    told.later(26, services.lapse_due)


def _undone(town: Town, one: str) -> None:
    text = "В субботу в библиотеке день открытых дверей, приходите с родителями."
    told = [Reported(town, 8, thread, 22, text, "spam") for thread in (1, 4)]
    made: dict[str, Any] = {}
    told[0].later(
        2, lambda: made.update(done=bulk.hide_spam(town.staff[one], [report.case for report in told], facts=SAME))
    )
    told[0].later(3, lambda: bulk.undo(town.staff[one], made["done"].batch))


def _banned_in_haste(town: Town, one: str) -> None:
    text = "Ещё раз встречу Вас в зале, разговор будет другой. Я предупредил."
    told = Reported(town, 0.18, 4, 29, text, "threat")
    ground: dict[str, Any] = {"clause": "4.1", "facts": THREATENS, "emergency": True}
    told.later(0.5, lambda: services.propose_ban(town.staff[one], told.case, **ground))


def _asked(act: Any) -> int:
    """The case in which a second moderator is asked about the act."""
    number: int = db.session.execute(select(Case.id).where(Case.act_id == act.id, Case.cause == "confirm")).scalar_one()
    return number
