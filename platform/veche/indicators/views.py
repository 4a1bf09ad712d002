"""Pages of indicators."""

from flask import Blueprint

from veche.indicators import events, models

__all__ = ["blueprint", "events", "models"]

blueprint = Blueprint("indicators", __name__)
