"""What second steps say on other pages: sleeping roles, the passkey's button, the way to one's own page."""

from typing import Any

from flask import render_template, request

from veche.core.pages import next_url, panel
from veche.core.policy import may
from veche.factors import queries, sites


@panel("page.above")
def asleep(person: Any) -> str:
    """Why somebody with a role cannot act in it, and the way out; nothing for anybody else."""
    if not person.asleep or (request.endpoint or "").startswith("factors."):
        return ""
    return render_template("factors/_asleep.html", roles=sorted(person.asleep), is_on=queries.means(person).is_on)


@panel("sign-in.ways")
def ways(_subject: Any) -> str:
    return render_template("factors/_enter.html", next_url=next_url()) if sites.offered() else ""


@panel("person.below", order=60)
def of_person(person: Any) -> str:
    from flask_login import current_user

    if not may(current_user, "second_step.reset"):
        return ""
    return render_template("factors/_of_person.html", person=person, means=queries.means(person))


@panel("my.sign-in")
def of_mine(person: Any) -> str:
    return render_template("factors/_my.html", means=queries.means(person))
