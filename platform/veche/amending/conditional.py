"""Pages of support under a condition: writing it, saying that it is met, and the question in the letter."""

from flask import Response, flash, g, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from veche.amending import conditions, forms, queries
from veche.amending.models import Condition
from veche.amending.mount import blueprint
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import N_, Refusal, Refused, refusal, require
from veche.core.protocol import limiter
from veche.proposals.comparison import compare
from veche.proposals.models import Proposal
from veche.proposals.mount import of_path, readable, support_box, writes
from veche.proposals.renewal import NOT_OURS

OTHER_WORDS = N_(
    "You have changed your condition since this letter. The newest letter, or the proposal’s page, asks about it."
)


@blueprint.get("/proposals/<int:number>/condition")
@under("condition.write", subject=True)
def wording(number: int) -> Response:
    found = readable(number)
    require(current_user, "condition.write", found)
    against = queries.conditions(found, current_user).against
    if against:
        raise Refused(against)
    form = forms.Conditional(formdata=None)
    own = queries.condition_of(number, current_user.id)
    if own and not own.met_at:
        form.text.data, form.language.data = own.text, own.language
    return _form_page(found, form)


def _form_page(proposal: Proposal, form: forms.Conditional, status: int = 200) -> Response:
    supports = queries.supports_now(proposal, current_user)
    return page("amending/condition.html", status=status, proposal=proposal, form=form, supports=supports)


@blueprint.post("/proposals/<int:number>/condition")
@writes
@under("condition.write", subject=True)
def write(number: int) -> Response:
    found = readable(number)
    require(current_user, "condition.write", found)
    form = forms.Conditional()
    if not form.validate():
        return _form_page(found, form, 422)
    words = {"text": form.text.data, "language": form.language.data, "instead": form.instead.data}
    try:
        conditions.write(current_user, number, **words)
    except conditions.StillSupports:
        db.session.rollback()
        form.instead.errors = [_("You support the text as it is: say that your support becomes conditional.")]
        return _form_page(of_path(number), form, 422)
    flash(_("Your condition is kept. The authors read it without your name; it is not counted as a support."), "good")
    return done(_support_of(number))


@blueprint.post("/proposals/<int:number>/condition/meet")
@writes
@under("condition.meet", subject=True)
def meet(number: int) -> Response:
    return support_box(conditions.meet(current_user, of_path(number).id))


@blueprint.post("/proposals/<int:number>/condition/take-back")
@writes
@under("condition.take_back", subject=True)
def take_back(number: int) -> Response:
    return support_box(conditions.take_back(current_user, of_path(number).id))


def _support_of(number: int) -> str:
    return url_for("proposals.proposal", number=number, _anchor="support")


@blueprint.get("/conditions/<token>")
@under("anyone")
def question(token: str) -> Response:
    """What changed since the condition was written, and three answers; whoever has the letter need not sign in."""
    return _question_page(token)


def _question_page(token: str, said: str = "", status: int = 200) -> Response:
    g.private = True
    try:
        asked = conditions.whose(token)
        proposal = of_path(asked.proposal_id)
    except NotFound:
        return _dead_link()
    condition = queries.condition_of(asked.proposal_id, asked.person_id)
    if not proposal.is_visible:
        return _dead_link()
    if condition and conditions.made_of(condition) != asked.made:
        return page("amending/dead_link.html", status=410, reason=OTHER_WORDS)
    before, now = (queries.version_of(proposal, number) for number in (_since(condition, proposal), proposal.version))
    return page(
        "amending/question.html",
        status=status,
        token=token,
        proposal=proposal,
        condition=condition,
        change=compare(before, now),
        against=_against(condition),
        said=said,
    )


def _dead_link() -> Response:
    return page("amending/dead_link.html", status=404, reason=NOT_OURS)


def _since(condition: Condition | None, proposal: Proposal) -> int:
    return condition.version if condition else proposal.version


def _against(condition: Condition | None) -> Refusal | None:
    """Why the condition cannot be answered any more."""
    return refusal(condition.author, "condition.meet", condition) if condition and not condition.met_at else None


@blueprint.post("/conditions/<token>")
@limiter.limit("30 per minute")
@under("anyone")
def answer(token: str) -> Response:
    """The answer of the link's reader; one to a question that is no longer open changes nothing and says so calmly."""
    condition, form = _asked(token), forms.Word()
    if condition is None or condition.met_at or not form.validate():
        return _question_page(token)
    try:
        said = _carry_out(condition, form)
    except Stale:
        db.session.rollback()
        return _question_page(token, "stale", 409)
    return _question_page(token, said)


def _asked(token: str) -> Condition | None:
    try:
        asked = conditions.whose(token)
    except NotFound:
        return None
    condition = queries.condition_of(asked.proposal_id, asked.person_id)
    return condition if condition and conditions.made_of(condition) == asked.made else None


def _carry_out(condition: Condition, form: forms.Word) -> str:
    person, number, made = condition.author, condition.proposal_id, conditions.made_of(condition)
    if form.answer.data == "met":
        conditions.meet(person, number, form.version.data, made)
        return "met"
    if form.answer.data == "back":
        conditions.take_back(person, number, made)
        return "back"
    return "not_yet"
