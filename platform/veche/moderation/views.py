"""Reports, the queue, the cases, the rules and the public log."""

from typing import Any

from flask import Blueprint, abort, flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from veche.core.languages import gettext
from veche.core.moderated import kinds
from veche.core.pages import done, page, under
from veche.core.policy import refusal
from veche.core.protocol import limiter
from veche.moderation import panels, queries, rules, services
from veche.moderation.conflicts import matter
from veche.moderation.forms import DecideForm, FlagForm
from veche.moderation.texts import Text, is_published, is_taken_back, may_read, text_of

blueprint = Blueprint("moderation", __name__)
__all__ = ["blueprint", "panels"]


@blueprint.get("/rules", endpoint="rules")
@under("anyone")
def show_rules() -> Response:
    chapters = rules.chapters()
    return page("moderation/rules.html", chapters=chapters, count=sum(len(chapter.clauses) for chapter in chapters))


@blueprint.get("/flag/<kind>/<int:subject_id>")
@under("text.flag")
def flag(kind: str, subject_id: int) -> Response:
    return _flag_page(_reportable(kind, subject_id), FlagForm())


@blueprint.post("/flag/<kind>/<int:subject_id>")
@under("text.flag")
@limiter.limit("30 per minute")
def send_flag(kind: str, subject_id: int) -> Response:
    text, form = _reportable(kind, subject_id), FlagForm()
    if not form.validate():
        return _flag_page(text, form, 422)
    services.flag(current_user, kind, subject_id, reason=form.reason.data, note=form.note.data)
    return done(url_for("moderation.flag", kind=kind, subject_id=subject_id))


def _reportable(kind: str, subject_id: int) -> Text:
    """The text, unless there is none, nobody else has seen it yet, it is taken back, or it stands in a hidden
    place."""
    text = text_of(kind, subject_id) if kind in kinds else None
    if text is None or not is_published(text.row) or is_taken_back(text.row) or not may_read(current_user, text.row):
        abort(404)
    if text.whole is not None and not text.whole.is_visible:
        abort(404)
    return text


def _flag_page(text: Text, form: FlagForm, status: int = 200) -> Response:
    known = queries.has_reported(current_user, text.kind, text.row.id)
    against = refusal(current_user, "text.flag", text.row)
    return page("moderation/flag.html", text=text, form=form, known=known, against=against, rules=rules, status=status)


@blueprint.get("/moderation")
@under("moderation.work")
def queue() -> Response:
    """The queue, with its first case open."""
    waiting = queries.queue()
    first = next((item.case.id for item in waiting if item.text), None)
    return _case_page(first, waiting) if first else page("moderation/queue.html", queue=waiting, dossier=None)


@blueprint.get("/moderation/<int:number>")
@under("moderation.work")
def case(number: int) -> Response:
    return _case_page(number, queries.queue())


@blueprint.post("/moderation/<int:number>")
@under("moderation.work")
def decide(number: int) -> Response:
    dossier = _dossier(number)
    form = _decide_form(dossier)
    if not form.validate():
        return _case_page(number, queries.queue(), form, 422)
    _carry_out(dossier, form)
    flash(gettext("The decision is in the journal."))
    return done(url_for("moderation.case", number=number))


def _carry_out(dossier: queries.Dossier, form: DecideForm) -> None:
    kind, subject_id, facts = dossier.case.kind, dossier.case.subject_id, form.facts.data
    if form.measure.data == "restore":
        services.restore(current_user, kind, subject_id, facts=facts)
    elif form.measure.data == "approve":
        services.approve(current_user, dossier.case.id)
    elif form.measure.data == "leave":
        services.leave(current_user, dossier.case.id, facts=facts)
    else:
        values = {"clause": form.clause.data, "facts": facts, "case_id": dossier.case.id}
        services.hide(current_user, kind, subject_id, **values)


@blueprint.post("/moderation/<int:number>/claim")
@under("moderation.work")
def claim(number: int) -> Response:
    services.claim(current_user, number)
    return done(url_for("moderation.case", number=number))


@blueprint.post("/moderation/take-up/<kind>/<int:subject_id>")
@under("moderation.work")
def take_up(kind: str, subject_id: int) -> Response:
    found = services.take_up(current_user, kind, subject_id)
    return done(url_for("moderation.case", number=found.id))


def _dossier(number: int) -> queries.Dossier:
    found = queries.dossier(number)
    if found is None:
        abort(404)
    return found


def _decide_form(dossier: queries.Dossier) -> DecideForm:
    # Every measure can be sent: when another moderator was faster, the service says so, and the facts are kept.
    shown = rules.measures(dossier.is_open, dossier.text.row.visibility)
    sent = request.form.get("measure", "")
    return DecideForm.offering(shown if sent in shown or sent not in rules.MEASURES else [*shown, sent])


def _case_page(number: int, waiting: list[Any], form: DecideForm | None = None, status: int = 200) -> Response:
    dossier = _dossier(number)
    form = form or _decide_form(dossier)
    place = next((place for place, item in enumerate(waiting, 1) if item.case.id == number), None)
    against = refusal(current_user, "text.decide", matter(current_user, dossier.case.kind, dossier.text.row))
    return page(
        "moderation/queue.html",
        queue=waiting,
        dossier=dossier,
        place=place,
        form=form,
        against=against,
        busy=dossier.claimed_by_other(current_user),
        mine=dossier.claimed_by(current_user),
        rules=rules,
        status=status,
    )


@blueprint.get("/moderation/log")
@under("anyone")
def log() -> Response:
    acts = queries.log(request.args.get("after"))
    return page("moderation/log.html", acts=acts, figures=queries.figures(), rules=rules)
