"""Pages of merging: what the authors see and decide; the supporters' pages are in `choosing`."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.core import clock
from veche.core.languages import gettext as _
from veche.core.languages import reason
from veche.core.pages import done, page, under
from veche.core.policy import Refusal, Refused, may, refusal, require
from veche.merging import choosing, events, forms, panels, queries, rules, services
from veche.merging.models import Merge
from veche.merging.mount import blueprint, of_path, writes
from veche.merging.policy import SAME
from veche.proposals import queries as proposals
from veche.proposals.models import Proposal

__all__ = ["blueprint", "choosing", "events", "panels"]


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(may_see_proposal=lambda one: queries.may_see(one, current_user))


def _proposal(number: int) -> Proposal:
    """A proposal that the reader may see; a hidden one is not offered here."""
    found = proposals.one(number)
    if found is None or not may(current_user, "proposal.read", found):
        abort(404)
    return found


@blueprint.get("/proposals/<int:number>/merge")
@under("merge.begin", subject=True)
def begin(number: int) -> Response:
    """Choose the other proposal; with one chosen, both texts side by side and the form."""
    here = _proposal(number)
    require(current_user, "merge.begin", here)
    if "other" not in request.args:
        return _choosing(here, forms.Search(formdata=None))
    form = forms.Search(formdata=request.args)
    there = _other(form, here) if form.validate() else None
    if there is None:
        return _choosing(here, form, 422)
    return _preview(here, there, forms.Proposing(here, there, formdata=None))


def _choosing(here: Proposal, form: forms.Search, status: int = 200) -> Response:
    rows = queries.candidates(here, current_user)
    return page("merging/choose.html", status=status, proposal=here, form=form, rows=rows)


def _other(form: forms.Search, here: Proposal) -> Proposal | None:
    """The proposal that was typed; what is wrong with it stands beside the field."""
    found = proposals.one(form.number) if form.number else None
    known = found is not None and found.opened_at is not None and queries.may_see(found, current_user)
    if found is None or not known:
        form.other.errors = [_("There is no proposal with this address or number.")]
        return None
    if found.id == here.id:
        form.other.errors = [_(SAME)]
        return None
    return found


def _preview(here: Proposal, there: Proposal, form: forms.Proposing, status: int = 200) -> Response:
    pair = rules.Pair(here, there)
    against = _against(here, there)
    return page(
        "merging/propose.html",
        status=status,
        pair=pair,
        texts=queries.texts(pair),
        form=form,
        against=against[there.id] if all(against.values()) else None,
        at_once=[one.target for one in (pair, rules.Pair(there, here)) if _at_once(one)],
    )


def _at_once(pair: rules.Pair) -> bool:
    """Whether nobody else has to agree."""
    return len(rules.consents_of(current_user.id, pair)) == len(rules.SIDES)


def _against(here: Proposal, there: Proposal) -> dict[int, Refusal | None]:
    """What is against each way of merging the two, by the one that would stay."""
    ways = ((here, there), (there, here))
    pairs = [rules.Pair(source, target, queries.settles_at(source.id)) for source, target in ways]
    return {pair.target.id: refusal(current_user, "merge.propose", pair) for pair in pairs}


@blueprint.post("/proposals/<int:number>/merge")
@writes
@under("merge.propose", subject=True)
def propose(number: int) -> Response:
    here = _proposal(number)
    other = rules.number_in(request.form.get("other", ""))
    there = _proposal(other) if other else abort(404)
    form, against = forms.Proposing(here, there), _against(here, there)
    refused = against[there.id]
    if refused and all(against.values()):
        raise Refused(refused)
    if form.validate() and against[int(form.stays.data)]:
        form.stays.errors = [reason(against[int(form.stays.data)])]
    return _preview(here, there, form, 422) if form.errors else _proposed(here, there, form)


def _proposed(here: Proposal, there: Proposal, form: forms.Proposing) -> Response:
    target = int(form.stays.data)
    source = here.id if target == there.id else there.id
    said = {"reason": form.reason.data, "language": form.language.data, "nonce": form.nonce.data}
    try:
        merge = services.propose(current_user, source_id=source, target_id=target, **said)
    except services.AlreadyProposed as other:
        flash(_("A merge of this proposal is proposed already. Here it is: it has to be answered first."), "wait")
        return done(url_for(".merge", number=other.merge.id))
    flash(_said(merge), "good")
    return done(url_for(".merge", number=merge.id))


def _said(merge: Merge) -> str:
    if merge.state == "done" and queries.counts([merge.id])[merge.id].total:
        return _("The two proposals are merged, and each supporter is asked.")
    if merge.state == "done":
        return _("The two proposals are merged.")
    return _("The merge is proposed. We have written to the authors.")


@blueprint.get("/merges/<int:number>")
@under("anyone")
def merge(number: int) -> Response:
    return _merge_page(of_path(number), forms.Reason(formdata=None))


def _merge_page(found: Merge, form: forms.Reason, status: int = 200) -> Response:
    row = queries.row_of(found.id, current_user.id) if current_user.id else None
    return page(
        "merging/merge.html",
        status=status,
        merge=found,
        state=rules.STATES[found.state],
        texts=queries.texts(found),
        counts=queries.counts([found.id])[found.id],
        row=row,
        form=form,
        missing=rules.missing(found),
        in_term=rules.in_term(found, clock.now()),
        silence=queries.silence(current_user, found),
        reads_reasons=queries.may_read_reasons(found, current_user),
    )


@blueprint.post("/merges/<int:number>/agree")
@writes
@under("merge.agree", subject=True)
def agree(number: int) -> Response:
    found = services.agree(current_user, of_path(number).id)
    flash(_said(found) if found.state == "done" else _("You have agreed; the other side has the word."), "good")
    return done(url_for(".merge", number=number))


@blueprint.post("/merges/<int:number>/decline")
@writes
@under("merge.decline", subject=True)
def decline(number: int) -> Response:
    return _with_reason(number, "merge.decline", services.decline, _("The merge is declined; both stay as they are."))


@blueprint.post("/merges/<int:number>/stand-in")
@writes
@under("merge.stand_in", subject=True)
def stand_in(number: int) -> Response:
    return _with_reason(number, "merge.stand_in", services.stand_in)


def _with_reason(number: int, act: str, service: Any, said: str = "") -> Response:
    found, form = of_path(number), forms.Reason()
    if not form.validate():
        require(current_user, act, queries.silence(current_user, found) if act == "merge.stand_in" else found)
        return _merge_page(found, form, 422)
    merge = service(current_user, number, form.reason.data)
    flash(said or _said(merge), "good")
    return done(url_for(".merge", number=number))


@blueprint.post("/merges/<int:number>/withdraw")
@writes
@under("merge.withdraw", subject=True)
def withdraw(number: int) -> Response:
    services.withdraw(current_user, of_path(number).id)
    flash(_("The merge is taken back; both stay as they are."), "good")
    return done(url_for(".merge", number=number))


@blueprint.get("/merges/<int:number>/undo")
@under("merge.undo", subject=True)
def undoing(number: int) -> Response:
    found = of_path(number)
    require(current_user, "merge.undo", found)
    return _undo_page(found, forms.Reason(formdata=None))


def _undo_page(found: Merge, form: forms.Reason, status: int = 200) -> Response:
    numbers = queries.counts([found.id])[found.id]
    return page("merging/undo.html", status=status, merge=found, counts=numbers, form=form)


@blueprint.post("/merges/<int:number>/undo")
@writes
@under("merge.undo", subject=True)
def undo(number: int) -> Response:
    found, form = of_path(number), forms.Reason()
    if not form.validate():
        require(current_user, "merge.undo", found)
        return _undo_page(found, form, 422)
    services.undo(current_user, number, form.reason.data)
    flash(_("The merge is undone: the proposal gathers support by itself again."), "good")
    return done(url_for("proposals.proposal", number=found.source_id))
