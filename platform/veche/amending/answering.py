"""Pages on which an amendment is answered: taken up, declined, withdrawn, made a proposal of its own."""

from typing import Any

from flask import Response, flash, url_for
from flask_login import current_user

from veche.amending import forms, queries, rules, services
from veche.amending.models import Amendment
from veche.amending.mount import amendment_of_path, blueprint
from veche.core import clock
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.languages import number as number_of
from veche.core.languages import reason as words_of
from veche.core.pages import done, page, under
from veche.core.policy import may, require
from veche.core.settings import setting
from veche.proposals import queries as proposals
from veche.proposals.models import Proposal
from veche.proposals.mount import writes
from veche.proposals.origins import Beginning, origins
from veche.proposals.versions import NotWording, prepare


def page_of(amendment: Amendment) -> dict[str, Any]:
    """What the page of one amendment needs."""
    due = rules.answer_due(amendment.made_at, setting("AMENDMENT_DAYS"))
    return {
        "proposal": amendment.proposal,
        "shown": queries.shown(amendment.proposal, [amendment])[0],
        "answer_due": due if clock.now() < due else None,
    }


@blueprint.get("/amendments/<int:number>/accept")
@under("amendment.accept", subject=True)
def acceptance(number: int) -> Response:
    found = amendment_of_path(number)
    require(current_user, "amendment.accept", found)
    return _accept_page(found, _begun(found))


def _begun(amendment: Amendment) -> forms.TakingUp:
    """The form for the present text; the text itself stands in it only when the passage is no longer there."""
    form, proposal = _taking_up(amendment, formdata=None), amendment.proposal
    form.version.data = proposal.version
    form.reason.data = _("Amendment of %(name)s taken up", name=amendment.author.display_name)
    if isinstance(form, forms.Placing):
        form.text.data = queries.text_of(proposal)
    elif _is_small(amendment):
        form.change.data = "wording"
    return form


def _is_small(amendment: Amendment) -> bool:
    """Whether the text with these words in it may be called wording."""
    proposal = amendment.proposal
    after = rules.amended(queries.text_of(proposal) or "", amendment.passage, amendment.words)
    if after is None:
        return False
    return prepare(proposal.id, title=proposal.title, text=after, is_material=False).against is None


def _taking_up(amendment: Amendment, **options: Any) -> forms.TakingUp:
    text = queries.text_of(amendment.proposal) or ""
    fits = rules.amended(text, amendment.passage, amendment.words) is not None
    return (forms.TakingUp if fits else forms.Placing)(**options)


def _accept_page(amendment: Amendment, form: forms.TakingUp, status: int = 200, **values: Any) -> Response:
    form.tell(proposals.to_be_asked(amendment.proposal, current_user))
    shown = {**page_of(amendment), "form": form, "stale": False, **values}
    return page("amending/accept.html", "amending/_accepting.html", status, **shown)


@blueprint.post("/amendments/<int:number>/accept")
@writes
@under("amendment.accept", subject=True)
def accept(number: int) -> Response:
    found = amendment_of_path(number)
    require(current_user, "amendment.accept", found)
    form = _taking_up(found)
    if not form.validate():
        return _accept_page(found, form, 422)
    try:
        services.accept(
            current_user,
            number,
            version=form.version.data,
            reason=form.reason.data,
            is_material=form.is_material,
            text=form.text.data if isinstance(form, forms.Placing) else None,
        )
    except (NotWording, services.Unfit) as problem:
        return _accept_page(amendment_of_path(number), _marked(form, problem), 422)
    except Stale as stale:
        raise Stale(_as_it_is_now(number, form)) from stale
    flash(_("The amendment stands in the new version, with its author’s name."), "good")
    return done(url_for("proposals.proposal", number=found.proposal_id))


def _marked(form: forms.TakingUp, problem: NotWording | services.Unfit) -> forms.TakingUp:
    """The reason at the field it speaks of."""
    db.session.rollback()
    if isinstance(problem, NotWording):
        form.change.errors = [words_of(problem.refusal)]
    elif isinstance(form, forms.Placing):
        form.text.errors = [_(problem.reason, max=number_of(rules.LONGEST_WORDS))]
    else:
        form.reason.errors = [_(problem.reason, max=number_of(rules.LONGEST_WORDS))]
    return form


def _as_it_is_now(number: int, typed: forms.TakingUp) -> Response:
    """The same page for the text as it is now, with the reason that was typed; a text placed by hand stays as typed."""
    db.session.rollback()
    found = amendment_of_path(number)
    require(current_user, "amendment.accept", found)
    form = _begun(found)
    form.reason.data, form.change.data = typed.reason.data, typed.change.data
    present = queries.text_of(found.proposal)
    if isinstance(form, forms.Placing) and isinstance(typed, forms.Placing):
        form.text.data = typed.text.data
    return _accept_page(found, form, 409, stale=True, present=present)


@blueprint.get("/amendments/<int:number>/decline")
@under("amendment.decline", subject=True)
def refusal_page(number: int) -> Response:
    found = amendment_of_path(number)
    require(current_user, "amendment.decline", found)
    return page("amending/decline.html", form=forms.Declining(formdata=None), **page_of(found))


@blueprint.post("/amendments/<int:number>/decline")
@writes
@under("amendment.decline", subject=True)
def decline(number: int) -> Response:
    found = amendment_of_path(number)
    require(current_user, "amendment.decline", found)
    form = forms.Declining()
    if not form.validate():
        return page("amending/decline.html", status=422, form=form, **page_of(found))
    services.decline(current_user, number, form.reason.data)
    flash(_("The amendment is declined. Its author has a letter with your reason."), "good")
    return done(url_for(".amendment", number=number))


@blueprint.post("/amendments/<int:number>/withdraw")
@writes
@under("amendment.withdraw", subject=True)
def withdraw(number: int) -> Response:
    services.withdraw(current_user, amendment_of_path(number).id)
    flash(_("The amendment is withdrawn."), "good")
    return done(url_for(".amendment", number=number))


def _own_way(number: int) -> Beginning | None:
    """A proposal of its own begins with the whole text as the amendment would have it."""
    amendment = queries.one(number)
    if amendment is None or not may(current_user, "amendment.make_own", amendment):
        return None
    proposal = amendment.proposal

    def draft(actor: Any, **values: Any) -> Proposal:
        return services.make_own(actor, number, **values)

    return Beginning(
        key=f"amendment:{number}",
        title=proposal.title,
        area=proposal.area.code,
        text=_own_text(amendment),
        language=proposal.language,
        words=_("From an amendment to"),
        url=url_for("amending.amendment", number=number),
        source=proposal.title,
        draft=draft,
    )


def _own_text(amendment: Amendment) -> str:
    """With its words in the present text, or in the text they were proposed for when the passage is gone since."""
    proposal = amendment.proposal
    texts = (queries.text_of(proposal) or "", queries.text_of(proposal, amendment.version) or "")
    made = (rules.amended(text, amendment.passage, amendment.words) for text in texts)
    return next((text for text in made if text is not None), texts[0])


origins["amendment"] = _own_way
