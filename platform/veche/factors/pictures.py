"""The secret as a QR code: an SVG of its own, without a style, a script or a request."""

import segno
from markupsafe import Markup


def qr(text: str) -> Markup:
    """Dark on white in every colour scheme, because a phone reads nothing else; with the quiet edge it needs."""
    code = segno.make(text, error="m", micro=False)
    return Markup(code.svg_inline(border=4, light="#fff", dark="#000", svgclass="qr", lineclass=None, omitsize=True))  # noqa: S704
