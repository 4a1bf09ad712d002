"""The path of an idea as a page, as JSON and as a feed."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, make_response, render_template, request, url_for

from veche.core import clock
from veche.core.forms import whole
from veche.core.languages import gettext as _
from veche.core.languages import language
from veche.core.pages import page, site_url, under
from veche.paths import queries, rules, words
from veche.proposals import journeys
from veche.proposals.models import Proposal
from veche.proposals.mount import of_path, readable
from veche.proposals.rules import phase

blueprint = Blueprint("paths", __name__)


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(stage_titles=rules.TITLES, step_words=words.of)


@blueprint.app_template_global()
def step_url(proposal: Proposal, step: queries.Step) -> str:
    """The permanent address of a step, for feeds and other machines."""
    return f"{site_url('paths.path', number=proposal.id, at=step.entry.seq)}#e{step.entry.seq}"


@blueprint.get("/proposals/<int:number>/path")
@under("proposal.read", subject=True)
def path(number: int) -> Response:
    proposal = readable(number)
    return page(
        "paths/path.html",
        proposal=proposal,
        steps=journeys.steps(proposal, journeys.votes_of([proposal]).get(proposal.id)),
        state=journeys.state(proposal),
        coming=journeys.coming(proposal),
        path=queries.steps(proposal, _cursor(proposal)),
        is_start="at" not in request.args and "after" not in request.args,
        curve=queries.support_curve(proposal),
        box=(rules.WIDTH, rules.HEIGHT),
    )


def _public(number: int) -> Proposal:
    """What machines get is what everybody may read; a hidden proposal is as one that never was."""
    proposal = of_path(number)
    if not proposal.is_visible or proposal.opened_at is None:
        abort(404)
    return proposal


def _cursor(proposal: Proposal) -> str | None:
    """Where the page begins: after a cursor, or at the entry that a permanent address names."""
    at = whole(request.args.get("at"))
    return queries.before(proposal, at) if at else request.args.get("after")


@blueprint.get("/proposals/<int:number>/path.json")
@under("proposal.read", subject=True)
def as_json(number: int) -> Response:
    proposal = _public(number)
    found = queries.steps(proposal, request.args.get("after"))
    curve = queries.support_curve(proposal)
    more = {"next_page": site_url("paths.as_json", number=proposal.id, after=found.after)} if found.after else {}
    return jsonify(
        {
            "proposal": {
                "number": proposal.id,
                "title": proposal.title,
                "language": proposal.language,
                "state": phase(proposal, clock.now()),
                "state_in_words": journeys.state(proposal).words,
                "action_area": proposal.area.code,
                "url": site_url("proposals.proposal", number=proposal.id),
            },
            "words_in": language(),
            "steps": [_step(proposal, step) for step in found.rows],
            "support": {
                "needed": proposal.threshold,
                "days": [{"day": point.day.isoformat(), "count": point.count} for point in curve.points]
                if curve
                else [],
            },
            "next": _next(proposal),
            **more,
        }
    )


def _next(proposal: Proposal) -> list[dict[str, Any]]:
    """What comes next in words, with the date for programs where the words hold one."""
    return [
        {"when": one.when, "date": one.moment.isoformat() if one.moment else None, "what": one.what}
        for one in journeys.coming(proposal)
    ]


def _step(proposal: Proposal, step: queries.Step) -> dict[str, Any]:
    entry = step.entry
    return {
        "entry": entry.seq,
        "at": entry.at.isoformat(),
        "stage": step.stage,
        "verb": entry.verb,
        "in_words": _(step.verb),
        "by": step.actor,
        "said": step.data,
        "hash": entry.hash,
        "url": step_url(proposal, step),
        "leads_to": place_url(step, absolute=True),
    }


@blueprint.app_template_global()
def place_url(step: queries.Step, absolute: bool = False) -> str | None:
    """The address of the thing itself, or nothing where it has no page."""
    place = step.place
    if place is None:
        return None
    url = (site_url if absolute else url_for)(place.endpoint, **place.values)
    return f"{url}#{place.fragment}" if place.fragment else url


@blueprint.get("/proposals/<int:number>/path.atom")
@under("proposal.read", subject=True)
def feed(number: int) -> Response:
    proposal = _public(number)
    found = queries.steps(proposal, newest_first=True)
    body = render_template("paths/path.xml", proposal=proposal, path=found.rows, state=journeys.state(proposal))
    return make_response(body, 200, {"Content-Type": "application/atom+xml; charset=utf-8"})
