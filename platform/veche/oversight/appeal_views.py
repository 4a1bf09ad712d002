"""An appeal by whom a measure concerns, and its decision by another moderator."""

from flask import abort, flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from veche.core import clock
from veche.core.languages import gettext
from veche.core.pages import done, load, page, under
from veche.core.policy import refusal
from veche.core.protocol import limiter
from veche.core.settings import setting
from veche.moderation import rules as moderation_rules
from veche.moderation.models import Act
from veche.moderation.statements import APPEALABLE, is_untold
from veche.moderation.texts import text_of
from veche.oversight import queries, rules, services
from veche.oversight.forms import AppealForm, JudgeForm
from veche.oversight.mount import blueprint


@blueprint.get("/appeals/<int:number>")
@under("account.own")
def appeal(number: int) -> Response:
    """The page of an act for the person whom it restrained: the form, or what became of the appeal."""
    act = load(Act, number)
    if act.verb == "leave" and queries.has_reported_in(current_user, act):
        return page("oversight/left.html", act=act, text=text_of(act.kind, act.subject_id))
    return _appeal_page(_own(act), AppealForm())


@blueprint.post("/appeals/<int:number>", endpoint="lodge")
@limiter.limit("30 per minute")
@under("account.own")
def lodge(number: int) -> Response:
    act, form = _own(load(Act, number)), AppealForm()
    if not form.validate():
        return _appeal_page(act, form, 422)
    services.lodge(current_user, act.id, words=form.words.data, nonce=form.nonce.data)
    flash(gettext("Your appeal has arrived. The answer comes by letter and stands here."))
    return done(url_for("oversight.appeal", number=act.id))


def _own(act: Act) -> Act:
    """An act that restrained this very person; to everybody else there is none."""
    if act.author_id != current_user.id or act.verb not in APPEALABLE or is_untold(act):
        abort(404)
    return act


def _appeal_page(act: Act, form: AppealForm, status: int = 200) -> Response:
    known = services.appeal_against(act.id)
    lodging = services.lodging(act, known)
    return page(
        "oversight/appeal.html",
        act=act,
        text=text_of(act.kind, act.subject_id),
        appeal=known,
        form=form,
        against=refusal(current_user, "appeal.lodge", lodging),
        until=rules.last_day(lodging.acted_at, lodging.days),
        is_late=known is not None and services.is_late(known, clock.now()),
        moderation_rules=moderation_rules,
        rules=rules,
        days=setting("APPEAL_DAYS"),
        status=status,
    )


@blueprint.get("/moderation/appeals")
@under("moderation.work")
def appeals() -> Response:
    waiting, answered = queries.waiting_appeals(current_user), queries.decided_appeals()
    return page(
        "oversight/appeals.html", waiting=waiting, answered=answered, rules=rules, moderation_rules=moderation_rules
    )


@blueprint.get("/moderation/appeals/<int:number>")
@under("moderation.work")
def judge(number: int) -> Response:
    return _judge_page(number, JudgeForm())


@blueprint.post("/moderation/appeals/<int:number>", endpoint="decide")
@under("moderation.work")
def decide(number: int) -> Response:
    form = JudgeForm()
    if not form.validate():
        return _judge_page(number, form, 422)
    services.decide(current_user, _appeal_number(number), outcome=form.outcome.data, reasons=form.reasons.data)
    flash(gettext("The appeal is decided, and the appellant learns of it by letter."))
    return done(url_for("oversight.judge", number=number))


@blueprint.post("/moderation/appeals/<int:number>/claim")
@under("moderation.work")
def claim_appeal(number: int) -> Response:
    services.claim(current_user, _appeal_number(number))
    return done(url_for("oversight.judge", number=number, _anchor="decide"))


def _appeal_number(case: int) -> int:
    """The appeal of a case: the queue and these addresses know it by its case."""
    found = queries.appeal_of_case(case)
    if found is None:
        abort(404)
    return found


def _judge_page(number: int, form: JudgeForm, status: int = 200) -> Response:
    found = queries.open_appeal(current_user, _appeal_number(number))
    if found is None:
        abort(404)
    if request.method == "POST" and found.against:
        status = 403
    return page(
        "oversight/judge.html",
        found=found,
        appeal=found.row,
        form=form,
        busy=queries.claimed_by_other(found.row, current_user),
        mine=queries.claimed_by(found.row, current_user),
        is_late=services.is_late(found.row, clock.now()),
        moderation_rules=moderation_rules,
        rules=rules,
        status=status,
    )
