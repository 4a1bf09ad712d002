"""The verbs of appeals: lodge, claim, decide; and what closes one when its measure ends by itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.guarded import expect
from veche.core.moderated import gone
from veche.core.policy import require
from veche.core.settings import declare, setting
from veche.moderation.cases import claim as claim_case
from veche.moderation.cases import hold_both, locked, shut
from veche.moderation.events import acted, taken_back
from veche.moderation.models import Act, Case
from veche.moderation.rules import require_facts, told
from veche.moderation.statements import APPEALABLE, is_untold
from veche.moderation.taking_back import take_back
from veche.oversight import events, letters, rules
from veche.oversight.models import Appeal
from veche.oversight.policy import Lodging
from veche.oversight.stakes import row_of, stake, those_who_may

# What ends which measures without taking them back, and what the two acts have in common.
_ENDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "restore": (("hide", "remove"), ("kind", "subject_id")),
    "lift": (("mute", "ban"), ("author_id",)),
}

declare("APPEAL_DAYS", 30, "Days within which a moderator's decision can be appealed.")


def lodging(act: Act, appeal: Appeal | None) -> Lodging:
    """The act as whoever it restrained would appeal it."""
    days: int = setting("APPEAL_DAYS")
    began = act.seconded_at or act.acted_at
    state = "undone" if _is_ended_by_another(act) else act.state
    return Lodging(act.author_id, state, began, clock.now(), days, is_appealed=appeal is not None)


def _is_ended_by_another(act: Act) -> bool:
    """Whether the text was restored since, or the author allowed to write again."""
    endings = [(verb, same) for verb, (ended, same) in _ENDS.items() if act.verb in ended]
    return any(_exists(Act.verb == verb, Act.id > act.id, *_alike(act, same)) for verb, same in endings)


def _alike(act: Act, names: tuple[str, ...]) -> list[Any]:
    return [getattr(Act, name) == getattr(act, name) for name in names]


def _exists(*conditions: Any) -> bool:
    return bool(db.session.execute(select(exists().where(*conditions))).scalar())


def lodge(actor: Person, act_id: int, *, words: str, nonce: str) -> Appeal:
    """One appeal for each act, by the person whom it restrained; sent twice, the first one is the answer."""
    require_facts(words)
    with writing() as session:
        hold(session, actor)
        act = _locked_act(session, act_id)
        if act.author_id != actor.id or act.verb not in APPEALABLE or is_untold(act):
            raise NotFound
        known = appeal_against(act.id)
        if known and known.nonce == nonce:
            return known
        require(actor, "appeal.lodge", lodging(act, known))
        appeal = _written(session, actor, act, words, nonce)
        said = {"act": act.journal_seq, "kind": act.kind, "clause": act.clause, "measure": act.verb}
        # Who appealed is known to the platform and told to nobody: the public journal names the case alone.
        journal.record(session, None, "appeal.lodged", f"case:{appeal.case_id}", **said)
        look_for_a_judge(session, appeal)
        events.lodged.send(appeal)
        return appeal


def _written(session: Session, actor: Person, act: Act, words: str, nonce: str) -> Appeal:
    moment = clock.now()
    case = Case(kind=act.kind, subject_id=act.subject_id, cause="appeal", act_id=act.id, severity=1, opened_at=moment)
    case.flag_count = 0
    session.add(case)
    session.flush()
    appeal = Appeal(
        act_id=act.id,
        case_id=case.id,
        person_id=actor.id,
        words=words,
        nonce=nonce,
        lodged_at=moment,
        due_at=moment + rules.ANSWERED_IN,
        reasons="",
    )
    session.add(appeal)
    session.flush()
    return appeal


def look_for_a_judge(session: Session, appeal: Appeal) -> bool:
    """Whether some moderator may decide it; when none may, the administrators are told, once."""
    row = locked(session, appeal.act.kind, appeal.act.subject_id)
    appeal.looked_on = clock.today()
    found = bool(those_who_may(appeal.act, row))
    if not found and appeal.stranded_at is None:
        appeal.stranded_at = clock.now()
        letters.tell_administrators(session, appeal)
    return found


def claim(actor: Person, number: int) -> Appeal:
    """The appeal belongs to one moderator for 15 minutes; never to one who has a part in it."""
    with writing() as session:
        hold(session, actor)
        appeal = _appeal(session, number)
        require(actor, "appeal.judge", _stake(session, actor, appeal))
        claim_case(actor, appeal.case_id)
        return appeal


def decide(actor: Person, number: int, *, outcome: str, reasons: str) -> Appeal:
    """Another moderator upholds or overturns the act, with reasons; the appellant is told once. Stale when somebody
    was faster, or has it for 15 minutes."""
    require_facts(reasons)
    if outcome not in {"upheld", "overturned"}:
        raise ValueError(outcome)
    with writing() as session:
        appeal = _appeal(session, number)
        hold_both(session, actor, appeal.person_id)
        require(actor, "appeal.judge", _stake(session, actor, appeal))
        shut(session, actor, appeal.case_id)
        _end(session, appeal, outcome, actor.id, reasons)
        if outcome == "overturned":
            take_back(session, actor, session.get_one(Act, appeal.act_id, populate_existing=True), facts=reasons)
        letters.tell_appellant(session, appeal)
        events.decided.send(appeal)
        return appeal


def _stake(session: Session, actor: Person, appeal: Appeal) -> Any:
    """Asked after the text is locked, so that nobody joins the matter in between."""
    return stake(actor, appeal.act, locked(session, appeal.act.kind, appeal.act.subject_id))


def _end(session: Session, appeal: Appeal, outcome: str, decider: int | None, reasons: str) -> None:
    act = appeal.act
    said = {"act": act.journal_seq, "kind": act.kind, "clause": act.clause, "measure": act.verb}
    said |= told(act.kind, reasons) if reasons else {}
    entry = journal.record(session, decider, f"appeal.{outcome}", f"case:{appeal.case_id}", **said)
    open_one = update(Appeal).where(Appeal.id == appeal.id, Appeal.outcome.is_(None))
    ends = {"outcome": outcome, "decided_at": clock.now(), "decided_by_id": decider, "reasons": reasons}
    expect(session, open_one.values(**ends, entry=entry.seq))
    session.refresh(appeal)


@taken_back.connect
def _when_taken_back(act: Act) -> None:
    """What was taken back in another way needs no decision: the appeal is closed, and its author learns of it."""
    _settle([act.id])


@gone.connect
def _when_gone(row: Any) -> None:
    """Nobody can judge words that are no more: their author has left and took them along."""
    here = select(Act.id).where(Act.kind == row.kind, Act.subject_id == row.id)
    _settle(list(db.session.execute(here).scalars()))


@acted.connect
def _when_restored(act: Act) -> None:
    """A text restored, or an author allowed to write again, ends the appeals that ask for just that."""
    if act.verb not in _ENDS:
        return
    verbs, same = _ENDS[act.verb]
    rows = select(Appeal.act_id).join(Act, Act.id == Appeal.act_id).where(Appeal.outcome.is_(None))
    ended = rows.where(Act.verb.in_(verbs), *_alike(act, same))
    _settle(list(db.session.execute(ended).scalars()))


def _settle(numbers: list[int]) -> None:
    session = db.session()
    rows = select(Appeal).where(Appeal.act_id.in_(numbers), Appeal.outcome.is_(None))
    for appeal in session.execute(rows).scalars().all():
        still = update(Case).where(Case.id == appeal.case_id, Case.closed_at.is_(None))
        session.execute(still.values(closed_at=clock.now()))
        _end(session, appeal, "settled", None, "")
        if row_of(appeal.act):  # else its author has left and took the text along
            letters.tell_appellant(session, appeal)


def _locked_act(session: Session, number: int) -> Act:
    act = session.get(Act, number, with_for_update={"key_share": True}, populate_existing=True)
    if act is None:
        raise NotFound
    return act


def _appeal(session: Session, number: int) -> Appeal:
    """The appeal that still waits; Stale when it is decided."""
    appeal = session.get(Appeal, number, populate_existing=True)
    if appeal is None:
        raise NotFound
    if appeal.outcome:
        raise Stale
    return appeal


def appeal_against(act_id: int) -> Appeal | None:
    """The one appeal against an act, if there is one."""
    return db.session.execute(select(Appeal).where(Appeal.act_id == act_id)).scalar()


def is_late(appeal: Appeal, now: datetime) -> bool:
    """Whether it was, or still is, without an answer for longer than promised."""
    return (appeal.decided_at or now) > appeal.due_at
