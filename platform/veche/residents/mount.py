"""Where the pages of residents hang."""

from flask import Blueprint

blueprint = Blueprint("residents", __name__)
