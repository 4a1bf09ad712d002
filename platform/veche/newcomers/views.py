"""Pages of newcomers: which limits hold for me, and taking back a text that waits."""

from flask import Blueprint, Response, flash, url_for
from flask_login import current_user

from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.newcomers import limits, looking, panels, proof, wording

__all__ = ["blueprint", "panels", "proof", "wording"]

blueprint = Blueprint("newcomers", __name__)


@blueprint.record_once
def _globals(state: object) -> None:
    state.app.jinja_env.globals.update(  # type: ignore[attr-defined]
        newcomer_line=panels.line, waiting_line=panels.waiting, takes_first_look=panels.takes_first_look
    )


@blueprint.get("/my/limits")
@under("account.own")
def my_limits() -> Response:
    return page(
        "newcomers/limits.html",
        daily=limits.daily_limits(current_user),
        hourly=limits.hourly_limit(current_user),
        looks=panels.looks_left(current_user),
        grown=panels.grown(current_user),
        waiting=looking.waiting_of(current_user),
        kinds=panels.kind_names(),
    )


@blueprint.post("/waiting/<kind>/<int:number>/withdraw")
@under("waiting.withdraw", subject=True)
def withdraw(kind: str, number: int) -> Response:
    looking.withdraw(current_user, kind, number)
    flash(_("Your text is taken back. Nobody has seen it."), "good")
    return done(url_for("front.my"))
