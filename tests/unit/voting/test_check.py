"""The checking program by itself: receipts, digests, and every way in which a sheet can be wrong."""

import json
import subprocess
import sys
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veche.core import journal
from veche.voting import check
from veche.voting.check import BadReceipt, BadSheet, Receipt

SECRET = "0123456789abcdef" * 2
RECEIPT = Receipt(17, "against", SECRET)


def a_sheet(choices: str = "ffffan") -> dict[str, Any]:
    """A sheet that holds: f for, a against, n abstain."""
    names = {"f": "for", "a": "against", "n": "abstain"}
    cast = [Receipt(17, names[letter], f"{number:032x}") for number, letter in enumerate(choices)]
    ballots = sorted([receipt.commitment, receipt.choice] for receipt in cast)
    figures = {
        "proposal": 17,
        "version": 2,
        **{f"votes_{name}": sum(receipt.choice == name for receipt in cast) for name in check.CHOICES},
        "entitled": 9,
        "quorum": 4,
        "carried": check.outcome(choices.count("f"), choices.count("a"), choices.count("n"), 4).carried,
        "live_tally": False,
        "opened_at": "2026-11-01T10:00:00+00:00",
        "closes_at": "2026-11-15T10:00:00+00:00",
        "closed_at": "2026-11-15T10:00:01+00:00",
        "ballots_digest": check.ballots_digest(17, ballots),
    }
    entry = {
        "seq": 41,
        "at": "2026-11-15T10:00:01+00:00",
        "actor": None,
        "verb": "vote.closed",
        "subject": "proposal:17",
        "payload": dict(figures),
        "salt": "5a17",
        "prev_hash": "0" * 64,
    }
    return sealed({"format": check.FORMAT, **figures, "journal": entry, "ballots": ballots})


def sealed(sheet: dict[str, Any]) -> dict[str, Any]:
    """The hashes of the entry made anew, as whoever holds the database could."""
    entry = sheet["journal"]
    entry["payload_digest"] = check.payload_digest(entry)
    entry["hash"] = check.entry_hash(entry)
    sheet["journal_head"] = {"seq": entry["seq"], "hash": entry["hash"]}
    return sheet


def failed(sheet: dict[str, Any]) -> set[str]:
    read = check.read_sheet(json.dumps(sheet))
    return {finding.check for finding in check.examine(read) if not finding.holds}


def test_a_receipt_says_what_it_is_and_is_read_back() -> None:
    assert RECEIPT.text.startswith(f"veche1-17-against-{SECRET}-")
    assert len(RECEIPT.text.rpartition("-")[2]) == 8
    assert check.read_receipt(RECEIPT.text) == RECEIPT
    assert RECEIPT.commitment == check.commitment(17, "against", SECRET)


@pytest.mark.parametrize(
    "typed",
    [
        f"  {RECEIPT.text}\n",
        RECEIPT.text.upper(),
        RECEIPT.text.replace("-", "–"),
        RECEIPT.text.replace("-", " - "),
        RECEIPT.text[:30] + "\r\n" + RECEIPT.text[30:],
        RECEIPT.text.replace("a", "а").replace("e", "е").replace("c", "с"),  # Cyrillic letters that look the same
    ],
)
def test_what_a_letter_or_an_editor_does_to_a_line_does_no_harm(typed: str) -> None:
    assert check.read_receipt(typed) == RECEIPT


