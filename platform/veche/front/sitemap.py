"""What search engines are led to: every public page in its three languages, as sitemaps.org asks.

One file for each language, at most 50,000 addresses as the protocol allows, the newest first. Asked as nobody in
particular, whoever asks: it holds what everybody may read and nothing else.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any

from flask import Flask, Response
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from veche.bodies.models import Body
from veche.core.database import db
from veche.core.languages import LANGUAGES
from veche.core.moderated import shown_to
from veche.core.pages import site_url, under
from veche.forum.models import Thread
from veche.indicators.models import Indicator
from veche.plan.models import ActionArea, Feature
from veche.proposals.models import Proposal
from veche.proposals.queries import published
from veche.tracking.models import Action

MOST = 50_000
# Lists and papers; what belongs to one person, and what writes, is not among them.
PAGES = (
    *("front.front", "plan.whole", "forum.threads", "proposals.listing", "tracking.actions", "promises.ledger"),
    *("indicators.indicators", "dashboard.dashboard", "bodies.bodies", "youth.board", "sittings.members"),
    *("moderation.rules", "oversight.log", "oversight.show_figures", "front.journal", "voting.verification"),
    "privacy.notice",
)

Key = InstrumentedAttribute[Any]
Place = tuple[str, dict[str, Any], datetime | None]


def places() -> Iterator[Place]:
    """Endpoint, values and the last change, where it is known, of each page: seven statements."""
    pages: Iterator[Place] = ((endpoint, {}, None) for endpoint in PAGES)
    return islice(
        chain(
            pages,
            _rows("plan.feature", "code", Feature.code),
            _rows("plan.area", "code", ActionArea.code),
            _rows("proposals.proposal", "number", Proposal.id, published(None)),
            _rows("tracking.action", "code", Action.code),
            _rows("indicators.indicator", "code", Indicator.code),
            _rows("bodies.body", "number", Body.id),
            _threads(),
        ),
        MOST,
    )


def _rows(endpoint: str, name: str, key: Key, *shown: ColumnElement[bool]) -> Iterator[Place]:
    rows = select(key).where(*shown).order_by(key.desc()).limit(MOST)
    return ((endpoint, {name: value}, None) for value in db.session.execute(rows).scalars())


def _threads() -> Iterator[Place]:
    rows = select(Thread.id, Thread.last_post_at).where(shown_to(Thread, None)).order_by(Thread.last_post_at.desc())
    return (("forum.thread", {"number": number}, at) for number, at in db.session.execute(rows.limit(MOST)))


def init_robots(app: Flask) -> None:
    app.add_url_rule("/robots.txt", "robots_txt", under("anyone")(_robots_txt))


def _robots_txt() -> Response:
    """Everything may be read; where the lists of pages are."""
    lists = [f"Sitemap: {site_url('front.site_map', language=code)}" for code in LANGUAGES]
    return Response("\n".join(["User-agent: *", "Disallow:", "", *lists, ""]), mimetype="text/plain")
