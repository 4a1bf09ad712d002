"""The queue and the page of a case, for moderators."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from veche.core.languages import gettext
from veche.core.pages import done, page, under
from veche.core.policy import refusal
from veche.moderation import history, queries, redacting, rules, services, waiting
from veche.moderation.cases import DECIDES
from veche.moderation.conflicts import matter
from veche.moderation.forms import DecideForm, NoteForm, RedactForm
from veche.moderation.models import Case
from veche.moderation.mount import blueprint
from veche.moderation.redacting_rules import Unfindable


@blueprint.get("/moderation")
@blueprint.get("/moderation/queue")
@under("moderation.work")
def queue() -> Response:
    """The queue, with the first case open that this moderator may decide here."""
    found = waiting.queue(current_user)
    here = [one for one in found if one.text and one.endpoint == "moderation.case"]
    mine = [one for one in here if not one.against and not one.claimed_by_other(current_user)]
    first = next(iter(mine or here), None)
    if first is None:
        return page("moderation/queue.html", queue=found, dossier=None, rules=rules)
    return _case_page(_dossier(first.case.id), found)


@blueprint.get("/moderation/<int:number>")
@under("moderation.work")
def case(number: int) -> Any:
    dossier = _dossier(number)
    endpoint = queries.case_pages.get(dossier.case.cause, "moderation.case")
    if endpoint != "moderation.case":
        return redirect(url_for(endpoint, number=number), 302)
    return _case_page(dossier)


@blueprint.post("/moderation/<int:number>")
@under("moderation.work")
def decide(number: int) -> Response:
    dossier = _decided_here(number)
    form = _decide_form(dossier)
    if not form.validate():
        return _case_page(dossier, form=form, status=422)
    _carry_out(dossier.case, form)
    flash(gettext("The decision is in the journal."))
    return done(url_for("moderation.case", number=number))


def _carry_out(found: Case, form: DecideForm) -> None:
    facts, grounds = form.facts.data, {"clause": form.clause.data, "facts": form.facts.data}
    two = grounds | {"emergency": form.emergency.data}
    verbs: dict[str, Callable[[], Any]] = {
        "approve": lambda: services.approve(current_user, found.id),
        "leave": lambda: services.leave(current_user, found.id, facts=facts),
        "restore": lambda: services.restore(current_user, found.kind, found.subject_id, facts=facts),
        "hide": lambda: services.hide(current_user, found.kind, found.subject_id, case_id=found.id, **grounds),
        "remove": lambda: services.propose_removal(current_user, found.id, **two),
        "warn": lambda: services.warn(current_user, found.id, **grounds),
        "mute": lambda: services.mute(current_user, found.id, days=form.days.data, **grounds),
        "ban": lambda: services.propose_ban(current_user, found.id, **two),
        "lift": lambda: services.lift(current_user, found.id, facts=facts),
        "agree": lambda: services.agree(current_user, found.id),
        "refuse": lambda: services.refuse(current_user, found.id, facts=facts),
    }
    verbs[form.measure.data]()


@blueprint.post("/moderation/<int:number>/claim")
@under("moderation.work")
def claim(number: int) -> Response:
    services.claim(current_user, _decided_here(number).case.id)
    return done(url_for("moderation.case", number=number, _anchor="decide"))


@blueprint.post("/moderation/<int:number>/release")
@under("moderation.work")
def release(number: int) -> Response:
    services.release(current_user, number)
    return done(url_for("moderation.case", number=number))


@blueprint.post("/moderation/take-up/<kind>/<int:subject_id>")
@under("moderation.work")
def take_up(kind: str, subject_id: int) -> Response:
    found = services.take_up(current_user, kind, subject_id)
    return done(url_for("moderation.case", number=found.id, _anchor="decide"))


@blueprint.get("/moderation/<int:number>/redact")
@under("moderation.work")
def redaction(number: int) -> Response:
    return _redaction_page(_redactable(number), RedactForm(formdata=None))


@blueprint.post("/moderation/<int:number>/redact")
@under("moderation.work")
def redact(number: int) -> Response:
    dossier, form = _redactable(number), RedactForm()
    if not form.validate():
        return _redaction_page(dossier, form, 422)
    try:
        services.redact(current_user, number, typed=form.fragments.data, facts=form.facts.data)
    except Unfindable as problem:
        said = gettext("Not found in the text, or shorter than three characters: %(piece)s", piece=problem)
        form.fragments.errors = [said]
        return _redaction_page(dossier, form, 422)
    flash(gettext("The words are gone, and a mark stands in their place."))
    return done(url_for("moderation.case", number=number))


def _redactable(number: int) -> queries.Dossier:
    dossier = _dossier(number)
    if not rules.is_redactable(dossier.is_open, dossier.text.row.visibility, dossier.case.cause):
        abort(404)
    return dossier


def _redaction_page(dossier: queries.Dossier, form: RedactForm, status: int = 200) -> Response:
    values = {"sources": redacting.source_of(dossier.text), "against": _against(dossier)}
    return page("moderation/redact.html", dossier=dossier, form=form, status=status, **values)


@blueprint.post("/moderation/<int:number>/notes")
@under("moderation.work")
def note(number: int) -> Response:
    dossier, form = _dossier(number), NoteForm()
    if not form.validate():
        return _case_page(dossier, note=form, status=422)
    services.note(current_user, number, on_person=form.about.data == "person", text=form.text.data)
    return done(url_for("moderation.case", number=number, _anchor="notes"))


@blueprint.post("/moderation/<int:number>/notes/<int:note_id>/delete")
@under("moderation.work")
def delete_note(number: int, note_id: int) -> Response:
    services.delete_note(current_user, note_id)
    return done(url_for("moderation.case", number=number, _anchor="notes"))


def _dossier(number: int) -> queries.Dossier:
    found = queries.dossier(number)
    if found is None:
        abort(404)
    return found


def _decided_here(number: int) -> queries.Dossier:
    """A case that is decided on the page of cases: an appeal has a page of its own, with more to ask of its judge."""
    found = _dossier(number)
    if found.case.cause in queries.case_pages:
        abort(404)
    return found


def _decide_form(dossier: queries.Dossier) -> DecideForm:
    # Every measure can be sent: when another moderator was faster, the service says so, and the facts are kept.
    shown = rules.measures(
        dossier.is_open,
        dossier.text.row.visibility,
        dossier.case.cause,
        is_restrained=dossier.author.is_restrained,
        waits_for_second=dossier.waits_for_second,
    )
    sent = request.form.get("measure", "")
    return DecideForm.offering(shown if sent in shown or sent not in rules.MEASURES else [*shown, sent])


def _against(dossier: queries.Dossier) -> Any:
    seen = matter(current_user, dossier.case.kind, dossier.text.row, dossier.act, dossier.case.id)
    return refusal(current_user, DECIDES[dossier.case.cause], seen)


def _case_page(
    dossier: queries.Dossier,
    found: list[waiting.Waiting] | None = None,
    *,
    form: DecideForm | None = None,
    note: NoteForm | None = None,
    status: int = 200,
) -> Response:
    found = waiting.queue(current_user) if found is None else found
    number = dossier.case.id
    return page(
        "moderation/queue.html",
        queue=found,
        dossier=dossier,
        place=next((place for place, item in enumerate(found, 1) if item.case.id == number), None),
        form=form or _decide_form(dossier),
        note=note or NoteForm(formdata=None),
        against=_against(dossier),
        busy=dossier.claimed_by_other(current_user),
        mine=dossier.claimed_by(current_user),
        state=history.state,
        rules=rules,
        status=status,
    )
