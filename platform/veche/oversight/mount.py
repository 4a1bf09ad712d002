"""Where the pages of this feature are hung, and how they name a quarter."""

from babel.dates import format_date
from flask import Blueprint

from veche.core.languages import language
from veche.oversight.rules import Quarter

blueprint = Blueprint("oversight", __name__)


@blueprint.app_template_filter()
def quarter_words(quarter: Quarter) -> str:
    """«4-й квартал 2026»."""
    return format_date(quarter.begins.date(), "QQQQ y", locale=language())
