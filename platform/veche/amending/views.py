"""Pages of amending."""

from flask import Blueprint

from veche.amending import models  # noqa: F401 - the tables

blueprint = Blueprint("amending", __name__)
