"""Sentences that make things for tests, through the services as people would."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from veche.accounts.models import Person, RoleGrant
from veche.accounts.rules import name_key
from veche.core import clock
from veche.core.database import writing
from veche.plan.models import ActionArea

_numbers = count(1)
PASSWORD = "a long enough password"
# argon2id of PASSWORD with the least cost, made once: hashing for every person would take most of the suite's time.
PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$bqh4FZUbPxCVPVvVO57jRA$drbhnMNvToWTROka8wWgScFh9czjK0ejOmFJ7D+vaHo"


def nonce() -> str:
    return f"nonce-{next(_numbers)}"


def a_person(
    roles: tuple[str, ...] = (),
    resident: bool = True,
    confirmed: bool = True,
    name: str | None = None,
    language: str = "en",
    age_band: str = "over-31",
) -> Person:
    """A confirmed, verified resident unless told otherwise."""
    number = next(_numbers)
    moment = clock.now() - timedelta(days=30)
    shown = name or f"Neighbour {number}"
    with writing() as session:
        person = Person(
            email=f"person{number}@example.org",
            display_name=shown,
            name_key=name_key(shown),
            password_hash=PASSWORD_HASH,
            language=language,
            age_band=age_band,
            consent_version="1",
            consented_at=moment,
            joined_at=moment,
            confirmed_at=moment if confirmed else None,
            verified_at=moment if confirmed and resident else None,
            epoch=0,
            passed=100,
        )
        person.grants = [RoleGrant(role=role, granted_at=moment) for role in roles]
        session.add(person)
    return person


def an_app_of(person: Person) -> str:
    """An app of codes is the person's second step; the secret that it shows codes of."""
    from veche.factors.rules import new_secret
    from veche.factors.services import add_known_app

    secret = new_secret()
    add_known_app(person, secret)
    return secret


def a_newcomer(passed: int = 0, days: int = 30, resident: bool = False, **values: Any) -> Person:
    """Somebody of whom moderators have let so many texts through, who confirmed the e-mail so many days ago."""
    person = a_person(resident=resident, **values)
    with writing() as session:
        mine = session.get_one(Person, person.id)
        mine.passed, mine.confirmed_at = passed, clock.now() - timedelta(days=days)
    return mine


def an_area(code: str = "2.4.5") -> ActionArea:
    with writing() as session:
        return session.execute(select(ActionArea).where(ActionArea.code == code)).scalar_one()


def a_thread(author: Person | None = None, code: str = "2.4.5", **values: Any) -> Any:
    from veche.forum.services import open_thread

    given = {"sort": "discussion", "title": "Where can elders learn?", "text": "Tell one case.", "language": "en"}
    return open_thread(author or a_person(), area_id=an_area(code).id, nonce=nonce(), **{**given, **values})


def a_post(thread: Any, author: Person | None = None, text: str = "My father is 71.", parent: Any = None) -> Any:
    from veche.forum.services import reply

    return reply(
        author or a_person(),
        thread.id,
        text=text,
        language="en",
        parent_id=parent.id if parent else None,
        nonce=nonce(),
    )


def a_draft(author: Person | None = None, code: str = "2.4.5", **values: Any) -> Any:
    from veche.proposals.services import draft

    given = {"title": "Phones without fear", "text": "Five lessons in the library.", "language": "en"}
    return draft(author or a_person(), area_id=an_area(code).id, nonce=nonce(), **{**given, **values})


def an_open_proposal(author: Person | None = None, supported_by: int = 0, **values: Any) -> Any:
    from veche.proposals.services import publish, support

    author = author or a_person()
    proposal = a_draft(author, **values)
    publish(author, proposal.id)
    for _ in range(supported_by):
        support(a_person(), proposal.id)
    return proposal


def a_voting_proposal(author: Person | None = None, **values: Any) -> Any:
    """One that gathered its support and stands to the vote."""
    from veche.core.settings import setting

    return an_open_proposal(author, supported_by=setting("SUPPORT_THRESHOLD"), **values)


def a_proposal_in_review(author: Person | None = None, votes_for: int = 50, **values: Any) -> Any:
    """One that carried its vote and waits for the committee's answer."""
    from veche.voting.services import cast, close_due

    proposal = a_voting_proposal(author, **values)
    for _ in range(votes_for):
        cast(a_person(), proposal.id, "for")
    with clock.moved(timedelta(days=15)):
        close_due()
    return proposal


LETTER = "We looked at the rooms, the hours and the costs, and heard the library. These are our reasons, in full."


def a_member(name: str | None = None) -> Person:
    """A member of the committee."""
    return a_person(("committee",), name=name)


