"""Pages of this feature."""

from flask import Blueprint

blueprint = Blueprint("assisting", __name__)
