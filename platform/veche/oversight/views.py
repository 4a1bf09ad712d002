"""Pages of this feature."""

from flask import Blueprint

blueprint = Blueprint("oversight", __name__)