def a_position(proposal: Any, member: Person | None = None, stance: str = "accepted", **values: Any) -> Any:
    from veche.committee.positions import take

    given = {"reason": "The rooms stand empty every evening.", "language": "en", **values}
    return take(member or a_member(), proposal.id, stance=stance, **given)


def the_letter(proposal: Any, outcome: str = "declined", **values: Any) -> dict[str, Any]:
    """All that a letter of this outcome needs; an accepting one brings a new action unless it names one."""
    given: dict[str, Any] = {"outcome": outcome, "letter": LETTER, "language": "en", "cited": _one_argument(proposal)}
    given["youth_reply"] = "You asked for the evenings, and you get them."
    if outcome in {"declined", "accepted_in_part"}:
        given["not_followed"] = "No lessons on Sundays, because the library is closed."
    if outcome == "declined":
        given["what_would_change"] = "A count for one month."
    if outcome == "deferred":
        given["deferred_until"] = clock.today() + timedelta(days=20)
    if outcome.startswith("accepted") and not values.get("action_id"):
        given |= {"title": proposal.title, "expected_result": "160 people finish the course"}
        given |= {"next_report_on": clock.today() + timedelta(days=90)}
        given["body_id"] = values.get("body_id") or a_body().id
    return {**given, **values}


def _one_argument(proposal: Any) -> list[int]:
    from veche.proposals.models import Argument

    here = (Argument.proposal_id == proposal.id, Argument.visibility == "visible")
    with writing() as session:
        return list(session.execute(select(Argument.id).where(*here).order_by(Argument.id).limit(1)).scalars())


def a_saved_letter(proposal: Any, drafter: Person | None = None, outcome: str = "declined", **values: Any) -> Any:
    """In work, waiting for its second reader."""
    from veche.committee.drafting import save

    fields = the_letter(proposal, outcome, **values)
    return save(drafter or a_member(), proposal.id, fields, seen=_revision(proposal), hand_over=True)


def _revision(proposal: Any) -> int:
    from veche.committee.standings import live_draft

    with writing() as session:
        draft = live_draft(session, proposal.id)
        return draft.revision if draft else 0


def a_letter_to_publish(
    proposal: Any, drafter: Person | None = None, reader: Person | None = None, outcome: str = "declined", **values: Any
) -> Any:
    """Positions to the quorum and a letter that a second member has approved: only publishing is left."""
    from veche.committee.drafting import approve

    drafter, reader = drafter or a_member(), reader or a_member()
    saved = a_saved_letter(proposal, drafter, outcome, **values)
    draft = approve(reader, proposal.id, saved.revision)
    a_quorum(proposal, outcome)
    return draft


def a_quorum(proposal: Any, stance: str = "accepted") -> None:
    """As many members as are still needed take this stance."""
    from veche.committee.standings import standing
    from veche.proposals.models import Proposal

    with writing() as session:
        stand = standing(session, session.get_one(Proposal, proposal.id))
        lacking = sorted(stand.eligible - set(stand.stances))[: max(stand.needed - len(stand.stances), 0)]
        members = [session.get_one(Person, number) for number in lacking]
    for member in members:
        a_position(proposal, member, stance)


def an_answer(
    proposal: Any,
    outcome: str = "declined",
    member: Person | None = None,
    reader: Person | None = None,
    **values: Any,
) -> Any:
    """The committee's published answer: positions to the quorum, a letter, its second reader, publication by the
    member who wrote it. values: fields of the letter other than the usual ones (letter, cited, action_id …)."""
    from veche.committee.publishing import publish

    member = member or a_member()
    a_letter_to_publish(proposal, member, reader, outcome, **values)
    return publish(member, proposal.id)


def a_body(name: str = "City library system") -> Any:
    from veche.bodies.services import add_body

    name = f"{name} {next(_numbers)}"
    return add_body(a_person(("committee",)), name, name, name)


def an_action(code: str = "2.4.5", body: Any = None, **values: Any) -> Any:
    from veche.core.languages import today
    from veche.tracking.services import start_action

    given = {
        "title": "Phones without fear: eight groups",
        "language": "en",
        "expected_result": "160 people finish the course",
        "next_report_on": today() + timedelta(days=90),
    }
    body_id = (body or a_body()).id
    return start_action(a_person(("committee",)), area_id=an_area(code).id, body_id=body_id, **{**given, **values})


def an_amendment(proposal: Any, author: Person | None = None, paragraph: int = 1, **values: Any) -> Any:
    """Other words for a paragraph of the proposal's present text."""
    from veche.amending.services import propose

    given = {"words": "Eight lessons in the library.", "reason": "Five are too few.", "language": "en"}
    given = {**given, "version": proposal.version, **values}
    return propose(author or a_person(), proposal.id, paragraph=paragraph, nonce=nonce(), **given)


