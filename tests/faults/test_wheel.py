"""The wheel carries everything: installed outside the checkout it sets up a city and serves it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_alone
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the built and installed wheel, and nothing of the checkout."""
    place = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(place), str(ROOT)], check=True, cwd=place
    )
    (wheel,) = place.glob("veche-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(place / "site"), str(wheel)], check=True, cwd=place)
    return place


def run(place: Path, *words: str, **environ: str) -> subprocess.Popen:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VECHE_")}
    return subprocess.Popen(
        [sys.executable, "-m", "veche.cli", *words],
        cwd=place,
        env={**kept, "PYTHONPATH": str(place / "site"), **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_the_wheel_sets_up_and_serves(installed: Path) -> None:
    for folder in ("templates", "static", "migrations", "translations"):
        assert (installed / "site" / "veche" / folder).is_dir()
    made = run(installed, "init")
    said, _ = made.communicate(timeout=120)
    assert made.returncode == 0, said
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = run(installed, "serve", VECHE_PORT=port, VECHE_WORKER="no", VECHE_WORKERS="1")
    try:
        page = first_answer(f"http://127.0.0.1:{port}/be/plan", server)
    finally:
        server.terminate()
        server.communicate(timeout=30)
    assert "Напрамак" in page or "напрамк" in page, "the translations came along"
    assert page.count("/be/plan/") >= 66


def first_answer(url: str, server: subprocess.Popen) -> str:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except OSError:
            assert server.poll() is None, server.communicate()[0]
            time.sleep(0.2)
    raise AssertionError("the server did not start")
