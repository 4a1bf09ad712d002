"""One's own data: what is kept, correcting it, taking it along, withdrawing the consent, leaving."""

from typing import Any

from flask import Response, abort, flash, g, make_response, request, url_for
from flask_login import current_user

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under
from veche.core.personal import Holding, holdings, open_matters
from veche.core.protocol import limiter
from veche.privacy import archive, consents, correcting, forms, leaving, texts
from veche.privacy.mount import blueprint
from veche.privacy.rules import size_in_words
from veche.residents.identities import is_barring
from veche.sessions.views import leave as sign_out


def _person() -> Person:
    person: Person = current_user._get_current_object()
    return person


@blueprint.get("/my/data")
@under("account.own")
def data() -> Response:
    return _data_page(_correction(formdata=None))


def _correction(**options: Any) -> forms.Correction:
    person = _person()
    now = {"name": person.display_name, "age_band": person.age_band, "language": person.language}
    return forms.Correction(person, data={**now, "district": person.district or ""}, **options)


def _data_page(form: forms.Correction, status: int = 200) -> Response:
    g.private = True
    person = _person()
    values: dict[str, Any] = {
        "kept": _kept(person),
        "archive": archive.of(person),
        "size": size_in_words,
        "person": person,
    }
    asked: dict[str, Any] = {
        "text": texts.versions()[0],
        "asked": consents.is_asked(person),
        "history": consents.history(person),
    }
    return page("privacy/data.html", form=form, status=status, **values, **asked)


def _kept(person: Person) -> list[tuple[Holding, int]]:
    """Each holding with the number of its rows that are this person's."""
    return [(one, len(list(one.export(person)))) for one in holdings.values() if one.export]


@blueprint.post("/my/data")
@limiter.limit("30 per hour")
@under("account.own")
def correct() -> Response:
    form = _correction()
    if form.validate():
        try:
            values = {"name": form.name.data, "language": form.language.data, "age_band": form.age_band.data}
            correcting.correct(_person(), district=form.district.data or None, **values)
        except Unacceptable as problem:
            form.name.errors = [_(str(problem))]
        else:
            flash(_("Your data is corrected."), "good")
            return done(url_for("privacy.data"))
    return _data_page(form, 422)


# Consent


@blueprint.post("/my/data/consent")
@under("account.own")
def consent() -> Response:
    """The present text is consented to."""
    consents.give(_person())
    flash(_("Thank you: your consent to the present text is written down."), "good")
    return done(url_for("privacy.data"))


@blueprint.post("/my/data/district")
@under("account.own")
def forget_district() -> Response:
    if consents.withdraw_district(_person()):
        flash(_("Your district is deleted."), "good")
    return done(url_for("privacy.data"))


# The archive


@blueprint.post("/my/data/archive")
@limiter.limit("10 per hour")
@under("account.own", proved=True)
def make_archive() -> Response:
    archive.make(_person())
    flash(_("Your archive is ready. Only you can fetch it, for a day."), "good")
    return done(url_for("privacy.data"))


@blueprint.get("/my/data/archive/<mark>")
@under("account.own")
def fetch_archive(mark: str) -> Response:
    """The same answer for another's archive, an old one and one that never was."""
    g.private = True
    found = archive.fetch(_person(), mark) or abort(404)
    response = make_response(found.content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f"attachment; filename=veche-{found.made_at:%Y-%m-%d}.zip"
    return response


@blueprint.post("/my/data/archive/delete")
@under("account.own")
def delete_archive() -> Response:
    if archive.throw_away(_person()):
        flash(_("The archive is deleted; its address leads nowhere now."), "good")
    return done(url_for("privacy.data"))


# Leaving


@blueprint.get("/my/data/leave")
@under("account.own")
def leave() -> Response:
    return _leave_page()


def _leave_page(status: int = 200, **values: Any) -> Response:
    g.private = True
    person = _person()
    shown: dict[str, Any] = {
        "against": leaving.in_the_way(person),
        "open": leaving.still_open(person),
        "may_keep": leaving.may_keep(person),
        "barring": is_barring(person),
        "kept": _kept(person),
    }
    return page("privacy/leave.html", status=status, **{"problems": {}, "chosen": {}, **shown, **values})


@blueprint.post("/my/data/leave")
@limiter.limit("10 per hour")
@under("account.own", proved=True)
def go() -> Response:
    """Everything that is open has an answer, and the person says that they mean it; then it is done for good."""
    person = _person()
    chosen = {key: said for key in open_matters if (said := request.form.get(key, "")) in {"keep", "take"}}
    if not leaving.may_keep(person):
        chosen = {one.key: "take" for one in leaving.still_open(person)}
    unanswered = [one.key for one in leaving.still_open(person) if one.key not in chosen]
    problems = {key: _("Choose what becomes of it.") for key in unanswered}
    if "sure" not in request.form:
        problems["sure"] = _("Tick this box if you mean it: there is no way back.")
    if problems:
        return _leave_page(422, problems=problems, chosen=chosen)
    leaving.leave(person, [key for key, said in chosen.items() if said == "take"], answered=chosen)
    sign_out()
    flash(_("You have left. Your account is deleted. Thank you for taking part."), "good")
    return done(url_for("front.front"))