def a_condition(proposal: Any, author: Person | None = None, text: str = "there are lessons in the evening") -> Any:
    """A person would support the proposal, if …"""
    from veche.amending.conditions import write

    return write(author or a_person(), proposal.id, text=text, language="en", instead=True)


def a_council(number: int = 3, age_band: str = "18-31") -> list[Person]:
    """So many members of the youth council in office."""
    with writing():
        return [a_person(("youth_council",), age_band=age_band) for _ in range(number)]


def a_member_of_the_board(name: str = "", seen: int = 3) -> Person:
    """A member with a name on the board, of whom moderators have shown so many texts already."""
    from veche.youth.board import choose_name

    member = a_person(("youth_council",))
    choose_name(member, name or f"Kite {next(_numbers)}")
    for _ in range(seen):
        a_talk(member, shown=True)
    return member


def a_talk(member: Person, shown: bool = False, **values: Any) -> Any:
    """A talk that the member begins on the board; `shown` after a moderator's look."""
    from veche.youth.board import open_thread

    given = {"title": "Who comes on Saturday?", "text": "Two of us are needed.", "language": "en"}
    thread = open_thread(member, nonce=nonce(), **{**given, **values})
    if shown:
        a_first_look(thread)
    return thread


def a_first_look(text: Any, moderator: Person | None = None) -> None:
    """A moderator shows a newcomer's text to the others."""
    from veche.moderation.models import Case
    from veche.moderation.services import approve

    waiting = select(Case.id).where(Case.kind == text.kind, Case.subject_id == text.id, Case.closed_at.is_(None))
    with writing() as session:
        case = session.execute(waiting).scalar()
    if case:
        approve(moderator or a_moderator(), case)


def a_moderator(name: str | None = None) -> Person:
    return a_person(("moderator",), name=name)


def a_merge(source: Any, target: Any, moderator: Person | None = None, reason: str = "The same matter twice.") -> Any:
    """The source's posts stand in the target now."""
    from veche.curating.services import merge

    return merge(moderator or a_moderator(), source.id, target.id, reason=reason)


def a_split(thread: Any, posts: list[Any], moderator: Person | None = None, answers_too: bool = True) -> Any:
    """The posts stand in a thread of their own, which is what comes back."""
    from veche.curating.services import split

    return split(
        moderator or a_moderator(),
        thread.id,
        numbers=[post.number for post in posts],
        answers_too=answers_too,
        title="A matter of its own",
        sort="discussion",
        area_id=an_area().id,
        reason="This is another matter.",
        nonce=nonce(),
    )


def an_argument(proposal: Any, author: Person | None = None, side: str = "for", text: str = "It stands empty.") -> Any:
    from veche.proposals.services import argue

    return argue(author or a_person(), proposal.id, side=side, text=text, language="en", nonce=nonce())


def a_closed_vote(choices: tuple[str, ...] = ("for", "for", "for", "against", "abstain"), **values: Any) -> Any:
    """One whose ballots are counted, whatever came of it."""
    from veche.voting.services import cast, close_due

    proposal = a_voting_proposal(**values)
    for choice in choices:
        cast(a_person(), proposal.id, choice)
    with clock.moved(timedelta(days=15)):
        close_due()
    return proposal


def a_proposed_merge(source: Any, target: Any, actor: Person | None = None, reason: str = "One and the same.") -> Any:
    """The source is to become part of the target, proposed by the source's author."""
    from veche.merging.services import propose

    return propose(
        actor or source.author, source_id=source.id, target_id=target.id, reason=reason, language="en", nonce=nonce()
    )


def a_done_merge(source: Any, target: Any) -> Any:
    """Agreed by the authors of both."""
    from veche.merging.services import agree

    merge = a_proposed_merge(source, target)
    return merge if merge.state == "done" else agree(target.author, merge.id)


def a_long_thread(posts: int = 5_000, in_one_branch: bool = False) -> Any:
    """A talk of so many posts put in at once: every tenth begins a branch that goes nine levels down; or one branch
    of two people who answer each other for ever."""
    from sqlalchemy import insert

    from veche.forum.models import Post, Thread
    from veche.forum.rules import place

    thread, people = a_thread(), [a_person().id for _ in range(5)]
    rows, last = [], ("", 0, 0)
    for number in range(2, posts + 1):
        is_root = number == 2 or (number % 10 == 0 and not in_one_branch)
        path, depth = place(None if is_root else last[0], number)
        author_id = people[number % 5]
        rows.append(
            {"number": number, "path": path, "depth": depth, "author_id": author_id, "text": f"Voice {number}."}
        )
        last = (path, depth, number)
    same = {"thread_id": thread.id, "language": "en", "html_version": 1, "version": 1, "visibility": "visible"}
    moment = clock.now()
    with writing() as session:
        for row in rows:
            row |= {**same, "html": f"<p>{row['text']}</p>", "posted_at": moment, "nonce": nonce()}
        session.execute(insert(Post), rows)
        long = session.get_one(Thread, thread.id)
        long.post_count = long.last_number = posts
        long.voice_count, long.last_post_at = 6, moment
    return thread


