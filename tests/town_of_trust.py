"""What the matrix tries of moderation, accounts and desks: own and others' things, waiting, decided and over."""

from typing import Any

from sqlalchemy import select, update

from cases import FACTS, a_proposed_removal, confirmation
from desks import a_code, a_desk, a_neighbour, a_sheet, known_by, staff_of
from factories import a_moderator, a_person, a_post, a_thread, nonce
from town_of_states import changed
from veche.assisting.models import Visit
from veche.assisting.receiving import end_visit, receive
from veche.core import clock
from veche.core.database import db, writing
from veche.factors.models import Passkey
from veche.moderation import bulk, notes
from veche.moderation import services as moderation
from veche.moderation.models import Act
from veche.oversight import reviewing
from veche.oversight import services as oversight
from veche.residents import by_desk, desks, services
from veche.sessions.models import LiveSession
from veche.sessions.services import begin

APPEAL = "The number is that of the library, and it stands on its door for everybody."


def a_town_of_trust(people: dict[str, Any], desk: Any) -> dict[str, Any]:
    """The names by which tests/matrix.csv calls these things."""
    return {
        **{f"person_{name}": people[name].id for name in ("admin", "desk", "muted", "banned")},
        **_of_accounts(people),
        **_of_desks(people, desk),
        **_of_cases(people),
        **_of_appeals(people),
        "waiting": _waiting(people["owner"]),
        "shown": a_post(a_thread(), people["owner"]).id,
    }


def _of_accounts(people: dict[str, Any]) -> dict[str, Any]:
    begin(people["resident"], factor="password")
    mine = select(LiveSession.id).where(LiveSession.person_id == people["resident"].id)
    key = Passkey(handle="h" * 64, credential_id=b"1", public_key=b"1", name="Key", added_at=clock.now())
    with writing() as session:
        key.person_id = people["resident"].id
        session.add(key)
        number = session.execute(mine).scalars().one()
    return {"session": number, "passkey": key.id}


def _of_desks(people: dict[str, Any], desk: Any) -> dict[str, Any]:
    staff, other, closed = people["desk"], a_desk(), a_desk()
    desks.name_staff(a_person(("admin",)), closed.id, staff.name_key)
    sheet, revoked, others = a_sheet(desk, staff=staff)[0], a_sheet(desk, staff=staff)[0], a_sheet(other)[0]
    desks.revoke_sheet(staff, revoked.id, "Lost on its way to the desk.")
    over = _visit(desk, staff, "BM1000002")
    end_visit(staff, over)
    known_by(a_person(), "BM1000009")
    banned, of_closed = _visit(desk, staff, "BM1000004"), _visit(closed, staff, "BM1000005")
    changed(db.session.get_one(Visit, banned).person, banned_at=clock.now())
    desks.close_desk(a_person(("admin",)), closed.id)
    return {
        **_of_codes(desk, staff),
        "desk_name": staff.display_name,
        "banned_visit": banned,
        "closed_visit": of_closed,
        "colleagues_visit": _visit(desk, staff_of(desk), "BM1000006"),
        "desk_office": desk.id,
        "other_desk": other.id,
        "closed_desk": closed.id,
        "sheet": sheet.id,
        "revoked_sheet": revoked.id,
        "other_sheet": others.id,
        "code": a_code(),
        "visit": _visit(desk, staff, "BM1000001"),
        "visit_over": over,
        "other_visit": _visit(other, staff_of(other), "BM1000003"),
    }


def _of_codes(desk: Any, staff: Any) -> dict[str, Any]:
    """Codes that are good no longer, and their sheets."""
    (expired, past), (used, once), (revoked, never) = (a_sheet(desk, staff=staff) for _ in range(3))
    changed(expired, expires_at=clock.now())
    services.finish(a_neighbour(), by_desk.DeskWay(), {"code": once[0]})
    desks.revoke_code(staff, revoked.id, 1, "Lost on its way to the desk.")
    return {
        "expired_code": past[0],
        "used_code": once[0],
        "revoked_code": never[0],
        "expired_sheet": expired.id,
        "used_sheet": used.id,
    }


def _visit(desk: Any, staff: Any, document: str) -> int:
    told = {"name": "", "age_band": "over-31", "language": "en", "consented": True}
    visit: Visit = receive(staff, desk.id, document=document, nonce=nonce(), **told)
    return visit.id


def _reported(author: Any = None) -> tuple[Any, int]:
    post = a_post(a_thread(), author)
    return post, int(moderation.flag(a_person(), "post", post.id, reason="spam").case_id)


def _of_cases(people: dict[str, Any]) -> dict[str, Any]:
    moderator, other = people["moderator"], a_moderator()
    _, closed = _reported()
    moderation.leave(other, closed, facts=FACTS)
    _, noted = _reported()
    _, _, confirm = a_proposed_removal()
    _, own, own_confirm = a_proposed_removal(by=moderator)
    assert own_confirm == confirmation(own)
    return {
        "closed_case": closed,
        "noted_case": noted,
        "note": notes.note(moderator, noted, on_person=False, text="Seen before.").id,
        "other_note": notes.note(other, noted, on_person=False, text="Seen before.").id,
        "confirm_case": confirm,
        "own_confirm_case": own_confirm,
        "batch": _batch(moderator),
        "other_batch": _batch(other),
    }


def _batch(moderator: Any) -> str:
    made = bulk.hide_spam(moderator, [_reported()[1]], facts=FACTS)
    return str(made.batch)


def _of_appeals(people: dict[str, Any]) -> dict[str, Any]:
    owner, moderator = people["owner"], people["moderator"]
    act, appealed, decided = _act(owner), _act(owner), _act(owner)
    waiting = oversight.lodge(owner, appealed.id, words=APPEAL, nonce=nonce())
    over = oversight.lodge(owner, decided.id, words=APPEAL, nonce=nonce())
    oversight.decide(a_moderator(), over.id, outcome="upheld", reasons=FACTS)
    own = oversight.lodge(owner, _act(owner, moderator).id, words=APPEAL, nonce=nonce())
    banned = _act(people["banned"])
    return {
        "act": act.id,
        "act_on_banned": banned.id,
        "appealed_act": appealed.id,
        "appeal": waiting.case_id,
        "decided_appeal": over.case_id,
        "own_decision_appeal": own.case_id,
        **_reviews(moderator),
    }


def _act(author: Any, moderator: Any = None) -> Act:
    post, case = _reported(author)
    act: Act = moderation.hide(moderator or a_moderator(), "post", post.id, clause="4.3", facts=FACTS, case_id=case)
    return act


def _reviews(moderator: Any) -> dict[str, int]:
    acts = {"review": _act(a_person()), "made_review": _act(a_person()), "own_review": _act(a_person(), moderator)}
    with writing() as session:
        found = {name: reviewing.put_up(session, act).id for name, act in acts.items()}
    reviewing.review(a_moderator(), found["made_review"], measure="hide", word=FACTS)
    return found


def _waiting(author: Any) -> int:
    """A text of theirs that waits for its first look."""
    post = a_post(a_thread(), author)
    with writing() as session:
        session.execute(update(type(post)).where(type(post).id == post.id).values(visibility="pending"))
    db.session.expire_all()
    return int(post.id)
