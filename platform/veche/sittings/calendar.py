"""A sitting as an event for people's calendars: RFC 5545, lines of at most 75 octets that end in CRLF."""

from datetime import UTC, datetime

from veche.core.languages import gettext
from veche.core.pages import site_url
from veche.sittings import rules
from veche.sittings.models import Sitting

WIDEST = 75


def as_calendar(sitting: Sitting) -> str:
    """The file of one event. A later change has the same UID and a higher SEQUENCE, so that calendars move it."""
    link = site_url("sittings.sitting", number=sitting.id)
    host = link.split("/")[2].partition(":")[0]
    ends = sitting.ends_at or sitting.begins_at + rules.USUAL_LENGTH
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Veche//Sittings//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:sitting-{sitting.id}@{host}",
        f"DTSTAMP:{_utc(sitting.convened_at)}",
        f"SEQUENCE:{sitting.revision}",
        f"DTSTART:{_utc(sitting.begins_at)}",
        f"DTEND:{_utc(ends)}",
        f"SUMMARY:{escaped(_summary(sitting))}",
        *([f"LOCATION:{escaped(sitting.place)}"] if sitting.place else []),
        *([f"DESCRIPTION:{escaped(sitting.note)}"] if sitting.note else []),
        f"URL:{link}",
        f"STATUS:{'CANCELLED' if sitting.status == rules.CANCELLED else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _summary(sitting: Sitting) -> str:
    return gettext("Written procedure of the committee") if sitting.is_written else gettext("Sitting of the committee")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text value: backslash, semicolon, comma and line break are written as RFC 5545 3.3.11 asks."""
    plain = text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,")
    return plain.replace("\r\n", r"\n").replace("\n", r"\n").replace("\r", r"\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, each further one after CRLF and a blank; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDEST:
            pieces.append(piece)
            piece, size = "", 1  # the blank counts
        piece += letter
        size += width
    return "\r\n ".join([*pieces, piece])
