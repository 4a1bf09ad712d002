"""Pages of this feature."""

from flask import Blueprint

blueprint = Blueprint("newcomers", __name__)
