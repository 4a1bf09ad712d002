"""What the matrix tries of cases, measures and appeals in which somebody has a part, or whose time is over."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from cases import FACTS, a_muted_person, a_proposed_removal, a_reported_post, confirmation
from factories import a_moderator, a_newcomer, a_person, a_post, a_thread, an_open_proposal, nonce
from town_of_states import changed
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db, writing
from veche.moderation import bulk
from veche.moderation import services as moderation
from veche.moderation.models import Act, Case
from veche.oversight import reviewing
from veche.oversight import services as oversight
from veche.oversight.models import Appeal
from veche.proposals.services import support

APPEAL = "The number is that of the library, and it stands on its door for everybody."


def a_town_of_cases(people: dict[str, Any]) -> dict[str, Any]:
    """The names by which tests/matrix.csv calls these things."""
    return {**_of_parts(people), **_of_two(people), **_of_measures(people), **_of_appeals(people)}


def _of_parts(people: dict[str, Any]) -> dict[str, Any]:
    """Cases that the moderator may not decide, each for another reason, and one that they hold."""
    moderator = people["moderator"]
    held, claimed = a_reported_post()[1], a_reported_post()[1]
    moderation.claim(moderator, held)
    moderation.claim(a_moderator(), claimed)
    talk, supported = a_thread(), an_open_proposal()
    answered = a_post(talk)
    a_post(talk, moderator, parent=answered)
    support(moderator, supported.id)
    return {
        "held_case": held,
        "claimed_case": claimed,
        "reported_case": a_reported_post(by=moderator)[1],
        "spoken_case": moderation.flag(a_person(), "post", answered.id, reason="spam").case_id,
        "supported_case": moderation.flag(a_person(), "proposal", supported.id, reason="spam").case_id,
        "newcomer_case": _of_a_newcomer(),
    }


def _of_a_newcomer() -> int:
    post = a_post(a_thread(), a_newcomer())
    here = select(Case.id).where(Case.kind == "post", Case.subject_id == post.id, Case.cause == "newcomer")
    return int(db.session.execute(here).scalar_one())


def _of_two(people: dict[str, Any]) -> dict[str, Any]:
    """What needs a second moderator."""
    grounds = {"clause": "4.1", "facts": FACTS}
    ban = moderation.propose_ban(a_moderator(), a_reported_post()[1], **grounds)
    own = moderation.propose_ban(people["moderator"], a_reported_post()[1], **grounds)
    _, lapsed, late = a_proposed_removal(emergency=True)
    changed(lapsed, lapses_at=clock.now() - timedelta(minutes=1))
    _, proposed, _ = a_proposed_removal(people["owner"])
    return {
        "ban_case": confirmation(ban),
        "own_ban_case": confirmation(own),
        "lapsed_case": late,
        "proposed_act": proposed.id,
    }


def _of_measures(people: dict[str, Any]) -> dict[str, Any]:
    owner, moderator = people["owner"], people["moderator"]
    restored, old, hidden = _hidden(owner), _hidden(owner), _hidden(a_person())
    moderation.restore(a_moderator(), "post", restored.subject_id, facts=FACTS)
    changed(old, acted_at=clock.now() - timedelta(days=40))
    muted = a_muted_person()
    batch = bulk.hide_spam(moderator, [a_reported_post()[1]], facts=FACTS)
    changed(batch.acts[0], acted_at=clock.now() - timedelta(hours=25))
    return {
        "restored_act": restored.id,
        "old_act": old.id,
        "hidden_case": hidden.case_id,
        "muted_case": db.session.execute(select(Act.case_id).where(Act.author_id == muted.id)).scalar_one(),
        "old_batch": batch.batch,
    }


def _hidden(author: Any, moderator: Any = None) -> Act:
    post, case = a_reported_post(author)
    act: Act = moderation.hide(moderator or a_moderator(), "post", post.id, clause="4.3", facts=FACTS, case_id=case)
    return act


def _of_appeals(people: dict[str, Any]) -> dict[str, Any]:
    moderator = people["moderator"]
    held, own = _appealed(_hidden(a_person())), _appealed(_hidden(moderator))
    oversight.claim(a_moderator(), held.id)
    _, removal, second = a_proposed_removal()
    seconded = moderation.agree(moderator, second)
    warned = moderation.warn(moderator, a_reported_post()[1], clause="4.1", facts=FACTS)
    assert seconded.id == removal.id
    return {
        "held_appeal": held.case_id,
        "moderators_appeal": own.case_id,
        "seconded_appeal": _appealed(seconded).case_id,
        "warned_appeal": _appealed(warned).case_id,
        "review_of_self": _reviewed(_hidden(moderator)),
    }


def _appealed(act: Any) -> Appeal:
    author = db.session.get_one(Person, act.author_id)
    return oversight.lodge(author, act.id, words=APPEAL, nonce=nonce())


def _reviewed(act: Act) -> int:
    with writing() as session:
        return int(reviewing.put_up(session, act).id)
