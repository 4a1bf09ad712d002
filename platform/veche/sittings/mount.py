"""Where the pages of members and sittings hang."""

from flask import Blueprint

from veche.core.protocol import limiter

blueprint = Blueprint("sittings", __name__)
writes = limiter.limit("60 per minute")
