"""What moderation shows on the pages of others: the way to report, and the news about one's own texts."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.accounts.policy import BANNED, MUTED
from veche.core.pages import ask, panel, panels
from veche.core.policy import Refusal
from veche.moderation import rules, statements, waiting
from veche.moderation.policy import writers_of
from veche.moderation.queries import notices
from veche.moderation.texts import is_published


@panel("post.footer", order=90)
@panel("thread.footer", order=90)
@panel("argument.footer", order=90)
@panel("proposal.footer", order=90)
@panel("amendment.footer", order=90)
@panel("condition.footer", order=90)
@panel("youth_thread.footer", order=90)
@panel("youth_post.footer", order=90)
def flag_link(row: Any, **_values: Any) -> str:
    """The small flag beside every text that is public and somebody else's."""
    if not row.is_visible or not is_published(row) or current_user.id in writers_of(row):
        return ""
    return render_template("moderation/_flag_link.html", kind=row.kind, number=row.id)


@panel("my", order=5)
def my_queue(person: Any, **_values: Any) -> str:
    """How many cases wait, for a moderator."""
    if "moderator" not in person.roles:
        return ""
    return render_template("moderation/_my_queue.html", waiting=waiting.count(), more=panels("my.moderation", person))


@panel("refused")
def what_restrains(refusal: Refusal, **_values: Any) -> str:
    """Whoever is silenced or banned finds the reasons and the way to appeal from every refusal."""
    return render_template("moderation/_refused.html") if refusal.reason in {BANNED, MUTED} else ""


@panel("my", order=8)
def my_notices(person: Any, **_values: Any) -> str:
    """What moderators did to the person's texts and to the person, and the way to appeal."""
    found = notices(person)
    if not found:
        return ""
    appealed = ask("act.appealed", [notice.act.id for notice in found])
    endpoint = statements.appeal_endpoint
    return render_template(
        "moderation/_my_notices.html", notices=found, rules=rules, appeal_endpoint=endpoint, appealed=appealed
    )
