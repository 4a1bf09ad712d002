"""What a demonstration adds to the pages: its accounts on the sign-in page."""

from typing import Any

from flask import Blueprint, render_template

from veche.core.pages import panel
from veche.core.policy import N_
from veche.demo import queries, second_step

blueprint = Blueprint("demo", __name__)
ROLE_NAMES = {
    "resident": N_("verified resident"),
    "newcomer": N_("confirmed e-mail"),
    "moderator": N_("moderator"),
    "committee": N_("member of the committee"),
    "youth council": N_("member of the youth council"),
    "responsible body": N_("officer of a responsible body"),
    "desk staff": N_("staff of a verification desk"),
    "administrator": N_("administrator"),
}


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals["is_demo_town"] = queries.is_demo_town


@panel("sign-in.below")
def accounts(_subject: Any) -> str:
    found = queries.demo_accounts()
    return render_template("demo/_accounts.html", accounts=found, names=ROLE_NAMES) if found else ""


@panel("second-step.below")
def code(person: Any) -> str:
    """The code that a phone would show, so that everybody can try the staff's accounts of a demonstration."""
    shown = second_step.present_code(person)
    return render_template("demo/_code.html", code=shown) if shown is not None else ""