@given(place=st.integers(0, len(RECEIPT.text) - 1), sign=st.sampled_from("0123456789abcdefghinorstv-"))
def test_no_single_wrong_sign_is_taken(place: int, sign: str) -> None:
    typed = RECEIPT.text[:place] + sign + RECEIPT.text[place + 1 :]
    if typed != RECEIPT.text:
        with pytest.raises(BadReceipt):
            check.read_receipt(typed)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "none"),
        ("my ballot was for", "none"),
        ("veche", "none"),
        (RECEIPT.text.replace("veche1", "veche2"), "later"),
        (RECEIPT.text[:-1], "typing"),
        (RECEIPT.text + "0", "typing"),
        (RECEIPT.text.replace("-17-", "-18-"), "typing"),
        (RECEIPT.text.replace("against", "for"), "typing"),
        (RECEIPT.text.replace("-17-", "-017-"), "typing"),
        ("veche1-", "typing"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(typed: str, kind: str) -> None:
    with pytest.raises(BadReceipt) as bad:
        check.read_receipt(typed)
    assert bad.value.kind == kind


def test_the_digest_is_of_the_set_of_ballots_and_of_the_proposal() -> None:
    ballots = a_sheet()["ballots"]
    assert check.ballots_digest(17, ballots) == check.ballots_digest(17, reversed(ballots))
    assert check.ballots_digest(17, ballots) != check.ballots_digest(18, ballots)
    assert check.ballots_digest(17, ballots) != check.ballots_digest(17, ballots[1:])


def test_the_program_hashes_as_the_journal_does() -> None:
    data = {"б": "Наша справа", "n": 3, "a": True}
    row = SimpleNamespace(
        seq=7, at=datetime(2026, 11, 1, 9, 30, tzinfo=UTC), actor=None, verb="v", subject="s:1", prev_hash="ab"
    )
    row.payload_digest = journal.digest_of("salt", data)
    entry = {**vars(row), "at": row.at.isoformat(), "salt": "salt", "payload": data}
    assert check.payload_digest(entry) == row.payload_digest
    said = (row.seq, row.at, row.actor, row.verb, row.subject, row.payload_digest, row.prev_hash)
    assert check.entry_hash(entry) == journal.hash_of(*said)


def test_an_honest_sheet_holds() -> None:
    assert failed(a_sheet()) == set()
    assert failed(a_sheet("")) == set()
    assert failed(a_sheet("faaa")) == set()


def other_commitment(sheet: dict[str, Any]) -> None:
    sheet["ballots"][2][0] = sheet["ballots"][2][0][:-1] + ("0" if sheet["ballots"][2][0][-1] != "0" else "1")


def other_choice(sheet: dict[str, Any]) -> None:
    ballot = next(ballot for ballot in sheet["ballots"] if ballot[1] == "for")
    ballot[1] = "against"


def one_removed(sheet: dict[str, Any]) -> None:
    del sheet["ballots"][0]


def one_added(sheet: dict[str, Any]) -> None:
    sheet["ballots"] = sorted([*sheet["ballots"], ["f" * 64, "for"]])


def one_twice(sheet: dict[str, Any]) -> None:
    sheet["ballots"].insert(0, sheet["ballots"][0])


def two_swapped(sheet: dict[str, Any]) -> None:
    sheet["ballots"][0], sheet["ballots"][1] = sheet["ballots"][1], sheet["ballots"][0]


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (other_commitment, {"digest"}),
        (other_choice, {"counts", "digest"}),
        (one_removed, {"counts", "digest"}),
        (one_added, {"counts", "digest"}),
        (one_twice, {"order", "counts", "digest"}),
        (two_swapped, {"order"}),
        (lambda sheet: sheet.update(votes_for=5), {"counts", "figures"}),
        (lambda sheet: sheet.update(entitled=5), {"figures"}),
        (lambda sheet: sheet.update(version=1), {"figures"}),
        (lambda sheet: sheet.update(quorum=40), {"figures", "outcome"}),
        (lambda sheet: sheet.update(carried=False), {"figures", "outcome"}),
        (lambda sheet: sheet.update(ballots_digest="0" * 64), {"figures"}),
        (lambda sheet: sheet.update(proposal=18), {"digest", "figures", "entry"}),
        (lambda sheet: sheet["journal"]["payload"].update(quorum=1), {"figures", "payload"}),
        (lambda sheet: sheet["journal"]["payload"].pop("carried"), {"figures", "payload"}),
        (lambda sheet: sheet["journal"].update(salt="0"), {"payload"}),
        (lambda sheet: sheet["journal"].update(at="2026-11-15T10:00:02+00:00"), {"entry"}),
        (lambda sheet: sheet["journal"].update(prev_hash="1" * 64), {"entry"}),
        (lambda sheet: sheet["journal"].update(hash="1" * 64), {"entry", "head"}),
        (lambda sheet: sheet["journal"].update(payload_digest="1" * 64), {"entry", "payload"}),
        (lambda sheet: sheet["journal_head"].update(seq=40), {"head"}),
    ],
)
def test_a_tampered_sheet_is_refused_by_the_named_check(tamper: Any, named: set[str]) -> None:
    sheet = a_sheet()
    tamper(sheet)
    found = failed(sheet)
    assert named <= found
    assert found <= named | {"order"}, "a changed fingerprint may also stand out of order"


