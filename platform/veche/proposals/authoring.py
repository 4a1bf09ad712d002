"""Pages on which an author writes: new, publish, edit, withdraw, revive."""

import re
from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.accounts import keeping, unfinished
from veche.core import markup
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.forms import whole
from veche.core.languages import gettext as _
from veche.core.languages import reason
from veche.core.pages import done, page, under
from veche.core.policy import N_, may, require
from veche.forum import queries as forum
from veche.newcomers.policy import WAITS
from veche.plan.queries import area_by_code
from veche.proposals import forms, instead, origins, queries, rules, services
from veche.proposals.changes import aligned, changed
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
    form.title.data = request.args.get("title", "")[: rules.LONGEST_TITLE]
    if origin:
        form.thread.data, form.title.data = str(origin.thread.id), origin.title
        form.text.data = forum.text_for_proposal(origin.thread)
    beginning = origins.asked(request.args)
    if beginning:
        form.begin(beginning)
    return page("proposals/new.html", **_new(form, origin))


def _place(form: forms.Writing) -> str:
    """Under which name an unfinished new proposal is kept: one for each thing that it grows from."""
    beginning = f"thread:{form.thread.data}" if form.thread.data else form.begun_from.data
    place = f"proposals.new:{beginning}" if beginning else "proposals.new"
    return place if unfinished.is_known(place) else "proposals.new"


def _new_address(place: re.Match[str]) -> str:
    known = place[1] in {"thread", *origins.origins}
    grown: dict[str, Any] = {place[1]: place[2]} if known else {}
    return url_for("proposals.new", unfinished=1, **grown)


unfinished.declare_place(
    r"proposals\.new(?::([a-z]{1,20}):(\d{1,9}))?",
    name=N_("A new proposal"),
    fields=("title", "area", "text", "language", "thread", "begun_from"),
    address=_new_address,
)
unfinished.declare_place(
    r"proposal:(\d{1,9})",
    name=N_("A new text of a proposal"),
    fields=("title", "text", "reason", "change", "version"),
    address=lambda place: url_for("proposals.edition", number=place[1], unfinished=1),
)


def _origin(number: str) -> forum.Origin | None:
    return forum.thread_origin(whole(number)) if whole(number) else None


def _new(form: forms.Writing, origin: forum.Origin | None, **values: Any) -> dict[str, Any]:
    beginning = origins.of_key(form.begun_from.data or "")
    saving = keeping.saving(_place(form), form)
    shown = {"form": form, "origin": origin, "beginning": beginning, "terms": services.terms(), "saving": saving}
    similar = instead.offered(form.title.data, form.language.data, nonce=form.nonce.data or "")
    return {**shown, **similar, "preview": None, **values}


@blueprint.post("/proposals/new")
@writes
@under("proposal.write")
def create() -> Response:
    form = forms.Writing()
    origin = _origin(form.thread.data or "")
    if "look" in request.form:
        return page("proposals/new.html", "proposals/_writing.html", **_new(form, origin, looked=True))
    if not form.validate():
        return page("proposals/new.html", "proposals/_writing.html", 422, **_new(form, origin))
    if "preview" in request.form:
        shown = _new(form, origin, preview=markup.render(form.text.data))
        return page("proposals/new.html", "proposals/_writing.html", **shown)
    if "draft" not in request.form:
        shown = _new(form, origin, asked=True)
        if instead.is_unseen(shown["similar"]):
            return page("proposals/new.html", "proposals/_writing.html", **shown)
    proposal = _drafted(form, origin)
    unfinished.drop(current_user, _place(form))
    if "draft" in request.form:
        flash(_("The draft is kept. Only you see it."), "good")
    elif proposal.state == "draft" and proposal.is_visible:
        _say_published(services.publish(current_user, proposal.id))
    return done(url_for(".proposal", number=proposal.id))


def _say_published(found: Proposal) -> None:
    if found.is_visible:
        flash(_("Your proposal is published."), "good")
    else:
        flash(_(WAITS), "wait")


def _drafted(form: forms.Writing, origin: forum.Origin | None) -> Proposal:
    area = area_by_code(form.area.data) or abort(404)
    beginning = origins.of_key(form.begun_from.data or "")
    draft = beginning.draft if beginning else services.draft
    return draft(
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
    found = of_path(number)
    if may(current_user, "proposal.publish", found):
        shown = instead.offered(found.title, found.language, but=number)
        if instead.is_unseen(shown["similar"]):
            return page("proposals/before_publishing.html", proposal=found, **{**shown, "asked": True})
    _say_published(services.publish(current_user, number))
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
    saving = keeping.saving(f"proposal:{found.id}", form)
    if isinstance(form, forms.PublicEdition):
        form.tell(queries.to_be_asked(found, current_user))
    similar = {} if found.opened_at else instead.offered(form.title.data, found.language, but=found.id)
    shown = {"proposal": found, "form": form, "preview": None, "diff": None, "saving": saving, **similar, **values}
    return page("proposals/edit.html", "proposals/_editing.html", status, **shown)


@blueprint.post("/proposals/<int:number>/edit")
@writes
@under("proposal.edit", subject=True)
def edit(number: int) -> Response:
    found = of_path(number)
    require(current_user, "proposal.edit", found)
    form = _edition(found)
    if "look" in request.form:
        return _edit_page(found, form, looked=True)
    if not form.validate():
        return _edit_page(found, form, 422)
    if "preview" in request.form:
        before = queries.versions(found)[0]
        diff = (changed(before.title, form.title.data), aligned(before.text, form.text.data))
        return _edit_page(found, form, preview=markup.render(form.text.data), diff=diff)
    try:
        _save(number, form)
    except Stale as stale:
        raise Stale(_both_texts(number, form)) from stale
    except services.NotWording as refused:
        form.change.errors = [reason(refused.refusal)]
        return _edit_page(of_path(number), form, 422)
    unfinished.drop(current_user, f"proposal:{number}")
    flash(_("The new text is published.") if found.opened_at else _("The draft is kept. Only you see it."), "good")
    return done(url_for(".proposal", number=number))


def _save(number: int, form: forms.Edition) -> None:
    mark: dict[str, Any] = {"reason": ""}
    if isinstance(form, forms.PublicEdition):
        mark = {"reason": form.reason.data, "is_material": form.is_material}
    version = form.version.data
    services.edit(current_user, number, title=form.title.data, text=form.text.data, version=version, **mark)


def _both_texts(number: int, form: forms.Edition) -> Response:
    """The page with the text as it is now beside the typed one, ready to be sent again on top of it."""
    db.session.rollback()
    found = of_path(number)
    present = queries.versions(found)[0]
    form.version.raw_data, form.version.data = None, found.version
    if isinstance(form, forms.PublicEdition):
        form.tell(queries.to_be_asked(found, current_user))
    saving = keeping.saving(f"proposal:{number}", form)
    return page("proposals/stale.html", status=409, proposal=found, present=present, form=form, saving=saving)


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
