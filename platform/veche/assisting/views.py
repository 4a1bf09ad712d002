"""Pages of a visit to a desk: receive a person, choose a proposal, enter, print the slip."""

from typing import Any

from flask import Blueprint, Response, flash, g, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from veche.assisting import forms, listening, panels, queries, receiving, services
from veche.assisting.models import AssistedAct, Visit
from veche.core.languages import gettext as _
from veche.core.languages import speaking
from veche.core.pages import done, load, page, under
from veche.core.policy import may, refusal, require
from veche.core.protocol import limiter
from veche.plan.queries import area_by_code
from veche.proposals.models import Proposal
from veche.residents.models import Desk

blueprint = Blueprint("assisting", __name__)
__all__ = ["blueprint", "listening", "panels"]


@blueprint.before_request
def _private() -> None:
    g.private = True


@blueprint.get("/desk/<int:number>/receive")
@under("desk.work", subject=True)
def receive_form(number: int) -> Response:
    return _receive_page(_desk(number), forms.ReceiveForm(formdata=None))


def _desk(number: int) -> Desk:
    require(current_user, "desk.work", None)  # whoever works at no desk does not learn which numbers are given
    desk: Desk = load(Desk, number)
    require(current_user, "desk.work", desk)
    return desk


def _receive_page(desk: Desk, form: forms.ReceiveForm, status: int = 200) -> Response:
    return page("assisting/receive.html", desk=desk, form=form, status=status)


@blueprint.post("/desk/<int:number>/receive")
@limiter.limit("60 per hour")
@under("desk.work", subject=True)
def receive(number: int) -> Response:
    desk, form = _desk(number), forms.ReceiveForm()
    if form.validate():
        try:
            visit = receiving.receive(
                current_user,
                number,
                document=form.normalised,
                name=form.name.data,
                age_band=form.age_band.data,
                language=form.language.data,
                consented=form.consent.data,
                nonce=form.nonce.data,
            )
        except receiving.Unready as problem:
            form.refuse(problem.why, problem.values)
        else:
            return done(url_for("assisting.visit", number=visit.id))
    return _receive_page(desk, form, 422)


def _visit(number: int) -> Visit:
    require(current_user, "assist.enter", None)
    found: Visit = load(Visit, number)
    require(current_user, "assist.enter", found)
    return found


@blueprint.get("/desk/visits/<int:number>")
@under("assist.enter", subject=True)
def visit(number: int) -> Response:
    found, text = _visit(number), request.args.get("text", "")[:100].strip()
    rows = queries.choosable(found.person, text)
    return page("assisting/visit.html", visit=found, proposals=rows, text=text)


@blueprint.post("/desk/visits/<int:number>/end")
@under("assist.enter", subject=True)
def end(number: int) -> Response:
    receiving.end_visit(current_user, number)
    flash(_("The visit is over. Nothing more can be entered for this person until they come again."), "good")
    return done(url_for("residents.desk"))


@blueprint.get("/desk/visits/<int:number>/proposals/<int:proposal>")
@under("assist.enter", subject=True)
def act(number: int, proposal: int) -> Response:
    return _act_page(_visit(number), _proposal(number, proposal))


def _proposal(number: int, proposal: int) -> Proposal:
    """A proposal that the assisted person may read, as they would themselves."""
    found: Proposal = load(Proposal, proposal)
    if refusal(_visit(number).person, "proposal.read", found):
        raise NotFound
    return found


def _act_page(visit: Visit, proposal: Proposal, status: int = 200, **values: Any) -> Response:
    empty = {
        "ballot": forms.BallotForm(formdata=None),
        "leaving": forms.WithdrawForm(formdata=None),
        "why": "",
        **values,
    }
    return page(
        "assisting/act.html",
        visit=visit,
        proposal=proposal,
        supports=queries.supports(visit, proposal),
        against_support=refusal(visit.person, "proposal.support", proposal),
        against_ballot=refusal(visit.person, "ballot.cast", proposal),
        withdrawable=may(visit.person, "proposal.withdraw", proposal),
        plain=forms.ActForm(formdata=None),
        status=status,
        **{**empty, **values},
    )


def _slip(visit: Visit, act: AssistedAct, **values: Any) -> Response:
    """The slip, in the person's language: the one answer that shows it."""
    told = {"visit": visit, "act": act, "proposal": act.proposal, **values}
    with speaking(visit.person.language):
        paper = Markup(render_template("assisting/_slip.html", **told))  # noqa: S704 - a rendered template
    return page("assisting/slip.html", visit=visit, act=act, paper=paper)


def _shown_before(visit: Visit, problem: services.Entered) -> Response:
    flash(_("This was entered already; slip %(slip)s was shown then, and only then.", slip=problem.act.slip), "wait")
    return done(url_for("assisting.visit", number=visit.id))


@blueprint.post("/desk/visits/<int:number>/proposals/<int:proposal>/<any(support, unsupport):what>")
@under("assist.enter", subject=True)
def enter(number: int, proposal: int, what: str) -> Response:
    found, matter, form = _visit(number), _proposal(number, proposal), forms.ActForm()
    verb = services.enter_support if what == "support" else services.enter_unsupport
    try:
        act = verb(current_user, number, proposal, form.nonce.data or "")
    except services.Entered as problem:
        return _shown_before(found, problem)
    except services.Unfit as problem:
        return _act_page(found, matter, 422, why=_(str(problem)))
    return _slip(found, act)


@blueprint.post("/desk/visits/<int:number>/proposals/<int:proposal>/ballot")
@under("assist.enter", subject=True)
def vote(number: int, proposal: int) -> Response:
    found, matter, form = _visit(number), _proposal(number, proposal), forms.BallotForm()
    if not form.validate():
        return _act_page(found, matter, 422, ballot=form)
    try:
        act, receipt = services.enter_ballot(current_user, number, proposal, form.choice.data, form.nonce.data)
    except services.Entered as problem:
        return _shown_before(found, problem)
    return _slip(found, act, receipt=receipt, choice=form.choice.data)


@blueprint.post("/desk/visits/<int:number>/proposals/<int:proposal>/withdraw")
@under("assist.enter", subject=True)
def withdraw(number: int, proposal: int) -> Response:
    found, matter, form = _visit(number), _proposal(number, proposal), forms.WithdrawForm()
    if not form.validate():
        return _act_page(found, matter, 422, leaving=form)
    try:
        act = services.enter_withdrawal(current_user, number, proposal, form.reason.data, form.nonce.data)
    except services.Entered as problem:
        return _shown_before(found, problem)
    return _slip(found, act, text=form.reason.data)


@blueprint.get("/desk/visits/<int:number>/propose")
@under("assist.enter", subject=True)
def new(number: int) -> Response:
    return _propose_page(_visit(number), forms.ProposalForm(formdata=None))


def _propose_page(visit: Visit, form: forms.ProposalForm, status: int = 200) -> Response:
    against = refusal(visit.person, "proposal.write")
    return page("assisting/propose.html", visit=visit, form=form, against=against, status=status)


@blueprint.post("/desk/visits/<int:number>/propose")
@under("assist.enter", subject=True)
def propose(number: int) -> Response:
    found, form = _visit(number), forms.ProposalForm()
    area = area_by_code(form.area.data) if form.validate() else None
    if area is None:
        return _propose_page(found, form, 422)
    values = {"title": form.title.data, "text": form.text.data, "language": form.language.data}
    try:
        act = services.enter_proposal(current_user, number, area_id=area.id, nonce=form.nonce.data, **values)
    except services.Entered as problem:
        return _shown_before(found, problem)
    return _slip(found, act, text=form.text.data)
