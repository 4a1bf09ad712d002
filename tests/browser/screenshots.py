"""Pictures of the main pages for the README, taken of the demonstration town: screenshots.py FOLDER."""

import os
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "platform"), str(ROOT / "tests" / "browser"), str(ROOT / "tests")]

from veche.app import create_app  # noqa: E402

PAGES = {
    "front": "/ru/",
    "plan": "/ru/plan",
    "area": "/ru/plan/1.2.6",
    "thread": "/ru/threads/4",
    "committee": "/ru/committee/agenda",
    "promises": "/ru/promises",
    "dashboard": "/ru/dashboard",
    "action": "/ru/actions/2.4.5-1",
    "youth": "/ru/youth",
}


def main(folder: Path) -> None:
    from flask_migrate import upgrade
    from sqlalchemy import select

    from veche.core.database import db
    from veche.demo.services import build_town
    from veche.indicators.services import load_packaged_indicators
    from veche.plan.services import load_packaged_plan
    from veche.proposals.models import Proposal
    from veche.resources import folder as resource
    from veche.sittings.members import load_packaged_sectors

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        app = create_app({"VECHE_INSTANCE": place})
        with app.app_context():
            upgrade(directory=str(resource("migrations")))
            load_packaged_plan()
            load_packaged_indicators()
            load_packaged_sectors()
            build_town()
            vote = db.session.execute(
                select(Proposal.id).where(Proposal.state == "voting").order_by(Proposal.id)
            ).scalars()
            pages = {**PAGES, "proposal": f"/ru/proposals/{vote.first()}"}
            db.session.remove()
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        take(f"http://127.0.0.1:{server.server_port}", pages, folder)
        server.shutdown()


def take(address: str, pages: dict[str, str], folder: Path) -> None:
    chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, path in pages.items():
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=folder / f"{name}.jpg", type="jpeg", quality=70)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
