"""The audit of dependencies fails on a finding and never passes for one that did not take place."""

import importlib.util
import json
from pathlib import Path

_spec = importlib.util.spec_from_file_location("audit", Path(__file__).parents[3] / "platform" / "audit.py")
assert _spec
assert _spec.loader
audit = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(audit)

SOUND = {"name": "flask", "version": "3.1", "vulns": []}
BAD = {"name": "old", "version": "1", "vulns": [{"id": "CVE-2026-1", "fix_versions": ["2"]}]}
SKIPPED = {"name": "x", "skip_reason": "not found"}


def said(*dependencies: object) -> tuple[int, str]:
    code, lines = audit.verdict(json.dumps({"dependencies": dependencies}))
    return code, "\n".join(lines)


def test_a_vulnerability_fails() -> None:
    code, words = said(SOUND, BAD, SKIPPED)
    assert code == 1
    assert "old 1: CVE-2026-1, mended in 2" in words


def test_all_sound_passes_and_says_how_many() -> None:
    assert said(SOUND, SOUND) == (0, "audit: 2 dependencies without a known vulnerability")
    assert said(SOUND, SKIPPED)[1].endswith("1 could not be audited")


def test_nothing_audited_is_said_and_stops_nobody() -> None:
    for output in ("", "no network", "[]", json.dumps({"dependencies": [SKIPPED]})):
        assert audit.verdict(output) == (0, [audit.UNREACHED])
