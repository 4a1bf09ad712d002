"""Pages of paths."""

from flask import Blueprint

blueprint = Blueprint("paths", __name__)
