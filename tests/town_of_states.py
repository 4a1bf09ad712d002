"""What the matrix tries of proposals, talks, sittings and the plan: ended, hidden, waiting, and whose it is; and the
marks that real forms carry.
"""

from datetime import timedelta
from typing import Any

import pyotp
from sqlalchemy import select, update

from attempts import WORDS, in_review
from factories import (
    a_done_merge,
    a_letter_to_publish,
    a_member_of_the_board,
    a_milestone,
    a_moderator,
    a_person,
    a_post,
    a_proposed_merge,
    a_saved_letter,
    a_sitting,
    a_talk,
    a_thread,
    a_value,
    an_action,
    an_amendment,
    an_app_of,
    an_area,
    an_argument,
    an_indicator,
    an_open_proposal,
)
from offices import a_body_with_an_office
from veche.accounts import links as account_links
from veche.accounts import unfinished
from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.committee import taking_up
from veche.core import clock
from veche.core.database import db, writing
from veche.curating import areas, undoing
from veche.factors import recovery, services
from veche.factors.models import App
from veche.indicators import definitions
from veche.privacy import archive
from veche.proposals.services import support
from veche.sittings import minutes
from veche.sittings import services as sittings
from veche.sittings.member_queries import members_on
from veche.sittings.models import Sitting
from veche.sittings.queries import day_of
from veche.tracking import exchange, exchange_forms, exporting, links, records, results
from veche.tracking.models import Action, Result
from veche.youth import marking

REASON = "It belongs to another part of the plan."


def a_town_of_states(people: dict[str, Any], things: dict[str, Any]) -> dict[str, Any]:
    """The names by which tests/matrix.csv calls these things."""
    return {
        **_of_proposals(people),
        **_of_proposers(people),
        **_of_talks(people),
        **_of_the_plan(things),
        **_of_accounts(people),
        **_of_the_committee(people, things),  # at last: a quorum is of all members there are
    }


def changed(row: Any, **values: Any) -> Any:
    """The row as it would be after its way there."""
    with writing() as session:
        session.execute(update(type(row)).where(type(row).id == row.id).values(**values))
    return row


def _of_proposals(people: dict[str, Any]) -> dict[str, Any]:
    owner, now, month = people["owner"], clock.now(), timedelta(days=30)
    vote = {"voting_opened_at": now - month, "voting_closes_at": now - month / 2}
    closed = {**vote, "voting_closed_at": now - month / 2}
    made: dict[str, dict[str, Any]] = {
        "answering": {"state": "review", "answer_by": now + month, **closed},
        "accepted": {"state": "accepted", "action_id": an_action().id, "ended_at": now, **closed},
        "declined": {"state": "declined", "ended_at": now, **closed},
        "deferred": {"state": "deferred", "deferred_until": now + month, **closed},
        "not_carried": {"state": "not_carried", "ended_at": now, **closed},
        "late": {"support_until": now - timedelta(hours=1)},
        "ended_voting": {"state": "voting", **vote},
        "hidden_voting": {"state": "voting", **vote, "voting_closes_at": now + month, "visibility": "hidden"},
        "hidden_review": {"state": "review", "answer_by": now + month, **closed, "visibility": "hidden"},
        "waiting_proposal": {"state": "draft", "opened_at": None, "visibility": "pending"},
        "removed_proposal": {"visibility": "removed"},
    }
    found = {name: changed(an_open_proposal(owner), **values).id for name, values in made.items()}
    supported = an_open_proposal()
    for name, person in people.items():
        if person and person.is_resident and name != "banned":
            support(person, supported.id)
    return {**found, "supported": supported.id, "hidden_argument": _hidden(an_argument(supported))}


def _hidden(row: Any) -> int:
    return int(changed(row, visibility="hidden").id)


def _of_proposers(people: dict[str, Any]) -> dict[str, Any]:
    """Amendments and merges in their states, and what those who decide have written themselves."""
    owner, resident, moderator = people["owner"], people["resident"], people["moderator"]
    open_, voting = an_open_proposal(owner), an_open_proposal(owner)
    late, hidden = an_amendment(voting, resident), an_amendment(open_, resident)
    changed(voting, state="voting", voting_opened_at=clock.now(), voting_closes_at=clock.now() + timedelta(days=9))
    done = a_done_merge(an_open_proposal(owner), an_open_proposal())
    silent, joined = (a_proposed_merge(an_open_proposal(), an_open_proposal()) for _ in range(2))
    support(moderator, joined.target_id)
    for merge in (silent, joined):
        changed(merge, silent_until=clock.now())
    marked = an_open_proposal(people["youth"])
    marking.mark(people["youth"], marked.id)
    return {
        "late_amendment": late.id,
        "hidden_amendment": _hidden(hidden),
        "done_merge": done.id,
        "merged": done.source_id,
        "silent_merge": silent.id,
        "joined_merge": joined.id,
        "moderators_proposal": an_open_proposal(moderator).id,
        "youth_own": an_open_proposal(people["youth"]).id,
        "marked": marked.id,
    }


