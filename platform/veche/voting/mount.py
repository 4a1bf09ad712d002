"""Where the pages of voting hang."""

from flask import Blueprint

blueprint = Blueprint("voting", __name__)
