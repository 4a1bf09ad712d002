"""Texts that can be hidden and restored, whatever feature they belong to.

restored: sender = the text that a moderator shows again, inside the transaction of the act.
awaited: sender = a text that waits for a moderator's first look, inside the transaction that wrote it.
erasing: sender = a text whose row is about to be deleted, before it is; whoever still needs it raises Refused.
gone: sender = a text whose row was deleted because its author left, whatever was decided about it.
withdrawn: sender = a text that waited and does not any more, or not in these words, because its author changed it.
"""

from typing import Any

from blinker import signal
from sqlalchemy import CheckConstraint, ColumnElement, String
from sqlalchemy.orm import Mapped, mapped_column

VISIBLE, HIDDEN, PENDING, REMOVED = "visible", "hidden", "pending", "removed"

restored = signal("core.restored")
awaited = signal("core.awaited")
withdrawn = signal("core.withdrawn")
erasing = signal("core.erasing")
gone = signal("core.gone")


class Moderated:
    """Visibility of a text: visible, hidden by a moderator (reversible), pending a moderator's first look, or removed
    by two moderators.

    `hidden_clause` is the code of the rule by which it was hidden and `hidden_entry` the journal's entry; both stand in
    the tombstone.
    """

    visibility: Mapped[str] = mapped_column(
        String(10),
        CheckConstraint("visibility in ('visible', 'hidden', 'pending', 'removed')", name="visibility"),
        default=VISIBLE,
        index=True,
    )
    hidden_clause: Mapped[str | None] = mapped_column(String(10))
    hidden_entry: Mapped[int | None]

    @property
    def is_visible(self) -> bool:
        return self.visibility == VISIBLE

    @property
    def is_removed(self) -> bool:
        """Whether nobody reads it in its place any more, neither its author nor a moderator."""
        return self.visibility == REMOVED


kinds: dict[str, type[Any]] = {}


def moderated(kind: str) -> Any:
    """Class decorator: texts of this model can be flagged and hidden under the name `kind` ("post", "thread" …)."""

    def register(model: type[Any]) -> type[Any]:
        model.kind = kind
        kinds[kind] = model
        return model

    return register


def shown_to(model: type[Any], person: Any) -> ColumnElement[bool]:
    """The condition under which `person` may see rows of a moderated model: visible ones, and one's own; what was
    removed is seen by nobody."""
    seen: ColumnElement[bool] = model.visibility == VISIBLE
    if getattr(person, "sees_hidden", False):
        kept: ColumnElement[bool] = model.visibility != REMOVED
        return kept
    if getattr(person, "id", None) is None:
        return seen
    own: ColumnElement[bool] = model.author_id == person.id
    kept_own: ColumnElement[bool] = own & (model.visibility != REMOVED)
    return seen | kept_own
