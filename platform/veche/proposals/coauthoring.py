"""Writing together: invite, answer, leave, part."""

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.proposals import coauthors, forms
from veche.proposals.models import Coauthor, Proposal
from veche.proposals.mount import blueprint, of_path, writes


@blueprint.get("/proposals/<int:number>/coauthors")
@under("proposal.invite", subject=True)
def inviting(number: int) -> Response:
    found = of_path(number)
    require(current_user, "proposal.invite", found)
    return _coauthors_page(found, forms.Invitation(formdata=None))


def _coauthors_page(found: Proposal, form: forms.Invitation, status: int = 200) -> Response:
    values = {"proposal": found, "form": form, "most": coauthors.MOST}
    return page("proposals/coauthors.html", "proposals/_coauthors.html", status, **values)


@blueprint.post("/proposals/<int:number>/coauthors")
@writes
@under("proposal.invite", subject=True)
def invite(number: int) -> Response:
    found, form = of_path(number), forms.Invitation()
    if not form.validate():
        require(current_user, "proposal.invite", found)
        return _coauthors_page(found, form, 422)
    try:
        coauthors.invite(current_user, number, form.name.data)
    except Unacceptable as refused:
        form.name.errors = [_(str(refused))]
        return _coauthors_page(of_path(number), form, 422)
    flash(_("The invitation is sent."), "good")
    return done(url_for(".inviting", number=number))


@blueprint.post("/proposals/<int:number>/coauthors/answer")
@writes
@under("coauthor.answer", subject=True)
def answer_invitation(number: int) -> Response:
    found = of_path(number)
    accepts = request.form.get("answer") == "yes"
    coauthors.answer(current_user, number, accepts)
    if accepts:
        flash(_("You are a co-author now: you may edit the text."), "good")
        return done(url_for(".proposal", number=number))
    flash(_("You have said no. The author is told."), "good")
    return done(url_for(".proposal", number=number) if found.opened_at else url_for("front.my"))


@blueprint.get("/proposals/<int:number>/coauthors/<int:person>")
@under("coauthor.part", subject=True)
def parting(number: int, person: int) -> Response:
    """The question before the end, for the author and for the co-author alike."""
    row = _row(of_path(number), person)
    require(current_user, "coauthor.leave" if person == current_user.id else "coauthor.part", row)
    return page("proposals/parting.html", proposal=row.proposal, row=row)


def _row(found: Proposal, person: int) -> Coauthor:
    return next((row for row in found.coauthors if row.person_id == person), None) or abort(404)


@blueprint.post("/proposals/<int:number>/coauthors/<int:person>")
@writes
@under("coauthor.part", subject=True)
def part(number: int, person: int) -> Response:
    found = of_path(number)
    name = _row(found, person).person.display_name
    if person == current_user.id:
        coauthors.leave(current_user, number)
        flash(_("You are no longer a co-author."), "good")
        return done(url_for(".proposal", number=number) if found.opened_at else url_for("front.my"))
    coauthors.part(current_user, number, person)
    flash(_("%(name)s is no longer a co-author or invited to be one.", name=name), "good")
    return done(url_for(".inviting", number=number))
