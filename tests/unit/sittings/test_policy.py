"""Who seats, convenes, changes, records and publishes, in which phase: the table."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import veche.sittings.policy  # noqa: F401 - fills the table
from veche.accounts.policy import Anybody
from veche.core import clock
from veche.core.policy import may, refusal
from veche.sittings.policy import Desk

HOUR = timedelta(hours=1)


def someone(*roles: str, number: int = 1) -> Any:
    return SimpleNamespace(id=number, roles=frozenset(roles), is_confirmed=True, is_authenticated=True)


def a_sitting(phase: str, written: bool = False, **values: Any) -> Any:
    now = clock.now()
    begins = now + HOUR if phase == "coming" else now - HOUR
    ends = now - timedelta(minutes=1) if phase == "over" else now + HOUR
    given = {"minutes": "", "minutes_published_at": None, **values}
    return SimpleNamespace(
        sort="written" if written else "sitting",
        is_written=written,
        status=phase if phase in {"held", "cancelled"} else "planned",
        begins_at=begins,
        ends_at=ends if written else None,
        **given,
    )


@pytest.mark.parametrize("act", ["committee.seat", "committee.sectors"])
@pytest.mark.parametrize(
    ("roles", "allowed"), [((), False), (("committee",), False), (("moderator",), False), (("admin",), True)]
)
def test_the_administrator_seats_the_committee(act: str, roles: tuple[str, ...], allowed: bool) -> None:
    assert may(someone(*roles), act) is allowed
    assert not may(Anybody(), act)


@pytest.mark.parametrize(
    ("roles", "allowed"), [((), False), (("admin",), False), (("youth_council",), False), (("committee",), True)]
)
def test_any_member_convenes(roles: tuple[str, ...], allowed: bool) -> None:
    assert may(someone(*roles), "sitting.convene") is allowed


AGENDA = {"coming": True, "under_way": True, "over": False, "held": False, "cancelled": False}
AHEAD = {"coming": True, "under_way": False, "held": False, "cancelled": False}


@pytest.mark.parametrize("act", ["sitting.agenda", "sitting.cancel"])
@pytest.mark.parametrize(("phase", "allowed"), AGENDA.items())
def test_the_agenda_changes_until_it_is_over(act: str, phase: str, allowed: bool) -> None:
    sitting = a_sitting(phase, written=phase == "over")
    assert may(someone("committee"), act, sitting) is allowed
    assert not may(someone("admin"), act, sitting)


@pytest.mark.parametrize(("phase", "allowed"), AHEAD.items())
def test_time_and_place_change_before_it_begins(phase: str, allowed: bool) -> None:
    assert may(someone("committee"), "sitting.change", a_sitting(phase)) is allowed


@pytest.mark.parametrize(("secretary", "number", "allowed"), [(None, 1, True), (1, 1, True), (2, 1, False)])
@pytest.mark.parametrize("act", ["sitting.attendance", "minutes.write"])
def test_the_secretary_keeps_the_record_and_any_member_when_there_is_none(
    act: str, secretary: int | None, number: int, allowed: bool
) -> None:
    desk = Desk(a_sitting("held"), secretary)
    assert may(someone("committee", number=number), act, desk) is allowed
    assert not may(someone(number=number), act, desk)


@pytest.mark.parametrize(
    ("act", "phase", "allowed"),
    [
        ("sitting.attendance", "coming", False),
        ("sitting.attendance", "under_way", True),
        ("sitting.attendance", "held", True),
        ("sitting.attendance", "cancelled", False),
        ("minutes.write", "coming", False),
        ("minutes.write", "under_way", True),
        ("minutes.write", "held", True),
        ("minutes.write", "cancelled", False),
    ],
)
def test_the_record_is_written_once_it_has_begun(act: str, phase: str, allowed: bool) -> None:
    assert may(someone("committee"), act, Desk(a_sitting(phase), None)) is allowed


@pytest.mark.parametrize(("phase", "allowed"), [("under_way", False), ("over", True), ("held", True)])
def test_the_minutes_of_a_written_procedure_are_written_after_its_end(phase: str, allowed: bool) -> None:
    desk = Desk(a_sitting(phase, written=True), None)
    assert may(someone("committee"), "minutes.write", desk) is allowed
    assert not may(someone("committee"), "sitting.attendance", desk)


@pytest.mark.parametrize(
    ("phase", "text", "allowed"),
    [("under_way", "What was said.", False), ("held", "  ", False), ("held", "What was said.", True)],
)
def test_minutes_are_published_with_a_text_and_an_attendance(phase: str, text: str, allowed: bool) -> None:
    desk = Desk(a_sitting(phase, minutes=text), None)
    assert may(someone("committee"), "minutes.publish", desk) is allowed


@pytest.mark.parametrize(
    ("phase", "allowed"),
    [("coming", False), ("under_way", True), ("held", True), ("cancelled", False)],
)
def test_letters_go_out_from_its_beginning_until_its_minutes(phase: str, allowed: bool) -> None:
    assert may(someone("committee"), "sitting.letters", a_sitting(phase)) is allowed
    assert not may(someone("admin"), "sitting.letters", a_sitting(phase))
    assert not may(someone("committee"), "sitting.letters", a_sitting(phase, minutes_published_at=clock.now()))


@pytest.mark.parametrize("act", ["sitting.attendance", "minutes.write", "minutes.publish"])
def test_what_is_published_is_changed_by_nobody(act: str) -> None:
    desk = Desk(a_sitting("held", minutes="What was said.", minutes_published_at=clock.now()), None)
    against = refusal(someone("committee"), act, desk)
    assert against is not None
    assert "stay as they are" in against.reason
    assert may(someone("committee"), "minutes.correct", desk)


def test_an_addendum_needs_published_minutes_and_the_secretary() -> None:
    draft = Desk(a_sitting("held", minutes="What was said."), None)
    assert not may(someone("committee"), "minutes.correct", draft)
    published = a_sitting("held", minutes="What was said.", minutes_published_at=clock.now())
    assert not may(someone("committee"), "minutes.correct", Desk(published, 2))
    assert not may(someone(), "minutes.correct", Desk(published, None))
