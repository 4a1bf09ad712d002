"""Simultaneous answers on a running server of two processes, each race several times, on both databases."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from racing import Server, served
from sqlalchemy import func, select, update

from factories import a_body, a_draft, a_member, a_person, a_quorum, the_letter
from veche.accounts.models import Person, RoleGrant
from veche.committee import drafting
from veche.committee.models import Decision, Draft, Position, TakingUp
from veche.core import clock
from veche.core.database import db, writing
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.proposals.models import Proposal
from veche.proposals.services import publish
from veche.tracking.models import Action

CONFIRMED, REFUSED, STALE = 303, 403, 409
TIMES = 10


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


@pytest.fixture
def members(app) -> list[Person]:
    with writing():
        found = [a_member() for _ in range(20)]
    for person in found:
        db.session.refresh(person)
    return found


def in_review(author: Person) -> Proposal:
    """As after a vote that carried, without the ballots."""
    proposal = a_draft(author)
    publish(author, proposal.id)
    now = clock.now()
    values = {"state": "review", "voting_opened_at": now, "voting_closes_at": now, "voting_closed_at": now}
    with writing() as session:
        changed = update(Proposal).where(Proposal.id == proposal.id)
        session.execute(changed.values(**values, answer_by=now + timedelta(days=30)))
    return proposal


def count(rows: Any) -> int:
    """As the database has it now: the reading transaction of this process begins anew."""
    db.session.rollback()
    return db.session.execute(rows).scalar() or 0


def entries(number: int, verb: str) -> int:
    return count(
        select(func.count()).select_from(Entry).where(Entry.subject == f"proposal:{number}", Entry.verb == verb)
    )


def wrong(what: str, found: Any, expected: Any) -> list[str]:
    return [] if found == expected else [f"{what}: {found}, expected {expected}"]


def repeated(race: Callable[[], list[str]]) -> list[str]:
    return [fault for _ in range(TIMES) for fault in race()]


def approved(proposal: Any, members: list[Person], body: int, outcome: str = "accepted") -> int:
    """A letter to publish; the number of its revision."""
    fields = the_letter(proposal, outcome, body_id=body)
    draft = drafting.save(members[0], proposal.id, fields, seen=0, hand_over=True)
    drafting.approve(members[1], proposal.id, draft.revision)
    a_quorum(proposal, outcome)
    return draft.revision


def twenty_promote(server: Server, members: list[Person], author: Person, body: int) -> list[str]:
    """20 members publish one accepting letter at once: one decision, one action, one entry, one notice."""
    proposal = in_review(author)
    number, revision = proposal.id, approved(proposal, members, body)
    actions = count(select(func.count()).select_from(Action))
    told = select(func.count()).select_from(Letter).where(Letter.address == author.email)
    before = count(told)
    posts = [server.post(one, f"/committee/dossier/{number}/letter/publish", revision=revision) for one in members]
    codes = Counter(server.together(posts))
    return [
        *wrong("answers", codes, {CONFIRMED: 1, STALE: 19}),
        *wrong("decisions", count(select(func.count(Decision.id)).where(Decision.proposal_id == number)), 1),
        *wrong("actions", count(select(func.count()).select_from(Action)) - actions, 1),
        *wrong("entries of the answer", entries(number, "proposal.accepted"), 1),
        *wrong("notices to the author", count(told) - before, 1),
        *wrong("state", count(select(Proposal.state).where(Proposal.id == number)), "accepted"),
    ]


def accept_meets_decline(server: Server, members: list[Person], author: Person, body: int) -> list[str]:
    """One publishes «accepted» while another saves «declined» into the same letter: one of them wins, whole."""
    proposal = in_review(author)
    number, revision = proposal.id, approved(proposal, members, body)
    actions = count(select(func.count()).select_from(Action))
    other = {**the_letter(proposal, "declined"), "step": "ready", "revision": revision}
    del other["cited"]
    posts = [
        server.post(members[2], f"/committee/dossier/{number}/letter/publish", revision=revision),
        server.post(members[3], f"/committee/dossier/{number}/letter", **other),
    ]
    accepted, declined = server.together(posts)
    won = accepted == CONFIRMED
    state = count(select(Proposal.state).where(Proposal.id == number))
    outcome = count(select(Draft.outcome).where(Draft.proposal_id == number))
    return [
        *wrong("answers", sorted([accepted, declined]), [CONFIRMED, STALE]),
        *wrong("state", state, "accepted" if won else "review"),
        *wrong("letter", outcome, "accepted" if won else "declined"),
        *wrong("actions", count(select(func.count()).select_from(Action)) - actions, int(won)),
        *wrong("decisions", count(select(func.count(Decision.id)).where(Decision.proposal_id == number)), int(won)),
    ]


def members_save_one_letter(server: Server, members: list[Person], author: Person) -> list[str]:
    """16 members save the first text of one letter: one is kept, the others get theirs back."""
    number = in_review(author).id
    posts = [
        server.post(one, f"/committee/dossier/{number}/letter", letter=f"Text {one.id}.", step="save", revision=0)
        for one in members[:16]
    ]
    codes = Counter(server.together(posts))
    drafts = count(select(func.count()).select_from(Draft).where(Draft.proposal_id == number))
    revision = count(select(Draft.revision).where(Draft.proposal_id == number))
    return [
        *wrong("answers", codes, {CONFIRMED: 1, STALE: 15}),
        *wrong("letters in work", drafts, 1),
        *wrong("revision", revision, 1),
    ]


def one_member_speaks_twice(server: Server, members: list[Person], author: Person) -> list[str]:
    """16 equal positions of one member are one."""
    number = in_review(author).id
    typed = {"position-stance": "declined", "position-reason": "There is no money for it.", "position-language": "en"}
    codes = Counter(server.together([server.post(members[0], f"/committee/dossier/{number}/position", **typed)] * 16))
    kept = count(select(func.count()).select_from(Position).where(Position.proposal_id == number))
    return [
        *wrong("answers", codes, {CONFIRMED: 16}),
        *wrong("positions", kept, 1),
        *wrong("entries", entries(number, "position.taken"), 1),
    ]


def many_second(server: Server, members: list[Person], author: Person) -> list[str]:
    """19 members second at once: the proposal is taken up once."""
    proposal = a_draft(author)
    publish(author, proposal.id)
    number = proposal.id
    reason = "The ice is thin this week, and a vote would close only in the spring."
    posts = [server.post(members[0], f"/committee/take-up/{number}", reason=reason, language="en")]
    first = server.together(posts)
    told = select(func.count()).select_from(Letter).where(Letter.address == author.email)
    before = count(told)
    seconds = [server.post(one, f"/committee/take-up/{number}/second") for one in members[1:]]
    codes = Counter(server.together(seconds))
    return [
        *wrong("the wish", first, [CONFIRMED]),
        *wrong("answers", codes, {CONFIRMED: 1, STALE: 18}),
        *wrong("state", count(select(Proposal.state).where(Proposal.id == number)), "review"),
        *wrong("entries", entries(number, "taking.seconded"), 1),
        *wrong("notices to the author", count(told) - before, 1),
        *wrong("wishes", count(select(func.count()).select_from(TakingUp).where(TakingUp.proposal_id == number)), 1),
    ]


def test_20_promotions_of_one_proposal_are_one_action_one_entry_one_notice(
    server: Server, members: list[Person]
) -> None:
    author, body = a_person(), _a_body_of(members)
    assert repeated(lambda: twenty_promote(server, members, author, body)) == []


def test_accepting_and_declining_at_once_end_in_one_answer(server: Server, members: list[Person]) -> None:
    author, body = a_person(), _a_body_of(members)
    assert repeated(lambda: accept_meets_decline(server, members, author, body)) == []


def test_of_16_first_texts_of_one_letter_one_is_kept(server: Server, members: list[Person]) -> None:
    author = a_person()
    assert repeated(lambda: members_save_one_letter(server, members, author)) == []


def test_one_member_has_one_position_however_often_it_is_sent(server: Server, members: list[Person]) -> None:
    author = a_person()
    assert repeated(lambda: one_member_speaks_twice(server, members, author)) == []


def test_a_proposal_is_taken_up_once(server: Server, members: list[Person]) -> None:
    author = a_person()
    assert repeated(lambda: many_second(server, members, author)) == []


def _a_body_of(members: list[Person]) -> int:
    """A body, without the member that its factory makes: only these twenty are in office."""
    number = int(a_body().id)
    with writing() as session:
        for grant in session.execute(select(RoleGrant).where(RoleGrant.person_id > members[-1].id)).scalars():
            session.delete(grant)
    return number
