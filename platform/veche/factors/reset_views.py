"""Resetting somebody's second step, for administrators."""

from typing import Any

from flask import Response, flash, url_for
from flask_login import current_user

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import refusal
from veche.factors import forms, queries, resetting
from veche.factors.mount import blueprint


@blueprint.get("/people/<int:number>/second-step")
@under("second_step.reset")
def of_person(number: int) -> Response:
    return _reset_page(load(Person, number), forms.Reset(formdata=None))


def _reset_page(subject: Person, form: forms.Reset, status: int = 200) -> Response:
    against = refusal(current_user, "second_step.reset", subject)
    values: dict[str, Any] = {"subject": subject, "means": queries.means(subject), "against": against}
    return page("factors/reset.html", form=form, status=status, **values)


@blueprint.post("/people/<int:number>/second-step")
@under("second_step.reset", proved=True)
def reset(number: int) -> Response:
    subject, form = load(Person, number), forms.Reset()
    if not form.validate():
        return _reset_page(subject, form, 422)
    try:
        resetting.reset(current_user, number, form.reason.data)
    except Unacceptable as problem:
        form.reason.errors = [_(str(problem))]
        return _reset_page(subject, form, 422)
    flash(_("The second step is reset, and the person has a letter about it."), "good")
    return done(url_for("accounts.person", number=number))
