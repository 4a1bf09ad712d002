"""The same short form by the signed link of a letter: no account, one action, one report."""

from flask import Response, flash, g, request, url_for

from veche.core.incomplete import Incomplete
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.protocol import limiter
from veche.tracking import forms, links, queries, reports, rules
from veche.tracking.models import Action
from veche.tracking.mount import blueprint

seldom = limiter.shared_limit("30 per hour", scope="tracking.link")
# A damaged link names nothing; the others name what was there and is over.
CODES = {"damaged": 404}


@blueprint.get("/actions/report/<token>")
@under("anyone")
def by_link(token: str) -> Response:
    """No sign-in: the link was sent to this office, and opens this one action for one report."""
    return _opened(token, None)


@blueprint.post("/actions/report/<token>")
@seldom
@under("action.report_by_link", subject=True)
def post_by_link(token: str) -> Response:
    return _opened(token, forms.Report())


def _opened(token: str, form: forms.Report | None) -> Response:
    """The form, or what was sent with it published; a dead link says calmly why and keeps what was typed."""
    g.private = True
    action: Action | None = None
    try:
        link = links.read(token)
        action = queries.action_by_number(link.action_id)
        if action is None:
            raise links.Dead("damaged")
        links.check(link, action)
        return _answered(token, link, action, form)
    except links.Dead as dead:
        return _dead(dead.why, action)


def _answered(token: str, link: links.Link, action: Action, form: forms.Report | None) -> Response:
    allowed = rules.by_link(action.status)
    if form is None:
        return _form_page(token, action, forms.Report(formdata=None).offer(action, allowed))
    form.offer(action, allowed)
    if not form.validate() or not _reported(link, form):
        return _form_page(token, action, form, 422)
    flash(_("Your report is public now. Thank you: the link has done its work."))
    return done(url_for("tracking.action", code=action.code, _anchor="reports"))


def _form_page(token: str, action: Action, form: forms.Report, status: int = 200) -> Response:
    return page("tracking/report_by_link.html", action=action, form=form, token=token, status=status)


def _reported(link: links.Link, form: forms.Report) -> bool:
    try:
        reports.post_by_link(link, **form.given)
    except Incomplete as incomplete:
        form.name_missing(incomplete.missing)
        return False
    return True


def _dead(why: str, action: Action | None) -> Response:
    names = ("text", "figure", "change", "next_steps", "evidence")
    typed = [request.form[name] for name in names if request.form.get(name, "").strip()]
    return page("tracking/dead_link.html", why=why, action=action, typed=typed, status=CODES.get(why, 410))
