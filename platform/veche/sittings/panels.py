"""What sittings show on the pages of lower features."""

from typing import Any

from flask import render_template

from veche.core.pages import panel
from veche.sittings import member_queries, queries


@panel("committee.aside", order=20)
def next_sitting(_subject: Any) -> str:
    """The next sitting with its agenda, what is decided in writing now, and the way to members and minutes."""
    return render_template(
        "sittings/_next.html", sitting=queries.next_sitting(), procedures=queries.running_procedures()
    )


@panel("committee.main", order=20)
def members(_subject: Any) -> str:
    """Who answers: the members by sector."""
    return render_template("sittings/_members.html", committee=member_queries.committee())


@panel("my", order=22)
def speaks_owed(person: Any) -> str:
    """Written procedures in which this member has not spoken yet."""
    if "committee" not in person.roles:
        return ""
    owed = queries.owed_in_writing(person.id)
    return render_template("sittings/_owed.html", owed=owed) if owed else ""
