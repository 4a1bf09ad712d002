"""The table of actions: taken away by everybody, loaded by the committee after a dry run."""

from typing import Any

from flask import Response, abort, flash, render_template, request, stream_with_context, url_for
from flask_login import current_user

from veche.core.database import db
from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.languages import ngettext
from veche.core.pages import done, page, panel, under
from veche.tracking import exchange, exporting, planning, sheet
from veche.tracking import exchange_forms as forms
from veche.tracking.exchange_words import fault_words
from veche.tracking.mount import blueprint, often

LARGEST_UPLOAD = 1_600_000  # a table, packed or not, and the words around it
_OWN = {"tracking.try_table", "tracking.load_table"}


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals["fault_words"] = fault_words


@blueprint.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """A table is larger than what people write; this runs before anything reads the form."""
    if endpoint in _OWN:
        request.max_content_length = request.max_form_memory_size = LARGEST_UPLOAD


@blueprint.get("/actions.csv")
@under("anyone")
def actions_csv() -> Response:
    """All actions, sent while they are read."""
    body = stream_with_context(exporting.as_csv())
    headers = {"Content-Disposition": 'attachment; filename="veche-actions.csv"'}
    return Response(body, content_type="text/csv; charset=utf-8; header=present", headers=headers)


@blueprint.get("/actions/import")
@under("action.import")
def table() -> Response:
    return _table_page(forms.Upload(formdata=None))


def _table_page(form: forms.Upload, status: int = 200, faults: list[sheet.Fault] | None = None) -> Response:
    return page("tracking/table.html", form=form, faults=faults, most=sheet.MOST_ROWS, status=status)


@blueprint.post("/actions/import")
@often
@under("action.import")
def try_table() -> Response:
    """The dry run: line by line what would become of the actions, or every fault."""
    form = forms.Upload()
    if not form.validate():
        return _table_page(form, 422)
    content = form.content
    plan = exchange.dry_run(content)
    if plan.faults:
        return _table_page(forms.Upload(formdata=None), 422, list(plan.faults))
    return _plan_page(plan, content)


def _plan_page(plan: planning.Plan, content: bytes, status: int = 200, **values: Any) -> Response:
    form = values.pop("form", None) or forms.Confirm(formdata=None)
    form.packed.data, form.digest.data = forms.packed(content), plan.digest
    return page("tracking/plan.html", plan=plan, form=form, status=status, **values)


@blueprint.post("/actions/import/load")
@often
@under("action.import")
def load_table() -> Response:
    """Exactly what was shown, or the dry run once more."""
    form = forms.Confirm()
    content = form.content
    if content is None:
        abort(400)
    if not form.validate():
        return _plan_page(exchange.dry_run(content), content, 422, form=form)
    try:
        plan = exchange.load(current_user, content, digest=form.digest.data, reason=form.reason.data)
    except sheet.Broken as broken:
        return _table_page(forms.Upload(formdata=None), 409, broken.faults)
    except (exchange.Overtaken, Incomplete):
        db.session.rollback()
        return _plan_page(exchange.dry_run(content), content, 409, form=form, is_overtaken=True)
    _tell(plan.counts)
    return done(url_for("tracking.actions"))


def _tell(counts: dict[str, int]) -> None:
    started = ngettext("%(num)s action started", "%(num)s actions started", counts["new"])
    changed = ngettext("%(num)s action changed", "%(num)s actions changed", counts["changed"])
    flash(_("The table is loaded: %(started)s, %(changed)s.", started=started, changed=changed))


@panel("actions.head")
def ways(_subject: Any) -> str:
    """What else can be done with all the actions."""
    return render_template("tracking/_ways.html")
