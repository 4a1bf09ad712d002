"""Pages of arguments: every argument of a side, the lasting address of each, the mark «helpful»."""

from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user

from veche.core.moderated import PENDING
from veche.core.pages import done, page, under
from veche.proposals import columns, services
from veche.proposals.models import Argument, Proposal
from veche.proposals.mount import blueprint, is_hidden, readable, writes


def columns_of(found: Proposal) -> dict[str, Any]:
    """What both columns of the proposal's page need."""
    sides = columns.columns(found, current_user)
    rows = [argument for column in sides for argument in column.arguments]
    return {"proposal": found, "columns": sides, **columns.marks_on(rows, current_user)}


def address(argument: Argument) -> str:
    """Where the argument is read now, by its place among the others."""
    found = columns.place(argument, current_user)
    number, spot = argument.proposal_id, f"argument-{argument.id}"
    if found.on_top:
        stay = 1 if argument.proposal.state == "merged" else None  # else its address would lead on without it
        return url_for(".proposal", number=number, stay=stay, _anchor=spot)
    return url_for(".side", number=number, side=argument.side, after=found.after, _anchor=spot)


@blueprint.get("/proposals/<int:number>/arguments")
@under("proposal.read", subject=True)
def side(number: int) -> Response:
    found = readable(number)
    chosen = "against" if request.args.get("side") == "against" else "for"
    order = "newest" if request.args.get("order") == "newest" else "helpful"
    after = request.args.get("after")
    shown = columns.side_page(found, current_user, chosen, order, after)
    return page(
        "proposals/arguments.html",
        proposal=found,
        side=chosen,
        order=order,
        begun=bool(after),
        found=shown,
        counts=columns.counts(found, current_user),
        **columns.marks_on(shown.rows, current_user),
    )


@blueprint.get("/arguments/<int:number>")
@under("proposal.read", subject=True)
def argument(number: int) -> Response:
    """The lasting address of an argument leads to where it stands now."""
    found = _argument(number)
    proposal = readable(found.proposal_id)
    if found.visibility == PENDING and is_hidden(found):
        abort(404)  # nobody has seen it yet
    if is_hidden(found):
        return page("proposals/hidden_argument.html", argument=found, proposal=proposal)
    return done(address(found))


def _argument(number: int) -> Argument:
    return columns.one(number) or abort(404)


@blueprint.post("/arguments/<int:number>/helpful")
@writes
@under("argument.help", subject=True)
def helpful(number: int) -> Response:
    services.mark_helpful(current_user, number)
    found = _argument(number)
    return done(address(found), "proposals/_argument.html", argument=found, **columns.marks_on([found], current_user))
