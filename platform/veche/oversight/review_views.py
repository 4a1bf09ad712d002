"""Blind reviews: the list, one decision without the decision, and what one would have done."""

from typing import Any

from flask import abort, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from veche.core.pages import done, page, under
from veche.moderation import rules as moderation_rules
from veche.oversight import queries, reviewing, rules
from veche.oversight.forms import ReviewForm
from veche.oversight.mount import blueprint


@blueprint.get("/moderation/reviews")
@under("moderation.work")
def reviews() -> Response:
    waiting = queries.waiting_reviews(current_user)
    mine = [item for item in waiting if item.against is None]
    values: dict[str, Any] = {
        "own": queries.reviews_by(current_user),
        "moderation_rules": moderation_rules,
        "rules": rules,
    }
    return page("oversight/reviews.html", mine=mine, others=len(waiting) - len(mine), **values)


@blueprint.get("/moderation/reviews/<int:number>")
@under("moderation.work")
def review(number: int) -> Response:
    return _review_page(number, ReviewForm())


@blueprint.post("/moderation/reviews/<int:number>", endpoint="make_review")
@under("moderation.work")
def make_review(number: int) -> Response:
    form = ReviewForm()
    if not form.validate():
        return _review_page(number, form, 422)
    reviewing.review(current_user, number, measure=form.measure.data, word=form.word.data)
    return done(url_for("oversight.review", number=number))


def _review_page(number: int, form: ReviewForm, status: int = 200) -> Response:
    """Whoever may not review it gets the reason alone: the page would tell them nothing that they may not know, but
    the words of the reports are for whoever judges."""
    found = queries.open_review(current_user, number)
    if found is None:
        abort(404)
    values: dict[str, Any] = {
        "rules": rules,
        "moderation_rules": moderation_rules,
        "reports": queries.reports_on(found.act),
    }
    return page("oversight/review.html", found=found, review=found.row, form=form, **values, status=status)
