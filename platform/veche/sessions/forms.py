"""What people type about how they are reached."""

from veche.accounts.forms import email_field
from veche.core.forms import Form
from veche.core.languages import lazy_gettext


class NewEmail(Form):
    email = email_field(lazy_gettext("New e-mail"), lazy_gettext("Type the new e-mail: we send a link to it."))
