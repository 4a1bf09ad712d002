"""What stands on the slips of a sheet: the code in large letters and as a picture that a telephone reads."""

import io
from dataclasses import dataclass
from urllib.parse import urlsplit

import segno
from markupsafe import Markup

from veche.core.languages import LANGUAGES, dated, speaking
from veche.core.settings import setting
from veche.residents.models import CodeSheet
from veche.residents.rules import grouped


@dataclass(frozen=True)
class Slip:
    number: int
    code: str
    picture: Markup


def address(code: str) -> str:
    """Where the picture leads. The code stands behind the "#": no server, log or other site is ever told it. The page's
    script puts it into the form and takes it out of the address; only the form's button uses it."""
    return f"{str(setting('SITE_URL')).rstrip('/')}/my/verify#code={grouped(code)}"


def short_address() -> str:
    """The address as a person types it."""
    parts = urlsplit(str(setting("SITE_URL")))
    return f"{parts.netloc}{parts.path.rstrip('/')}/my/verify"


def until(sheet: CodeSheet) -> dict[str, str]:
    """The last day of the codes in each of the three languages, which all stand on one slip."""
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            said[code] = dated(sheet.expires_at)
    return said


def slips(codes: list[str]) -> list[Slip]:
    return [Slip(number, grouped(code), qr(address(code))) for number, code in enumerate(codes, 1)]


def qr(text: str) -> Markup:
    """A picture in black on white, as SVG without any style."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="qr", lineclass="qr-l"
    )
    return Markup(drawn.getvalue().decode().strip())  # noqa: S704 - drawn by the library of nothing but squares
