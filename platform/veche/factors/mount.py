"""Where the pages of second steps hang."""

from flask import Blueprint, g

blueprint = Blueprint("factors", __name__)


@blueprint.before_request
def _private() -> None:
    g.private = True  # nothing of how somebody signs in is kept by a browser or a cache
