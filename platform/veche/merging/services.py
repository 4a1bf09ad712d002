"""The verbs of merging: propose, agree, decline, take back, stand in for the silent, undo.

Nothing happens to a text or a support without its people: both sides agree, and each supporter decides alone. Rows are
locked in one order everywhere: the person who acts, the two proposals by number, the merge.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import writing
from veche.core.guarded import expect
from veche.core.policy import require
from veche.core.settings import declare, setting
from veche.merging import letters, moving, queries, rules
from veche.merging.models import Merge, MergedSupport
from veche.proposals import life
from veche.proposals.life import locked
from veche.proposals.models import Proposal, Support
from veche.proposals.supports import remove_ended


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("expected a whole number from 1")
    return number


declare(
    "MERGE_SILENCE_DAYS",
    14,
    "Days after which a moderator may agree to a merge in the place of silent authors.",
    _at_least_one,
)
declare(
    "MERGE_UNDO_DAYS",
    14,
    "Days in which supporters of a merged proposal choose, and in which the merge can be undone.",
    _at_least_one,
)


class AlreadyProposed(Exception):
    """Another merge of these two, or of this source, waits for its answer: `merge`."""

    def __init__(self, merge: Merge) -> None:
        super().__init__(merge.id)
        self.merge = merge


def propose(actor: Person, *, source_id: int, target_id: int, reason: str, language: str, nonce: str) -> Merge:
    """The source is to become part of the target. Whoever may agree for a side does so by proposing; when that is both
    sides, the merge is done at once. The same form sent twice gives the same merge. Raises AlreadyProposed."""
    with writing() as session:
        hold(session, actor)
        sent = select(Merge).where(Merge.proposed_by_id == actor.id, Merge.nonce == nonce)
        begun = session.execute(sent).scalar_one_or_none()
        if begun:
            return begun
        proposals = {number: locked(session, number) for number in sorted({source_id, target_id})}
        pair = rules.Pair(proposals[source_id], proposals[target_id], settles_at(session, source_id))
        for side in (pair.source, pair.target):
            require(actor, "proposal.read", side)
        require(actor, "merge.propose", pair)
        _refuse_second(session, pair)
        merge = _new(pair, actor, reason, language, nonce)
        session.add(merge)
        session.flush()
        _tell(session, merge, "merge.proposed", actor.id, reason=reason)
        if rules.missing(merge):
            letters.proposed(session, merge)
        else:
            _carry_out(session, merge, actor.id)
        return merge


def settles_at(session: Session, source_id: int) -> datetime | None:
    """Until when the last merge into this proposal can be undone."""
    rows = select(func.max(Merge.undo_until)).where(Merge.target_id == source_id, Merge.state == "done")
    moment: datetime | None = session.execute(rows).scalar()
    return moment


def _refuse_second(session: Session, pair: rules.Pair) -> None:
    """One open merge of the same two, one of the same source; one whose target gathers no more blocks nothing."""
    numbers = {pair.source.id, pair.target.id}
    rows = select(Merge).join(Proposal, Proposal.id == Merge.target_id)
    rows = rows.where(Merge.state == "proposed", Proposal.state == "open", Proposal.support_until > clock.now())
    for other in session.execute(rows.where(Merge.source_id.in_(numbers)).order_by(Merge.id)).scalars():
        if other.source_id == pair.source.id or {other.source_id, other.target_id} == numbers:
            raise AlreadyProposed(other)


def _new(pair: rules.Pair, actor: Person, reason: str, language: str, nonce: str) -> Merge:
    moment = clock.now()
    consents = {f"{side}_agreed_at": moment for side in rules.consents_of(actor.id, pair)}
    return Merge(
        source_id=pair.source.id,
        target_id=pair.target.id,
        proposed_by_id=actor.id,
        reason=reason,
        language=language,
        nonce=nonce,
        proposed_at=moment,
        silent_until=rules.term(moment, setting("MERGE_SILENCE_DAYS")),
        **consents,
    )


def both_locked(session: Session, merge_id: int) -> Merge:
    """The merge with its two proposals, locked and read anew. Raises NotFound."""
    sides = session.execute(select(Merge.source_id, Merge.target_id).where(Merge.id == merge_id)).one_or_none()
    if sides is None:
        raise NotFound
    for number in sorted(sides):
        locked(session, number)
    return session.get_one(Merge, merge_id, with_for_update=True, populate_existing=True)


def _step(session: Session, merge: Merge, before: str, after: str, **values: Any) -> None:
    """Only from the state it is in; whoever comes second gets Stale."""
    step = update(Merge).where(Merge.id == merge.id, Merge.state == before)
    expect(session, step.values(state=after, **values).execution_options(synchronize_session=False))
    session.refresh(merge)


def agree(actor: Person, merge_id: int) -> Merge:
    """The side that has not answered agrees; with the last consent the two are merged."""
    with writing() as session:
        hold(session, actor)
        merge = both_locked(session, merge_id)
        require(actor, "merge.agree", merge)
        _consent(session, merge, set(rules.consents_of(actor.id, merge)))
        _tell(session, merge, "merge.agreed", actor.id)
        if not rules.missing(merge):
            _carry_out(session, merge, actor.id)
        return merge


def _consent(session: Session, merge: Merge, sides: set[str]) -> None:
    for side in sides & set(rules.missing(merge)):
        setattr(merge, f"{side}_agreed_at", clock.now())
    session.flush()


def stand_in(actor: Person, merge_id: int, reason: str) -> Merge:
    """A moderator agrees in the place of authors who kept silent, with a reason that everybody reads."""
    with writing() as session:
        hold(session, actor)
        merge = both_locked(session, merge_id)
        require(actor, "merge.stand_in", queries.silence(actor, merge))
        silent = rules.missing(merge)
        _consent(session, merge, set(silent))
        merge.stood_in_id, merge.answered_at, merge.answer_reason = actor.id, clock.now(), reason
        _tell(session, merge, "merge.stood_in", actor.id, reason=reason, silent=silent)
        _carry_out(session, merge, actor.id)
        return merge


def decline(actor: Person, merge_id: int, reason: str) -> Merge:
    """The side that was asked says no, and why."""
    with writing() as session:
        hold(session, actor)
        merge = both_locked(session, merge_id)
        require(actor, "merge.decline", merge)
        _step(session, merge, "proposed", "declined", answered_at=clock.now(), answer_reason=reason)
        _tell(session, merge, "merge.declined", actor.id, reason=reason)
        letters.ended(session, merge, actor)
        return merge


def withdraw(actor: Person, merge_id: int) -> Merge:
    """Whoever proposed it takes it back before it is answered."""
    with writing() as session:
        hold(session, actor)
        merge = both_locked(session, merge_id)
        require(actor, "merge.withdraw", merge)
        _step(session, merge, "proposed", "withdrawn", answered_at=clock.now())
        _tell(session, merge, "merge.withdrawn", actor.id)
        letters.ended(session, merge, actor)
        return merge


def _tell(session: Session, merge: Merge, verb: str, actor_id: int, **said: Any) -> None:
    """In the journal, on the source: once for both."""
    said = {"title": merge.source.title, "merge": merge.id, "target": merge.target.subject, **said}
    journal.record(session, actor_id, verb, merge.source.subject, **said)


def _carry_out(session: Session, merge: Merge, actor_id: int) -> None:
    """With the last consent: the source leads on to the target, and each of its supporters is asked."""
    source, target, moment = merge.source, merge.target, clock.now()
    _step(
        session,
        merge,
        "proposed",
        "done",
        done_at=moment,
        undo_until=rules.term(moment, setting("MERGE_UNDO_DAYS")),
        source_days=rules.days_left(source.support_until, moment),
    )
    rows = select(Support).where(Support.proposal_id == source.id, Support.person_id.is_not(None))
    rows = rows.order_by(Support.person_id)
    for row in session.execute(rows.execution_options(populate_existing=True)).scalars():
        asked = {"person_id": row.person_id, "version": row.version, "given_at": row.given_at}
        session.add(MergedSupport(merge_id=merge.id, **asked))
    life.move(session, source, "merged", merged_into_id=target.id, ended_at=moment)
    _tell(session, merge, "merge.done", actor_id, supports=source.support_count)
    received = {"title": target.title, "merge": merge.id, "source": source.subject}
    journal.record(session, actor_id, "merge.received", target.subject, **received)
    letters.done(session, merge)


def undo(actor: Person, merge_id: int, reason: str) -> Merge:
    """The source gathers support again with the days it had left; every support that was moved is where it was.

    Who withdrew has withdrawn: that was the person's own word. A support that somebody gave the target by their own
    hand after the merge stays there as well. Who has left or is verified no longer does not support the source anew:
    the same human may be counted there by another account.
    """
    with writing() as session:
        hold(session, actor)
        merge = both_locked(session, merge_id)
        require(actor, "merge.undo", merge)
        moment = clock.now()
        said = {"undone_at": moment, "undone_by_id": actor.id, "undo_reason": reason}
        _step(session, merge, "done", "undone", **said)
        until = rules.term(moment, merge.source_days)
        life.move(session, merge.source, "open", merged_into_id=None, ended_at=None, support_until=until)
        remove_ended(session, merge.source)
        for row in _rows(session, merge):
            if row.choice == "moved":
                moving.give_back(session, row)
                moving.put_back(session, row)
        _tell(session, merge, "merge.undone", actor.id, reason=reason, until=until.isoformat())
        released = {"title": merge.target.title, "merge": merge.id, "source": merge.source.subject}
        journal.record(session, actor.id, "merge.released", merge.target.subject, **released)
        letters.undone(session, merge)
        return merge


def _rows(session: Session, merge: Merge) -> list[MergedSupport]:
    """Of everybody who is still here and a resident; what somebody who has left moved stays where they put it."""
    here = (MergedSupport.merge_id == merge.id, Person.verified_at.is_not(None))
    rows = select(MergedSupport).join(Person, Person.id == MergedSupport.person_id).where(*here)
    rows = rows.order_by(MergedSupport.person_id)
    return list(session.execute(rows.execution_options(populate_existing=True)).scalars())
