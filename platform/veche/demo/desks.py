"""The desk of the demonstration: a sheet of codes, some of them used, and people without internet who came there."""

from collections.abc import Callable
from typing import Any, Protocol

from veche.accounts.models import Person
from veche.accounts.services import add_person
from veche.assisting.receiving import receive
from veche.assisting.services import enter_support
from veche.core.database import writing
from veche.demo.queries import gathering
from veche.residents import desks
from veche.residents.adapters import open_way
from veche.residents.models import Desk
from veche.residents.services import finish

OPENED, PRINTED, CAME = 200, 25, 4  # days ago
VISITORS, USED = 5, 4
NAMES = ("Тополёк", "Маслянка", "Журавлик", "Гончар с Лучёсы")


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    proposals: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


class Library:
    """The desk in a library, while it is told."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.number = 0

    @property
    def librarian(self) -> Person:
        return self.town.staff["desk"]

    def open(self) -> None:
        told = {
            "name_ru": "Библиотека, читальный зал (демо)",
            "name_be": "Бібліятэка, чытальная зала (дэма)",
            "name_en": "Library, reading room (demo)",
            "place": "ул. Ленина, первый этаж (демо)",
            "hours": "вт–пт 10:00–19:00, сб и вс 10:00–17:00",
        }
        desk: Desk = desks.open_desk(self.town.staff["admin"], **told)
        desks.name_staff(self.town.staff["admin"], desk.id, self.librarian.name_key)
        self.number = desk.id

    def hand_out(self) -> None:
        """Twelve codes; four people have used theirs, one slip was spoilt."""
        sheet, codes = desks.print_sheet(self.librarian, self.number, 12, "demo-sheet")
        way = open_way("desk")
        if way is None:  # another way is configured
            return
        for name, code in zip(NAMES[:USED], codes, strict=False):
            secret = f"nobody signs in as {name} of the demonstration"
            email = f"desk{codes.index(code)}@town.example"
            finish(add_person(email, name, secret), way, {"code": code})
        desks.revoke_code(self.librarian, sheet.id, USED + 1, "Листок испорчен при печати")

    def receive(self) -> None:
        """People without internet support a proposal that stands open."""
        number = gathering(list(self.town.proposals.values()), VISITORS)
        for visitor in range(VISITORS):
            told = {"name": "", "age_band": "over-31", "language": "ru", "nonce": f"demo-visit-{visitor}"}
            with writing():
                document = f"DEMO{visitor:06}"
                visit = receive(self.librarian, self.number, document=document, consented=True, **told)
                if number:
                    enter_support(self.librarian, visit.id, number, f"demo-support-{visitor}")


def tell(town: Town) -> None:
    """Put everything on its day."""
    library = Library(town)
    town.on_day(OPENED, library.open)
    town.on_day(PRINTED, library.hand_out)
    town.on_day(CAME, library.receive)
