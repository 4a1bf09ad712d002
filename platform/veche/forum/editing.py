"""Pages on which an author edits a message; whoever comes second loses no word."""

from typing import Any

from flask import Response, url_for
from flask_login import current_user
from htmx_flask import request

from veche.core.errors import Stale
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.core.settings import setting
from veche.forum import forms, rules, services
from veche.forum.models import Post
from veche.forum.mount import blueprint, often, post_of
from veche.forum.writing import previewed


@blueprint.get("/threads/<int:number>/post/<int:post_number>/edit")
@under("post.edit", subject=True)
def edit(number: int, post_number: int) -> Response:
    post = post_of(number, post_number)
    require(current_user, "post.edit", post)
    return _edit_form(post, forms.EditForm(formdata=None, data={"text": post.text, "version": post.version}))


@blueprint.post("/threads/<int:number>/post/<int:post_number>/edit")
@often
@under("post.edit", subject=True)
def save_edit(number: int, post_number: int) -> Response:
    post, form = post_of(number, post_number), forms.EditForm()
    require(current_user, "post.edit", post)
    if "preview" in request.form:
        return previewed("forum/edit.html", form, post=post, until=_edit_until(post))
    if not form.validate():
        return _edit_form(post, form, 422)
    try:
        services.edit_post(current_user, post.id, text=form.text.data, version=form.seen)
    except Stale as stale:
        raise Stale(_both_texts(number, post_number, form)) from stale
    return done(url_for(".post", number=number, post_number=post_number))


def _edit_form(post: Post, form: forms.EditForm, status: int = 200, **values: Any) -> Response:
    return page("forum/edit.html", status=status, post=post, form=form, until=_edit_until(post), **values)


def _edit_until(post: Post) -> Any:
    return rules.edit_until(post.posted_at, setting("EDIT_MINUTES"))


def _both_texts(number: int, post_number: int, form: forms.EditForm) -> Response:
    """The text as it is now and the one just typed; sending it again replaces the first."""
    post = post_of(number, post_number)
    form.version.data = post.version
    return _edit_form(post, form, 409, present=post.text)
