"""Pages on which texts are compared: all versions, and the question to a supporter about a new text."""

from flask import Response, flash, g, make_response, redirect, request, url_for

from veche.core.languages import gettext as _
from veche.core.pages import page, under
from veche.core.policy import Refused
from veche.proposals import comparison, queries, renewal
from veche.proposals.mount import blueprint, readable, writes


@blueprint.get("/proposals/<int:number>/versions")
@under("proposal.read", subject=True)
def versions(number: int) -> Response:
    """Every text with what changed; ?from=1&to=4 compares any two of them."""
    found = readable(number)
    texts = comparison.history(found)
    asked = request.args.get("from", ""), request.args.get("to", "")
    return page(
        "proposals/versions.html",
        proposal=found,
        texts=texts,
        steps=comparison.steps(texts),
        asked=any(asked),
        chosen=comparison.chosen(texts, *asked),
        counted=queries.counted(found),
    )


@blueprint.get("/proposals/support/<token>", endpoint="renewal")
@under("proposal.support", subject=True)
def renewal_page(token: str) -> Response:
    """What changed since the reader's support, and two buttons; the link itself does nothing."""
    return _asking(token)


def _asking(token: str, status: int = 200) -> Response:
    """Private and not indexed: whoever holds the link reads whether one person supports one text."""
    g.private = True
    asking = renewal.asking(token)
    change = comparison.compare(asking.before, asking.texts[-1]) if asking.before else None
    status = status if asking.against is None else 410 if asking.proposal else 404
    answer = page("proposals/renewal.html", status=status, asking=asking, change=change, token=token)
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.post("/proposals/support/<token>")
@writes
@under("proposal.support", subject=True)
def renew(token: str) -> Response:
    answer = request.form.get("answer")
    if answer not in {"support", "withdraw"}:
        return _asking(token, 422)
    try:
        found = renewal.answer(token, answer == "support")
    except Refused:
        return _asking(token)
    if found.state == "open":
        return make_response(redirect(url_for(".renewal", token=token), 303))
    flash(_("Support is gathered: voting is open now."), "good")
    return make_response(redirect(url_for(".proposal", number=found.id), 303))
