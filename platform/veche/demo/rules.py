"""The people of the demonstration, and when each step of a proposal's story happened."""

from dataclasses import dataclass

PASSWORD = "veche demo town"  # noqa: S105 - printed on the sign-in page of a demonstration, and valid nowhere else
RESIDENTS = 64


@dataclass(frozen=True)
class Account:
    """One account that visitors of a demonstration may use."""

    email: str
    name: str
    role: str
    roles: tuple[str, ...] = ()
    verified: bool = True
    password: str = PASSWORD


ACCOUNTS = (
    Account("resident@demo.example", "Заречный", "resident"),
    Account("newcomer@demo.example", "Приезжий", "newcomer", verified=False),
    Account("moderator@demo.example", "Модератор Н. (демо)", "moderator", ("moderator",)),
    Account("moderator2@demo.example", "Модератор О. (демо)", "moderator", ("moderator",)),
    Account("committee@demo.example", "Член комитета К. (демо)", "committee", ("committee",)),
    Account("committee2@demo.example", "Член комитета Л. (демо)", "committee", ("committee",)),
    Account("committee3@demo.example", "Секретарь комитета С. (демо)", "committee", ("committee",)),
    Account("youth@demo.example", "Молодёжный совет (демо)", "youth council", ("youth_council",)),
    Account("officer@demo.example", "Библиотечная система (демо)", "responsible body", ("body_officer",)),
    Account("desk@demo.example", "Библиотекарь Р. (демо)", "desk staff"),
    Account("admin@demo.example", "Администратор (демо)", "administrator", ("admin",)),
)


def days_before(outcome: str, order: int) -> int:
    """How many days ago a proposal of this outcome was published: older ones have come further."""
    start = {"promoted": 180, "accepted": 120, "rejected": 110, "under_review": 46, "withdrawn": 60}
    start |= {"deferred": 60, "not_carried": 70, "dormant": 184}
    return start.get(outcome, 20) + order % 7


def district_of(number: int) -> str | None:
    """Where a resident lives; every fifth has not said it."""
    return ("oktyabrsky", "oktyabrsky", "oktyabrsky", "pervomaysky", None)[number % 5]


def age_of(number: int) -> str:
    return ("over-31", "18-31")[number % 2]
