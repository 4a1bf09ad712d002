"""The rules; the other pages of moderation hang on the same blueprint."""

from werkzeug.wrappers import Response

from veche.core.pages import page, under
from veche.moderation import bulk_views, judging, lapsing, panels, reporting, rules
from veche.moderation.mount import blueprint

__all__ = ["blueprint", "bulk_views", "judging", "lapsing", "panels", "reporting"]


@blueprint.get("/rules", endpoint="rules")
@under("anyone")
def show_rules() -> Response:
    chapters = rules.chapters()
    return page("moderation/rules.html", chapters=chapters, count=sum(len(chapter.clauses) for chapter in chapters))
