"""Result sheets: what was counted at a close, frozen there, so that anybody recounts it and finds their own receipt.

The figures come from the tally and the proposal, the list from the ballots, the entry from the journal; `check` holds
the three against each other, here as in the hands of whoever downloads the sheet.
"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from veche.core import clock
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.policy import N_
from veche.core.tables import plain_cell
from veche.proposals.models import Proposal
from veche.proposals.rules import is_published, phase
from veche.voting import check, queries
from veche.voting.models import Tally

SIZE = 500
FAULTS = {
    "order": N_("The list of ballots is out of order, or a ballot stands in it twice."),
    "counts": N_("The list of ballots recounts to other numbers than those above it."),
    "digest": N_("The list of ballots is not the one that was written down at the close."),
    "figures": N_("The figures of the result differ from the journal’s entry."),
    "payload": N_("The words of the journal’s entry were changed after it was written."),
    "entry": N_("The journal’s entry of this close was changed or is missing."),
    "head": N_("The entry is not the one that the tally names."),
    "outcome": N_("By the rule the outcome is another one."),
}


@dataclass(frozen=True)
class Sheet:
    """A sheet as it is shown: `data` is what result.json holds, `faults` names the checks that fail."""

    data: check.Sheet
    faults: list[str]

    @property
    def ballots(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = self.data["ballots"]
        return found

    @property
    def entry(self) -> dict[str, Any]:
        found: dict[str, Any] = self.data["journal"]
        return found

    @property
    def payload(self) -> str:
        """The words of the journal's entry, as they are hashed."""
        return check.canonical(self.entry.get("payload", {}))

    def place(self, receipt: check.Receipt) -> tuple[int, str]:
        """Where on the list the receipt's ballot stands, from 1, and what it was counted as; (0, '') for nowhere."""
        mark = receipt.commitment
        found = ((place, choice) for place, (other, choice) in enumerate(self.ballots, 1) if other == mark)
        return next(found, (0, ""))


def figures(proposal: Proposal, tally: Tally) -> dict[str, Any]:
    """What the journal's entry of the close holds: numbers and dates, no title, so that all of it can be printed even
    when the text is hidden."""
    return {
        "proposal": proposal.id,
        "version": proposal.version,
        "votes_for": tally.votes_for,
        "votes_against": tally.votes_against,
        "votes_abstain": tally.votes_abstain,
        "entitled": tally.entitled,
        "quorum": proposal.quorum,
        "carried": tally.carried,
        "live_tally": proposal.live_tally,
        "opened_at": _said(proposal.voting_opened_at),
        "closes_at": _said(proposal.voting_closes_at),
        "closed_at": _said(tally.closed_at),
        "ballots_digest": tally.sheet_digest,
    }


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def kept(proposal: Proposal, tally: Tally | None) -> Sheet | None:
    """The sheet of a closed vote: two statements. None when the vote closed before sheets were kept."""
    if tally is None or tally.sheet_digest is None:
        return None
    entry = db.session.get(Entry, tally.journal_seq)
    data = {
        "format": check.FORMAT,
        "title": proposal.title if proposal.is_visible else None,
        "language": proposal.language,
        **figures(proposal, tally),
        "rule": check.RULE,
        "journal": _entry(entry) if entry else {},
        "journal_head": {"seq": tally.journal_seq, "hash": tally.journal_hash},
        "ballots": queries.ballots(db.session(), proposal.id),
    }
    return Sheet(data, _faults(data))


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "verb": entry.verb,
        "subject": entry.subject,
        "payload": entry.data,
        "salt": entry.payload.salt if entry.payload else "",
        "payload_digest": entry.payload_digest,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def _faults(data: check.Sheet) -> list[str]:
    return [finding.check for finding in check.examine(data) if not finding.holds] if data["journal"] else ["entry"]


def as_json(sheet: Sheet) -> str:
    """A line for each figure and for each ballot, so that the file reads as the page does."""
    plain = json.dumps({**sheet.data, "ballots": []}, ensure_ascii=False, indent=1).removesuffix("[]\n}")
    return plain + "[\n  " + ",\n  ".join(map(json.dumps, sheet.ballots)) + "\n ]\n}\n"


def as_csv(sheet: Sheet) -> str:
    """For a spreadsheet: the figures, an empty line, the ballots."""
    out = io.StringIO()
    rows = csv.writer(out)
    plain = ["title", *check.FIGURES, "rule"]
    rows.writerows([name, plain_cell(sheet.data[name])] for name in plain)
    rows.writerows([f"journal_{name}", plain_cell(value)] for name, value in sheet.data["journal_head"].items())
    rows.writerow([])
    rows.writerow(["number", "commitment", "choice"])
    rows.writerows(
        [place, plain_cell(mark), plain_cell(choice)] for place, (mark, choice) in enumerate(sheet.ballots, 1)
    )
    return out.getvalue()


@dataclass(frozen=True)
class Rows:
    """A part of the list: `first` is the number of its first ballot; the numbers where the parts around it begin."""

    first: int
    ballots: Sequence[tuple[str, str]]
    before: int | None
    after: int | None


def part(sheet: Sheet, start: int) -> Rows:
    """The part of the frozen list in which the ballot `start` stands."""
    first = first_of_part(min(max(start, 1), max(len(sheet.ballots), 1)))
    rows, last = sheet.ballots[first - 1 : first - 1 + SIZE], first + SIZE
    return Rows(first, rows, first - SIZE if first > 1 else None, last if last <= len(sheet.ballots) else None)


def first_of_part(place: int) -> int:
    return (place - 1) // SIZE * SIZE + 1


@dataclass(frozen=True)
class Sought:
    """What became of a receipt. kind: unknown | open | counting | unkept | absent | other | found.

    `place` and `counted` say where its ballot stands and what it was counted as.
    """

    kind: str
    receipt: check.Receipt
    proposal: Proposal | None = None
    sheet: Sheet | None = None
    place: int = 0
    counted: str = ""


def seek(receipt: check.Receipt) -> Sought:
    """Look for a receipt's ballot on its sheet. Before the close nothing is said of any ballot."""
    proposal = db.session.get(Proposal, receipt.proposal)
    if proposal is None or not is_published(proposal) or proposal.voting_opened_at is None:
        return Sought("unknown", receipt)
    if proposal.voting_closed_at is None:
        is_open = phase(proposal, clock.now()) == "voting"
        return Sought("open" if is_open else "counting", receipt, proposal)
    sheet = kept(proposal, queries.tally(proposal))
    if sheet is None:
        return Sought("unkept", receipt, proposal)
    place, counted = sheet.place(receipt)
    kind = "absent" if not place else "found" if counted == receipt.choice else "other"
    return Sought(kind, receipt, proposal, sheet, place, counted)
