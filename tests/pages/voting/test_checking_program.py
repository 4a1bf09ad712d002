"""The checking program on files that anybody downloads: as a module, and as the one file copied out alone."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from counting import close, vote
from factories import a_person, a_voting_proposal
from veche.voting import check

SOURCE = Path(check.__file__).parents[2]


@pytest.fixture
def folder(client, signed_in, tmp_path) -> Path:
    """What a voter downloads: the sheet, the receipt, the program."""
    proposal, person = a_voting_proposal(), a_person()
    for choice in ("for", "for", "against", "abstain"):
        vote(proposal, choice)
    vote(proposal, "for", person)
    close()
    url = f"/en/proposals/{proposal.id}"
    (tmp_path / "sheet.json").write_bytes(client.get(f"{url}/result.json").data)
    (tmp_path / "receipt.txt").write_bytes(signed_in(person).get(f"{url}/receipt.txt").data)
    (tmp_path / "check.py").write_bytes(client.get("/en/verify/check.py").data)
    return tmp_path


def run(folder: Path, *words: str, alone: bool = True, given: bytes | None = None) -> subprocess.CompletedProcess:
    program = ["-I", "check.py"] if alone else ["-m", "veche.voting.check"]
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=folder,
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
        env={} if alone else {"PYTHONPATH": str(SOURCE)},
    )


def test_the_copied_file_is_the_file_the_platform_counts_with(folder) -> None:
    assert (folder / "check.py").read_text("utf-8") == Path(check.__file__).read_text("utf-8")


@pytest.mark.parametrize("alone", [True, False])
def test_an_honest_sheet_and_ones_own_receipt_hold(folder, alone: bool) -> None:
    told = run(folder, "sheet.json", "receipt.txt", alone=alone)
    assert told.returncode == 0, told.stderr
    lines = told.stdout.decode().splitlines()
    names = [line.split()[1] for line in lines if line.startswith("ok ")]
    assert names == ["order", "counts", "digest", "figures", "payload", "entry", "head", "outcome", "receipt"]
    assert "cast for, counted for" in told.stdout.decode()
    assert "FAILED" not in told.stdout.decode()


def test_the_sheet_comes_from_a_pipe_and_the_receipt_as_text(folder) -> None:
    receipt = (folder / "receipt.txt").read_text("utf-8").strip()
    told = run(folder, "-", receipt, given=(folder / "sheet.json").read_bytes())
    assert told.returncode == 0, told.stderr
    assert run(folder, "sheet.json").returncode == 0, "a sheet is checked without a receipt too"


def tampered(folder: Path, change: Any) -> subprocess.CompletedProcess:
    sheet = json.loads((folder / "sheet.json").read_text("utf-8"))
    change(sheet)
    (folder / "other.json").write_text(json.dumps(sheet), "utf-8")
    return run(folder, "other.json", "receipt.txt")


def of_choice(sheet: dict[str, Any], choice: str) -> Any:
    return next(ballot for ballot in sheet["ballots"] if ballot[1] == choice)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda sheet: of_choice(sheet, "against").__setitem__(0, "0" * 64), "digest"),
        (lambda sheet: of_choice(sheet, "against").__setitem__(1, "for"), "counts"),
        (lambda sheet: sheet.update(votes_for=4), "counts"),
        (lambda sheet: sheet["ballots"].remove(of_choice(sheet, "abstain")), "counts"),
        (lambda sheet: sheet["ballots"].append(["f" * 64, "for"]), "counts"),
        (lambda sheet: sheet["journal"]["payload"].update(entitled=4), "payload"),
        (lambda sheet: sheet["journal"].update(hash="0" * 64), "entry"),
        (lambda sheet: sheet.update(carried=False), "outcome"),
        (lambda sheet: sheet["ballots"].clear(), "receipt"),
    ],
)
def test_a_tampered_sheet_is_refused_by_name(folder, change: Any, named: str) -> None:
    told = tampered(folder, change)
    assert told.returncode == 1, told.stderr
    failed = [line.split()[1] for line in told.stdout.decode().splitlines() if line.startswith("FAILED")]
    assert named in failed
    assert f"{', '.join(failed)} failed" in told.stdout.decode()


def test_the_public_journals_hash_is_compared(folder, client) -> None:
    known = json.loads((folder / "sheet.json").read_text("utf-8"))["journal"]["hash"]
    assert run(folder, "sheet.json", "--head", known).returncode == 0
    told = run(folder, "sheet.json", "--head", "0" * 64)
    assert told.returncode == 1
    assert b"journal" in told.stdout
    printed = f"{known[:4]}…{known[-4:]}"
    assert printed in client.get("/en/journal").text
    assert run(folder, "sheet.json", "--head", printed).returncode == 0


@pytest.mark.parametrize(
    "words",
    [(), ("absent.json",), ("receipt.txt",), ("sheet.json", "absent.txt"), ("sheet.json", "veche1-1-for-0-0"), (".",)],
)
def test_what_cannot_be_read_ends_with_two_and_words(folder, words: tuple[str, ...]) -> None:
    told = run(folder, *words)
    assert told.returncode == 2
    assert told.stderr
    assert b"Traceback" not in told.stderr


def test_a_replaced_receipt_and_that_of_another_vote_do_not_hold(folder) -> None:
    for other in (check.Receipt(1, "for", "0" * 32), check.Receipt(99, "for", "0" * 32)):
        told = run(folder, "sheet.json", other.text)
        assert told.returncode == 1
        assert b"receipt failed" in told.stdout
