"""The page of an action's milestones: set, reached, dropped."""

from collections.abc import Callable

from flask import Response, abort, flash, url_for
from flask_login import current_user

from veche.core.forms import Form
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.tracking import milestones as services
from veche.tracking import queries, record_forms
from veche.tracking.models import Action, Milestone
from veche.tracking.mount import action_of, blueprint, often


@blueprint.get("/actions/<code>/milestones")
@under("anyone")
def milestones(code: str) -> Response:
    return _page(action_of(code), record_forms.NewMilestone(formdata=None))


def _page(action: Action, form: Form, status: int = 200, ending: int = 0, end: Form | None = None) -> Response:
    """`ending` is the milestone whose own form, `end`, was refused."""
    return page(
        "tracking/milestones.html",
        action=action,
        milestones=queries.milestones(action),
        form=form,
        ending=ending,
        end=end,
        reached=record_forms.Reached(formdata=None),
        dropped=record_forms.Dropped(formdata=None),
        status=status,
    )


@blueprint.post("/actions/<code>/milestones")
@often
@under("action.milestones", subject=True)
def add_milestone(code: str) -> Response:
    found = action_of(code)
    require(current_user, "action.milestones", found)
    form = record_forms.NewMilestone()
    if not form.validate():
        return _page(found, form, 422)
    services.add_milestone(current_user, found.id, **form.given)
    flash(_("The milestone is set."))
    return done(url_for("tracking.milestones", code=code))


@blueprint.post("/actions/<code>/milestones/<int:number>/done")
@often
@under("action.milestones", subject=True)
def reach_milestone(code: str, number: int) -> Response:
    form = record_forms.Reached()
    return _ended(code, number, form, lambda: services.reach(current_user, number, evidence=form.evidence.data))


@blueprint.post("/actions/<code>/milestones/<int:number>/drop")
@often
@under("action.milestones", subject=True)
def drop_milestone(code: str, number: int) -> Response:
    form = record_forms.Dropped()
    return _ended(code, number, form, lambda: services.drop(current_user, number, reason=form.reason.data))


def _ended(code: str, number: int, form: Form, end: Callable[[], Milestone]) -> Response:
    found = action_of(code)
    if number not in {one.id for one in queries.milestones(found)}:
        abort(404)
    require(current_user, "action.milestones", found)
    if not form.validate():
        return _page(found, record_forms.NewMilestone(formdata=None), 422, number, form)
    end()
    return done(url_for("tracking.milestones", code=code, _anchor=f"milestone-{number}"))
