"""What the forum shows on the pages of lower and higher features."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core.pages import panel
from veche.forum import queries, unread


@panel("area.threads")
def threads_of_area(area: Any) -> str:
    """The column of an action area's page: the discussions that were spoken in last."""
    threads = queries.latest_of_area(current_user, area)
    new = unread.in_threads(threads, current_user)
    return render_template("forum/_area_threads.html", area=area, threads=threads, new=new)


@panel("area.acts", order=20)
def start_in_area(area: Any) -> str:
    """The button that starts a discussion in an action area."""
    return render_template("forum/_area_act.html", area=area)


@panel("my", order=60)
def my_texts(person: Any) -> str:
    """One's own threads and messages, hidden ones included; nobody else's page shows them."""
    if person.id != current_user.id:
        return ""
    texts = queries.texts_of(person)
    new = unread.in_threads([*texts.threads, *(post.thread for post in texts.posts)], person)
    return render_template("forum/_my.html", texts=texts, new=new)
