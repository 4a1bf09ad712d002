"""Letters about posts, each queued in the transaction of what it tells, in its reader's language."""

from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import markup, outbox
from veche.core.languages import gettext, speaking
from veche.core.pages import site_url
from veche.forum.models import Post


def mentioned(session: Session, post: Post, reader: Person) -> None:
    """To a person whom a post names."""
    with speaking(reader.language):
        subject = gettext("You are mentioned: %(title)s", title=post.thread.title)
        told = gettext(
            "%(name)s mentions you in the discussion «%(title)s»:",
            name=post.author.display_name,
            title=post.thread.title,
        )
        body = f"{told}\n\n{markup.plain(post.html)}\n\n{_link(post)}\n"
    outbox.post(session, reader.email, subject[:300], body, reader.language)


def solved(session: Session, post: Post) -> None:
    """To the person whose answer solved a question."""
    reader = post.author
    with speaking(reader.language):
        subject = gettext("Your answer solved a question: %(title)s", title=post.thread.title)
        told = gettext("Your message in the discussion «%(title)s» is marked as the answer.", title=post.thread.title)
        body = f"{told}\n\n{_link(post)}\n"
    outbox.post(session, reader.email, subject[:300], body, reader.language)


def _link(post: Post) -> str:
    return site_url("forum.post", number=post.thread_id, post_number=post.number)
