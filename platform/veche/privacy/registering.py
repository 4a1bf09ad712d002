"""The register of processing that the law asks of the operator, made of what the features declare."""

import csv
import io
from dataclasses import dataclass

from veche.core.database import db
from veche.core.languages import gettext
from veche.core.personal import Holding, holdings
from veche.core.policy import N_
from veche.core.tables import plain_cell

CONSENT = N_("Consent of the person (Law 99-З, article 5)")
MEASURES = (
    N_("Passwords are kept only as argon2id hashes, secrets of sessions and links only as digests."),
    N_("Access by role; whoever sees an address does so with a reason, which the journal keeps."),
    N_("Every kind of data has a term, after which it is deleted."),
    N_("No request to another company's server, no cookie but the session and the choice of display."),
    N_("Votes are shown to nobody; open figures are sums of at least ten people."),
)
OVERWRITTEN = N_("What is deleted is overwritten in the database file.")
VACUUMED = N_("What is deleted stays in the files of the database until it cleans up (VACUUM) and its log is recycled.")


def measures() -> list[str]:
    """What protects the data, in the page's language; of deleting it says what is true of this database."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    return [gettext(one) for one in (*MEASURES, OVERWRITTEN if is_sqlite else VACUUMED)]


@dataclass(frozen=True)
class Entry:
    """One kind of data, in the page's language."""

    key: str
    name: str
    term: str
    basis: str
    on_leaving: str
    is_exported: bool
    tables: str


def register() -> list[Entry]:
    return [_entry(key, holding) for key, holding in holdings.items()]


def _entry(key: str, holding: Holding) -> Entry:
    return Entry(
        key=key,
        name=gettext(holding.name),
        term=holding.how_long,
        basis=gettext(CONSENT),
        on_leaving=gettext(holding.on_leaving),
        is_exported=holding.export is not None,
        tables=", ".join(holding.tables),
    )


def as_csv(entries: list[Entry]) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(
        ["key", "data", "purpose and term", "legal basis", "when the person leaves", "in the archive", "tables"]
    )
    for one in entries:
        told = (one.key, one.name, one.term, one.basis, one.on_leaving, "yes" if one.is_exported else "no", one.tables)
        rows.writerow([plain_cell(value) for value in told])
    return "\ufeff" + out.getvalue()
