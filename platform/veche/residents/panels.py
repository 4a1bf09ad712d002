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
    """The state of one's verification, and the desks for who works there or keeps them."""
    roles = person.roles & {"desk", "admin"}
    return render_template("residents/_my.html", person=person, roles=roles) if person.is_confirmed or roles else ""
