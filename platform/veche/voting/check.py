"""Whoever holds a result sheet recounts it and finds their own receipt on it, without trusting the platform.

    python -m veche.voting.check SHEET [RECEIPT] [--head HASH]

SHEET is the result.json of a vote, a file or - for standard input. RECEIPT is the text of a receipt, or a file with it
(a file leaves no trace in the history of a shell). HASH is the hash of the vote's entry as the public journal shows it.
Exit code 0: everything holds. 1: something does not, and is named. 2: the sheet or the receipt cannot be read.

This file needs nothing but Python 3.11 and runs when it is copied out alone; the platform itself counts with it.

A receipt is one line, veche1-<proposal>-<choice>-<secret>-<check>: the number of the proposal; for, against or abstain;
32 hex digits that the platform drew by chance; and the first 8 hex digits of SHA-256 of "veche receipt|" and all that
stands before them, against typing errors. The ballot's commitment is SHA-256 of
"veche ballot|<proposal>|<choice>|<secret>". The digest of the list is SHA-256 of the line "veche ballots|<proposal>"
and one line "<commitment> <choice>" for each ballot, sorted, each ended by a line feed.
"""

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

Sheet = dict[str, Any]
Verdict = tuple[bool, str]
FORMAT = "veche-sheet-1"
CHOICES = ("for", "against", "abstain")
RULE = (
    "The vote carries when as many have voted as the quorum asks for and more are for than against."
    " An abstention counts towards the quorum only."
)
# What the journal's entry of a close holds, and what the sheet repeats above its list.
FIGURES: dict[str, type] = {
    **dict.fromkeys(("proposal", "version", "votes_for", "votes_against", "votes_abstain", "entitled", "quorum"), int),
    **dict.fromkeys(("carried", "live_tally"), bool),
    **dict.fromkeys(("opened_at", "closes_at", "closed_at", "ballots_digest"), str),
}
ENTRY: dict[str, type] = {
    **dict.fromkeys(("at", "verb", "subject", "salt", "payload_digest", "prev_hash", "hash"), str),
    "seq": int,
    "actor": type(None),
    "payload": dict,
}
_DIGESTS = {"ballots_digest", "payload_digest", "prev_hash", "hash"}
_HASH = re.compile(r"[0-9a-f]{64}")
_BALLOT = re.compile(r"[0-9a-f]{64} (for|against|abstain)")
_RECEIPT = re.compile(r"(veche1-([1-9][0-9]{0,8})-(for|against|abstain)-([0-9a-f]{32}))-([0-9a-f]{8})")
# A receipt copied by hand or through a text editor: Cyrillic letters that look the same, and every kind of dash.
_LOOKALIKES = str.maketrans("асеоі‐‑‒–—−", "aceoi------")


class Outcome(NamedTuple):
    """carried: quorum reached and more for than against. quorum_met: enough ballots of any kind."""

    carried: bool
    quorum_met: bool


def outcome(votes_for: int, votes_against: int, votes_abstain: int, quorum: int) -> Outcome:
    """An abstention counts towards the quorum and towards nothing else; a tie does not carry."""
    quorum_met = votes_for + votes_against + votes_abstain >= quorum
    return Outcome(carried=quorum_met and votes_for > votes_against, quorum_met=quorum_met)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def commitment(proposal: int, choice: str, secret: str) -> str:
    """What stands on the sheet for a ballot: without the secret nobody finds the ballot behind it."""
    return _sha256(f"veche ballot|{proposal}|{choice}|{secret}")


class Receipt(NamedTuple):
    """What a receipt says."""

    proposal: int
    choice: str
    secret: str

    @property
    def text(self) -> str:
        line = f"veche1-{self.proposal}-{self.choice}-{self.secret}"
        return f"{line}-{_sha256('veche receipt|' + line)[:8]}"

    @property
    def commitment(self) -> str:
        return commitment(self.proposal, self.choice, self.secret)


