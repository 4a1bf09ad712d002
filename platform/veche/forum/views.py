"""Pages of the forum: the list of threads, a thread, and the forms to write in it."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, url_for
from flask_login import current_user
from htmx_flask import request
from werkzeug.wrappers import Response as Answer

from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.markup import render, safe
from veche.core.pages import done, page, under
from veche.core.policy import require
from veche.core.protocol import limiter
from veche.core.settings import setting
from veche.forum import forms, panels, queries, rules, services
from veche.forum.models import Post, Thread
from veche.plan.queries import area_by_code

__all__ = ["blueprint", "panels"]

blueprint = Blueprint("forum", __name__)
often = limiter.shared_limit("30 per minute", scope="forum")


@blueprint.app_template_filter("sort_name")
def sort_name(sort: str) -> str:
    """The kind of a thread in the page's language."""
    return _(rules.SORTS[sort])


@blueprint.app_template_filter("clause_anchor")
def clause_anchor(code: str) -> str:
    """The fragment of a clause on the page of rules: 4.2 is p4-2."""
    return "p" + code.replace(".", "-")


@blueprint.get("/threads")
@under("anyone")
def threads() -> Response:
    sieve = queries.Sieve.of(request.args)
    return page(
        "forum/threads.html",
        part="forum/_threads.html",
        sieve=sieve,
        found=queries.threads(current_user, sieve, request.args.get("after")),
        is_start="after" not in request.args,
        features=queries.features(),
        area=area_by_code(sieve.area) if sieve.area.count(".") == 2 else None,
        sorts=rules.SORTS,
    )


@blueprint.get("/threads/new")
@under("thread.open")
def new_thread() -> Response:
    return _thread_form(_new_form())


@blueprint.post("/threads/new")
@under("thread.open")
@often
def open_thread() -> Response:
    form = _new_form()
    if "preview" in request.form:
        return _preview("forum/new.html", form)
    if not form.validate():
        return _thread_form(form, 422)
    thread = services.open_thread(current_user, **form.service_values)
    flash(_("The discussion is open to everyone."))
    return done(url_for(".thread", number=thread.id))


def _new_form() -> forms.ThreadForm:
    return forms.ThreadForm(queries.plan(), current_user, data={"area": request.args.get("area", "")})


def _thread_form(form: forms.ThreadForm, status: int = 200) -> Response:
    return page("forum/new.html", status=status, form=form)


def _preview(template: str, form: Any, **values: Any) -> Response:
    """The form again with the text as it will be read; nothing is saved."""
    is_readable = form.text.validate(form)
    shown = safe(render(form.text.data)) if is_readable else None
    status = 200 if is_readable else 422
    return page(template, part="forum/_preview.html", status=status, form=form, preview=shown, **values)


@blueprint.get("/threads/<int:number>")
@under("anyone")
def thread(number: int) -> Response:
    thread = _present(number)
    if not rules.reads(current_user, thread):
        return page("forum/gone.html", thread=thread)
    found = queries.posts(thread, current_user, request.args.get("after"))
    talk = rules.tree(found.rows, current_user)
    opening = talk.pop(0) if talk and talk[0].post.number == 1 else None
    return page(
        "forum/thread.html",
        thread=thread,
        opening=opening,
        talk=talk,
        after=found.after,
        circles=rules.circles(thread.post_count),
        proposal_url=_proposal_url(thread),
        form=forms.ReplyForm(formdata=None),
        to=None,
    )


def _present(number: int) -> Thread:
    """The thread, unless for this reader there is none; a hidden one is there, but only its tombstone is shown."""
    thread = queries.thread(number)
    if thread is None or rules.is_absent(current_user, thread):
        abort(404)
    return thread


def _readable(number: int) -> Thread:
    thread = _present(number)
    if not rules.reads(current_user, thread):
        abort(404)
    return thread


def _proposal_url(thread: Thread) -> str | None:
    """Where a proposal is written from the thread, when this installation has proposals."""
    if "proposals.new" not in current_app.view_functions or not thread.is_visible:
        return None
    return url_for("proposals.new", thread=thread.id)


@blueprint.get("/threads/<int:number>/reply")
@under("thread.reply", subject=True)
def reply(number: int) -> Response:
    thread = _readable(number)
    require(current_user, "thread.reply", thread)
    quoted = _answered(number, request.args.get("quote"))
    form = forms.ReplyForm(formdata=None, data={"to": request.args.get("to")})
    if quoted and rules.reads(current_user, quoted):
        form.text.data = rules.quoted(quoted.text)
    return _reply_form(thread, form)


