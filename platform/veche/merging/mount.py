"""Where the pages of merging hang, and how each of them finds its merge."""

from flask import Blueprint, abort

from veche.core.protocol import limiter
from veche.merging import queries
from veche.merging.models import Merge

blueprint = Blueprint("merging", __name__)
writes = limiter.limit("60 per minute")


def of_path(number: int) -> Merge:
    return queries.one(number) or abort(404)
