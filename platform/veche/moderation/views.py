"""The rules and the public log; the other pages of moderation hang on the same blueprint."""

from flask import request
from werkzeug.wrappers import Response

from veche.core.pages import page, under
from veche.moderation import judging, lapsing, panels, queries, reporting, rules
from veche.moderation.mount import blueprint

__all__ = ["blueprint", "judging", "lapsing", "panels", "reporting"]


@blueprint.get("/rules", endpoint="rules")
@under("anyone")
def show_rules() -> Response:
    chapters = rules.chapters()
    return page("moderation/rules.html", chapters=chapters, count=sum(len(chapter.clauses) for chapter in chapters))


@blueprint.get("/moderation/log")
@under("anyone")
def log() -> Response:
    acts = queries.log(request.args.get("after"))
    return page("moderation/log.html", acts=acts, figures=queries.figures(), rules=rules)
