"""Simultaneous acts on a running server of two processes, each race twenty times, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from racing import REPETITIONS, Server, served
from sqlalchemy import func, select, update

from factories import a_council, a_draft, a_person
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db, writing
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.merging.models import MergedSupport
from veche.merging.services import propose
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.services import publish, support
from veche.voting.models import Ballot, Tally, Turnout
from veche.voting.services import close_due
from veche.youth import backing
from veche.youth.models import Backing

CONFIRMED, REFUSED, STALE = 303, 403, 409


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


@pytest.fixture
def weak_server(app, database, tmp_path) -> Iterator[Server]:
    with db.engine.begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("ballot") as table:
            table.drop_constraint("uq_ballot_proposal_id_person_id", type_="unique")
    with served(app, database.url, tmp_path, twin=True) as running:
        yield running


def a_crowd(number: int) -> list[Person]:
    with writing():
        people = [a_person() for _ in range(number)]
    for person in people:
        db.session.refresh(person)
    return people


def a_vote(people: list[Person]) -> int:
    number = an_open_one(people[0])
    with writing():
        for person in people[:25]:
            support(person, number)
    return number


def an_open_one(author: Person, threshold: int = 25) -> int:
    with writing() as session:
        proposal = a_draft(author)
        publish(author, proposal.id)
        number = proposal.id
        session.execute(update(Proposal).where(Proposal.id == number).values(threshold=threshold))
    return number


def count(rows: Any) -> int:
    """As the database has it now: the reading transaction of this process begins anew."""
    db.session.rollback()
    return db.session.execute(rows).scalar() or 0


def ballots(number: int) -> dict[str, int]:
    db.session.rollback()
    rows = select(Ballot.choice, func.count()).where(Ballot.proposal_id == number).group_by(Ballot.choice)
    return dict(db.session.execute(rows).all())


def repeated(race: Callable[[], list[str]], times: int = REPETITIONS) -> list[str]:
    return [fault for _ in range(times) for fault in race()]


def wrong(what: str, found: Any, expected: Any) -> list[str]:
    return [] if found == expected else [f"{what}: {found}, expected {expected}"]


def one_person_votes(server: Server, people: list[Person], choices: list[str]) -> list[str]:
    """64 ballots of one person at once: every one confirmed, one row, one voter, and one of the choices sent."""
    number = a_vote(people)
    posts = [server.post(people[0], f"/proposals/{number}/ballot", choice=choice) for choice in choices]
    codes = Counter(server.together(posts))
    found = ballots(number)
    turnout = count(select(Turnout.voters).where(Turnout.proposal_id == number))
    return [
        *wrong("answers", codes, {CONFIRMED: len(posts)}),
        *wrong("ballots of one person", sum(found.values()), 1),
        *wrong("voters counted", turnout, 1),
        *wrong("a choice nobody sent", set(found) - set(choices), set()),
    ]


def a_crowd_votes(server: Server, people: list[Person]) -> list[str]:
    """200 people at once: each ballot confirmed and counted."""
    number = a_vote(people)
    choices = [("for", "against", "abstain")[place % 3] for place in range(len(people))]
    posts = [
        server.post(person, f"/proposals/{number}/ballot", choice=choice)
        for person, choice in zip(people, choices, strict=True)
    ]
    codes = Counter(server.together(posts))
    turnout = count(select(Turnout.voters).where(Turnout.proposal_id == number))
    return [
        *wrong("answers", codes, {CONFIRMED: len(people)}),
        *wrong("ballots", ballots(number), dict(Counter(choices))),
        *wrong("voters counted", turnout, len(people)),
    ]


def a_vote_closes(server: Server, people: list[Person], met: list[bool]) -> list[str]:
    """300 ballots across the closing moment, while another process counts: the tally is what was confirmed.

    met: grows by whether ballots were both taken and refused, so that the moment did fall between them.
    """
    number = a_vote(people)
    posts = [server.post(person, f"/proposals/{number}/ballot", choice="for") for person in people]

    def close_soon() -> None:
        with writing() as session:
            closes = {"voting_closes_at": clock.now() + timedelta(seconds=0.5)}
            session.execute(update(Proposal).where(Proposal.id == number).values(**closes))

    done = threading.Event()
    counting = threading.Thread(target=_count_until, args=(server.app, done))
    counting.start()
    try:
        codes = Counter(server.together(posts, over=1.0, begin=close_soon))
    finally:
        done.set()
        counting.join()
    close_due()
    db.session.rollback()
    tally = db.session.get_one(Tally, number)
    met.append(bool(codes[CONFIRMED] and codes[REFUSED]))
    return [
        *wrong("answers", set(codes) - {CONFIRMED, REFUSED}, set()),
        *wrong("confirmed ballots in the published tally", tally.votes_for, codes[CONFIRMED]),
        *wrong("ballots recorded", sum(ballots(number).values()), tally.votes_for),
    ]


def _count_until(app: Any, done: threading.Event) -> None:
    while not done.wait(0.01):
        with app.app_context():
            close_due()


def authors_edit(server: Server, author: Person) -> list[str]:
    """16 new texts that all begin from version 1: one is taken, the others are told, no text is lost in silence."""
    number = an_open_one(author)
    posts = [_edition(server, author, number, f"The text of window {place}.") for place in range(16)]
    codes = server.together(posts)
    db.session.rollback()
    texts = db.session.execute(select(Version.text).where(Version.proposal_id == number, Version.number > 1))
    expected = [posts[place].fields["text"] for place, code in enumerate(codes) if code == CONFIRMED]
    return [
        *wrong("answers", Counter(codes), {CONFIRMED: 1, STALE: 15}),
        *wrong("the texts taken", list(texts.scalars()), expected),
        *wrong("version", count(select(Proposal.version).where(Proposal.id == number)), 2),
    ]


def _edition(server: Server, author: Person, number: int, text: str) -> Any:
    fields = {
        "title": "Phones without fear",
        "text": text,
        "reason": "Another window",
        "version": 1,
        "change": "material",
    }
    return server.post(author, f"/proposals/{number}/edit", **fields)


def supporters_meet_an_edit(server: Server, people: list[Person]) -> list[str]:
    """32 supports while the author changes the text: each is kept with the text it was given to, and counted by it."""
    number = an_open_one(people[0], threshold=1000)
    posts = [server.post(person, f"/proposals/{number}/support") for person in people[:32]]
    posts.insert(16, _edition(server, people[0], number, "Six lessons in the yard, and none in the library."))
    codes = Counter(server.together(posts))
    of_text = select(Support.version, func.count()).where(Support.proposal_id == number).group_by(Support.version)
    db.session.rollback()
    kept = dict(db.session.execute(of_text).all())
    return [
        *wrong("answers", codes, {CONFIRMED: 33}),
        *wrong("supports kept", sum(kept.values()), 32),
        *wrong("supports counted", count(select(Proposal.support_count).where(Proposal.id == number)), kept.get(2, 0)),
    ]


def the_last_support_meets_an_edit(server: Server, people: list[Person]) -> list[str]:
    """An edit while the threshold is reached: the vote opens on the text that was supported, or on none."""
    number = an_open_one(people[0])
    posts = [server.post(person, f"/proposals/{number}/support") for person in people[:25]]
    posts.append(_edition(server, people[0], number, "Another matter altogether."))
    codes = server.together(posts)
    db.session.rollback()
    proposal = db.session.get_one(Proposal, number)
    edited, supported = codes[-1] == CONFIRMED, Counter(codes[:-1])
    supports = count(
        select(func.count()).select_from(Support).where(Support.proposal_id == number, Support.version == 1 + edited)
    )
    return [
        *wrong("answers to supports", supported, {CONFIRMED: 25}),
        *wrong("state", proposal.state, "voting" if not edited or supports == 25 else "open"),
        *wrong("version", proposal.version, 1 + edited),
        *wrong("supports counted", proposal.support_count, supports),
    ]


def supporters_meet_a_merge(server: Server, people: list[Person]) -> list[str]:
    """32 supports while the other author agrees to merge: each confirmed one is kept, and its giver is asked."""
    source, target = (an_open_one(author, threshold=1000) for author in people[:2])
    values = {"reason": "The same matter", "language": "en", "nonce": f"race-{source}"}
    merge = propose(people[0], source_id=source, target_id=target, **values).id
    posts = [server.post(person, f"/proposals/{source}/support") for person in people[:32]]
    posts.insert(16, server.post(people[1], f"/merges/{merge}/agree"))
    codes = server.together(posts)
    agreed, answers = codes.pop(16), Counter(codes)
    confirmed = answers[CONFIRMED]
    of_source = select(func.count()).select_from(Support).where(Support.proposal_id == source)
    asked = select(func.count()).select_from(MergedSupport).where(MergedSupport.merge_id == merge)
    return [
        *wrong("answer to the consent", agreed, CONFIRMED),
        *wrong("answers to supports", set(answers) - {CONFIRMED, REFUSED}, set()),
        *wrong("state of the source", count(select(Proposal.state).where(Proposal.id == source)), "merged"),
        *wrong("supports kept", count(of_source), confirmed),
        *wrong("supporters asked", count(asked), confirmed),
        *wrong("supports counted", count(select(Proposal.support_count).where(Proposal.id == source)), confirmed),
    ]


def test_64_equal_ballots_of_one_person_are_one(server: Server) -> None:
    people = a_crowd(25)
    assert repeated(lambda: one_person_votes(server, people, ["for"] * 64)) == []


def test_32_for_against_32_of_one_person_leave_one_choice(server: Server) -> None:
    people = a_crowd(25)
    assert repeated(lambda: one_person_votes(server, people, ["for", "against"] * 32)) == []


def test_200_voters_at_once_are_200_ballots(server: Server) -> None:
    people = a_crowd(200)
    assert repeated(lambda: a_crowd_votes(server, people)) == []


def test_300_voters_across_the_closing_moment_are_counted_as_they_were_confirmed(server: Server) -> None:
    people, met = a_crowd(300), []
    assert repeated(lambda: a_vote_closes(server, people, met)) == []
    assert sum(met) > REPETITIONS / 2, "most races have to meet the closing moment"


def test_of_16_edits_from_one_version_one_is_taken(server: Server) -> None:
    author = a_person()
    assert repeated(lambda: authors_edit(server, author)) == []


def test_supports_that_meet_an_edit_are_kept_with_their_text(server: Server) -> None:
    people = a_crowd(32)
    assert repeated(lambda: supporters_meet_an_edit(server, people)) == []


def test_the_vote_opens_on_the_text_that_was_supported(server: Server) -> None:
    people = a_crowd(26)
    assert repeated(lambda: the_last_support_meets_an_edit(server, people)) == []


def test_supports_that_meet_a_merge_are_kept_and_asked(server: Server) -> None:
    people = a_crowd(32)
    assert repeated(lambda: supporters_meet_a_merge(server, people)) == []


def test_the_races_find_a_twin_that_looks_before_it_inserts(weak_server: Server) -> None:
    people = a_crowd(25)
    faults = repeated(lambda: one_person_votes(weak_server, people, ["for"] * 64), times=2)
    assert any(fault.startswith("ballots of one person") for fault in faults), faults


def test_the_races_find_a_twin_that_asks_the_clock_too_early(weak_server: Server) -> None:
    people = a_crowd(300)
    # Ten tries at most: on a busy machine the crowd may meet the closing moment late.
    tries = (repeated(lambda: a_vote_closes(weak_server, people, []), times=1) for _ in range(10))
    assert any(fault.startswith(("confirmed ballots", "ballots recorded")) for faults in tries for fault in faults)


def members_reach_two_thirds(server: Server, council: list[Person], author: Person) -> list[str]:
    """Three of four back at once what one of them alone would send to the vote: one vote, one letter to the author."""
    number = an_open_one(author)
    backing.back(council[0], number)
    posts = [server.post(member, f"/youth/backing/{number}") for member in council[1:]]
    codes = Counter(server.together(posts))
    opened = select(func.count()).select_from(Entry).where(Entry.subject == f"proposal:{number}")
    told = select(func.count()).select_from(Letter).where(Letter.address == author.email)
    backers = count(select(func.count()).select_from(Backing).where(Backing.proposal_id == number))
    return [
        *wrong("answers", set(codes) - {CONFIRMED, REFUSED}, set()),
        *wrong("who came in time", codes[CONFIRMED], backers - 1),
        *wrong("votes opened", count(opened.where(Entry.verb == "vote.opened")), 1),
        *wrong("state", count(select(Proposal.state).where(Proposal.id == number)), "voting"),
        *wrong("letters", count(told.where(Letter.body.contains(f"/proposals/{number}\n"))), 1),
    ]


def test_members_who_reach_two_thirds_at_once_open_one_vote(server: Server) -> None:
    council, author = a_council(4), a_person()
    for person in (*council, author):
        db.session.refresh(person)
    assert repeated(lambda: members_reach_two_thirds(server, council, author)) == []
