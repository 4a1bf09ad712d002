"""Pages of the board. Whoever may not see it gets the answer of an address that leads nowhere, whatever they ask."""

from typing import Any

from flask import Response, abort, flash, g, request, url_for
from flask_login import current_user

from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import may, require
from veche.core.protocol import limiter
from veche.youth import board, board_queries, forms
from veche.youth.models import YouthThread
from veche.youth.mount import blueprint

often = limiter.limit("60 per minute")


@blueprint.before_request
def _enter() -> None:
    """Before anything is looked at: nothing here is kept by a browser, and strangers find nothing."""
    if not is_of_board():
        return
    g.private = True
    if not may(current_user, "board.read"):
        abort(404)


def is_of_board() -> bool:
    return (request.endpoint or "").startswith("youth.board_")


@blueprint.after_app_request
def _unindexed(response: Response) -> Response:
    if is_of_board():
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/youth/board")
@under("board.read", subject=True)
def board_threads() -> Response:
    return _list(forms.BoardNameForm(formdata=None))


def _list(form: forms.BoardNameForm, status: int = 200) -> Response:
    talks = board_queries.threads(current_user, request.args.get("after"))
    return page("youth/threads.html", talks=talks, name=_name(), form=form, status=status)


def _name() -> Any:
    return board_queries.own_name(current_user)


@blueprint.post("/youth/board/name")
@often
@under("board.write", subject=True)
def board_name() -> Response:
    require(current_user, "board.write")
    form = forms.BoardNameForm()
    if not form.validate():
        return _list(form, 422)
    try:
        board.choose_name(current_user, form.name.data)
    except Unacceptable as problem:
        form.name.errors = [_(str(problem))]
        return _list(form, 422)
    flash(_("Your name on the board is kept."), "good")
    return done(url_for(".board_threads"))


@blueprint.get("/youth/board/new")
@under("board.write", subject=True)
def board_new() -> Response:
    require(current_user, "board.write")
    return _new(forms.YouthThreadForm(formdata=None))


def _new(form: forms.YouthThreadForm, status: int = 200) -> Response:
    return page("youth/new_thread.html", form=form, name=_name(), status=status)


@blueprint.post("/youth/board/new")
@often
@under("board.write", subject=True)
def board_open() -> Response:
    require(current_user, "board.write")
    form = forms.YouthThreadForm()
    if _name() is None or not form.validate():
        return _new(form, 422)
    thread = board.open_thread(current_user, **form.service_values)
    _say_it_waits(thread)
    return done(url_for(".board_thread", number=thread.id))


def _say_it_waits(text: Any) -> None:
    if not text.is_visible:
        flash(_("A moderator looks at your first three texts before others see them. You see it already."), "wait")


def _readable(number: int) -> YouthThread:
    thread: YouthThread = load(YouthThread, number)
    if not may(current_user, "youth_thread.read", thread):
        abort(404)
    return thread


@blueprint.get("/youth/board/<int:number>")
@under("youth_thread.read", subject=True)
def board_thread(number: int) -> Response:
    return _talk(_readable(number), forms.YouthPostForm(formdata=None))


def _talk(thread: YouthThread, form: forms.YouthPostForm, status: int = 200) -> Response:
    voices = board_queries.posts(thread, current_user, request.args.get("after"))
    values = {"thread": thread, "voices": voices, "form": form, "name": _name()}
    return page("youth/thread.html", part="youth/_talk.html", status=status, **values)


@blueprint.post("/youth/board/<int:number>")
@often
@under("youth_thread.reply", subject=True)
def board_reply(number: int) -> Response:
    thread, form = _readable(number), forms.YouthPostForm()
    require(current_user, "youth_thread.reply", thread)
    if _name() is None or not form.validate():
        return _talk(thread, form, 422)
    post = board.reply(current_user, number, **form.service_values)
    _say_it_waits(post)
    return done(url_for(".board_thread", number=number, after=_page_of(post.number), _anchor=f"p{post.number}"))


def _page_of(number: int) -> str | None:
    """The cursor of the page on which a post stands; none for the first one."""
    from veche.core.paging import cut

    size = board_queries.POSTS
    last = (number - 1) // size * size
    return cut([last, number], 1, lambda row: [row]).after if last else None


@blueprint.get("/youth/board/<int:number>/posts/<int:post_number>")
@under("youth_thread.read", subject=True)
def board_post(number: int, post_number: int) -> Response:
    """The address of one post, by which a moderator or a letter leads to it."""
    thread = _readable(number)
    where = url_for(".board_thread", number=thread.id, after=_page_of(post_number), _anchor=f"p{post_number}")
    return done(where)