class BadReceipt(ValueError):
    """`kind`: "none", this is no receipt; "later", one of a later version; "typing", a sign is wrong or missing."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"not a receipt that can be read: {kind}")
        self.kind = kind


def read_receipt(text: str) -> Receipt:
    """The receipt in the text, whatever blanks, capitals and dashes it went through. Raises BadReceipt."""
    line = "".join(text.split()).lower().translate(_LOOKALIKES)
    version = re.match(r"veche(\d+)-", line)
    if not version:
        raise BadReceipt("none")
    if version[1] != "1":
        raise BadReceipt("later")
    found = _RECEIPT.fullmatch(line)
    if not found or _sha256("veche receipt|" + found[1])[:8] != found[5]:
        raise BadReceipt("typing")
    return Receipt(int(found[2]), found[3], found[4])


def ballots_digest(proposal: int, ballots: Iterable[Sequence[str]]) -> str:
    """The digest of the list of (commitment, choice), whatever order it comes in."""
    lines = [f"{mark} {choice}\n" for mark, choice in sorted(map(tuple, ballots))]
    return _sha256(f"veche ballots|{proposal}\n" + "".join(lines))


def canonical(value: Any) -> str:
    """JSON as the journal hashes it: sorted keys, no blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def payload_digest(entry: dict[str, Any]) -> str:
    return _sha256(entry["salt"] + canonical(entry["payload"]))


def entry_hash(entry: dict[str, Any]) -> str:
    row = [entry[name] for name in ("seq", "at", "actor", "verb", "subject", "payload_digest")]
    return _sha256(entry["prev_hash"] + canonical(row))


class BadSheet(ValueError):
    """The sheet lacks something, so nothing can be checked."""


def read_sheet(text: str) -> Sheet:
    """The sheet of a result.json, with every field of the right kind. Raises BadSheet."""
    try:
        sheet = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise BadSheet("this is not JSON") from problem
    if not isinstance(sheet, dict) or sheet.get("format") != FORMAT:
        raise BadSheet(f"this is not a result sheet of the format {FORMAT}")
    _hold(sheet, {**FIGURES, "journal": dict, "journal_head": dict, "ballots": list}, "the sheet")
    _hold(sheet["journal"], ENTRY, "the journal's entry")
    _hold(sheet["journal_head"], {"seq": int, "hash": str}, "the journal's head")
    if not all(type(value) in {bool, int, str} for value in sheet["journal"]["payload"].values()):
        raise BadSheet("the words of the journal's entry are no plain values")
    for place, ballot in enumerate(sheet["ballots"], 1):
        pair = isinstance(ballot, list) and [type(part) for part in ballot] == [str, str]
        if not pair or not _BALLOT.fullmatch(" ".join(ballot)):
            raise BadSheet(f"ballot {place} is not a commitment and a choice")
    return sheet


def _hold(row: dict[str, Any], kinds: dict[str, type], what: str) -> None:
    for name, kind in kinds.items():
        value = row.get(name, ...)
        if type(value) is not kind or (name in _DIGESTS and not _HASH.fullmatch(str(value))):
            raise BadSheet(f"{what} lacks a proper {name!r}")


class Finding(NamedTuple):
    """One check by its name: whether it holds, and what it looked at in plain English."""

    check: str
    holds: bool
    says: str


def _order(sheet: Sheet) -> Verdict:
    marks = [mark for mark, _choice in sheet["ballots"]]
    return marks == sorted(set(marks)), f"The list is sorted and no ballot stands in it twice: {len(marks)} ballots."


def _counts(sheet: Sheet) -> Verdict:
    counted = Counter(choice for _mark, choice in sheet["ballots"])
    said = {choice: sheet[f"votes_{choice}"] for choice in CHOICES}
    found, told = (", ".join(f"{count[choice]} {choice}" for choice in CHOICES) for count in (counted, said))
    return found == told, f"The list recounts to {found}; the sheet says {told}."


def _digest(sheet: Sheet) -> Verdict:
    digest = ballots_digest(sheet["proposal"], sheet["ballots"])
    holds = digest == sheet["journal"]["payload"].get("ballots_digest")
    return holds, f"The digest of the list is the one in the journal's entry: {digest}."


def _figures(sheet: Sheet) -> Verdict:
    payload = sheet["journal"]["payload"]
    other = [name for name in FIGURES if payload.get(name) != sheet[name]]
    differs = f" Not the same: {', '.join(other)}." if other else ""
    return not other, f"The figures above the list are those of the journal's entry.{differs}"


def _payload(sheet: Sheet) -> Verdict:
    holds = payload_digest(sheet["journal"]) == sheet["journal"]["payload_digest"]
    return holds, "The words of the journal's entry have, with their salt, the digest that the entry holds."


