"""Taking part at a desk: the same human has one account, everything entered is marked and counted, rules hold."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from desks import a_desk, a_neighbour, staff_of
from factories import a_person, a_voting_proposal, an_open_proposal, nonce
from statements import settled_statements
from veche.accounts.models import Person
from veche.assisting.models import AssistedAct, Visit
from veche.assisting.receiving import receive
from veche.core import clock, journal
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.proposals.models import Proposal, Support
from veche.voting.models import Ballot
from veche.voting.services import close_due


@pytest.fixture(autouse=True)
def small_town(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUPPORT_THRESHOLD", "QUORUM"):
        monkeypatch.setitem(app.config["VECHE"], name, 2)


DOCUMENT = "BM7654321"


def first_visit(desk, **more):
    told = {"document": DOCUMENT, "age_band": "over-31", "language": "en", "consent": "y", "nonce": nonce()}
    return {name: value for name, value in {**told, **more}.items() if value is not None}


def a_visit(desk, staff, document=DOCUMENT):
    told = {"name": "", "age_band": "over-31", "language": "en", "consented": True}
    return receive(staff, desk.id, document=document, nonce=nonce(), **told)


@pytest.fixture
def desk():
    return a_desk()


@pytest.fixture
def staff(desk):
    return staff_of(desk)


@pytest.fixture
def client(signed_in, staff):
    return signed_in(staff)


def count(model, *conditions):
    return db.session.execute(select(func.count()).select_from(model).where(*conditions)).scalar_one()


def entries(beginning):
    return list(db.session.execute(select(Entry).where(Entry.verb.startswith(beginning))).unique().scalars())


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_person_with_a_document_is_received_and_gets_a_number_for_a_name(client, desk):
    answer = client.post(f"/en/desk/{desk.id}/receive", data=first_visit(desk))
    assert answer.status_code == 303
    person = db.session.execute(select(Person).where(Person.is_assisted)).unique().scalar_one()
    assert (person.email, person.password_hash) == (None, None)
    assert person.is_resident
    assert person.display_name.endswith(f"{person.id:04}")
    assert person.display_name in client.get(answer.location).text
    held = [tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert DOCUMENT not in str(held)


def test_the_same_document_is_the_same_person_whoever_types_it(client, desk, signed_in):
    client.post(f"/en/desk/{desk.id}/receive", data=first_visit(desk, name="Swallow"))
    other = a_desk()
    again = first_visit(other, document="вм 7654321", age_band="", consent=None)
    assert signed_in(staff_of(other)).post(f"/en/desk/{other.id}/receive", data=again).status_code == 303
    assert count(Person, Person.is_assisted) == 1
    assert len(set(db.session.execute(select(Visit.person_id)).scalars())) == 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"consent": None}, "without the signed consent"),
        ({"age_band": ""}, "ask for the age"),
        ({"age_band": "14-15"}, "Choose one of the options"),
        ({"document": "?"}, "as it stands in the document"),
        ({"name": "<b>"}, "2 to 40 letters"),
    ],
)
def test_a_first_visit_needs_consent_age_and_a_document(client, desk, more, said):
    answer = client.post(f"/en/desk/{desk.id}/receive", data=first_visit(desk, **more))
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert count(Person, Person.is_assisted) == 0


def test_who_has_an_account_of_their_own_is_not_assisted(client, desk, staff, signed_in):
    from veche.residents import desks

    sheet, codes = desks.print_sheet(staff, desk.id, 1, nonce())
    desks.bind_code(staff, sheet.id, 1, DOCUMENT)
    signed_in(a_neighbour()).post("/en/my/verify/code", data={"code": codes[0]})
    answer = client.post(f"/en/desk/{desk.id}/receive", data=first_visit(desk))
    assert answer.status_code == 422
    assert "has an account of their own" in answer.text
    assert count(Visit) == 0


def test_a_support_is_counted_once_marked_and_journalled(client, desk, staff, signed_in):
    proposal, visit = an_open_proposal(), a_visit(desk, staff)
    address = f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/support"
    slip = client.post(address, data={"nonce": "one"})
    assert slip.status_code == 200
    assert "Signature of the person" in slip.text
    act = db.session.execute(select(AssistedAct)).scalar_one()
    assert act.slip in slip.text
    assert client.post(address, data={"nonce": "one"}).status_code == 303  # the same form: no second slip
    again = client.post(address, data={"nonce": "two"})
    assert again.status_code == 422
    assert "supports the proposal already" in again.text
    assert count(Support) == 1
    assert "1 in all, 1 of them given at a desk" in words(
        signed_in(a_person()).get(f"/en/proposals/{proposal.id}").text
    )
    [entry] = entries("assist.support")
    assert (entry.actor, entry.subject) == (staff.id, proposal.subject)
    assert entry.data == {"desk": desk.id, "slip": act.slip}


def test_a_support_is_taken_back_at_the_desk(client, desk, staff):
    proposal, visit = an_open_proposal(), a_visit(desk, staff)
    address = f"/en/desk/visits/{visit.id}/proposals/{proposal.id}"
    client.post(f"{address}/support", data={"nonce": "one"})
    assert client.post(f"{address}/unsupport", data={"nonce": "two"}).status_code == 200
    assert count(Support) == 0
    assert "given at" not in client.get(f"/en/proposals/{proposal.id}").text
    assert client.post(f"{address}/unsupport", data={"nonce": "three"}).status_code == 422


def test_a_ballot_has_a_receipt_on_the_slip_and_its_choice_is_listed_nowhere(client, desk, staff):
    proposal, visit = a_voting_proposal(), a_visit(desk, staff)
    address = f"/en/desk/visits/{visit.id}/proposals/{proposal.id}"
    slip = client.post(f"{address}/ballot", data={"choice": "against", "nonce": "one"}).text
    receipt = re.search(r'class="receipt">([^<]+)<', slip)[1]
    assert receipt.startswith(f"veche1-{proposal.id}-against-")
    ballot = db.session.execute(select(Ballot)).scalar_one()
    assert ballot.secret in receipt
    for page in (address, f"/en/desk/visits/{visit.id}", "/en/desk"):
        assert ballot.secret not in client.get(page).text
    assert "checked" not in client.get(address).text
    [entry] = entries("assist.ballot")
    assert entry.subject == desk.subject  # not which vote: the moment would tell the choice where counts are live
    assert "against" not in str(entry.data)
    assert str(proposal.id) not in str(entry.data["desk"]) or entry.data["desk"] == desk.id


def test_a_second_ballot_replaces_the_first_and_the_result_counts_it_as_one(client, desk, staff, signed_in):
    proposal, visit = a_voting_proposal(), a_visit(desk, staff)
    address = f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/ballot"
    for choice in ("for", "against"):
        assert client.post(address, data={"choice": choice, "nonce": choice}).status_code == 200
    assert count(Ballot) == 1
    with clock.moved(timedelta(days=15)):
        close_due()
        page = words(signed_in(a_person()).get(f"/en/proposals/{proposal.id}/result").text)
    assert "1 ballot of this vote was entered at a desk" in page
    [entry] = entries("vote.assisted")
    assert (entry.actor, entry.data) == (None, {"ballots": 1})
    assert journal.verify(db.session()) is None


def test_a_ballot_after_the_close_is_refused(client, desk, staff):
    proposal, visit = a_voting_proposal(), a_visit(desk, staff)
    with clock.moved(timedelta(days=15)):
        late = a_visit(desk, staff)
        answer = client.post(
            f"/en/desk/visits/{late.id}/proposals/{proposal.id}/ballot", data={"choice": "for", "nonce": "one"}
        )
    assert answer.status_code == 403
    assert visit.person_id == late.person_id
    assert count(Ballot) == 0
    assert count(AssistedAct) == 0


def test_a_proposal_stands_in_the_persons_name_marked_as_entered(client, desk, staff):
    visit = a_visit(desk, staff)
    told = {"title": "Benches at the stop", "area": "2.4.5", "text": "Two benches.", "language": "en", "nonce": "one"}
    slip = client.post(f"/en/desk/visits/{visit.id}/propose", data=told)
    assert slip.status_code == 200
    assert "Two benches." in slip.text
    proposal = db.session.execute(select(Proposal)).scalar_one()
    assert (proposal.author_id, proposal.state) == (visit.person_id, "open")
    page = words(client.get(f"/en/proposals/{proposal.id}").text)
    assert "Entered at a desk for a person without internet: Library." in page
    twice = client.post(f"/en/desk/visits/{visit.id}/propose", data=told)
    assert twice.status_code == 303
    assert count(Proposal) == 1
    leave = client.post(
        f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/withdraw", data={"reason": "Done by now", "nonce": "two"}
    )
    assert leave.status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Proposal, proposal.id).state == "withdrawn"


def test_an_incomplete_form_keeps_what_was_typed(client, desk, staff):
    visit, proposal = a_visit(desk, staff), a_voting_proposal()
    answer = client.post(f"/en/desk/visits/{visit.id}/propose", data={"title": "Benches", "nonce": "one"})
    assert answer.status_code == 422
    assert "Benches" in answer.text
    address = f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/ballot"
    assert client.post(address, data={"nonce": "one"}).status_code == 422
    assert count(Ballot) == 0


def test_nobody_enters_for_another_desks_visitor_nor_after_the_visit(client, desk, staff, signed_in):
    proposal, visit = an_open_proposal(), a_visit(desk, staff)
    address = f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/support"
    colleague, others = staff_of(desk), [a_person(("admin",)), a_person(("moderator",)), a_person(("committee",))]
    for person in (colleague, staff_of(a_desk()), a_person(), *others):
        assert signed_in(person).post(address, data={"nonce": "one"}).status_code == 403
    with clock.moved(timedelta(minutes=31)):
        assert client.post(address, data={"nonce": "one"}).status_code == 403
    assert client.post(f"/en/desk/visits/{visit.id}/end").status_code == 303
    assert client.post(address, data={"nonce": "one"}).status_code == 403
    assert client.post("/en/desk/visits/999/proposals/1/support").status_code == 404
    assert count(Support) == 0


def test_a_dismissed_member_of_staff_enters_nothing(client, desk, staff):
    from veche.residents import desks

    proposal, visit = an_open_proposal(), a_visit(desk, staff)
    desks.dismiss_staff(a_person(("admin",)), desk.id, staff.id)
    assert client.post(f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/support").status_code == 403
    assert client.post(f"/en/desk/{desk.id}/receive", data=first_visit(desk)).status_code == 403
    assert count(Support) == 0


def test_nobody_writes_letters_to_an_assisted_person(client, desk, staff):
    proposal, visit = an_open_proposal(supported_by=1), a_visit(desk, staff)
    client.post(f"/en/desk/visits/{visit.id}/proposals/{proposal.id}/support", data={"nonce": "one"})
    db.session.expire_all()
    assert db.session.get_one(Proposal, proposal.id).state == "voting"  # the last support opened the vote
    assert count(Letter, Letter.address.is_(None)) == 0


def test_the_page_of_a_visit_costs_the_same_however_much_can_be_chosen(client, desk, staff):
    visit = a_visit(desk, staff)
    an_open_proposal()
    before = settled_statements(client, f"/en/desk/visits/{visit.id}")
    for _ in range(3):
        an_open_proposal()
    a_voting_proposal()
    assert settled_statements(client, f"/en/desk/visits/{visit.id}") == before


def test_a_proposal_is_found_by_its_number_or_its_words(client, desk, staff):
    visit, one, other = a_visit(desk, staff), an_open_proposal(title="Benches"), an_open_proposal(title="Lamps")
    for text in ("lamp", str(other.id)):
        page = client.get(f"/en/desk/visits/{visit.id}?text={text}").text
        assert f"/proposals/{other.id}" in page
        assert f"/proposals/{one.id}" not in page


def test_staff_read_before_they_enter_that_it_is_marked_journalled_and_can_be_checked(client, desk):
    said = words(client.get(f"/en/desk/{desk.id}/receive").text)
    assert all(word in said for word in ("marked and counted", "journalled", "spot-checked"))
