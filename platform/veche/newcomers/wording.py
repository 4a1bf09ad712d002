"""What is asked of every citizen's text as it is typed: which hosts it names, and how many links a newcomer's holds."""

from flask_login import current_user

from veche.core import forms, links
from veche.core.languages import gettext as _
from veche.core.languages import ngettext
from veche.core.settings import setting
from veche.newcomers import rules
from veche.newcomers.configuration import looks


def against_hosts(text: str) -> str:
    """Why the text may not stand with a host that it names, or ''."""
    host = links.denied(text, setting("LINK_DENY"))
    if not host:
        return ""
    return _(
        "%(host)s is on the list of sites that texts here may not name: some media are restricted by law, and a link"
        " to them can harm whoever posts it. Take it out; the rest of your text stays.",
        host=host,
    )


def against_links(text: str) -> str:
    """Why a newcomer's text holds too many links, or ''."""
    if not current_user.is_authenticated or not rules.waits(current_user, looks()):
        return ""
    most = rules.links_allowed(current_user, int(setting("NEWCOMER_LINKS")))
    if len(links.links(text)) <= most:
        return ""
    if most == 0:
        return _("Your first text here goes without links. Take them out; you can add links to later texts.")
    return ngettext(
        "While your first texts wait for a moderator, a text holds at most %(num)s link.",
        "While your first texts wait for a moderator, a text holds at most %(num)s links.",
        most,
    )


forms.checks.extend([against_hosts, against_links])
