"""Where the pages of being here hang."""

from flask import Blueprint

blueprint = Blueprint("sessions", __name__)
