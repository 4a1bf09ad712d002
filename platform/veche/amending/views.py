"""Pages of amendments that everybody reads, and the writing of one; answers and conditions have their own modules."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.amending import answering, conditional, events, forms, panels, queries, rules, services
from veche.amending.mount import blueprint, readable_amendment
from veche.core.errors import problem
from veche.core.forms import whole
from veche.core.languages import gettext as _
from veche.core.languages import number as number_of
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.newcomers.policy import WAITS
from veche.proposals.changes import changed
from veche.proposals.models import Proposal
from veche.proposals.mount import readable, writes

__all__ = ["answering", "blueprint", "conditional", "events", "panels"]


@blueprint.get("/proposals/<int:number>/amend")
@under("amendment.propose", subject=True)
def choose(number: int) -> Response:
    """The paragraphs of the present text; with a chosen one, or the words selected in it, the form for that one."""
    found = readable(number)
    require(current_user, "amendment.propose", found)
    text = queries.text_of(found) or ""
    paragraph = _chosen(text)
    try:
        passage = rules.passage_of(text, paragraph) if paragraph else None
    except rules.Alike:
        return problem(422, text=_(rules.TOO_ALIKE))
    if paragraph is None or passage is None:
        return _choice(found, text)
    form = forms.OtherWords(formdata=None)
    form.words.data, form.language.data = passage, found.language
    form.paragraph.data, form.version.data = paragraph, found.version
    return _form_page(found, form, passage)


def _choice(found: Proposal, text: str) -> Response:
    """The paragraphs to choose from, so many at a time."""
    start = whole(request.args.get("after"))
    end, blocks = start + rules.SHOWN_PARAGRAPHS, rules.paragraphs(text)
    after = end if len(blocks) > end else None
    return page("amending/choose.html", proposal=found, paragraphs=blocks[start:end], after=after)


def _chosen(text: str) -> int | None:
    return whole(request.args.get("paragraph")) or rules.holding(text, request.args.get("near", "")[:300])


def _form_page(proposal: Proposal, form: forms.OtherWords, passage: str, status: int = 200, **values: Any) -> Response:
    shown = {"proposal": proposal, "form": form, "passage": passage, "pieces": None, **values}
    return page("amending/amend.html", "amending/_amending.html", status, **shown)


@blueprint.post("/proposals/<int:number>/amend")
@writes
@under("amendment.propose", subject=True)
def propose(number: int) -> Response:
    found = readable(number)
    require(current_user, "amendment.propose", found)
    form = forms.OtherWords()
    try:
        passage = _passage_of(found, form)
    except rules.Alike:
        return problem(422, text=_(rules.TOO_ALIKE))
    if _refuse(found, form, passage):
        return _form_page(found, form, passage, 422)
    if "preview" in request.form:
        return _form_page(found, form, passage, pieces=changed(passage, form.words.data))
    amendment = services.propose(
        current_user,
        number,
        version=form.version.data,
        paragraph=form.paragraph.data,
        words=form.words.data,
        reason=form.reason.data,
        language=form.language.data,
        nonce=form.nonce.data,
    )
    if amendment.is_visible:
        flash(_("Your amendment is published. The authors have a letter about it."), "good")
    else:
        flash(_(WAITS), "wait")
    return done(url_for(".amendment", number=amendment.id))


def _passage_of(proposal: Proposal, form: forms.OtherWords) -> str:
    """The passage the form is about, in the text it began from; there is no page about another one."""
    text = queries.text_of(proposal, form.version.data) if form.version.data else None
    passage = rules.passage_of(text, form.paragraph.data or 0) if text is not None else None
    return abort(404) if passage is None else passage


def _refuse(proposal: Proposal, form: forms.OtherWords, passage: str) -> bool:
    """Whether the form cannot be taken; the reasons stand at its fields."""
    fits = form.validate()
    reason = rules.why_not(queries.text_of(proposal, form.version.data) or "", passage, form.words.data)
    if reason:
        form.words.errors = [*form.words.errors, _(reason, max=number_of(rules.LONGEST_WORDS))]
    return not fits or bool(reason)


@blueprint.get("/proposals/<int:number>/amendments")
@under("proposal.read", subject=True)
def listing(number: int) -> Response:
    found = readable(number)
    rows, after = queries.listing(found, current_user, request.args.get("after"))
    return page("amending/list.html", proposal=found, rows=rows, after=after)


@blueprint.get("/amendments/<int:number>")
@under("amendment.read", subject=True)
def amendment(number: int) -> Response:
    return page("amending/amendment.html", **answering.page_of(readable_amendment(number)))
