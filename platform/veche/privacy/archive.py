"""The archive of a person's own data: JSON with stable keys, and a page that is read offline.

It is read and packed outside any write transaction; only the finished file is written. One person has one at a time,
and nobody else ever gets it.
"""

import hashlib
import io
import json
import secrets
import zipfile
from datetime import timedelta
from typing import Any

from flask import render_template
from sqlalchemy import delete, select
from sqlalchemy.orm import undefer

from veche.accounts.models import Person
from veche.accounts.services import by_email, hold
from veche.core import clock, journal, keyed
from veche.core.database import db, writing
from veche.core.languages import gettext, speaking
from veche.core.personal import holdings
from veche.core.policy import N_
from veche.core.settings import setting
from veche.privacy.models import DataExport
from veche.privacy.words import field_words, value_words
from veche.resources import folder

journal.verbs["person.exported"] = N_("The data of a participant was given out at their request")
FORMAT = "veche-person-1"


def collect(person: Person) -> dict[str, Any]:
    """Everything that is kept of the person, by holding; nothing of anybody else."""
    kept = {key: list(holding.export(person)) for key, holding in holdings.items() if holding.export}
    return {
        "format": FORMAT,
        "schema": "Keys of “data” are holdings and never change their meaning; each is a list of rows. Moments are ISO"
        " 8601 in UTC. about: what each holding is and how long it is kept.",
        "made_at": clock.now().isoformat(),
        "site": str(setting("SITE_URL")),
        "about": {key: {"name": gettext(one.name), "kept": one.how_long} for key, one in holdings.items()},
        "data": kept,
    }


def packed(person: Person) -> bytes:
    """The archive in the person's language, as a ZIP file."""
    with speaking(person.language):
        data = collect(person)
        words = {"field_words": field_words, "value_words": value_words}
        html = render_template("privacy/archive.html", archive=data, holdings=holdings, **words)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=str))
        file.writestr("index.html", html)
        file.writestr("archive.css", (folder("static") / "archive.css").read_text())
    return out.getvalue()


def make(actor: Person) -> DataExport:
    """A new archive takes the place of the one before, whose address is dead at once."""
    content, moment = packed(actor), clock.now()
    with writing() as session:
        person = hold(session, actor)
        session.execute(delete(DataExport).where(DataExport.person_id == person.id))
        made = DataExport(
            person_id=person.id,
            mark=secrets.token_urlsafe(24),
            made_at=moment,
            expires_at=moment + timedelta(hours=setting("KEEP_EXPORT_HOURS")),
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
        )
        session.add(made)
        return made


def export_by_email(email: str) -> tuple[str, bytes]:
    """The name and the content of the archive, for a request on paper; journalled. Raises LookupError."""
    person = by_email(db.session(), email)
    if person is None:
        raise LookupError(email)
    number, content = person.id, packed(person)
    with writing() as session:
        journal.record(session, None, "person.exported", f"person:{number}")
    return f"person-{number}-{clock.today().isoformat()}.zip", content


def of(person: Person) -> DataExport | None:
    """The person's archive, while it can be fetched."""
    rows = select(DataExport).where(DataExport.person_id == person.id, DataExport.expires_at > clock.now())
    return db.session.execute(rows).scalar_one_or_none()


def fetch(person: Person, mark: str) -> DataExport | None:
    """The archive at this address, if it is this person's and its time is not over; one statement."""
    rows = select(DataExport).where(DataExport.person_id == person.id, DataExport.expires_at > clock.now())
    found = db.session.execute(rows.options(undefer(DataExport.content))).scalar_one_or_none()
    return found if found and keyed.is_same(found.mark, mark) else None


def throw_away(actor: Person) -> bool:
    """The archive is gone; whether there was one."""
    with writing() as session:
        person = hold(session, actor)
        mine = delete(DataExport).where(DataExport.person_id == person.id).returning(DataExport.id)
        return session.execute(mine).first() is not None
