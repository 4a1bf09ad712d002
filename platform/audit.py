"""Known vulnerabilities in what we depend on: fails on a finding, and says so when it could not look.

    python platform/audit.py [REQUIREMENTS]

pip-audit asks an advisory service. Where there is none (no network, a mirror without advisories) a green answer would
be a lie and a red one would stop everybody's work, so then one line tells that nothing was audited.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LONGEST = 60  # seconds
UNREACHED = "audit: the advisory service could not be reached, so NOTHING WAS AUDITED"


def verdict(output: str) -> tuple[int, list[str]]:
    """The exit code and what to print, of pip-audit's JSON; an empty or broken answer is one that did not come."""
    try:
        found = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, [UNREACHED]
    audited = [one for one in found if "vulns" in one]
    lines = [_line(one, bug) for one in audited for bug in one["vulns"]]
    if lines:
        return 1, [*lines, f"audit: {len(lines)} known vulnerabilities"]
    if not audited:
        return 0, [UNREACHED]
    skipped = len(found) - len(audited)
    rest = f"; {skipped} could not be audited" if skipped else ""
    return 0, [f"audit: {len(audited)} dependencies without a known vulnerability{rest}"]


def _line(dependency: dict[str, Any], bug: dict[str, Any]) -> str:
    mended = ", ".join(bug.get("fix_versions") or []) or "no version yet"
    return f"{dependency['name']} {dependency['version']}: {bug['id']}, mended in {mended}"


def ask(requirements: str) -> str:
    command = [str(Path(sys.executable).with_name("pip-audit")), "--requirement", requirements, "--require-hashes"]
    options = ["--disable-pip", "--progress-spinner", "off", "--timeout", "5", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command
            [*command, *options], capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout


def main() -> None:
    code, lines = verdict(ask(sys.argv[1] if len(sys.argv) > 1 else "requirements.txt"))
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(code)


if __name__ == "__main__":
    main()
