"""What the ledger may be narrowed to."""

from typing import Any

from wtforms import SelectField

from veche.core.forms import Form
from veche.core.languages import gettext, in_language
from veche.core.languages import lazy_gettext as _
from veche.promises import labels


class Narrow(Form):
    """The filters of the ledger; `feature` and `owner` are offered by the view."""

    kind = SelectField(_("What was promised"), default="")
    feature = SelectField(_("Part of the plan"), default="")
    owner = SelectField(_("Who owes it"), default="")
    state = SelectField(_("What became of it"), default="")
    closed = SelectField(_("When it was closed"), default="")

    def offer(self, features: Any, bodies: list[tuple[str, str]]) -> "Narrow":
        states = [(name, gettext(label.words)) for name, label in labels.STATES.items()]
        self.kind.choices = [("", gettext("Everything")), *((k, gettext(words)) for k, words in labels.KINDS.items())]
        parts = [(feature.code, f"{feature.code} {in_language(feature, 'title')}") for feature in features]
        self.feature.choices = [("", gettext("The whole plan")), *parts]
        committee, youth = ("committee", gettext("Committee")), ("youth", gettext("Youth council"))
        self.owner.choices = [("", gettext("Everybody")), committee, youth, *bodies]
        ends = [("open", gettext("Still open")), ("closed", gettext("Closed"))]
        self.state.choices = [("", gettext("Open and lately closed")), *ends, *states]
        self.closed.choices = [("", gettext("At any time")), ("year", gettext("Within the last year"))]
        return self
