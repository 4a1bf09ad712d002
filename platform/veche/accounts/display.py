"""How a page is shown: large print, high contrast, light or dark; kept in cookies, without JavaScript."""

from flask import Response, request
from markupsafe import Markup

YEAR = 365 * 24 * 3600
CHOICES = {"print": ("normal", "large"), "contrast": ("normal", "more"), "scheme": ("auto", "light", "dark")}


def chosen(name: str) -> str:
    """The reader's choice; the first one when the cookie says nothing known."""
    value = request.cookies.get(f"look_{name}", "")
    return value if value in CHOICES[name] else CHOICES[name][0]


def look_attributes() -> Markup:
    """The attributes of <html> by which the style sheet chooses."""
    told = [(name, chosen(name)) for name in CHOICES]
    return Markup("").join(
        Markup(' data-{}="{}"').format(name, value) for name, value in told if value != CHOICES[name][0]
    )


def keep(response: Response, name: str, value: str) -> None:
    """Keep the choice for a year."""
    response.set_cookie(f"look_{name}", value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
