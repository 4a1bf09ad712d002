"""Pages of merging."""

from flask import Blueprint

from veche.merging import models  # noqa: F401 - the tables

blueprint = Blueprint("merging", __name__)
