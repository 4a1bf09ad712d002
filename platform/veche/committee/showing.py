"""The dossier as a page: with empty forms, or with those that were just refused."""

from datetime import timedelta
from typing import Any

from flask import Response, request
from flask_login import current_user

from veche.committee import beginnings, dossiers, forms, queries
from veche.committee.dossiers import Dossier
from veche.committee.drafting import contents
from veche.committee.models import Decision, Draft, recusals_of
from veche.committee.policy import Publication
from veche.core import markup
from veche.core.clock import today
from veche.core.languages import gettext as _
from veche.core.languages import in_language, worded
from veche.core.pages import page
from veche.core.policy import may, refusal
from veche.proposals import journeys
from veche.proposals.models import Proposal


def dossier(proposal: Proposal, status: int = 200, **given: Any) -> Response:
    """given: forms that were refused, by their names on the page."""
    found = dossiers.dossier(proposal, current_user)
    values = {
        "proposal": proposal,
        "dossier": found,
        "state_of": journeys.state,
        "steps": journeys.steps(proposal, found.tally),
        "sees_positions": may(current_user, "decision.make", proposal),
        "against_publishing": against_publishing(proposal, found),
        "beginnings": beginnings.offered(),
        "form": given.get("form") or blank(proposal, found),
        "position_form": given.get("position_form") or _position(found),
        "interest_form": given.get("interest_form") or forms.Interest(formdata=None, prefix="interest-"),
    }
    return page("committee/dossier.html", status=status, **{**values, **given})


def against_publishing(proposal: Proposal, found: Dossier) -> Any:
    """Why this reader cannot publish the letter now; None when they can."""
    return refusal(current_user, "decision.publish", Publication(proposal, found.draft, found.standing))


def _position(found: Dossier) -> forms.Position:
    """With what the member has said already."""
    own = next((one.position for one in found.speakers if one.person.id == current_user.id), None)
    said = {"stance": own.stance, "reason": own.reason, "language": own.language} if own else None
    return forms.Position(formdata=None, prefix="position-", data=said)


def blank(proposal: Proposal, found: Dossier) -> forms.Letter:
    """The form with the letter in work; before there is one, with a packaged beginning where one was chosen."""
    if found.draft:
        return _with_numbers(with_choices(forms.Letter(formdata=None, data=typed(found.draft)), proposal, found))
    first_report = today() + timedelta(days=proposal.report_days)
    data = {"title": proposal.title, "next_report_on": first_report, "revision": 0}
    data |= beginnings.chosen(request.args.get("beginning", ""))
    return with_choices(forms.Letter(formdata=None, data=data), proposal, found)


def typed(draft: Draft) -> dict[str, Any]:
    """The letter in work as the form holds it."""
    return {**contents(draft), "revision": draft.revision}


def with_choices(form: forms.Letter, proposal: Proposal, found: Dossier) -> forms.Letter:
    """The arguments, actions, bodies and indicators of this proposal to choose from."""
    open_ones = [action for action in found.actions if action.is_open and action.next_report_on]
    actions = [(action.id, f"{action.code} {worded(action)}") for action in open_ones]
    bodies = [(body.id, in_language(body, "name")) for body in queries.bodies()]
    measured = [(row.id, in_language(row, "title")) for row in queries.indicators(proposal.area.feature_id)]
    said = [argument for column in found.arguments for argument in column.arguments if argument.is_visible]
    form.cited.choices = [(one.id, f"§ {one.id}. {markup.plain(one.html, 140)}") for one in said]
    form.action_id.choices = [("", _("A new one, described below")), *actions]
    form.body_id.choices = [("", _("Choose the body")), *bodies]
    form.indicator_id.choices = [("", _("No indicator: in words below")), *measured]
    return form


def _with_numbers(form: forms.Letter) -> forms.Letter:
    """What a saved letter cites beyond the arguments that have a box of their own stands as numbers."""
    shown = {number for number, _words in form.cited.choices}
    beyond = [number for number in form.cited.data or [] if number not in shown]
    form.cited.data = [number for number in form.cited.data or [] if number in shown]
    form.others.data = ", ".join(f"§ {number}" for number in beyond)
    return form


def letter_values(decision: Decision) -> dict[str, Any]:
    """What the page of a published letter shows beside its text."""
    proposal = decision.proposal
    return {
        "decision": decision,
        "proposal": proposal,
        "positions": dossiers.positions(proposal.id, decision.number),
        "recusals": recusals_of(proposal),
    }
