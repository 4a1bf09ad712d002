"""Pages of the committee: the agenda by deadline, the dossier of a proposal, its answer."""

from datetime import timedelta

from flask import Blueprint, Response, abort, flash, url_for
from flask_login import current_user

from veche.committee import forms, overdue, panels, queries, rules, services
from veche.core import markup
from veche.core.clock import today
from veche.core.languages import days_until, in_language, worded
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.proposals import journeys
from veche.proposals.models import Proposal
from veche.proposals.mount import is_hidden
from veche.proposals.rules import is_published

__all__ = ["blueprint", "overdue", "panels"]

blueprint = Blueprint("committee", __name__)


@blueprint.get("/committee")
@under("anyone")
def agenda() -> Response:
    waiting = queries.waiting(current_user)
    return page(
        "committee/agenda.html",
        waiting=waiting,
        overdue=sum(1 for proposal in waiting if proposal.answer_by and days_until(proposal.answer_by) < 0),
        deferred=queries.deferred(current_user),
        recent=queries.recent(current_user),
        tallies=queries.tallies([proposal.id for proposal in waiting]),
        record=queries.record(),
        members=queries.member_count(),
        path=journeys.steps,
    )


@blueprint.get("/committee/<int:number>")
@under("anyone")
def dossier(number: int) -> Response:
    proposal = load(Proposal, number)
    if not is_published(proposal):
        abort(404)
    found = queries.dossier(proposal, current_user)
    return _dossier(proposal, _blank(proposal, found), found)


@blueprint.post("/committee/<int:number>")
@under("decision.make", subject=True)
def decide(number: int) -> Response:
    services.check(current_user, number)
    proposal = load(Proposal, number)
    found = queries.dossier(proposal, current_user)
    form = _with_choices(forms.Answer(), proposal, found)
    if form.validate() and _decided(number, form):
        flash(_("The answer is published. The author and the supporters will get it by mail."))
        return done(url_for("proposals.proposal", number=number) + "#answer")
    return _dossier(proposal, form, found, 422)


@blueprint.post("/committee/<int:number>/prepare")
@under("decision.prepare", subject=True)
def prepare(number: int) -> Response:
    services.prepare(current_user, number)
    return done(url_for("committee.dossier", number=number))


def _decided(number: int, form: forms.Answer) -> bool:
    try:
        services.decide(current_user, number, **form.answer())
    except rules.Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    return True


def _blank(proposal: Proposal, found: queries.Dossier) -> forms.Answer:
    first_report = today() + timedelta(days=proposal.report_days)
    data = {"title": proposal.title, "next_report_on": first_report}
    return _with_choices(forms.Answer(formdata=None, data=data), proposal, found)


def _with_choices(form: forms.Answer, proposal: Proposal, found: queries.Dossier) -> forms.Answer:
    actions = [(action.id, f"{action.code} {worded(action)}") for action in queries.actions_in(proposal.area_id)]
    bodies = [(body.id, in_language(body, "name")) for body in queries.bodies()]
    measured = [(row.id, in_language(row, "title")) for row in queries.indicators(proposal.area.feature_id)]
    said = [argument for column in found.arguments for argument in column.arguments if argument.is_visible]
    form.cited.choices = [(one.id, f"§ {one.id}. {markup.plain(one.html, 140)}") for one in said]
    form.action_id.choices = [("", _("A new one, described below")), *actions]
    form.body_id.choices = [("", _("Choose the body")), *bodies]
    form.indicator_id.choices = [("", _("No indicator: in words below")), *measured]
    return form


def _dossier(proposal: Proposal, form: forms.Answer, found: queries.Dossier, status: int = 200) -> Response:
    if is_hidden(proposal):
        return page("committee/hidden.html", proposal=proposal)
    steps = journeys.steps(proposal, found.tally)
    return page("committee/dossier.html", status=status, proposal=proposal, form=form, dossier=found, steps=steps)
