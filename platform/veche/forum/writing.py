"""Pages on which somebody writes in the forum: a new thread, a reply; each with a look before it is sent."""

from typing import Any

from flask import Response, flash, make_response, url_for
from flask_login import current_user
from htmx_flask import request

from veche.accounts import unfinished
from veche.accounts.keeping import saving
from veche.core.languages import gettext as _
from veche.core.markup import plain, safe
from veche.core.pages import done, page, under, wants_part
from veche.core.policy import N_, Refused, may, require
from veche.forum import elsewhere, forms, mentions, rules, services, talk, tree, unsent
from veche.forum.models import Post, Thread
from veche.forum.mount import blueprint, often, post_of, readable, reply_place
from veche.newcomers.policy import WAITS
from veche.plan.queries import features

NEW = "thread.new"
unfinished.declare_place(
    r"thread\.new",
    name=N_("A new discussion"),
    fields=("sort", "title", "area", "text", *rules.EXPERIENCE, "language"),
    address=lambda _match: url_for("forum.new_thread", unfinished=1),
)
unfinished.declare_place(
    r"thread:(\d{1,9})",
    name=N_("A reply in a discussion"),
    fields=("text", "language", "to"),
    address=lambda match: url_for("forum.reply", number=int(match[1]), unfinished=1),
)


@blueprint.get("/threads/new")
@under("thread.open")
def new_thread() -> Response:
    return _thread_form(_new_form())


@blueprint.post("/threads/new")
@often
@under("thread.open")
def open_thread() -> Response:
    form = _new_form()
    if "choose" in request.form:
        if wants_part() and ("situation" in request.form) == isinstance(form, forms.ExperienceForm):
            return make_response("", 204)  # the same fields: what is being typed into them meanwhile stays
        form.carry_over(request.form)
        return page("forum/new.html", part="forum/_words.html", **_of_new(form))
    if "preview" in request.form:
        return previewed("forum/new.html", **_of_new(form))
    if "look" in request.form:
        return page("forum/new.html", **_of_new(form), looked=True)
    if not form.validate():
        return _thread_form(form, 422)
    shown = _of_new(form)
    if elsewhere.is_unseen(shown["similar"]):
        return page("forum/new.html", **{**shown, "asked": True})
    thread = services.open_thread(current_user, **form.service_values)
    unfinished.drop(current_user, NEW)
    flash(_("The discussion is open to everyone.") if thread.is_visible else _(WAITS))
    return done(url_for(".thread", number=thread.id))


def _new_form() -> forms.ThreadForm:
    """The form of the kind that is asked for or was chosen: an experience is told in four parts."""
    sort = request.form.get("sort") or request.args.get("kind") or _kept_sort()
    given = {name: request.args.get(name, "") for name in ("area", "title")}
    given["sort"] = sort if sort in rules.SORTS else "discussion"
    return forms.of_sort(sort)(features(with_areas=True), current_user, data=given)


def _kept_sort() -> str:
    """The kind of the unfinished text that is gone on with."""
    row = unfinished.take(current_user, NEW) if request.args.get("unfinished") else None
    return str(row.fields.get("sort", "")) if row else ""


def _of_new(form: forms.ThreadForm) -> dict[str, Any]:
    kept = saving(NEW, form)
    similar = elsewhere.offered(form.title.data, form.language.data, nonce=form.nonce.data or "")
    return {"form": form, "saving": kept, **similar}


def _thread_form(form: forms.ThreadForm, status: int = 200) -> Response:
    return page("forum/new.html", status=status, **_of_new(form))


def previewed(template: str, form: Any, **values: Any) -> Response:
    """The form again with the text as it will be read; nothing is saved."""
    is_readable = form.is_text_ready()
    shown = safe(mentions.rendered(form.whole_text).html) if is_readable else None
    status = 200 if is_readable else 422
    return page(template, part="forum/_preview.html", status=status, form=form, preview=shown, **values)


