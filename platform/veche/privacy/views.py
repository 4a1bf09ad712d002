"""Pages of this feature."""

from flask import Blueprint

from veche.privacy import leaving, operator  # noqa: F401

blueprint = Blueprint("privacy", __name__)
