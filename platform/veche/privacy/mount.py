"""Where the pages about people's data hang."""

from flask import Blueprint

blueprint = Blueprint("privacy", __name__)
