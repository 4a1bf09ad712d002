"""What stands beside a newcomer's forms and texts: how many are left today, and that a text waits."""

from datetime import datetime
from typing import Any

from flask import render_template
from flask_login import current_user
from markupsafe import Markup

from veche.core import clock
from veche.core.languages import gettext as _
from veche.core.moderated import PENDING
from veche.core.pages import panel
from veche.core.settings import setting
from veche.newcomers import limits, rules
from veche.newcomers.configuration import looks
from veche.newcomers.rules import KINDS


def takes_first_look(person: Any) -> bool:
    """Whether the person's next text waits for a moderator."""
    return bool(person.is_authenticated and rules.waits(person, looks()))


def line(what: str) -> Markup:
    """Beside a form: that the text will wait, and how many of its kind are left when there are few; nothing for others
    than newcomers."""
    waits, near = takes_first_look(current_user) and what != "report", limits.near(current_user, what)
    if not waits and near is None:
        return Markup()
    return Markup(render_template("newcomers/_line.html", waits=waits, near=near, kind=_(KINDS[what])))  # noqa: S704


def waiting(text: Any) -> Markup:
    """Beside a text that waits: what it waits for, and to its author the way to take it back."""
    if text.visibility != PENDING:
        return Markup()
    own = current_user.id is not None and text.author_id == current_user.id
    return Markup(render_template("newcomers/_waiting.html", text=text, own=own))  # noqa: S704


def looks_left(person: Any) -> int:
    return max(rules.looks_needed(person, looks()) - int(person.passed), 0)


def grown(person: Any) -> datetime | None:
    """When the limits by age fall away; None when they have."""
    until = rules.grown_at(person, int(setting("NEWCOMER_DAYS")))
    return until if until and until > clock.now() and limits.is_newcomer(person) else None


def kind_names() -> dict[str, str]:
    return {what: _(name) for what, name in KINDS.items()}


@panel("my", order=80)
def my_limits(_person: Any) -> str:
    """On my page, as long as limits hold."""
    if not limits.is_newcomer(current_user):
        return ""
    return render_template("newcomers/_my.html", left=looks_left(current_user), grown=grown(current_user))
