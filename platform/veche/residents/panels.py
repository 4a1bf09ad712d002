"""What verification shows on the pages of others: the way to it beside a refusal, and one's own state."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core.pages import panel


@panel("resident.way")
def way(_subject: Any = None, **_values: Any) -> str:
    """Under «Support and votes are for verified residents»: how to become one."""
    if not current_user.is_confirmed or current_user.is_resident:
        return ""
    return render_template("residents/_way.html")


@panel("my", order=2)
def mine(person: Any, **_values: Any) -> str:
    """How to become a resident, for who is none; the desk, for who works there."""
    at_desk, can_become = "desk" in person.roles, person.is_confirmed and not person.is_resident
    return render_template("residents/_my.html", can_become=can_become, at_desk=at_desk)


@panel("my.sign-in", order=70)
def of_mine(person: Any, **_values: Any) -> str:
    """The state of one's verification, among the things of the account."""
    return render_template("residents/_mine.html", person=person) if person.is_resident else ""
