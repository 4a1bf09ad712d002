"""Pages and their parts: one template answers the browser and htmx, so the two cannot drift apart."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app, make_response, redirect, render_template
from flask_login import current_user
from htmx_flask import request
from markupsafe import Markup

from veche.core import policy
from veche.core.database import db
from veche.core.settings import setting


def wants_part() -> bool:
    """Whether htmx asks for a part: not a boosted link, not a page restored from history."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page(template: str, part: str | None = None, status: int = 200, **values: Any) -> Response:
    """The page, or only its `part`, which the page itself includes and so cannot drift from it."""
    name = part if part and wants_part() else template
    response = make_response(render_template(name, **values), status)
    response.vary.add("HX-Request")
    return response


def done(url: str, part: str | None = None, **values: Any) -> Response:
    """The answer to a change that succeeded: go and see it; htmx may have the `part` at once."""
    if not wants_part():
        return make_response(redirect(url, 303))
    if part:
        return make_response(render_template(part, **values))
    return make_response("", 200, {"HX-Redirect": url})


def next_url() -> str:
    """Where to go after this form (?next): an address of this site, or nothing."""
    wanted: str = request.values.get("next", "")
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and len(wanted) < 500
    return wanted if is_path and wanted.isprintable() and not urlsplit(wanted).netloc else ""


def load(model: type[Any], key: Any) -> Any:
    """The row, or the page «not found»."""
    row = db.session.get(model, key)
    if row is None:
        abort(404)
    return row


def site_url(endpoint: str, **values: Any) -> str:
    """An absolute address for a letter, from the configured site address and never from the Host header.

    It needs no request, because duties and commands write letters too.
    """
    current_app.inject_url_defaults(endpoint, values)
    return str(setting("SITE_URL")).rstrip("/") + current_app.url_map.bind("").build(endpoint, values)


View = Callable[..., Any]


# Asks for a proof of who it is when the last one is too old: the page that asks, or None. The sessions register it.
Proof = Callable[[], Any]
_proof: list[Proof] = []


def asks_for_proof(function: Proof) -> Proof:
    """Register what a route under `proved=True` asks before its view runs."""
    _proof.append(function)
    return function


def under(name: str, subject: bool = False, proved: bool = False) -> Callable[[View], View]:
    """Every route says under which act of the policy it stands.

    Without a subject the route asks the policy before the view runs; with one the view's service asks, because only it
    knows the row. `proved`: the person shows once more who they are, unless they did so a moment ago.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            if not subject:
                policy.require(current_user, name)
            asked = next((page for page in (ask() for ask in _proof) if page is not None), None) if proved else None
            return view(*args, **values) if asked is None else asked

        guarded.policy_act = name  # type: ignore[attr-defined]
        return guarded

    return mark


# Slots: a lower feature's page leaves room, a higher feature fills it. So a proposal's page shows the ballot without
# knowing of votes.
Panel = Callable[..., str]
_panels: dict[str, list[tuple[int, Panel]]] = {}


def panel(slot: str, order: int = 50) -> Callable[[Panel], Panel]:
    """Register a function of (subject, **values) -> HTML that fills the slot; lower `order` stands first."""

    def register(function: Panel) -> Panel:
        _panels.setdefault(slot, []).append((order, function))
        _panels[slot].sort(key=lambda item: item[0])
        return function

    return register


def panels(slot: str, subject: Any = None, **values: Any) -> Markup:
    """What the higher features put into the slot, in order."""
    return Markup("").join(Markup(function(subject, **values)) for _, function in _panels.get(slot, []))  # noqa: S704 - rendered templates


# Batches: lists ask once for all their rows what one panel would ask for each.
Batch = Callable[[list[Any]], dict[Any, Any]]
_batches: dict[str, Batch] = {}


def batch(name: str) -> Callable[[Batch], Batch]:
    """Register a function of ids -> {id: value} under a name that lower templates and views may ask."""

    def register(function: Batch) -> Batch:
        _batches[name] = function
        return function

    return register


def ask(name: str, ids: list[Any]) -> dict[Any, Any]:
    """What the batch says of the ids; nothing when no feature registered it."""
    return _batches[name](ids) if name in _batches and ids else {}