def an_indicator(code: str = "I-38", **changed: Any) -> Any:
    """One of the packaged ones, with what is named changed by the committee."""
    from veche.indicators import definitions
    from veche.indicators.models import Indicator

    with writing() as session:
        found = session.execute(select(Indicator).where(Indicator.code == code)).scalar_one()
        values = {name: getattr(found, name) for name in definitions.DEFINED}
    if changed:
        definitions.edit_indicator(a_person(("committee",)), found.id, found.version, {**values, **changed})
    return found


def a_value(indicator: Any, value: Any = 60, on: Any = None, actor: Person | None = None, **said: Any) -> Any:
    """A value with all that any source asks for; of yesterday unless told otherwise."""
    from decimal import Decimal

    from veche.indicators.measuring import record_value

    given = {
        "evidence": "The yearly list.",
        "language": "en",
        "sample": 400,
        "method": "By phone.",
        "reviewer": "A group.",
    }
    day = on or clock.today() - timedelta(days=1)
    who = actor or a_person(("committee",))
    return record_value(who, indicator.id, on=day, value=Decimal(str(value)), nonce=nonce(), **{**given, **said})


def an_output(action: Any, title: str = "Люди, которых научили", **values: Any) -> Any:
    """A local indicator of the action, worded in Russian."""
    from veche.tracking.outputs import add_output

    given = {"units": {"ru": "человек"}, **values}
    return add_output(a_person(("committee",)), action.id, titles={"ru": title}, **given)


def a_report(action: Any, author: Person | None = None, **values: Any) -> Any:
    """A report on an action, which promises the next one in ninety days."""
    from veche.tracking.services import post_update

    ahead = clock.today() + timedelta(days=90)
    given = {"text": "Two groups began.", "language": "en", "status": "in_progress", "next_report_on": ahead}
    return post_update(author or a_person(("committee",)), action.id, **{**given, **values}, nonce=nonce())


def a_milestone(action: Any, due_on: Any, **values: Any) -> Any:
    """A dated promise on the way of an action."""
    from veche.tracking.models import Milestone

    given = {"title": "The first eight groups have begun", "language": "en", "added_at": clock.now()}
    with writing() as session:
        milestone = Milestone(action_id=action.id, due_on=due_on, **{**given, **values})
        session.add(milestone)
    return milestone


def an_opinion(proposal: Any, author: Person | None = None, stance: str = "support") -> Any:
    """The youth council's opinion on a proposal."""
    from veche.youth.services import publish_opinion

    author = author or a_person(("youth_council",))
    return publish_opinion(author, proposal.id, stance=stance, text="We need it.", language="en")


def a_sector(title: str = "Libraries") -> Any:
    """A sector of the committee under a name of its own."""
    from veche.sittings.members import add_sector

    name = f"{title} {next(_numbers)}"
    return add_sector(a_person(("admin",)), name, name, name)


def a_seat(
    person: Person | None = None, office: str = "member", begins: int = 0, ends: int = 100, **values: Any
) -> Any:
    """A person's seat in the committee for a term of so many days from today, and so the role."""
    from veche.core.clock import today
    from veche.sittings.members import Functions, seat

    return seat(
        a_person(("admin",)),
        (person or a_person()).name_key,
        sector_id=values.get("sector_id") or a_sector().id,
        office=office,
        since=today() + timedelta(days=begins),
        until=today() + timedelta(days=ends),
        functions=Functions("библиотеки", "бібліятэкі", "libraries"),
    )


def a_sitting(member: Person | None = None, days: float = 3, **values: Any) -> Any:
    """A sitting of the committee in so many days."""
    from veche.sittings.services import convene

    begin = clock.now() + timedelta(days=days)
    given = {"place": "Reading room", "language": "en", "sort": "sitting", "begins_at": begin}
    return convene(member or a_person(("committee",)), nonce=nonce(), **{**given, **values})


def a_written_procedure(member: Person | None = None, days: float = 3, **values: Any) -> Any:
    """Members speak in writing for so many days."""
    from veche.sittings.services import convene

    end = clock.now() + timedelta(days=days)
    given = {"language": "en", "sort": "written", "begins_at": None, "ends_at": end}
    return convene(member or a_person(("committee",)), nonce=nonce(), **{**given, **values})
