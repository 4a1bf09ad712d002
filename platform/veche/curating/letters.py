"""Letters about curating, each queued in the transaction of the act, in its reader's language.

Each says what was done, why, where the text stands now, and how to answer.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import gettext as _
from veche.core.languages import in_language, speaking
from veche.core.pages import site_url
from veche.core.settings import setting
from veche.curating.ledger import readers
from veche.curating.models import Curation
from veche.forum.models import Thread
from veche.plan.models import ActionArea
from veche.proposals.models import Proposal

Words = Callable[[], tuple[str, str]]


def _post(session: Session, actor: Person, people: set[int], curation: Curation, row: Any, words: Words) -> None:
    """One letter to each of them, written once for each language; nobody is told of their own act."""
    written: dict[str, tuple[str, str]] = {}
    for address, language in readers(session, people, actor):
        if language not in written:
            with speaking(language):
                written[language] = _letter(actor, curation, row, words)
        outbox.post(session, address, *written[language], language)


def _letter(actor: Person, curation: Curation, row: Any, words: Words) -> tuple[str, str]:
    subject, what = words()
    parts = [what]
    if curation.reason and curation.undone_at is None:
        parts.append(_("Why: %(reason)s", reason=curation.reason))
    parts += [_address(row), *_history(row)]
    parts.append(
        _(
            "Done by the moderator %(name)s. Nothing is erased, and it can be undone. If you disagree, answer this"
            " letter (%(address)s) and say why: the moderators read it.",
            name=actor.display_name,
            address=setting("MAIL_FROM"),
        )
    )
    return subject[:300], "\n\n".join(parts) + "\n"


def _address(row: Any) -> str:
    if isinstance(row, Proposal):
        return site_url("proposals.proposal", number=row.id)
    return site_url("forum.thread", number=row.id)


def _history(row: Any) -> list[str]:
    if isinstance(row, Proposal):
        return []
    link = site_url("curating.history", number=row.id)
    return [_("What moderators did with this discussion: %(link)s", link=link)]


def _named(area: ActionArea) -> str:
    return f"{area.code} {in_language(area, 'title')}"


def thread_moved(
    session: Session, actor: Person, curation: Curation, thread: Thread, here: ActionArea, there: ActionArea
) -> None:
    def words() -> tuple[str, str]:
        return _("Your discussion stands in another action area: %(title)s", title=thread.title), _(
            "It was moved from «%(here)s» to «%(there)s». The messages and their addresses stay as they are.",
            here=_named(here),
            there=_named(there),
        )

    _post(session, actor, {thread.author_id}, curation, thread, words)


def proposal_moved(
    session: Session, actor: Person, curation: Curation, proposal: Proposal, here: ActionArea, there: ActionArea
) -> None:
    def words() -> tuple[str, str]:
        return _("Your proposal stands in another action area: %(title)s", title=proposal.title), _(
            "It was moved from «%(here)s» to «%(there)s». The text, the supports and the terms stay as they are.",
            here=_named(here),
            there=_named(there),
        )

    _post(session, actor, proposal.writer_ids, curation, proposal, words)


def merged(
    session: Session, actor: Person, curation: Curation, source: Thread, target: Thread, authors: set[int]
) -> None:
    """To everybody whose words moved, and to those who began the two talks."""

    def words() -> tuple[str, str]:
        return _("Two discussions became one: %(title)s", title=target.title), _(
            "The messages of «%(source)s» now stand in «%(target)s», in their order and with their answers. The old"
            " addresses lead there.",
            source=source.title,
            target=target.title,
        )

    _post(session, actor, authors | {source.author_id, target.author_id}, curation, target, words)


def split_off(
    session: Session, actor: Person, curation: Curation, thread: Thread, new: Thread, authors: set[int]
) -> None:
    """To everybody whose words moved, and to whoever began the talk that they left."""

    def words() -> tuple[str, str]:
        return _("A discussion of its own: %(title)s", title=new.title), _(
            "Messages of «%(source)s» now stand in a discussion of their own, «%(title)s». The old addresses lead"
            " there.",
            source=thread.title,
            title=new.title,
        )

    _post(session, actor, authors | {thread.author_id}, curation, new, words)


def marked(session: Session, actor: Person, curation: Curation, thread: Thread) -> None:
    def words() -> tuple[str, str]:
        subject = _("Moderators put your discussion first: %(title)s", title=thread.title)
        if curation.sort == "pin":
            return subject, _("It is pinned: it stands first in the lists of discussions.")
        return subject, _("It is featured: in the lists it bears the mark of a talk worth reading.")

    _post(session, actor, {thread.author_id}, curation, thread, words)


def summarised(session: Session, actor: Person, curation: Curation, thread: Thread) -> None:
    def words() -> tuple[str, str]:
        return _("A summary of your discussion: %(title)s", title=thread.title), _(
            "A moderator has summed up the talk; the summary stands above it. If something is missing, say so in a"
            " message: it can be written anew, and earlier versions stay readable."
        )

    _post(session, actor, {thread.author_id}, curation, thread, words)


def concluded(session: Session, actor: Person, curation: Curation, thread: Thread) -> None:
    def words() -> tuple[str, str]:
        return _("Your discussion is closed with a conclusion: %(title)s", title=thread.title), _(
            "The conclusion stands above the talk. Everything stays readable, and nobody writes in it any more."
        )

    _post(session, actor, {thread.author_id}, curation, thread, words)


def reopened(session: Session, actor: Person, curation: Curation, thread: Thread) -> None:
    def words() -> tuple[str, str]:
        return _("Your discussion is open again: %(title)s", title=thread.title), _(
            "Everybody can write in it again. The earlier conclusion stays readable."
        )

    _post(session, actor, {thread.author_id}, curation, thread, words)


def undone(session: Session, actor: Person, curation: Curation, row: Any, people: set[int]) -> None:
    """To everybody who was told of the act, and whose words it moved back."""

    def words() -> tuple[str, str]:
        return _("Undone by a moderator: %(title)s", title=row.title), UNDONE[curation.sort]()

    if curation.sort in UNDONE:
        _post(session, actor, people, curation, row, words)


UNDONE: dict[str, Callable[[], str]] = {
    "move": lambda: _("It stands in its former action area again."),
    "merge": lambda: _(
        "The two discussions are separate again: every message stands where it stood. Answers written since went along"
        " with the messages that they answer."
    ),
    "split": lambda: _(
        "The messages that were split off stand in their former discussion again. Answers written since went along"
        " with them."
    ),
    "summary": lambda: _("The summary was taken back; its text stays readable among what moderators did."),
    "conclusion": lambda: _("The conclusion was taken back; its text stays readable among what moderators did."),
    "reopen": lambda: _("The discussion is closed again, and its conclusion holds."),
}
