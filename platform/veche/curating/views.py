"""Pages of curating."""

from flask import Blueprint

from veche.curating import models  # noqa: F401 - the tables

blueprint = Blueprint("curating", __name__)
