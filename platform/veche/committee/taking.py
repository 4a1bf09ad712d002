"""Pages of the fast track: why a proposal should be answered without a vote, and the second member's word."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.committee import dossiers, forms, taking_up
from veche.committee.mount import blueprint, of_path, writes
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.proposals.models import Proposal


@blueprint.get("/committee/take-up/<int:number>")
@under("taking.propose", subject=True)
def take_up(number: int) -> Response:
    proposal = of_path(number)
    require(current_user, "taking.propose", proposal)
    return _page(proposal, forms.TakingUp(formdata=None))


def _page(proposal: Proposal, form: forms.TakingUp, status: int = 200) -> Response:
    taking = dossiers.taking(proposal.id)
    return page("committee/take_up.html", status=status, proposal=proposal, taking=taking, form=form)


@blueprint.post("/committee/take-up/<int:number>")
@writes
@under("taking.propose", subject=True)
def propose_taking_up(number: int) -> Response:
    proposal, form = of_path(number), forms.TakingUp()
    require(current_user, "taking.propose", proposal)
    if not form.validate():
        return _page(proposal, form, 422)
    taking_up.propose(current_user, number, reason=form.reason.data, language=form.language.data)
    flash(_("Your reason is public. When a second member agrees, the proposal is under review."), "good")
    return done(url_for("committee.take_up", number=number))


@blueprint.post("/committee/take-up/<int:number>/second")
@writes
@under("taking.second", subject=True)
def second_taking_up(number: int) -> Response:
    taking_up.second(current_user, number)
    flash(_("The committee has taken the proposal up. The author and the supporters hear why."), "good")
    return done(url_for("committee.dossier", number=number))
