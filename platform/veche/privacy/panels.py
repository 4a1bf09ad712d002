"""What stands on other pages: the way to one's data, and the question that a new text of the consent asks."""

from typing import Any

from flask import render_template, request

from veche.core.pages import panel
from veche.privacy import consents


@panel("my.sign-in", order=90)
def my_data(person: Any, **_values: Any) -> str:
    """The way to one's own data."""
    return render_template("privacy/_my.html", person=person)


@panel("notice")
def new_text(person: Any, **_values: Any) -> str:
    """On every page of somebody whose consent is to an earlier text; reading goes on below it."""
    if not consents.is_asked(person) or (request.endpoint or "").startswith("privacy."):
        return ""
    return render_template("privacy/_new_text.html", must=consents.must_answer(person))
