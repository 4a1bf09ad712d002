"""An undone merge counts nobody twice: neither who left meanwhile, nor whose verification went to another account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from desks import a_neighbour, known_by
from factories import a_done_merge, a_person, an_open_proposal
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db, writing
from veche.core.recount import recount_all
from veche.merging import choices, services
from veche.privacy import leaving
from veche.proposals.life import fall_dormant_due
from veche.proposals.models import Proposal
from veche.proposals.services import revive, support
from veche.residents import keys
from veche.residents.identities import claim, owner_of, write_down
from veche.residents.services import withdraw

DOCUMENT = "MP7654321"
REASON = "They are two matters after all."


def counted(proposal: Any) -> int:
    db.session.expire_all()
    assert not any(recount_all().values())
    return db.session.get_one(Proposal, proposal.id).support_count


def verified(person: Person) -> Person:
    """By the same document, moved from wherever the verification is."""
    with writing() as session:
        identity = keys.identity("document", DOCUMENT)
        claim(session, person.id, identity, "desk", moved_from=owner_of(session, identity))
        write_down(session, person, "desk", None)
    db.session.refresh(person)
    return person


def move_away(_person: Person) -> None:
    verified(a_neighbour())


@pytest.mark.parametrize("go", [leaving.leave, withdraw, move_away])
@pytest.mark.parametrize("choice", ["asked", "kept"])
def test_a_support_that_stayed_with_the_source_is_not_counted_beside_the_same_humans_new_one(
    app: Flask, go: Callable[[Person], None], choice: str
) -> None:
    first, source, target = known_by(a_person(), DOCUMENT), an_open_proposal(), an_open_proposal()
    support(first, source.id)
    merge = a_done_merge(source, target)
    if choice == "kept":
        choices.choose(first, merge.id, "kept")
    go(first)
    assert counted(source) == 1, "what is merged keeps what it had"
    services.undo(source.author, merge.id, REASON)
    assert counted(source) == 0
    support(verified(a_neighbour()), source.id)
    assert counted(source) == 1


def test_who_left_before_the_merge_is_not_counted_beyond_the_term_that_was_made_sure_of(app: Flask) -> None:
    first, source, target = known_by(a_person(), DOCUMENT), an_open_proposal(), an_open_proposal()
    support(first, source.id)
    leaving.leave(first)
    merge = a_done_merge(source, target)
    services.undo(source.author, merge.id, REASON)
    assert counted(source) == 0


def test_a_moved_support_does_not_return_to_whoever_is_verified_no_longer(app: Flask) -> None:
    """The target slept when the verification was withdrawn, so nobody noted the support that was moved to it."""
    target = an_open_proposal()
    ends = target.support_until - clock.now()
    with clock.moved(ends - timedelta(hours=1)):
        first, source = known_by(a_person(), DOCUMENT), an_open_proposal()
        support(first, source.id)
        merge = a_done_merge(source, target)
        choices.choose(first, merge.id, "moved")
    with clock.moved(ends + timedelta(hours=1)):
        fall_dormant_due()
        withdraw(first)
        revive(target.author, target.id)
        services.undo(source.author, merge.id, REASON)
        assert (counted(source), counted(target)) == (0, 0)


def test_who_stays_supports_the_source_again(app: Flask) -> None:
    stays, source, target = a_person(), an_open_proposal(), an_open_proposal()
    support(stays, source.id)
    merge = a_done_merge(source, target)
    choices.choose(stays, merge.id, "moved")
    services.undo(source.author, merge.id, REASON)
    assert (counted(source), counted(target)) == (1, 0)
