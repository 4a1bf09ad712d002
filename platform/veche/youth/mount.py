"""Where the pages of the youth council hang."""

from flask import Blueprint

blueprint = Blueprint("youth", __name__)
