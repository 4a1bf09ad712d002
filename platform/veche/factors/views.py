"""Pages of this feature."""

from flask import Blueprint

blueprint = Blueprint("factors", __name__)
