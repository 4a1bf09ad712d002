"""Pages on which a member speaks at a proposal: a position with reasons, an interest in public."""

from flask import Response, flash, url_for
from flask_login import current_user

from veche.committee import forms, positions, showing
from veche.committee.mount import blueprint, of_path, writes
from veche.committee.services import check
from veche.core.languages import gettext as _
from veche.core.pages import done, under
from veche.core.policy import require


@blueprint.post("/committee/dossier/<int:number>/position")
@writes
@under("position.take", subject=True)
def take_position(number: int) -> Response:
    proposal = of_path(number)
    check(current_user, number, "position.take")
    form = forms.Position(prefix="position-")
    if not form.validate():
        return showing.dossier(proposal, 422, position_form=form)
    positions.take(current_user, number, stance=form.stance.data, reason=form.reason.data, language=form.language.data)
    flash(_("Your position is recorded. You can replace it until the letter is out."), "good")
    return done(url_for("committee.dossier", number=number) + "#positions")


@blueprint.post("/committee/dossier/<int:number>/recusal")
@writes
@under("recusal.declare", subject=True)
def declare_interest(number: int) -> Response:
    proposal = of_path(number)
    require(current_user, "recusal.declare", proposal)
    form = forms.Interest(prefix="interest-")
    if not form.validate():
        return showing.dossier(proposal, 422, interest_form=form)
    positions.declare(current_user, number, interest=form.interest.data, language=form.language.data)
    flash(_("Your interest is public now. The other members answer this proposal."), "good")
    return done(url_for("committee.dossier", number=number) + "#positions")
