"""Pages of sittings."""

from flask import Blueprint

from veche.sittings import models  # noqa: F401 - the tables

blueprint = Blueprint("sittings", __name__)