@blueprint.get("/threads/<int:number>/reply")
@under("thread.reply", subject=True)
def reply(number: int) -> Response:
    thread, form = readable(number), forms.ReplyForm(formdata=None, data={"to": request.args.get("to")})
    if not wants_part() and unsent.is_over(thread):
        saving(reply_place(thread), form)
        return unsent.kept(thread, form)
    require(current_user, "thread.reply", thread)
    to, quoted = (_answered(number, request.args.get(name)) for name in ("to", "quote"))
    withheld = next((post for post in (to, quoted) if post and not may(current_user, "post.answer", post)), None)
    if withheld:
        return _to_the_thread(thread, form, withheld)
    if quoted:
        form.text.data = _quote(quoted, request.args.get("passage", ""))
    return _reply_form(thread, form)


def _quote(post: Post, chosen: str) -> str:
    """The chosen passage of the post, if it is there, or else the post, as a quote that says whose words they are.

    The link is without a language: it leads every reader to the post in theirs.
    """
    words = rules.passage(chosen, plain(post.html, len(post.html)))
    name = rules.literal(post.author.display_name)
    wrote = _("%(name)s wrote", name=f"[{name}](/threads/{post.thread_id}/post/{post.number})")
    return rules.quoted(rules.literal(words) if words else post.text, f"{wrote}:")


@blueprint.post("/threads/<int:number>/reply")
@often
@under("thread.reply", subject=True)
def send_reply(number: int) -> Response:
    form = forms.ReplyForm()
    try:
        return _sent(number, form)
    except Refused as refused:
        return _unsent(number, form, refused)


def _sent(number: int, form: forms.ReplyForm) -> Response:
    thread = readable(number)
    require(current_user, "thread.reply", thread)
    if "preview" in request.form:
        kept = saving(reply_place(thread), form)
        return previewed("forum/reply.html", form, thread=thread, to=_answered_voice(number, form), saving=kept)
    if not form.validate():
        return _reply_form(thread, form, 422)
    to = _answered(number, form.to.data)
    values = {"text": form.text.data, "language": form.language.data, "nonce": form.nonce.data}
    post = services.reply(current_user, number, parent_id=to.id if to else None, **values)
    unfinished.drop(current_user, reply_place(thread))
    return done(url_for(".post", number=post.thread_id, post_number=post.number))


def _unsent(number: int, form: forms.ReplyForm, refused: Refused) -> Response:
    """What was typed, with a way to publish it after all; a refusal that is about the person stays one."""
    thread = readable(number)
    if wants_part():
        raise refused
    if unsent.is_over(thread):
        return unsent.kept(thread, form)
    to = _answered(number, form.to.data)
    if to is None or may(current_user, "post.answer", to):
        raise refused
    return _to_the_thread(thread, form, to)


def _to_the_thread(thread: Thread, form: forms.ReplyForm, withheld: Post) -> Response:
    """The form says that this message is not answered; what is typed answers the discussion itself."""
    form.to.data = ""
    return _reply_form(thread, form, 403, withheld=withheld)


def _reply_form(thread: Thread, form: forms.ReplyForm, status: int = 200, **more: Any) -> Response:
    kept = saving(reply_place(thread), form)
    if kept.saved_at and not talk.post(thread.id, forms.whole(form.to.data)):
        form.to.data = ""  # the message that was answered has moved since
    values = {"thread": thread, "form": form, "to": _answered_voice(thread.id, form), "saving": kept, **more}
    return page("forum/reply.html", part="forum/_reply.html", status=status, **values)


def _answered(number: int, typed: str | None) -> Post | None:
    """The post of the thread that is answered, if one is named; a number that nothing has is «not found»."""
    return post_of(number, forms.whole(typed)) if typed else None


def _answered_voice(number: int, form: forms.ReplyForm) -> tree.Voice | None:
    to = _answered(number, form.to.data)
    return tree.Voice(to, rules.reads(current_user, to)) if to else None
