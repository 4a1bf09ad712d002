"""What the forum shows on the pages of lower and higher features."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core.pages import panel
from veche.forum import queries


@panel("area.threads")
def threads_of_area(area: Any) -> str:
    """The column of an action area's page: the discussions that were spoken in last."""
    return render_template("forum/_area_threads.html", area=area, threads=queries.latest_of_area(current_user, area))


@panel("area.acts", order=20)
def start_in_area(area: Any) -> str:
    """The button that starts a discussion in an action area."""
    return render_template("forum/_area_act.html", area=area)


@panel("my", order=60)
def my_texts(person: Any) -> str:
    """One's own threads and messages, hidden ones included; nobody else's page shows them."""
    if person.id != current_user.id:
        return ""
    return render_template("forum/_my.html", texts=queries.texts_of(person))
