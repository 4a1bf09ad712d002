"""The page on which the committee keeps the record of an action."""

from flask import Response, flash, g, url_for
from flask_login import current_user

from veche.bodies.queries import body_choices
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.tracking import record_forms, records, rules
from veche.tracking.models import Action
from veche.tracking.mount import action_of, blueprint, often


@blueprint.get("/actions/<code>/edit")
@under("action.edit")
def edit(code: str) -> Response:
    found = action_of(code)
    form = record_forms.Record(formdata=None, data=record_forms.filled(found))
    return _edit_page(found, form.offer(found, body_choices()))


def _edit_page(action: Action, form: record_forms.Record, status: int = 200, is_stale: bool = False) -> Response:
    g.private = True
    return page("tracking/edit.html", action=action, form=form, is_stale=is_stale, status=status)


@blueprint.post("/actions/<code>/edit")
@often
@under("action.edit")
def save_record(code: str) -> Response:
    found = action_of(code)
    form = record_forms.Record().offer(found, body_choices())
    if not form.validate():
        return _edit_page(found, form, 422)
    try:
        _saved(found, form)
    except Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return _edit_page(action_of(code), form, 422)
    except Stale:
        return _overtaken(code, form)
    flash(_("The record of the action is changed. Everybody sees what it said before."))
    return done(url_for("tracking.action", code=code))


def _saved(action: Action, form: record_forms.Record) -> None:
    beyond = {one.body_id: one.functions for one in action.executors[rules.MOST_EXECUTORS :]}
    given = form.given
    records.edit_action(current_user, action.id, **{**given, "executors": {**beyond, **given["executors"]}})


def _overtaken(code: str, form: record_forms.Record) -> Response:
    """What was typed stays in the form; sent once more, it counts against the record as it is now."""
    now = action_of(code)
    form.seen.data = records.fingerprint(now)
    return _edit_page(now, form, 409, is_stale=True)
