"""A batch of letters in one sitting: the chosen ones are published, each in a transaction of its own."""

from flask import Response, abort, request
from flask_login import current_user

from veche.committee import publishing
from veche.core.forms import whole
from veche.core.languages import gettext as _
from veche.core.pages import under
from veche.core.policy import require
from veche.sittings import agendas, queries
from veche.sittings.mount import blueprint, writes


@blueprint.post("/committee/sittings/<int:number>/letters")
@writes
@under("sitting.letters", subject=True)
def publish_letters(number: int) -> Response:
    """The chosen letters go out one after the other; the page says of each what came of it."""
    found = queries.sitting(number)
    if found is None:
        abort(404)
    require(current_user, "sitting.letters", found)
    titles = {
        item.proposal_id: item.proposal.title for item in found.items if item.proposal and item.proposal.is_visible
    }
    chosen = [key for key in dict.fromkeys(map(whole, request.form.getlist("letters"))) if key in titles]
    if not chosen:
        return agendas.sitting_page(number, unchosen=_("Choose at least one letter."), status=422)
    attempts = [(titles[key], publishing.attempt(current_user, key)) for key in chosen]
    return agendas.sitting_page(number, attempts=attempts)
