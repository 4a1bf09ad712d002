"""Who leaves is gone: in no table, file, page, feed or letter is their name; and every count is what it was."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from busy import EMAIL, NAME, REPRESENTATIVE, a_busy_person
from factories import a_member, a_person, an_open_proposal
from veche.accounts.models import Person, RoleGrant, Unfinished
from veche.core import journal
from veche.core.database import Base, db
from veche.core.policy import Refused
from veche.core.recount import recount_all
from veche.forum.models import Post
from veche.privacy import leaving
from veche.proposals.models import Coauthor, Helpful, Proposal, Support, Version
from veche.proposals.services import support, unsupport
from veche.voting import check
from veche.voting.models import Ballot, Tally, Turnout
from veche.voting.queries import tally
from veche.voting.services import cast
from veche.voting.sheets import as_json, kept

WORDS = (NAME, EMAIL, REPRESENTATIVE, NAME.upper(), "Swift of the board")


def everything() -> str:
    """Every value of every row of the database, in one text."""
    db.session.rollback()
    rows = [db.session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return json.dumps([[list(row) for row in table] for table in rows], default=str, ensure_ascii=False)


def counts() -> dict[str, Any]:
    """What must be the same before and after: tallies, sheets, turnout, supports, journal."""
    db.session.expire_all()
    tallies = db.session.execute(select(Tally).order_by(Tally.proposal_id)).scalars().all()
    closed = [db.session.get_one(Proposal, one.proposal_id) for one in tallies]
    return {
        "tallies": [(one.votes_for, one.votes_against, one.votes_abstain, one.entitled) for one in tallies],
        "sheets": [as_json(sheet) for one in closed if (sheet := kept(one, tally(one)))],
        "turnout": db.session.execute(select(Turnout.proposal_id, Turnout.voters).order_by(Turnout.proposal_id)).all(),
        "ballots": db.session.execute(select(func.count()).select_from(Ballot)).scalar(),
        "supports": db.session.execute(select(func.count()).select_from(Support)).scalar(),
    }


def test_of_somebody_who_did_everything_nothing_is_left_but_counts(app: Flask) -> None:
    made = a_busy_person()
    before = counts()
    assert before["sheets"]
    assert all(word in everything() for word in (NAME, EMAIL, REPRESENTATIVE))
    leaving.leave(made.person)
    after = counts()
    assert after == before
    assert [word for word in WORDS if word in everything()] == []
    assert journal.verify(db.session()) is None
    assert not any(recount_all().values())
    for sheet in after["sheets"]:
        assert all(finding.holds for finding in check.examine(check.read_sheet(sheet)))


def test_the_bytes_of_the_database_file_hold_neither_name_nor_address(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("a file of SQLite")
    made = a_busy_person()
    leaving.leave(made.person)
    db.session.remove()
    file = Path(str(db.engine.url.database))
    for place in (file, Path(f"{file}-wal")):
        content = place.read_bytes() if place.exists() else b""
        assert [word for word in WORDS if word.encode() in content] == [], place


def test_the_shell_tells_nothing_and_signs_nobody_in(app: Flask) -> None:
    made = a_busy_person()
    number = made.person.id
    leaving.leave(made.person)
    db.session.expire_all()
    shell = db.session.get_one(Person, number)
    assert (shell.email, shell.password_hash, shell.age_band, shell.district) == (None,) * 4
    assert shell.display_name == "бывший участник", "in the language of the reader, here the city's"
    assert shell.left_at is not None
    assert not shell.grants
    assert db.session.execute(text("select display_name from person where id = :id"), {"id": number}).scalar() == ""


def test_ballots_and_supports_have_no_person_and_no_secret(app: Flask) -> None:
    made = a_busy_person()
    leaving.leave(made.person)
    nameless = db.session.execute(select(Ballot).where(Ballot.person_id.is_(None))).scalars().all()
    assert {(one.proposal_id, one.secret, one.changes) for one in nameless} == {
        (made.closed.id, "", 0),
        (made.open.id, "", 0),
    }
    for one in nameless:
        assert one.cast_at == db.session.get_one(Proposal, one.proposal_id).voting_opened_at
    assert db.session.execute(select(Helpful).where(Helpful.person_id == made.person.id)).first() is None


def test_what_is_open_is_taken_back_when_the_person_says_so(app: Flask) -> None:
    made = a_busy_person()
    before = db.session.get_one(Proposal, made.supported.id).support_count
    turnout = db.session.get_one(Turnout, made.open.id).voters
    assert [one.key for one in leaving.still_open(made.person)] == ["supports", "ballots"]
    leaving.leave(made.person, take_back=["supports", "ballots"])
    db.session.expire_all()
    assert db.session.get_one(Turnout, made.open.id).voters == turnout - 1
    assert db.session.get_one(Proposal, made.supported.id).support_count == before - 1
    closed = select(func.count()).where(Ballot.proposal_id == made.closed.id)
    assert db.session.execute(closed).scalar() == 4, "a closed vote keeps every ballot"
    assert not any(recount_all().values())


def test_a_nameless_ballot_counts_at_the_close(app: Flask) -> None:
    from datetime import timedelta

    from veche.core import clock
    from veche.voting.services import close_due
    from veche.youth.models import YouthTally

    made = a_busy_person()
    leaving.leave(made.person)
    with clock.moved(timedelta(days=15)):
        close_due()
    result = db.session.get_one(Tally, made.open.id)
    assert (result.votes_for, result.votes_against) == (1, 1)
    assert result.entitled >= result.voters
    assert db.session.get_one(YouthTally, made.open.id).others == 2
    sheet = kept(db.session.get_one(Proposal, made.open.id), result)
    assert sheet is not None
    assert sheet.faults == []


def test_drafts_go_and_one_with_a_coauthor_is_theirs(app: Flask) -> None:
    made = a_busy_person()
    leaving.leave(made.person)
    db.session.expire_all()
    assert db.session.get(Proposal, made.draft.id) is None
    assert db.session.execute(select(Version).where(Version.proposal_id == made.draft.id)).first() is None
    assert db.session.get_one(Proposal, made.with_heir.id).author_id == made.heir.id
    together = db.session.get_one(Coauthor, (made.together.id, made.person.id))
    assert together.left_at is not None


def test_others_texts_name_a_former_participant(app: Flask) -> None:
    made = a_busy_person()
    leaving.leave(made.person)
    db.session.expire_all()
    post = db.session.get_one(Post, made.mention.id)
    assert post.text == "Thank you, a former participant, well said. And a former participant again."
    assert "a former participant" in post.html
    quote = db.session.get_one(Post, made.quote.id)
    assert quote.text.startswith("> [a former participant](/threads/")
    kept_text = db.session.execute(select(Unfinished)).scalar_one()
    assert kept_text.fields["text"] == "I ask бывший участник for help."


def test_a_common_word_taken_for_a_name_changes_nobody_elses_words(app: Flask) -> None:
    person = a_person(name="library")
    other = an_open_proposal(title="A library for all")
    leaving.leave(person)
    db.session.expire_all()
    entry = journal.about(db.session(), [other.subject])[0]
    assert entry.data["title"] == "A library for all"


def test_whoever_has_left_does_nothing_more_in_another_window(app: Flask) -> None:
    person, proposal = a_person(), an_open_proposal()
    leaving.leave(person)
    with pytest.raises(Refused):
        support(person, proposal.id)
    with pytest.raises(Refused):
        unsupport(person, proposal.id)
    with pytest.raises(Refused):
        leaving.leave(person)
    assert journal.about(db.session(), [f"person:{person.id}"])[-1].verb == "person.left"


def test_the_last_administrator_gives_the_role_first(app: Flask) -> None:
    admin = a_person(("admin",))
    assert "last administrator" in leaving.in_the_way(admin)[0].reason
    with pytest.raises(Refused):
        leaving.leave(admin)
    admin.proved_by = "password"
    assert admin.roles == frozenset(), "the role sleeps for want of a second step"
    assert leaving.in_the_way(admin), "and is held all the same"
    a_person(("admin",))
    leaving.leave(admin)
    assert db.session.execute(select(RoleGrant).where(RoleGrant.person_id == admin.id)).first() is None


def test_a_seat_and_a_letter_in_work_are_handed_over_first(app: Flask) -> None:
    from attempts import in_review
    from factories import a_saved_letter, a_seat

    seated = a_seat().person
    assert "seat" in leaving.in_the_way(seated)[0].reason
    member = a_member()
    a_saved_letter(in_review(), member)
    assert "answer" in leaving.in_the_way(member)[0].reason
    assert cast


def test_on_paper_what_is_open_is_taken_back(app: Flask) -> None:
    made = a_busy_person()
    number = leaving.erase_by_email(EMAIL.upper())
    assert number == made.person.id
    open_ballots = select(func.count()).where(Ballot.proposal_id == made.open.id)
    assert db.session.execute(open_ballots).scalar() == 1
    with pytest.raises(LookupError):
        leaving.erase_by_email(EMAIL)