def _entry(sheet: Sheet) -> Verdict:
    entry, digest = sheet["journal"], entry_hash(sheet["journal"])
    closes = entry["verb"] == "vote.closed" and entry["subject"] == f"proposal:{sheet['proposal']}"
    return closes and digest == entry["hash"], f"The entry closes this vote, and its hash is {digest}."


def _head(sheet: Sheet) -> Verdict:
    head, entry = sheet["journal_head"], sheet["journal"]
    holds = (head["seq"], head["hash"]) == (entry["seq"], entry["hash"])
    return holds, f"The journal's head at the close was this entry, number {entry['seq']}."


def _outcome(sheet: Sheet) -> Verdict:
    votes_for, votes_against, votes_abstain = (sheet[f"votes_{choice}"] for choice in CHOICES)
    carried = outcome(votes_for, votes_against, votes_abstain, sheet["quorum"]).carried
    so = "" if carried else "not "
    return carried == sheet["carried"], f"{RULE} With a quorum of {sheet['quorum']} it is {so}carried."


CHECKS = (_order, _counts, _digest, _figures, _payload, _entry, _head, _outcome)


def examine(sheet: Sheet) -> list[Finding]:
    """Every check of a sheet by itself, in the order in which a person would make them."""
    return [Finding(check.__name__[1:], *check(sheet)) for check in CHECKS]


def examine_receipt(sheet: Sheet, receipt: Receipt) -> Finding:
    """Whether the receipt's ballot stands on the sheet with the receipt's choice."""
    if receipt.proposal != sheet["proposal"]:
        other = f"The receipt is of proposal {receipt.proposal}, the sheet of proposal {sheet['proposal']}."
        return Finding("receipt", holds=False, says=other)
    place = next((place for place, ballot in enumerate(sheet["ballots"], 1) if ballot[0] == receipt.commitment), 0)
    if not place:
        return Finding("receipt", holds=False, says=f"No ballot on the list has the commitment {receipt.commitment}.")
    counted = sheet["ballots"][place - 1][1]
    says = f"Your ballot is number {place}: cast {receipt.choice}, counted {counted}."
    return Finding("receipt", counted == receipt.choice, says)


def examine_head(sheet: Sheet, known: str) -> Finding:
    """Whether the entry's hash is the one seen elsewhere, whole or shortened in the middle (1f0c…9b2e)."""
    begins, _, ends = known.lower().replace("...", "…").partition("…")
    said = sheet["journal"]["hash"]
    holds = len(begins) >= 4 and said.startswith(begins) and (said.endswith(ends) if ends else said == begins)
    return Finding("journal", holds, f"The entry's hash is the one in the public journal: {said}.")


def main(words: Sequence[str] | None = None) -> int:
    """Print every check, one a line; the exit code is the verdict."""
    parser = argparse.ArgumentParser(prog="check", description="Recount a result sheet and look for a receipt on it.")
    parser.add_argument("sheet", metavar="SHEET", help="result.json of the vote; - is standard input")
    parser.add_argument("receipt", metavar="RECEIPT", nargs="?", help="a receipt, or a file with one")
    parser.add_argument("--head", metavar="HASH", help="hash of the vote's entry as the public journal shows it")
    given = parser.parse_args(words)
    try:
        sheet = read_sheet(_content(given.sheet))
        receipt = read_receipt(_receipt_text(given.receipt)) if given.receipt else None
    except (OSError, ValueError) as problem:
        sys.stderr.write(f"cannot be read: {problem}\n")
        return 2
    findings = examine(sheet)
    findings += [examine_receipt(sheet, receipt)] if receipt else []
    findings += [examine_head(sheet, given.head)] if given.head else []
    return _report(sheet, findings)


def _content(name: str) -> str:
    return (sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()).decode("utf-8-sig")


def _receipt_text(given: str) -> str:
    return given if re.match(r"\s*veche\d+-", given, re.IGNORECASE) else _content(given)


def _report(sheet: Sheet, findings: list[Finding]) -> int:
    for finding in findings:
        sys.stdout.write(f"{'ok    ' if finding.holds else 'FAILED'}  {finding.check:8}  {finding.says}\n")
    failed = [finding.check for finding in findings if not finding.holds]
    if failed:
        sys.stdout.write(f"\nDo not trust this sheet: {', '.join(failed)} failed.\n")
        return 1
    sys.stdout.write(
        f"\nEverything holds. Compare the hash with entry {sheet['journal']['seq']} of the public journal.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
