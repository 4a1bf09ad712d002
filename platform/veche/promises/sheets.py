"""The ledger as a table for spreadsheets and programs."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from veche.core.clock import today
from veche.core.languages import gettext, in_language
from veche.core.pages import site_url
from veche.core.tables import plain_cell
from veche.promises import labels, rules
from veche.promises.told import Promise

# The names are the same in every language; a column `…_in_words` is in the page's.
COLUMNS = (
    "kind",
    "kind_in_words",
    "title",
    "title_language",
    "code",
    "feature",
    "owed_by",
    "owed_by_in_words",
    "due_on",
    "state",
    "state_in_words",
    "days_overdue",
    "closed_on",
    "youth_council_waits",
    "explanation",
    "url",
)


def as_csv(promises: Iterable[Promise]) -> str:
    """A line for each promise, open ones first."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    rows.writerows([plain_cell(value) for value in _values(promise)] for promise in promises)
    return out.getvalue()


def _values(promise: Promise) -> list[Any]:
    late = rules.days_overdue(promise.due, promise.closed or today())
    return [
        promise.kind,
        gettext(labels.ONE[promise.kind]),
        promise.text.title,
        promise.text.language,
        promise.code,
        ".".join(promise.area.code.split(".")[:2]),
        f"body:{promise.action.body_id}" if promise.action else promise.owner,
        owner(promise),
        promise.due.isoformat(),
        promise.state,
        gettext(labels.STATES[promise.state].words),
        late or "",
        promise.closed.isoformat() if promise.closed else "",
        "yes" if promise.backed else "",
        explanation(promise),
        address(promise),
    ]


def owner(promise: Promise) -> str:
    """Who owes it, in words: the body, the youth council, or the committee with the member who prepares the answer."""
    if promise.action:
        return in_language(promise.action.body, "name")
    if promise.owner == "youth":
        return gettext("Youth council")
    member = promise.proposal.responsible if promise.proposal and promise.kind == "answer" else None
    prepares = member is not None and promise.closed is None
    committee = gettext("Committee")
    return f"{committee}, {member.display_name}" if member and prepares else committee


def explanation(promise: Promise) -> str:
    """Why a promise was dropped or fell away, '' for any other."""
    if promise.state not in {"dropped", "missed"}:
        return ""
    return promise.explanation or gettext(labels.EXPLANATIONS[promise.kind])


def address(promise: Promise) -> str:
    """Where it can be seen, for letters and programs."""
    if promise.action:
        return site_url("tracking.action", code=promise.action.code) + anchor(promise)
    assert promise.proposal  # noqa: S101 - a promise has the one or the other
    return site_url("proposals.proposal", number=promise.proposal.id) + anchor(promise)


def anchor(promise: Promise) -> str:
    """Where on the page it stands, once it is there."""
    if promise.state not in {"kept", "late"}:
        return ""
    return {"answer": "#answer", "report": "#reports"}.get(promise.kind, "")
