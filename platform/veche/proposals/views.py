"""Pages of proposals that everybody reads, and the acts on them; what authors write is in `authoring`."""

from typing import Any

from flask import Response, flash, request, url_for
from flask_login import current_user

from veche.core import clock, journal, markup
from veche.core.database import db
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.proposals import authoring, forms, journeys, panels, queries, rules, services
from veche.proposals.changes import changed
from veche.proposals.models import Argument, Proposal
from veche.proposals.mount import blueprint, is_hidden, of_path, tombstone, writes

__all__ = ["authoring", "blueprint"]


def _verb(verb: str) -> str:
    return _(journal.verbs.get(verb) or verb)


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(
        journey_of=journeys.steps,
        journey_sentence=journeys.sentence,
        proposal_state=journeys.state,
        journal_verb=_verb,
        safe_text=markup.safe,
        plain_text=markup.plain,
    )


@blueprint.get("/proposals")
@under("anyone")
def listing() -> Response:
    step = request.args.get("step", "")
    step = step if step in (*queries.STEPS, "ended") else ""
    area = request.args.get("area", "")[:12]
    found = queries.listing(current_user, step, area, request.args.get("after"))
    return page(
        "proposals/list.html",
        found=found,
        step=step,
        area=area,
        counts=queries.counts(current_user, area),
        features=queries.features(),
        **panels.cards(found.rows),
    )


@blueprint.get("/proposals/<int:number>")
@under("proposal.read", subject=True)
def proposal(number: int) -> Response:
    found = of_path(number)
    if is_hidden(found):
        return tombstone(found)
    return page("proposals/proposal.html", **_page_of(found, forms.Saying(formdata=None)))


def _page_of(found: Proposal, form: forms.Saying) -> dict[str, Any]:
    versions = queries.versions(found)
    return {
        **_arguments_of(found, form),
        "present": next(version for version in versions if version.number == found.version),
        "versions": versions,
        "steps": journeys.steps(found, journeys.votes_of([found]).get(found.id)),
        "state": journeys.state(found),
        "coming": journeys.coming(found),
        "path": queries.path(found),
        "phase": _phase(found),
        "standing": queries.standing(found, current_user),
    }


def _phase(found: Proposal) -> str:
    return rules.phase(found, clock.now())


def _arguments_of(found: Proposal, form: forms.Saying) -> dict[str, Any]:
    everything = request.args.get("arguments") == "all"
    columns, marked = queries.columns(found, current_user, everything)
    return {"proposal": found, "columns": columns, "marked": marked, "everything": everything, "saying": form}


@blueprint.get("/proposals/<int:number>/versions")
@under("proposal.read", subject=True)
def versions(number: int) -> Response:
    found = of_path(number)
    if is_hidden(found):
        return tombstone(found)
    texts = queries.versions(found)
    pairs = [(new, changed(old.text, new.text)) for new, old in zip(texts, texts[1:], strict=False)]
    return page("proposals/versions.html", proposal=found, pairs=pairs, first=texts[-1])


@blueprint.post("/proposals/<int:number>/support")
@writes
@under("proposal.support", subject=True)
def support(number: int) -> Response:
    return _supported(services.support(current_user, of_path(number).id))


@blueprint.post("/proposals/<int:number>/unsupport")
@writes
@under("proposal.unsupport", subject=True)
def unsupport(number: int) -> Response:
    return _supported(services.unsupport(current_user, of_path(number).id))


def _supported(found: Proposal) -> Response:
    """The support box as it stands now; when the vote has just opened, the whole page is another one."""
    if found.state != "open":
        flash(_("Support is gathered: voting is open now."), "good")
        return done(url_for(".proposal", number=found.id))
    values = {"proposal": found, "standing": queries.standing(found, current_user)}
    return done(url_for(".proposal", number=found.id, _anchor="support"), "proposals/_support.html", **values)


@blueprint.post("/proposals/<int:number>/arguments")
@writes
@under("proposal.argue", subject=True)
def argue(number: int) -> Response:
    found = of_path(number)
    form = forms.Saying()
    if not form.validate():
        require(current_user, "proposal.argue", found)
        values = _page_of(found, form)
        return page("proposals/proposal.html", "proposals/_arguments.html", 422, **values)
    services.argue(
        current_user,
        number,
        side=form.side.data,
        text=form.text.data,
        language=form.language.data,
        nonce=form.nonce.data,
    )
    url = url_for(".proposal", number=number, _anchor="arguments")
    return done(url, "proposals/_arguments.html", **_arguments_of(of_path(number), forms.Saying(formdata=None)))


@blueprint.post("/arguments/<int:number>/helpful")
@writes
@under("argument.help", subject=True)
def helpful(number: int) -> Response:
    marked = services.mark_helpful(current_user, number)
    argument: Argument = db.session.get_one(Argument, number)
    url = url_for(".proposal", number=argument.proposal_id, _anchor=f"argument-{number}")
    return done(url, "proposals/_argument.html", argument=argument, marked={number} if marked else set())