def _of_talks(people: dict[str, Any]) -> dict[str, Any]:
    owner, moderator = people["owner"], people["moderator"]
    joined, moved = a_thread(), a_thread()
    a_post(joined, moderator)
    mover = a_moderator()
    undone = areas.move_thread(mover, moved.id, an_area("2.4.4").id, reason=REASON)
    undoing.undo(mover, undone.id)
    return {
        "unread": a_thread().id,
        "joined_thread": joined.id,
        "removed_thread": changed(a_thread(owner), visibility="removed").id,
        "waiting_thread": changed(a_thread(owner), visibility="pending").id,
        "undone_curation": undone.id,
        "hidden_talk": _hidden(a_talk(a_member_of_the_board(), shown=True)),
    }


def _of_the_committee(people: dict[str, Any], things: dict[str, Any]) -> dict[str, Any]:
    """What a member may not do alone, or to what is their own; sittings that are over."""
    member = people["committee"]
    own, alone, whole, drafted = in_review(), an_open_proposal(), in_review(), in_review()
    changed(own, author_id=member.id)
    taking_up.propose(member, alone.id, reason=WORDS, language="en")
    a_saved_letter(drafted, member)
    cancelled, written, published = a_sitting(), _held(member), _held(member)
    sittings.cancel(member, cancelled.id, reason=WORDS)
    minutes.publish(member, published.id, 1)
    a_letter_to_publish(whole, member)
    begun = db.session.get_one(Sitting, things["begun"])
    return {
        "members_own": own.id,
        "taken_up_alone": alone.id,
        "ready_letter": whole.id,
        "members_letter": drafted.id,
        "cancelled": cancelled.id,
        "roster": {f"presence-{one.id}": "present" for one in members_on(day_of(begun))},
        "written": written.id,
        "published": published.id,
    }


def _held(member: Any) -> Any:
    """A sitting that is over, with its minutes drafted."""
    sitting = changed(a_sitting(member), begins_at=clock.now() - timedelta(hours=5))
    minutes.record_attendance(member, sitting.id, {})
    return minutes.draft(member, sitting.id, text=WORDS, language="en", revision=0)


def _of_the_plan(things: dict[str, Any]) -> dict[str, Any]:
    """An action that has ended, one with an office, a retired indicator; what forms carry of what they show."""
    with writing() as session:
        action = session.execute(select(Action).where(Action.code == things["action"])).unique().scalar_one()
        seen = {"record_seen": records.fingerprint(action)}
        seen |= {"result_seen": results.mark(session.get_one(Result, things["result"]))}
        seen |= {"body_seen": session.get_one(Body, things["body"]).seen}
    ended = an_action(body=action.body)
    milestone = a_milestone(ended, clock.today() + timedelta(days=30))
    changed(ended, status="completed", next_report_on=None)
    answerable = an_action(body=a_body_with_an_office())
    retired = an_indicator("I-01")
    value = a_value(retired)
    definitions.retire_indicator(a_person(("committee",)), retired.id, WORDS, "en")
    table = "".join(exporting.as_csv()).encode()
    return {
        **seen,
        "ended_action": ended.code,
        "ended_milestone": milestone.id,
        "answerable": answerable.code,
        "report_link": links.token(answerable),
        "retired": retired.code,
        "retired_value": value.id,
        "table": table,
        "packed_table": exchange_forms.packed(table),
        "table_digest": exchange.dry_run(table).digest,
    }


def _of_accounts(people: dict[str, Any]) -> dict[str, Any]:
    """Means, kept words and archives that the resident has; an app that the owner and the moderator have."""
    resident, unconfirmed = people["resident"], people["unconfirmed"]
    services.begin_app(resident)
    codes = recovery.renew(resident)
    for name in ("owner", "moderator"):
        an_app_of(people[name])
    archive.make(resident)
    unfinished.keep(resident, "thread.new", {"title": "Where do elders learn?"})
    districts = update(Person).where(Person.id.in_([person.id for person in people.values() if person]))
    with writing() as session:
        session.execute(districts.values(district="oktyabrsky"))
        secret = services.pending_secret(session.get_one(App, resident.id)) or ""
    return {
        "email": resident.email,
        "recovery_code": codes[0],
        "app_code": pyotp.TOTP(secret).now,
        "confirm_link": account_links.token(account_links.CONFIRM, unconfirmed),
        "reset_link": account_links.token(account_links.RESET, resident),
    }