@blueprint.post("/threads/<int:number>/reply")
@under("thread.reply", subject=True)
@often
def send_reply(number: int) -> Response:
    thread, form = _readable(number), forms.ReplyForm()
    require(current_user, "thread.reply", thread)
    if "preview" in request.form:
        return _preview("forum/reply.html", form, thread=thread, to=_answered_voice(number, form))
    if not form.validate():
        return _reply_form(thread, form, 422)
    to = _answered(number, form.to.data)
    values = {"text": form.text.data, "language": form.language.data, "nonce": form.nonce.data}
    post = services.reply(current_user, number, parent_id=to.id if to else None, **values)
    return done(url_for(".post", number=post.thread_id, post_number=post.number))


def _reply_form(thread: Thread, form: forms.ReplyForm, status: int = 200) -> Response:
    to = _answered_voice(thread.id, form)
    return page("forum/reply.html", part="forum/_reply.html", status=status, thread=thread, form=form, to=to)


def _answered(number: int, typed: str | None) -> Post | None:
    """The post of the thread that is answered, if one is named; a number that nothing has is «not found»."""
    return _post(number, forms.whole(typed)) if typed else None


def _answered_voice(number: int, form: forms.ReplyForm) -> rules.Voice | None:
    to = _answered(number, form.to.data)
    return rules.Voice(to, rules.reads(current_user, to)) if to else None


def _post(number: int, post_number: int) -> Post:
    """The post, unless this reader may not know of it or of its thread."""
    post = queries.post(number, post_number)
    if post is None or rules.is_absent(current_user, post) or not rules.reads(current_user, post.thread):
        abort(404)
    return post


@blueprint.get("/threads/<int:number>/post/<int:post_number>")
@under("anyone")
def post(number: int, post_number: int) -> Answer:
    post = _post(number, post_number)
    after = queries.page_of(post, current_user)
    return redirect(url_for(".thread", number=number, after=after, _anchor=f"p{post_number}"), 303)


@blueprint.get("/threads/<int:number>/post/<int:post_number>/history")
@under("anyone")
def history(number: int, post_number: int) -> Response:
    post = _post(number, post_number)
    voice = rules.Voice(post, rules.reads(current_user, post))
    earlier = queries.earlier_texts(post) if voice.is_readable else []
    return page("forum/history.html", voice=voice, earlier=[(edit, safe(edit.html)) for edit in earlier])


@blueprint.get("/threads/<int:number>/post/<int:post_number>/edit")
@under("post.edit", subject=True)
def edit(number: int, post_number: int) -> Response:
    post = _post(number, post_number)
    require(current_user, "post.edit", post)
    return _edit_form(post, forms.EditForm(formdata=None, data={"text": post.text, "version": post.version}))


@blueprint.post("/threads/<int:number>/post/<int:post_number>/edit")
@under("post.edit", subject=True)
@often
def save_edit(number: int, post_number: int) -> Response:
    post, form = _post(number, post_number), forms.EditForm()
    require(current_user, "post.edit", post)
    if "preview" in request.form:
        return _preview("forum/edit.html", form, post=post, until=_edit_until(post))
    if not form.validate():
        return _edit_form(post, form, 422)
    try:
        services.edit_post(current_user, post.id, text=form.text.data, version=forms.whole(form.version.data))
    except Stale as stale:
        raise Stale(_both_texts(number, post_number, form)) from stale
    return done(url_for(".post", number=number, post_number=post_number))


def _edit_form(post: Post, form: forms.EditForm, status: int = 200, **values: Any) -> Response:
    return page("forum/edit.html", status=status, post=post, form=form, until=_edit_until(post), **values)


def _edit_until(post: Post) -> Any:
    return rules.edit_until(post.posted_at, setting("EDIT_MINUTES"))


def _both_texts(number: int, post_number: int, form: forms.EditForm) -> Response:
    """The text as it is now and the one just typed; sending it again replaces the first."""
    post = _post(number, post_number)
    form.version.data = post.version
    return _edit_form(post, form, 409, present=post.text)


@blueprint.post("/threads/<int:number>/lock")
@under("thread.lock", subject=True)
@often
def lock(number: int) -> Response:
    require(current_user, "thread.lock", _readable(number))
    closed = request.form.get("closed") == "1"
    services.close_thread(current_user, number, closed=closed)
    flash(_("The discussion is closed.") if closed else _("The discussion is open again."))
    return done(url_for(".thread", number=number))
