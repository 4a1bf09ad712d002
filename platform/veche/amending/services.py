"""The verbs of amendments: propose, accept, decline, withdraw, go an own way; conditions have a module of their own."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.amending import letters, rules
from veche.amending.models import Amendment
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.proposals import services as proposals
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Version
from veche.proposals.versions import present


class Unfit(Exception):
    """The words cannot stand there; `reason` says why, to be shown at the field."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def propose(
    actor: Person,
    proposal_id: int,
    *,
    version: int,
    paragraph: int,
    words: str,
    reason: str,
    language: str,
    nonce: str,
) -> Amendment:
    """Other words for one paragraph of the text of `version`, which may be earlier than the present one; the same form
    sent twice gives the same amendment. Raises Unfit, NotFound."""
    with writing() as session:
        hold(session, actor)
        mine = select(Amendment).where(Amendment.author_id == actor.id, Amendment.nonce == nonce)
        made = session.execute(mine).scalar()
        if made:
            return made
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "amendment.propose", proposal)
        amendment = Amendment(
            proposal_id=proposal.id,
            author_id=actor.id,
            version=version,
            language=language,
            passage=_passage(session, proposal, version, paragraph, words),
            words=words,
            reason=reason,
            made_at=clock.now(),
            nonce=nonce,
        )
        session.add(amendment)
        session.flush()
        _record(session, actor, amendment, "proposed")
        letters.proposed(session, amendment)
        return amendment


def _passage(session: Session, proposal: Proposal, version: int, paragraph: int, words: str) -> str:
    text = session.execute(
        select(Version.text).where(Version.proposal_id == proposal.id, Version.number == version)
    ).scalar()
    passage = rules.passage_of(text, paragraph) if text is not None else None
    if text is None or passage is None:
        raise NotFound
    reason = rules.why_not(text, passage, words)
    if reason:
        raise Unfit(reason)
    return passage


def accept(
    actor: Person,
    amendment_id: int,
    *,
    version: int,
    reason: str,
    is_material: bool,
    text: str | None = None,
) -> Amendment:
    """The words become a new version in the same transaction, and their author is named beside it.

    `version` is the text that the writer saw; a later one raises Stale. `text` is the whole text with the amendment
    placed by hand, for a passage that no longer stands there. Raises NotWording, Unfit.
    """
    with writing() as session:
        amendment = _held(session, actor, amendment_id, "amendment.accept")
        proposal = amendment.proposal
        if proposal.version != version:
            raise Stale
        before = present(session, proposal).text
        after = rules.amended(before, amendment.passage, amendment.words) if text is None else text
        if after is None:
            raise Stale
        _require_fit(before, after)
        _answer(session, actor, amendment, "accepted", reason, version_made=version + 1)
        proposals.edit(
            actor,
            proposal.id,
            title=proposal.title,
            text=after,
            reason=reason,
            version=version,
            is_material=is_material,
            credited_id=amendment.author_id,
        )
        _record(session, actor, amendment, "accepted", version=version + 1)
        letters.accepted(session, amendment)
        return amendment


def _require_fit(before: str, after: str) -> None:
    reason = rules.why_not(before, before, after) if after.strip() else rules.NOTHING_LEFT
    if reason:
        raise Unfit(reason)


def decline(actor: Person, amendment_id: int, reason: str) -> Amendment:
    """The text stays as it is; the reason stands beside the amendment and reaches its author."""
    with writing() as session:
        amendment = _held(session, actor, amendment_id, "amendment.decline")
        _answer(session, actor, amendment, "declined", reason)
        _record(session, actor, amendment, "declined", reason=reason)
        letters.declined(session, amendment)
        return amendment


def withdraw(actor: Person, amendment_id: int) -> Amendment:
    """Its author takes it back before it is answered; it stays readable."""
    with writing() as session:
        amendment = _held(session, actor, amendment_id, "amendment.withdraw")
        _answer(session, actor, amendment, "withdrawn", "")
        _record(session, actor, amendment, "withdrawn")
        return amendment


def make_own(actor: Person, amendment_id: int, **draft: Any) -> Proposal:
    """A draft that grew from an amendment, which remembers it; the same form sent twice gives the same draft."""
    with writing() as session:
        hold(session, actor)
        amendment = _locked(session, amendment_id)
        proposal = proposals.draft(actor, **draft)
        if amendment.own_proposal_id == proposal.id:
            return proposal
        require(actor, "amendment.read", amendment)
        require(actor, "amendment.make_own", amendment)
        amendment.own_proposal_id = proposal.id
        return proposal


def _held(session: Session, actor: Person, amendment_id: int, act: str) -> Amendment:
    """The amendment under the locks of the actor, its proposal and itself, when the act is open to the actor."""
    hold(session, actor)
    amendment = _locked(session, amendment_id)
    require(actor, "amendment.read", amendment)
    require(actor, act, amendment)
    return amendment


def _locked(session: Session, amendment_id: int) -> Amendment:
    """The proposal's lock comes before the amendment's."""
    proposal_id = session.execute(select(Amendment.proposal_id).where(Amendment.id == amendment_id)).scalar()
    if proposal_id is None:
        raise NotFound
    locked(session, proposal_id)
    return session.get_one(Amendment, amendment_id, with_for_update={"of": Amendment}, populate_existing=True)


def _answer(session: Session, actor: Person, amendment: Amendment, state: str, reason: str, **values: Any) -> None:
    """Only an open amendment is answered; whoever comes second gets Stale."""
    given = {"answered_at": clock.now(), "answered_by_id": actor.id, "answer_reason": reason, **values}
    step = update(Amendment).where(Amendment.id == amendment.id, Amendment.state == "open").values(state=state, **given)
    if not session.execute(step.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]
        raise Stale
    session.refresh(amendment)


def _record(session: Session, actor: Person, amendment: Amendment, verb: str, **values: Any) -> None:
    proposal = amendment.proposal
    said = {"title": proposal.title, "amendment": amendment.id, **values}
    journal.record(session, actor.id, f"amendment.{verb}", proposal.subject, **said)
