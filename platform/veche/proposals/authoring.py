"""Pages on which an author writes: new, publish, edit, withdraw, revive."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.core import markup
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.forum import queries as forum
from veche.plan.queries import area_by_code
from veche.proposals import forms, queries, services
from veche.proposals.models import Proposal
from veche.proposals.mount import blueprint, of_path, writes


@blueprint.get("/proposals/new")
@under("proposal.write")
def new() -> Response:
    """An empty form, or one that begins from a thread: its area, its words, and the link back."""
    form = forms.Writing(formdata=None)
    origin = _origin(request.args.get("thread", ""))
    area = request.args.get("area") or (origin.thread.area.code if origin else "")
    form.area.data = area if any(area == code for code, _name in form.area.choices) else ""
    if origin:
        form.thread.data, form.title.data = str(origin.thread.id), origin.title
        form.text.data = forum.text_for_proposal(origin.thread)
    return page("proposals/new.html", **_new(form, origin))


def _origin(number: str) -> forum.Origin | None:
    known = number.isascii() and number.isdigit() and len(number) <= 9
    return forum.thread_origin(int(number)) if known else None


def _new(form: forms.Writing, origin: forum.Origin | None, **values: Any) -> dict[str, Any]:
    return {"form": form, "origin": origin, "terms": services.terms(), "preview": None, "similar": [], **values}


@blueprint.post("/proposals/new")
@writes
@under("proposal.write")
def create() -> Response:
    form = forms.Writing()
    origin = _origin(form.thread.data or "")
    if not form.validate():
        return page("proposals/new.html", "proposals/_writing.html", 422, **_new(form, origin))
    if "preview" in request.form:
        shown = {"preview": markup.render(form.text.data), "similar": queries.similar(form.title.data, current_user)}
        return page("proposals/new.html", "proposals/_writing.html", **_new(form, origin, **shown))
    proposal = _drafted(form, origin)
    if "draft" in request.form:
        flash(_("The draft is kept. Only you see it."), "good")
    elif proposal.state == "draft":
        services.publish(current_user, proposal.id)
        flash(_("Your proposal is published."), "good")
    return done(url_for(".proposal", number=proposal.id))


def _drafted(form: forms.Writing, origin: forum.Origin | None) -> Proposal:
    area = area_by_code(form.area.data) or abort(404)
    return services.draft(
        current_user,
        area_id=area.id,
        title=form.title.data,
        text=form.text.data,
        language=form.language.data,
        thread_id=origin.thread.id if origin else None,
        nonce=form.nonce.data,
    )


@blueprint.post("/proposals/<int:number>/publish")
@writes
@under("proposal.publish", subject=True)
def publish(number: int) -> Response:
    services.publish(current_user, of_path(number).id)
    flash(_("Your proposal is published."), "good")
    return done(url_for(".proposal", number=number))


@blueprint.get("/proposals/<int:number>/edit")
@under("proposal.edit", subject=True)
def edition(number: int) -> Response:
    found = of_path(number)
    require(current_user, "proposal.edit", found)
    form = _edition(found, formdata=None)
    form.title.data, form.version.data = found.title, found.version
    form.text.data = queries.versions(found)[0].text
    return _edit_page(found, form)


def _edition(found: Proposal, **options: Any) -> forms.Edition:
    return (forms.PublicEdition if found.opened_at else forms.Edition)(**options)


def _edit_page(found: Proposal, form: forms.Edition, status: int = 200, **values: Any) -> Response:
    shown = {"proposal": found, "form": form, "preview": None, "similar": [], **values}
    return page("proposals/edit.html", "proposals/_editing.html", status, **shown)


@blueprint.post("/proposals/<int:number>/edit")
@writes
@under("proposal.edit", subject=True)
def edit(number: int) -> Response:
    found = of_path(number)
    require(current_user, "proposal.edit", found)
    form = _edition(found)
    if not form.validate():
        return _edit_page(found, form, 422)
    if "preview" in request.form:
        return _edit_page(found, form, preview=markup.render(form.text.data))
    try:
        _save(number, form)
    except Stale as stale:
        raise Stale(_both_texts(number, form)) from stale
    flash(_("The new text is published.") if found.opened_at else _("The draft is kept. Only you see it."), "good")
    return done(url_for(".proposal", number=number))


def _save(number: int, form: forms.Edition) -> None:
    reason = form.reason.data if isinstance(form, forms.PublicEdition) else ""
    services.edit(
        current_user,
        number,
        title=form.title.data,
        text=form.text.data,
        reason=reason,
        version=form.version.data,
    )


def _both_texts(number: int, form: forms.Edition) -> Response:
    """The page with the text as it is now beside the typed one, ready to be sent again on top of it."""
    db.session.rollback()
    found = of_path(number)
    present = queries.versions(found)[0]
    form.version.raw_data, form.version.data = None, found.version
    return page("proposals/stale.html", status=409, proposal=found, present=present, form=form)


@blueprint.get("/proposals/<int:number>/withdraw")
@under("proposal.withdraw", subject=True)
def withdrawal(number: int) -> Response:
    found = of_path(number)
    require(current_user, "proposal.withdraw", found)
    return page("proposals/withdraw.html", proposal=found, form=forms.Withdrawal(formdata=None))


@blueprint.post("/proposals/<int:number>/withdraw")
@writes
@under("proposal.withdraw", subject=True)
def withdraw(number: int) -> Response:
    found = of_path(number)
    form = forms.Withdrawal()
    if not form.validate():
        require(current_user, "proposal.withdraw", found)
        return page("proposals/withdraw.html", status=422, proposal=found, form=form)
    services.withdraw(current_user, number, form.reason.data)
    flash(_("The proposal is withdrawn."), "good")
    return done(url_for(".proposal", number=number))


@blueprint.post("/proposals/<int:number>/revive")
@writes
@under("proposal.revive", subject=True)
def revive(number: int) -> Response:
    services.revive(current_user, of_path(number).id)
    flash(_("The proposal gathers support again."), "good")
    return done(url_for(".proposal", number=number))
