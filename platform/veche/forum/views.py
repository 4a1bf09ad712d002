"""Pages on which the forum is read: the list of threads, a thread and its branches, a post and what it said before."""

from typing import Any

from flask import Response, current_app, redirect, url_for
from flask_login import current_user
from htmx_flask import request
from werkzeug.wrappers import Response as Answer

from veche.accounts.keeping import saving
from veche.core.languages import gettext as _
from veche.core.markup import safe
from veche.core.pages import page, under
from veche.core.policy import may
from veche.forum import editing, forms, marks, panels, queries, rules, talk, tree, unread, writing
from veche.forum.models import Post, Thread
from veche.forum.mount import blueprint, known, post_of, present, readable, reply_place
from veche.plan.queries import area_by_code, features

__all__ = ["blueprint", "editing", "marks", "panels", "writing"]


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
    found = queries.threads(current_user, sieve, request.args.get("after"))
    return page(
        "forum/threads.html",
        part="forum/_threads.html",
        sieve=sieve,
        found=found,
        new=unread.in_threads(found.rows, current_user),
        is_start="after" not in request.args,
        features=features(),
        area=area_by_code(sieve.area) if sieve.area.count(".") == 2 else None,
        sorts=rules.SORTS,
    )


@blueprint.get("/threads/<int:number>")
@under("anyone")
def thread(number: int) -> Response | Answer:
    thread = present(number)
    if not rules.reads(current_user, thread):
        return page("forum/gone.html", thread=thread)
    if thread.merged_into_id:
        return redirect(url_for(".thread", number=thread.merged_into_id), 303)
    head = _head(number)
    part = "forum/_branch.html" if head else None
    return page("forum/thread.html", part=part, thread=thread, **_talk(thread, head), **_aside(thread, head))


def _head(number: int) -> Post | None:
    """The post whose branch is asked for; the opening post has none of its own."""
    branch = forms.whole(request.args.get("branch"))
    return post_of(number, branch) if branch > 1 else None


def _talk(thread: Thread, head: Post | None) -> dict[str, Any]:
    start, until = (forms.whole(request.args.get(name)) for name in ("from", "until"))
    found = talk.posts(thread, current_user, head, start, until)
    mine = unread.of_thread(thread, current_user)
    voices = tree.tree(found.rows, current_user, head, mine.seen)
    opening = voices.pop(0) if voices and voices[0].post.number == 1 else None
    shown = {post.number for post, _folded in found.rows} | ({head.number} if head else set())
    return {
        "head": tree.Voice(head, rules.reads(current_user, head)) if head else None,
        "opening": opening,
        "talk": voices,
        "found": found,
        "unread": mine,
        "shown": shown,
        "through": mine.through(shown),
        "stopped_at": tree.stopping_place(voices),
        "circles": tree.circles(thread.post_count, mine.count),
    }


def _aside(thread: Thread, head: Post | None) -> dict[str, Any]:
    to = head if head and may(current_user, "post.answer", head) else None
    form = forms.ReplyForm(formdata=None, data={"to": to.number if to else ""})
    return {
        "solution": _solution(thread),
        "proposal_url": _proposal_url(thread),
        "form": form,
        "saving": saving(reply_place(thread), form),
        "to": tree.Voice(to, rules.reads(current_user, to)) if to else None,
    }


def _solution(thread: Thread) -> Post | None:
    """The answer that solved the question, when everybody may read it."""
    post = talk.post(thread.id, thread.solved_number) if thread.solved_number else None
    return post if post and post.is_visible else None


def _proposal_url(thread: Thread) -> str | None:
    """Where a proposal is written from the thread, when this installation has proposals."""
    if "proposals.new" not in current_app.view_functions or not thread.is_visible:
        return None
    return url_for("proposals.new", thread=thread.id)


@blueprint.get("/threads/<int:number>/post/<int:post_number>")
@under("anyone")
def post(number: int, post_number: int) -> Answer:
    """The page that holds the post, by its present or any earlier address; a merged thread leads to the other."""
    found = talk.post(number, post_number) or talk.moved(number, post_number)
    if found is None and (merged_into := readable(number).merged_into_id):
        return redirect(url_for(".thread", number=merged_into), 303)
    return _to(known(found))


def _to(post: Post) -> Answer:
    place: dict[str, Any] = dict(talk.place_of(post, current_user))
    return redirect(url_for(".thread", number=post.thread_id, **place, _anchor=f"p{post.number}"), 303)


@blueprint.get("/threads/<int:number>/latest")
@under("anyone")
def latest(number: int) -> Answer:
    found = talk.latest(readable(number))
    return _to(found) if found else redirect(url_for(".thread", number=number), 303)


@blueprint.get("/threads/<int:number>/unread")
@under("anyone")
def first_unread(number: int) -> Answer:
    """The first post that is new to the reader; without one, the latest."""
    first = unread.of_thread(readable(number), current_user).first
    return _to(post_of(number, first)) if first else latest(number)


@blueprint.get("/threads/<int:number>/post/<int:post_number>/history")
@under("anyone")
def history(number: int, post_number: int) -> Response:
    post = post_of(number, post_number)
    voice = tree.Voice(post, rules.reads(current_user, post))
    earlier = talk.earlier_texts(post) if voice.is_readable else []
    return page("forum/history.html", voice=voice, earlier=[(edit, safe(edit.html)) for edit in earlier])
