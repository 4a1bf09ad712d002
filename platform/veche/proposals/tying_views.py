"""The page on which the committee ties accepted proposals to an action, and the panels that show it."""

from typing import Any

from flask import Response, flash, render_template, url_for
from flask_login import current_user
from wtforms import SelectField

from veche.core.forms import Form, Required, text, text_language
from veche.core.languages import gettext, inner
from veche.core.languages import lazy_gettext as _
from veche.core.pages import done, page, panel, under
from veche.proposals import ties, tying
from veche.proposals.models import Proposal
from veche.proposals.mount import blueprint, writes
from veche.tracking.models import Action
from veche.tracking.queries import load_action

REASON = _("Say why, in public.")


class Tie(Form):
    """Which proposal, and why."""

    proposal = SelectField(_("Accepted proposal"), validators=[Required(_("Choose the proposal."))])
    reason = text(_("Why it belongs to this action"), 1000, required=REASON)
    language = text_language()

    def offer(self, action: Action) -> "Tie":
        found = [(str(one.id), f"{one.area.code} «{inner(one.title)}»") for one in ties.may_be_tied(action)]
        self.proposal.choices = [("", gettext("Choose the proposal")), *found]
        return self


class Untie(Form):
    """Why it belongs there no more."""

    reason = text(_("Why it does not belong to this action"), 1000, required=REASON)


@blueprint.get("/actions/<code>/proposals")
@under("action.tie")
def tied(code: str) -> Response:
    action = load_action(code)
    return _page(action, Tie(formdata=None).offer(action))


def _page(action: Action, form: Tie, status: int = 200, wrong: int = 0, untie: Untie | None = None) -> Response:
    values: dict[str, Any] = {"ties": ties.ties_of(action), "untie": untie or Untie(formdata=None), "wrong": wrong}
    return page("proposals/tied.html", action=action, form=form, status=status, **values)


@blueprint.post("/actions/<code>/proposals")
@writes
@under("action.tie")
def tie(code: str) -> Response:
    action = load_action(code)
    form = Tie().offer(action)
    if not form.validate():
        return _page(action, form, 422)
    given = {"reason": form.reason.data, "language": form.language.data}
    tying.link(current_user, action.id, int(form.proposal.data), **given)
    flash(gettext("The proposal stands behind this action now."))
    return done(url_for("tracking.action", code=code, _anchor="origin"))


@blueprint.post("/actions/<code>/proposals/<int:number>/untie")
@writes
@under("action.tie")
def untie(code: str, number: int) -> Response:
    action = load_action(code)
    form = Untie()
    if not form.validate():
        return _page(action, Tie(formdata=None).offer(action), 422, number, form)
    tying.unlink(current_user, action.id, number, reason=form.reason.data)
    flash(gettext("The proposal stands behind this action no more."))
    return done(url_for("tracking.action", code=code, _anchor="origin"))


@panel("proposal.main", order=65)
def further(proposal: Proposal) -> str:
    """The actions that carry out a proposal beside the one its answer named."""
    rows = ties.further_actions(proposal) if proposal.state == "accepted" else []
    return render_template("proposals/_further.html", ties=rows) if rows else ""
