"""Pages of what was counted: the receipt in its owner's hand, the result sheet in everybody's, and the check."""

import json
from importlib.resources import files
from typing import Any

from flask import Response, make_response, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from veche.core import clock
from veche.core.forms import whole
from veche.core.languages import day_time
from veche.core.languages import gettext as _
from veche.core.pages import page, under
from veche.core.policy import N_, require
from veche.core.protocol import limiter
from veche.proposals.models import Proposal
from veche.proposals.mount import is_hidden, of_path
from veche.proposals.rules import phase
from veche.voting import forms, queries, rules, sheets
from veche.voting.mount import blueprint

reads = limiter.limit("120 per minute")
NO_VOTE = N_("There was no vote on this proposal, so there is no result sheet.")
UNKEPT = N_("This vote closed before result sheets were kept, so there is none.")


@blueprint.get("/proposals/<int:number>/receipt.txt")
@reads
@under("receipt.read", subject=True)
def receipt(number: int) -> Response:
    """The owner's receipt as a file of one line; for everybody else there is none."""
    ballot = queries.own_ballot(of_path(number), current_user)
    if ballot is None:
        raise NotFound
    require(current_user, "receipt.read", ballot)
    response = _file(rules.receipt(ballot).text + "\n", "text/plain", f"veche-receipt-{number}.txt")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _file(content: str, kind: str, name: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


@blueprint.get("/proposals/<int:number>/result")
@reads
@under("proposal.read", subject=True)
def result(number: int) -> Response:
    """The sheet; before the close when it will be there; without a vote, or without a sheet, so much in words."""
    found = of_path(number)
    tally = queries.tally(found)
    sheet = sheets.kept(found, tally)
    values = {"proposal": found, "phase": phase(found, clock.now()), "hidden": is_hidden(found)}
    values |= {"tally": tally, "sheet": sheet, **_list(found, sheet)}
    return page("voting/result.html", None, 404 if found.voting_opened_at is None else 200, **values)


def _list(found: Proposal, sheet: sheets.Sheet | None) -> dict[str, Any]:
    """The part of the list that is asked for, and where on it the reader's own ballot stands."""
    if sheet is None:
        return {}
    own = queries.own_ballot(found, current_user)
    place, _choice = sheet.place(rules.receipt(own)) if own else (0, "")
    return {
        "rows": sheets.part(sheet, whole(request.args.get("from"))),
        "own": own,
        "place": place,
        "own_part": sheets.first_of_part(place) if place else 1,
        "words": sheets.FAULTS,
    }


@blueprint.get("/proposals/<int:number>/result.json")
@reads
@under("proposal.read", subject=True)
def result_json(number: int) -> Response:
    sheet, why = _sheet(number)
    if sheet:
        return _file(sheets.as_json(sheet), "application/json", f"veche-result-{number}.json")
    return Response(json.dumps({"problem": why[1]}, ensure_ascii=False), why[0], mimetype="application/json")


@blueprint.get("/proposals/<int:number>/result.csv")
@reads
@under("proposal.read", subject=True)
def result_csv(number: int) -> Response:
    sheet, why = _sheet(number)
    if sheet:
        # With the mark of UTF-8 a spreadsheet reads Cyrillic letters as they are.
        return _file("\ufeff" + sheets.as_csv(sheet), "text/csv", f"veche-result-{number}.csv")
    return Response(f"{why[1]}\n", why[0], mimetype="text/plain")


def _sheet(number: int) -> tuple[sheets.Sheet | None, tuple[int, str]]:
    """The sheet, or the code and the words for its absence."""
    found = of_path(number)
    if found.voting_opened_at is None or found.voting_closes_at is None:
        return None, (404, _(NO_VOTE))
    if found.voting_closed_at is None:
        moment = day_time(found.voting_closes_at)
        return None, (409, _("The result sheet appears at the close of the vote, %(moment)s.", moment=moment))
    return sheets.kept(found, queries.tally(found)), (404, _(UNKEPT))


@blueprint.get("/verify")
@under("anyone")
def verification() -> Response:
    return _verify_page(forms.Check(formdata=None))


@blueprint.post("/verify")
@limiter.limit("30 per minute")
@under("anyone")
def verify() -> Response:
    """A receipt comes by POST alone: so it stands in no address, no history and no log."""
    form = forms.Check()
    if not form.validate():
        return _verify_page(form, status=422)
    return _verify_page(form, sheets.seek(form.given))


def _verify_page(form: forms.Check, sought: sheets.Sought | None = None, status: int = 200) -> Response:
    part = sheets.first_of_part(sought.place) if sought and sought.place else 1
    values = {"form": form, "sought": sought, "own_part": part, "words": sheets.FAULTS}
    return page("voting/verify.html", "voting/_verify.html", status, **values)


@blueprint.get("/verify/check.py")
@reads
@under("anyone")
def checker() -> Response:
    """The checking program, the very file by which this platform counts."""
    return _file(files("veche.voting").joinpath("check.py").read_text("utf-8"), "text/x-python", "check.py")
