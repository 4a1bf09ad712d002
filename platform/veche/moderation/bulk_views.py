"""Spam in bulk: the list of what can be hidden at once, what came of it, and its undoing."""

from typing import Any

from flask import abort, flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField

from veche.core.forms import Form, Required, text, whole
from veche.core.languages import gettext, ngettext, reason
from veche.core.languages import lazy_gettext as _
from veche.core.moderated import PENDING, VISIBLE
from veche.core.pages import done, page, under
from veche.core.policy import refusal
from veche.moderation import bulk, rules, waiting
from veche.moderation.cases import OF_TEXTS
from veche.moderation.mount import blueprint
from veche.moderation.texts import look_up


class BulkForm(Form):
    """Which of the cases, and the facts about all of them."""

    # A case that is decided meanwhile is no mistake of the form: the service names it among those left.
    cases = SelectMultipleField(
        _("Texts to hide"), coerce=int, validate_choice=False, validators=[Required(_("Choose at least one text."))]
    )
    facts = text(
        _("Facts: what the authors and everybody will read"),
        rules.LONGEST_FACTS,
        _("Say what happened: nothing is decided without facts."),
        shortest=rules.SHORTEST_FACTS,
    )


@blueprint.get("/moderation/bulk")
@under("moderation.work")
def spam() -> Response:
    return _page(BulkForm(formdata=None))


@blueprint.post("/moderation/bulk")
@under("moderation.work")
def hide_spam() -> Response:
    form = BulkForm()
    if not form.validate():
        return _page(form, 422)
    made = bulk.hide_spam(current_user, form.cases.data, facts=form.facts.data)
    texts = look_up((case.kind, case.subject_id) for case, _ in made.left)
    for case, why in made.left:
        found = texts.get((case.kind, case.subject_id))
        title = found.title if found else gettext(rules.KINDS[case.kind])
        flash(gettext("Left as it is: «%(title)s». %(why)s", title=title, why=reason(why)), "wait")
    if not made.acts:
        return _page(form, 403)
    return done(url_for("moderation.batch", batch=made.batch))


def _page(form: BulkForm, status: int = 200) -> Response:
    """The open cases of one author (?author), or those reported as advertising, with why some are not one's own."""
    author = whole(request.args.get("author"))
    found = [item for item in waiting.queue(current_user) if item.text and item.case.cause in OF_TEXTS]
    by_author: dict[int, int] = {}
    for item in found:
        by_author[item.text.row.author_id] = by_author.get(item.text.row.author_id, 0) + 1  # type: ignore[union-attr]
    shown = [
        item
        for item in found
        if (item.text.row.author_id == author if author else item.reason == "spam")  # type: ignore[union-attr]
    ][: bulk.MOST]
    values: dict[str, Any] = {
        "shown": shown,
        "author": author,
        "by_author": by_author,
        "clause": rules.clause(bulk.CLAUSE),
    }
    return page("moderation/bulk.html", form=form, rules=rules, **values, status=status)


@blueprint.get("/moderation/bulk/<batch>")
@under("moderation.work")
def batch(batch: str) -> Response:
    acts = bulk.acts_of(batch)
    if not acts:
        abort(404)
    texts = look_up((act.kind, act.subject_id) for act in acts)
    return page(
        "moderation/batch.html",
        acts=acts,
        batch=batch,
        texts=texts,
        against=refusal(current_user, "batch.undo", acts),
        until=acts[0].acted_at + rules.UNDO_BATCH,
        holds=any(act.state == "done" for act in acts),
        rules=rules,
    )


@blueprint.post("/moderation/bulk/<batch>/undo")
@under("moderation.work")
def undo_batch(batch: str) -> Response:
    ended = bulk.undo(current_user, batch)
    texts = look_up((act.kind, act.subject_id) for act in ended).values()
    states = [text.row.visibility for text in texts]
    shown, waits = states.count(VISIBLE), states.count(PENDING)
    if shown:
        flash(ngettext("%(num)s text is shown again.", "%(num)s texts are shown again.", shown))
    if waits:
        said = ngettext(
            "%(num)s text waits for a first look again.", "%(num)s texts wait for a first look again.", waits
        )
        flash(said, "wait")
    if held := len(states) - shown - waits:
        said = ngettext(
            "%(num)s text stays hidden by another decision.", "%(num)s texts stay hidden by other decisions.", held
        )
        flash(said, "wait")
    return done(url_for("moderation.batch", batch=batch))
