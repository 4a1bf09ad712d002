"""What part a moderator has in a matter: asked for one case or for a whole queue, with the same five statements."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from veche.core.database import db
from veche.forum.models import Post
from veche.moderation.models import Act, Case, Flag
from veche.moderation.policy import Matter, writers_of
from veche.proposals.taking_part import took_part
from veche.voting.models import Ballot

# The texts that belong to a proposal, and where its number stands in them.
_ON_PROPOSALS = {"proposal": "id"} | dict.fromkeys(("argument", "amendment", "condition"), "proposal_id")

# A text as it is asked about: its kind, its row, the act in question (of a confirmation or an appeal), its case.
Asked = tuple[str, Any, Act | None, int | None]


def matter(person: Any, kind: str, row: Any, act: Act | None = None, case_id: int | None = None) -> Matter:
    """The text as this person would judge it."""
    return matters(person, [(kind, row, act, case_id)])[0]


def matters(person: Any, asked: Sequence[Asked]) -> list[Matter]:
    """The texts as this person would judge them, in their order."""
    reported = _reported(person, [row.id for _, row, _, _ in asked])
    joined = _joined(person, {number for kind, row, _, _ in asked if (number := _proposal(kind, row)) is not None})
    spoke = _spoke(person, [(kind, row) for kind, row, _, _ in asked if kind in {"thread", "post"}])
    judges = _judges([number for *_, number in asked if number is not None])
    return [
        Matter(
            writers_of(row),
            has_reported=(kind, row.id) in reported,
            has_taken_part=_proposal(kind, row) in joined or (kind, row.id) in spoke,
            has_acted=act is not None and person.id in {act.moderator_id, act.seconded_by_id},
            has_judging_author=case_id is not None and (case_id, row.author_id) in judges,
        )
        for kind, row, act, case_id in asked
    ]


def _proposal(kind: str, row: Any) -> int | None:
    name = _ON_PROPOSALS.get(kind)
    number: int | None = getattr(row, name) if name else None
    return number


def _reported(person: Any, numbers: list[int]) -> set[tuple[str, int]]:
    rows = select(Case.kind, Case.subject_id).join(Flag, Flag.case_id == Case.id)
    mine = rows.where(Flag.person_id == person.id, Case.subject_id.in_(numbers))
    return {(kind, number) for kind, number in db.session.execute(mine)}


def _joined(person: Any, numbers: set[int]) -> set[int]:
    """Those of the proposals that the person supported, spoke about or voted on."""
    if not numbers:
        return set()
    ballots = select(Ballot.proposal_id).where(Ballot.proposal_id.in_(numbers), Ballot.person_id == person.id)
    return took_part(person, *numbers) | set(db.session.execute(ballots).scalars())


def _spoke(person: Any, asked: list[tuple[str, Any]]) -> set[tuple[str, int | None]]:
    """Those of the discussions that the person wrote in, and of the posts that answer the person or that the person
    answered: whoever only wrote elsewhere in the same discussion may judge, or a small city had no judges left."""
    if not asked:
        return set()
    threads = [row.id for kind, row in asked if kind == "thread"]
    posts = {row.id: row.parent_id for kind, row in asked if kind == "post"}
    near = or_(
        Post.thread_id.in_(threads), Post.parent_id.in_(posts), Post.id.in_([one for one in posts.values() if one])
    )
    rows = select(Post.id, Post.parent_id, Post.thread_id).where(Post.author_id == person.id, near)
    found: set[tuple[str, int | None]] = set()
    for number, parent, thread in db.session.execute(rows):
        found |= {("thread", thread), ("post", parent)} | {("post", one) for one in posts if posts[one] == number}
    return found


def _judges(cases: list[int]) -> set[tuple[int | None, int | None]]:
    """(case, moderator) of everybody who has acted in the cases."""
    acts = select(Act.case_id, Act.moderator_id).where(Act.case_id.in_(cases))
    return {(row[0], row[1]) for row in db.session.execute(acts)}
