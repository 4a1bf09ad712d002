"""Pages of the letter in work: saving it, reading it as it will be read, the second reader's word, publishing it."""

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.committee import dossiers, drafting, forms, publishing, showing
from veche.committee.models import Draft
from veche.committee.mount import blueprint, of_path, writes
from veche.committee.services import check
from veche.committee.standings import live_draft
from veche.core.database import db
from veche.core.errors import Stale, Wording, problem
from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import N_, require
from veche.proposals.models import Proposal

ANSWERED = Wording(
    N_("The committee has answered already"),
    N_("Another member was a moment faster: the letter stands on the proposal’s page, and yours has changed nothing."),
)


@blueprint.post("/committee/dossier/<int:number>/letter")
@writes
@under("decision.make", subject=True)
def save_letter(number: int) -> Response:
    """«Save the draft» keeps half a letter too; «hand over» names what it lacks."""
    _check(number)
    proposal = of_path(number)
    found = dossiers.dossier(proposal, current_user)
    form = showing.with_choices(forms.Letter(), proposal, found)
    hand_over = request.form.get("step") != "save"
    if not _is_sound(form, found, hand_over):
        return showing.dossier(proposal, 422, form=form)
    return _saved(proposal, form, hand_over)


def _check(number: int) -> None:
    """A proposal that waits for no answer (any more) is said so in words, with what was typed."""
    try:
        check(current_user, number)
    except Stale as stale:
        raise Stale(problem(409, ANSWERED)) from stale


def _is_sound(form: forms.Letter, found: dossiers.Dossier, hand_over: bool) -> bool:
    if not hand_over:
        return bool(form.validate())
    return form.is_whole(arguments=found.has_arguments, opinion=found.opinion is not None)


def _saved(proposal: Proposal, form: forms.Letter, hand_over: bool) -> Response:
    try:
        drafting.save(current_user, proposal.id, form.fields(), seen=form.seen, hand_over=hand_over)
    except Incomplete as incomplete:
        form.name_missing([name for name in incomplete.missing if not form[name].errors])
        return showing.dossier(of_path(proposal.id), 422, form=form)
    except Stale as stale:
        raise Stale(_overtaken(proposal.id, form)) from stale
    if hand_over:
        flash(_("The letter waits for its second reader. The other members hear of it by mail."), "good")
        return done(url_for("committee.preview", number=proposal.id))
    flash(_("The draft is saved. Only the committee sees it."), "good")
    return done(url_for("committee.dossier", number=proposal.id) + "#decision")


def _overtaken(number: int, form: forms.Letter) -> Response:
    """Another member saved meanwhile: both texts stand beside each other, and the next saving begins from theirs."""
    db.session.rollback()
    draft = live_draft(db.session(), number)
    form.revision.data = str(draft.revision if draft else 0)
    return showing.dossier(of_path(number), 409, form=form, theirs=draft)


@blueprint.get("/committee/dossier/<int:number>/letter")
@under("decision.make", subject=True)
def preview(number: int) -> Response:
    """The letter as it will be read, with the second reader's form."""
    proposal = of_path(number)
    require(current_user, "decision.make", proposal)
    return _preview(proposal, forms.Remarks(formdata=None))


def _preview(proposal: Proposal, form: forms.Remarks, status: int = 200) -> Response:
    found = dossiers.dossier(proposal, current_user)
    if found.draft is None:
        abort(404)
    form.revision.data = str(found.draft.revision)
    return page(
        "committee/preview.html",
        status=status,
        proposal=proposal,
        dossier=found,
        draft=found.draft,
        letter=publishing.as_it_will_be(db.session(), proposal, found.draft),
        lacks=[forms.MISSING[name] for name in drafting.lacks(db.session(), proposal, found.draft)],
        against_publishing=showing.against_publishing(proposal, found),
        form=form,
    )


@blueprint.post("/committee/dossier/<int:number>/letter/read")
@writes
@under("decision.read", subject=True)
def read_letter(number: int) -> Response:
    """The second reader approves this revision, or returns it with remarks."""
    proposal, form = of_path(number), forms.Remarks()
    require(current_user, "decision.make", proposal)
    if not form.validate():
        return _preview(proposal, form, 422)
    try:
        draft = _read(number, form)
    except Incomplete as incomplete:
        return _unread(of_path(number), form, incomplete)
    said = _("You approved the letter. It can be published.") if draft.is_approved else _("The letter went back.")
    flash(said, "good")
    return done(url_for("committee.preview", number=number))


def _read(number: int, form: forms.Remarks) -> Draft:
    if request.form.get("verdict") == "approve":
        return drafting.approve(current_user, number, form.seen)
    return drafting.send_back(current_user, number, form.seen, form.remarks.data)


def _unread(proposal: Proposal, form: forms.Remarks, incomplete: Incomplete) -> Response:
    """Either the remarks are missing, or the letter itself lacks something by now; the page names what."""
    if "remarks" in incomplete.missing:
        form.want()
    return _preview(proposal, form, 422)


@blueprint.post("/committee/dossier/<int:number>/letter/publish")
@writes
@under("decision.publish", subject=True)
def publish_letter(number: int) -> Response:
    proposal, form = of_path(number), forms.Remarks()
    _check(number)
    try:
        decision = publishing.publish(current_user, number, form.seen)
    except Incomplete:
        return _preview(proposal, forms.Remarks(formdata=None), 422)
    except Stale as stale:
        raise Stale(_not_published(number)) from stale
    flash(_("The answer is published. The author and the supporters will get it by mail."), "good")
    return done(url_for("committee.letter", number=decision.id))


def _not_published(number: int) -> Response:
    """The letter is out already, or it was changed after this reader saw it."""
    db.session.rollback()
    try:
        check(current_user, number)
    except Stale:
        return problem(409, ANSWERED)
    return problem(409)
