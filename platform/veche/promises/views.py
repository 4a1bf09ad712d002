"""Pages of promises."""

from flask import Blueprint

blueprint = Blueprint("promises", __name__)
