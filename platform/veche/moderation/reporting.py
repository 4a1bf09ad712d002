"""The page on which a breach is reported."""

from flask import abort, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from veche.core.moderated import kinds
from veche.core.pages import done, page, under
from veche.core.policy import refusal
from veche.core.protocol import limiter
from veche.moderation import queries, rules, services
from veche.moderation.forms import FlagForm
from veche.moderation.mount import blueprint
from veche.moderation.texts import Text, is_published, is_taken_back, may_read, text_of


@blueprint.get("/flag/<kind>/<int:subject_id>")
@under("text.flag")
def flag(kind: str, subject_id: int) -> Response:
    return _flag_page(_reportable(kind, subject_id), FlagForm.about(kind))


@blueprint.post("/flag/<kind>/<int:subject_id>")
@limiter.limit("30 per minute")
@under("text.flag")
def send_flag(kind: str, subject_id: int) -> Response:
    text, form = _reportable(kind, subject_id), FlagForm.about(kind)
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
