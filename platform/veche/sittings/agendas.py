"""The page of one sitting, and what changes its agenda there."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, request, url_for
from flask_login import current_user

from veche.committee import publishing
from veche.committee.models import Draft
from veche.core.pages import done, page, under
from veche.core.policy import may, require
from veche.sittings import forms, member_forms, queries, services
from veche.sittings.models import Sitting
from veche.sittings.mount import blueprint, writes


def ready_at(found: Sitting) -> Sequence[Draft]:
    """The letters on this agenda that the reader may publish now; none for who may not."""
    if not may(current_user, "sitting.letters", found):
        return []
    here = {item.proposal_id for item in found.items}
    return [draft for draft in publishing.ready(current_user) if draft.proposal_id in here]


def sitting_page(number: int, status: int = 200, **given: Any) -> Response:
    """The sitting as it stands now, with the forms of its agenda.

    given: a form that is shown again (points, matter), or what came of a batch of letters (attempts, unchosen).
    """
    room = queries.room(number)
    if room is None:
        abort(404)
    values: dict[str, Any] = {
        "room": room,
        "sitting": room.sitting,
        "points": given.get("points") or forms.Points(formdata=None),
        "matter": given.get("matter") or forms.Matter(formdata=None),
        "ready": ready_at(room.sitting),
        "attempts": given.get("attempts", []),
        "unchosen": given.get("unchosen", ""),
        "offices": member_forms.OFFICE_NAMES,
    }
    return page("sittings/sitting.html", part="sittings/_agenda.html", status=status, **values)


def _open(number: int) -> Sitting:
    """The sitting whose agenda this member may change. Raises Refused."""
    found = queries.sitting(number)
    if found is None:
        abort(404)
    require(current_user, "sitting.agenda", found)
    return found


def _changed(number: int) -> Response:
    url = url_for("sittings.sitting", number=number, _anchor="agenda")
    return sitting_page(number) if request.headers.get("HX-Request") else done(url)


@blueprint.post("/committee/sittings/<int:number>/proposals")
@writes
@under("sitting.agenda", subject=True)
def put_on(number: int) -> Response:
    form = forms.Points()
    form.proposals.choices = [(proposal.id, proposal.title) for proposal in queries.candidates(_open(number))]
    if form.validate():
        try:
            services.put_on(current_user, number, form.proposals.data)
            return _changed(number)
        except services.FullAgenda:
            form.proposals.errors = [str(forms.FULL)]
    return sitting_page(number, points=form, status=422)


@blueprint.post("/committee/sittings/<int:number>/matters")
@writes
@under("sitting.agenda", subject=True)
def add_matter(number: int) -> Response:
    _open(number)
    form = forms.Matter()
    if form.validate():
        try:
            services.add_matter(current_user, number, form.title.data, form.language.data)
            return _changed(number)
        except services.FullAgenda:
            form.title.errors = [str(forms.FULL)]
    return sitting_page(number, matter=form, status=422)


@blueprint.post("/committee/sittings/<int:number>/items/<int:item>/<any(up, down):way>")
@writes
@under("sitting.agenda", subject=True)
def move_item(number: int, item: int, way: str) -> Response:
    services.move_item(current_user, number, item, -1 if way == "up" else 1)
    return _changed(number)


@blueprint.post("/committee/sittings/<int:number>/items/<int:item>/remove")
@writes
@under("sitting.agenda", subject=True)
def take_off(number: int, item: int) -> Response:
    services.take_off(current_user, number, item)
    return _changed(number)
