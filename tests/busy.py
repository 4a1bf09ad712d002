"""Somebody who has done everything that can be done here, so that every table holds something of them."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from desks import known_by
from factories import (
    a_condition,
    a_draft,
    a_moderator,
    a_person,
    a_post,
    a_talk,
    a_thread,
    a_voting_proposal,
    an_amendment,
    an_argument,
    an_open_proposal,
)
from veche.accounts import unfinished
from veche.accounts.models import Person
from veche.core import clock, daily, outbox
from veche.core.database import db, writing

NAME, EMAIL, REPRESENTATIVE = "Zinaida Quillfeather", "zinaida.quill@busy.example", "parent.quill@busy.example"
TEXT = "Lessons in the evening, in the library."


def a_busy_person() -> SimpleNamespace:
    """The person and their things, by name. Of the words of the person none holds the name."""
    person = a_person(("youth_council", "moderator"), name=NAME, age_band="18-31")
    with writing() as session:
        row = session.get_one(Person, person.id)
        row.email, row.representative_email, row.district = EMAIL, REPRESENTATIVE, "pervomaysky"
    known_by(person, "BM1357911")
    made = SimpleNamespace(person=person)
    _talks(made)
    _proposes(made)
    _votes(made)
    _is_of_the_council(made)
    _is_written_to(made)
    return made


def _talks(made: SimpleNamespace) -> None:
    from veche.forum.readings import mark_seen
    from veche.forum.services import edit_post
    from veche.moderation.services import flag

    person = made.person
    made.thread = a_thread(person)
    other = a_thread()
    made.post = a_post(other, person, text=TEXT)
    edit_post(person, made.post.id, text=f"{TEXT} Or on Saturdays.", version=1)
    mark_seen(person, other.id, 1)
    made.mention = a_post(made.thread, text=f"Thank you, @{NAME}, well said. And @{NAME.upper()} again.")
    made.quote = a_post(
        other, text=f"> [{NAME}](/threads/{other.id}/post/{made.post.number}) wrote:\n>\n> {TEXT}\n\nYes."
    )
    flag(person, "post", made.mention.id, reason="insult", note=f"It is about me, {NAME}.")
    made.hidden = a_post(other, person, text="A rude word.")
    _hide(made.hidden)
    unfinished.keep(person, "proposals.new", {"title": "Not sent", "text": "Only for me."})
    unfinished.keep(a_person(), "proposals.new", {"title": "Another's", "text": f"I ask @{NAME} for help."})


def _hide(text: Any) -> None:
    from veche.moderation import services

    moderator = a_moderator()
    services.hide(moderator, "post", text.id, clause="4.1", facts=f"{NAME} insults another participant here.")


def _proposes(made: SimpleNamespace) -> None:
    from veche.amending.services import accept
    from veche.proposals.coauthors import answer, invite
    from veche.proposals.services import mark_helpful, support

    person = made.person
    made.draft = a_draft(person)
    made.proposal = an_open_proposal(person, title="Evenings for all")
    made.supported = an_open_proposal(title="Benches by the river")
    support(person, made.supported.id)
    made.together = an_open_proposal(title="Books in the yard")
    invite(made.together.author, made.together.id, NAME)
    answer(person, made.together.id, accepts=True)
    invited = a_draft()
    invite(invited.author, invited.id, NAME)
    made.argument = an_argument(made.supported, person, text="It is near to everybody.")
    made.helpful = an_argument(made.supported)
    mark_helpful(person, made.helpful.id)
    amended = an_open_proposal()
    made.amendment = an_amendment(amended, person)
    taken_up = {"reason": f"Amendment of {NAME} taken up", "is_material": True, "version": 1}
    accept(amended.author, made.amendment.id, **taken_up)
    a_condition(an_open_proposal(), person)
    with_heir = a_draft(person, title="Ours")
    heir = a_person()
    invite(person, with_heir.id, heir.display_name)
    answer(heir, with_heir.id, accepts=True)
    made.heir, made.with_heir = heir, with_heir


def _votes(made: SimpleNamespace) -> None:
    from veche.voting.services import cast, close_due

    made.closed = a_voting_proposal(title="A closed vote")
    for choice in ("for", "for", "against"):
        cast(a_person(), made.closed.id, choice)
    cast(made.person, made.closed.id, "for")
    with clock.moved(timedelta(days=15)):
        close_due()
    made.open = a_voting_proposal(title="An open vote")
    cast(made.person, made.open.id, "against")
    cast(a_person(), made.open.id, "for")


def _is_of_the_council(made: SimpleNamespace) -> None:
    from veche.youth.backing import back
    from veche.youth.board import choose_name

    choose_name(made.person, "Swift of the board")
    made.talk = a_talk(made.person, shown=True)
    back(made.person, an_open_proposal().id)


def _is_written_to(made: SimpleNamespace) -> None:
    with writing() as session:
        daily.first(session, "promises", made.person.id, promises=1)
        for address, subject in ((EMAIL, "To you"), (REPRESENTATIVE, f"About {NAME}"), ("x@example.org", NAME)):
            outbox.post(session, address, subject, f"{NAME} is written to.", "en")
        sent = outbox.post(session, "y@example.org", f"{NAME} answered you", "Read it.", "en")
        assert sent
        sent.sent_at = clock.now()
    db.session.expire_all()