def test_an_entry_of_another_act_is_no_close() -> None:
    for name, value in (("verb", "vote.opened"), ("subject", "proposal:18")):
        sheet = a_sheet()
        sheet["journal"][name] = value
        assert failed(sealed(sheet)) == {"entry"}


def test_a_sheet_forged_with_all_its_hashes_is_told_by_the_public_journal() -> None:
    honest, forged = a_sheet(), a_sheet("ffffaa")
    assert failed(forged) == set()
    seen = honest["journal"]["hash"]
    for known in (seen, seen.upper(), f"{seen[:4]}…{seen[-4:]}", f"{seen[:4]}...{seen[-4:]}"):
        assert check.examine_head(honest, known).holds
        assert not check.examine_head(forged, known).holds
    for useless in ("", "…", seen[:10], seen[:3] + "…" + seen[-4:]):
        assert not check.examine_head(honest, useless).holds


def test_a_receipt_is_found_with_its_choice_or_not_at_all() -> None:
    sheet = a_sheet("fan")
    cast = Receipt(17, "for", f"{0:032x}")
    assert check.examine_receipt(sheet, cast).holds
    assert not check.examine_receipt(sheet, cast._replace(choice="against")).holds
    assert not check.examine_receipt(sheet, cast._replace(proposal=18)).holds
    next(ballot for ballot in sheet["ballots"] if ballot[0] == cast.commitment)[1] = "against"
    told = check.examine_receipt(sheet, cast)
    assert not told.holds
    assert "cast for, counted against" in told.says


def broken(change: Any) -> str:
    sheet = deepcopy(a_sheet())
    change(sheet)
    return json.dumps(sheet)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        "9" * 5000,
        broken(lambda sheet: sheet.update(format="veche-sheet-2")),
        broken(lambda sheet: sheet.pop("ballots")),
        broken(lambda sheet: sheet.pop("journal")),
        broken(lambda sheet: sheet.update(votes_for="4")),
        broken(lambda sheet: sheet.update(votes_for=True)),
        broken(lambda sheet: sheet.update(carried=1)),
        broken(lambda sheet: sheet.update(ballots_digest="\x1b[2J")),
        broken(lambda sheet: sheet["journal"].update(actor=3)),
        broken(lambda sheet: sheet["journal"].update(hash="12")),
        broken(lambda sheet: sheet["journal"]["payload"].update(more=[1])),
        broken(lambda sheet: sheet["journal_head"].pop("hash")),
        broken(lambda sheet: sheet["ballots"].append(["ab", "for"])),
        broken(lambda sheet: sheet["ballots"].append(["a" * 64, "maybe"])),
        broken(lambda sheet: sheet["ballots"].append(["a" * 64])),
        broken(lambda sheet: sheet["ballots"].append([int("1" * 64), "for"])),
        broken(lambda sheet: sheet["ballots"].append("a" * 64 + " for")),
    ],
)
def test_what_is_no_sheet_is_refused_before_anything_is_counted(text: str) -> None:
    with pytest.raises(BadSheet):
        check.read_sheet(text)


def test_a_sheet_with_half_a_letter_is_examined_without_a_crash() -> None:
    sheet = a_sheet()
    sheet["journal"]["salt"] = "\ud800"
    assert failed(sheet) == {"payload"}


def test_importing_the_program_loads_nothing_else_of_the_platform_and_no_library() -> None:
    listing = "import sys; import veche.voting.check; print(*sys.modules)"
    source = Path(check.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(source)}
    )
    loaded = done.stdout.split()
    assert [name for name in loaded if name.startswith("veche")] == ["veche", "veche.voting", "veche.voting.check"]
    assert {"flask", "sqlalchemy", "babel", "jinja2", "click", "werkzeug"}.isdisjoint(loaded)
