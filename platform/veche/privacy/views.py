"""Pages of this feature."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)
