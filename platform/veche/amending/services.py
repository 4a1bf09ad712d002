"""The verbs of amendments: propose, accept, decline, withdraw, go an own way; conditions have a module of their own."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.amending import letters, rules
from veche.amending.models import Amendment
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.policy import require
from veche.newcomers.events import first_shown
from veche.newcomers.limits import take
from veche.newcomers.looking import first_look, withdrawal
from veche.proposals import services as proposals
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Version
from veche.proposals.versions import Prepared, prepare


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
    passage, reason_against = _passage(proposal_id, version, paragraph, words)
    with writing() as session:
        hold(session, actor)
        mine = select(Amendment).where(Amendment.author_id == actor.id, Amendment.nonce == nonce)
        made = session.execute(mine).scalar()
        if made:
            return made
        proposal = locked(session, proposal_id)
        require(actor, "proposal.read", proposal)
        require(actor, "amendment.propose", proposal)
        if passage is None:
            raise NotFound
        if reason_against:
            raise Unfit(reason_against)
        take(session, actor, "amendment")
        amendment = Amendment(
            proposal_id=proposal.id,
            author_id=actor.id,
            version=version,
            language=language,
            passage=passage,
            words=words,
            reason=reason,
            made_at=clock.now(),
            nonce=nonce,
        )
        session.add(amendment)
        session.flush()
        if first_look(session, actor, amendment):
            _announce(session, amendment)
        return amendment


def _announce(session: Session, amendment: Amendment) -> None:
    """Everybody sees the amendment from now on, and its proposal's authors are asked for an answer."""
    _record(session, amendment.author, amendment, "proposed")
    letters.proposed(session, amendment)


@first_shown.connect
def _shown(row: Any, **_values: Any) -> None:
    """The term for an answer begins when the authors can read it."""
    session = Session.object_session(row)
    if session and isinstance(row, Amendment):
        row.made_at = clock.now()
        session.flush()
        if row.state == "open":
            _announce(session, row)


@withdrawal("amendment")
def _take_back_unseen(session: Session, amendment: Amendment) -> None:
    session.delete(amendment)


def _passage(proposal_id: int, version: int, paragraph: int, words: str) -> tuple[str | None, str]:
    """The passage, which stays what it is because a published version does, and why the words cannot stand there."""
    number = version if 1 <= version <= rules.MOST_VERSIONS else 0
    rows = select(Version.text).where(Version.proposal_id == proposal_id, Version.number == number)
    text = db.session.execute(rows).scalar()
    if text is None:
        return None, ""
    try:
        passage = rules.passage_of(text, paragraph)
    except rules.Alike:
        return "", rules.TOO_ALIKE
    return passage, rules.why_not(text, passage, words) if passage is not None else ""


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
    taking = _taking(amendment_id, text, is_material)
    with writing() as session:
        amendment = _held(session, actor, amendment_id, "amendment.accept")
        proposal = amendment.proposal
        if proposal.version != version or taking is None or taking.version != version:
            raise Stale
        if taking.against:
            raise Unfit(taking.against)
        _answer(session, actor, amendment, "accepted", reason, version_made=version + 1)
        proposals.edit(
            actor,
            proposal.id,
            title=proposal.title,
            text=taking.text,
            reason=reason,
            version=version,
            is_material=is_material,
            credited_id=amendment.author_id,
            prepared=taking.prepared,
        )
        _record(session, actor, amendment, "accepted", version=version + 1)
        letters.accepted(session, amendment)
        return amendment


@dataclass(frozen=True)
class Taking:
    """The new text, found before anything is locked; it holds while the proposal's version is this one."""

    version: int
    text: str
    against: str
    prepared: Prepared


def _taking(amendment_id: int, text: str | None, is_material: bool) -> Taking | None:
    """None when the passage does not stand in the text, and nobody placed the words by hand."""
    rows = select(
        Amendment.proposal_id, Amendment.passage, Amendment.words, Version.number, Version.title, Version.text
    )
    rows = rows.join(Proposal, Proposal.id == Amendment.proposal_id)
    rows = rows.join(Version, and_(Version.proposal_id == Proposal.id, Version.number == Proposal.version))
    found = db.session.execute(rows.where(Amendment.id == amendment_id)).first()
    if found is None:
        return None
    after = rules.amended(found.text, found.passage, found.words) if text is None else text
    if after is None:
        return None
    against = _unfit(found.text, after)
    if text is not None and not against and not rules.is_placed(found.text, text, found.passage, found.words):
        against = rules.NOT_PLACED
    prepared = prepare(found.proposal_id, title=found.title, text=after, is_material=is_material or bool(against))
    return Taking(found.number, after, against, prepared)


def _unfit(before: str, after: str) -> str:
    if not after.strip():
        return rules.NOTHING_LEFT
    if " ".join(after.split()) == " ".join(before.split()):
        return rules.SAME
    return rules.TOO_LONG if len(after) > rules.LONGEST_WORDS else ""


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
    step = update(Amendment).where(Amendment.id == amendment.id, Amendment.state == "open")
    expect(session, step.values(state=state, **given).execution_options(synchronize_session=False))
    session.refresh(amendment)


def _record(session: Session, actor: Person, amendment: Amendment, verb: str, **values: Any) -> None:
    proposal = amendment.proposal
    said = {"title": proposal.title, "amendment": amendment.id, **values}
    journal.record(session, actor.id, f"amendment.{verb}", proposal.subject, **said)
