"""What readers see of curating, each with a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, exists, literal, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from veche.accounts.models import Person
from veche.core.database import db
from veche.core.paging import Page, cut, keyset
from veche.core.policy import Refusal, refusal
from veche.curating.models import Curation, ThreadNote
from veche.curating.policy import Cut, Done, Pair, Placed, Talk
from veche.curating.rules import GROUPS, TOLD
from veche.forum.models import Post, PostMove, Thread
from veche.forum.queries import latest_of_area
from veche.forum.similar import similar
from veche.proposals.taking_part import took_part

ON_TOP = 3
LOOKED_AT = 20
ON_PAGE = 30
CANDIDATES = 6


@dataclass(frozen=True)
class Told:
    """An act as a page of one thread tells it: `is_from` when it was done to this thread, not with it as the other."""

    act: Curation
    is_from: bool
    other: Thread | None
    against: Refusal | None  # why this reader may not undo it

    @property
    def other_title(self) -> str:
        """The other thread's title, unless it is hidden."""
        return self.other.title if self.other and self.other.is_visible else ""


@dataclass(frozen=True)
class Notes:
    """The words on top of a thread: what is shown, and when a closed talk was opened again."""

    summary: ThreadNote | None
    conclusion: ThreadNote | None


def spoken_in(person: Any, *threads: int) -> set[int]:
    """Those of the threads in which this moderator speaks themselves: one statement, none for anybody else."""
    if "moderator" not in person.roles:
        return set()
    rows = select(Post.thread_id).where(Post.author_id == person.id, Post.thread_id.in_(threads))
    return set(db.session.execute(rows.distinct()).scalars())


def talk(person: Any, thread: Thread) -> Talk:
    return Talk(thread, bool(spoken_in(person, thread.id)))


def pair(person: Any, source: Thread, target: Thread | None = None) -> Pair:
    numbers = [thread.id for thread in (source, target) if thread]
    return Pair(source, target, bool(spoken_in(person, *numbers)))


def cut_of(person: Any, thread: Thread, posts: Sequence[Post] = ()) -> Cut:
    return Cut(thread, posts, bool(spoken_in(person, thread.id)))


def placed(person: Any, proposal: Any) -> Placed:
    return Placed(proposal, "moderator" in person.roles and bool(took_part(person, proposal.id)))


def notes(thread: Thread) -> Notes:
    """The summary and the conclusion that are shown: one statement."""
    rows = _notes(thread).where(ThreadNote.taken_back_at.is_(None))
    found = list(db.session.execute(rows).unique().scalars())
    first = {note.sort: note for note in reversed(found)}
    return Notes(first.get("summary"), first.get("conclusion"))


def versions(thread: Thread) -> Sequence[ThreadNote]:
    """Every version of both, the latest first: one statement."""
    return db.session.execute(_notes(thread)).unique().scalars().all()


def _notes(thread: Thread) -> Any:
    author = joinedload(ThreadNote.author).options(lazyload(Person.grants))
    rows = select(ThreadNote).where(ThreadNote.thread_id == thread.id).options(author)
    return rows.order_by(ThreadNote.sort, ThreadNote.version.desc())


def _about(thread: Thread) -> ColumnElement[bool]:
    return or_(Curation.subject == thread.subject, Curation.other_id == thread.id)


def _acts() -> Any:
    names = (joinedload(relation).options(lazyload(Person.grants)) for relation in (Curation.by, Curation.undone_by))
    return select(Curation).options(*names)


def latest(thread: Thread, person: Any) -> list[Told]:
    """The latest acts about a thread; three statements, five for a moderator."""
    rows = _acts().where(_about(thread)).order_by(Curation.id.desc()).limit(LOOKED_AT)
    return _told(db.session.execute(rows).unique().scalars().all(), thread, person)


def history(thread: Thread, person: Any, cursor: str | None) -> Page[Told]:
    """Everything that moderators did with a thread, the latest first."""
    rows = keyset(_acts().where(_about(thread)), [Curation.id], cursor, descending=True)
    page = cut(db.session.execute(rows.limit(ON_PAGE + 1)).unique().scalars().all(), ON_PAGE, lambda act: [act.id])
    return Page(_told(page.rows, thread, person), page.after)


def of_proposal(proposal: Any, person: Any) -> list[Told]:
    """The acts that moved a proposal and were not undone, the latest first."""
    rows = _acts().where(Curation.subject == proposal.subject, Curation.undone_at.is_(None))
    acts = db.session.execute(rows.order_by(Curation.id.desc()).limit(ON_TOP)).unique().scalars().all()
    rests = rested_on(db.session(), acts) if person.sees_hidden else set()
    settled = refusal(person, "proposal.move", Placed(proposal))
    part = {proposal.id} if placed(person, proposal).has_taken_part else set()
    return [Told(act, True, None, against(person, act, [proposal], rests, part) or settled) for act in acts]


def _told(acts: Sequence[Curation], thread: Thread, person: Any) -> list[Told]:
    near = _threads({act.subject_id for act in acts} | {act.other_id for act in acts if act.other_id}) if acts else {}
    rests = rested_on(db.session(), acts) if acts and person.sees_hidden else set()
    spoken = spoken_in(person, *near) if acts else set()
    return [_tell(act, thread, near, person, rests, spoken) for act in acts]


def _threads(numbers: set[int]) -> dict[int, Thread]:
    rows = select(Thread).where(Thread.id.in_(numbers)).options(lazyload(Thread.author))
    return {thread.id: thread for thread in db.session.execute(rows).scalars()}


def _tell(
    act: Curation, thread: Thread, near: dict[int, Thread], person: Any, rests: set[int], spoken: set[int]
) -> Told:
    is_from = act.subject_id == thread.id
    other = near.get(act.other_id or 0) if is_from else near.get(act.subject_id)
    return Told(act, is_from, other, against(person, act, [one for one in (thread, other) if one], rests, spoken))


def against(person: Any, act: Curation, rows: Sequence[Any], rests: set[int], part: set[int]) -> Refusal | None:
    """Why the person may not undo the act that was done to these rows; `part` holds those they took part in."""
    return refusal(person, "curation.undo", done_by(person, act, rows, rests, part))


def done_by(person: Any, act: Curation, rows: Sequence[Any], rests: set[int], part: set[int]) -> Done:
    authors = {number for row in rows for number in getattr(row, "ever_writer_ids", {row.author_id})}
    return Done(
        frozenset(authors),
        is_undone=act.undone_at is not None,
        is_rested_on=act.id in rests,
        hidden=next((row for row in rows if not row.is_visible), None),
        is_gone=any(_is_gone(act, row) for row in rows),
        has_taken_part=act.by_id != person.id and any(row.id in part for row in rows),
    )


def _is_gone(act: Curation, row: Any) -> bool:
    """Merged away by another act than this one."""
    if act.kind == "proposal" or (act.sort == "merge" and row.id == act.subject_id):
        return False
    return row.merged_into_id is not None


def standing(told: Sequence[Told]) -> list[Told]:
    """What is told above the talk: the latest moves, merges and splits that were not undone."""
    return [one for one in told if one.act.undone_at is None and one.act.sort in TOLD][:ON_TOP]


def reopened(told: Sequence[Told]) -> Curation | None:
    """The latest opening of a closed talk, when nothing of its kind followed."""
    closings = (one.act for one in told if one.act.undone_at is None and GROUPS[one.act.sort] == "conclusion")
    last = next(closings, None)
    return last if last and last.sort == "reopen" else None


def rested_on(session: Session, acts: Sequence[Curation]) -> set[int]:
    """The acts that later ones rest on, so that they cannot be undone yet: one statement."""
    later = aliased(Curation)
    rows = select(Curation.id).join(later, and_(later.id > Curation.id, later.undone_at.is_(None)))
    chosen = Curation.id.in_([act.id for act in acts if act.undone_at is None])
    same_group = and_(later.subject == Curation.subject, _group(later) == _group(Curation), _group(later) != "places")
    return set(session.execute(rows.where(chosen, or_(same_group, _same_posts(later)))).scalars())


def _group(act: Any) -> ColumnElement[str]:
    return case(GROUPS, value=act.sort)


def _same_posts(later: Any) -> ColumnElement[bool]:
    """A later merge or split moved the same posts, or needs the thread that would be gone."""
    places = and_(_group(Curation) == "places", _group(later) == "places")
    first, second = aliased(PostMove), aliased(PostMove)
    moved_again = exists(
        select(first.id)
        .join(second, second.post_id == first.post_id)
        .where(first.curation_id == Curation.id, second.curation_id == later.id)
    )
    new = literal("thread:").concat(cast(Curation.other_id, String))
    is_split = and_(
        Curation.sort == "split",
        or_(
            later.subject == new,
            later.other_id == Curation.other_id,
            and_(later.sort == "merge", later.subject == Curation.subject),
        ),
    )
    return and_(places, or_(moved_again, is_split))


def candidates(thread: Thread, person: Any) -> list[Thread]:
    """Threads into which this one may go: those with a like title first, then the latest of its action area."""
    alike = [one.thread for one in similar(thread.title, thread.language, person)]
    near = {one.id: one for one in [*alike, *latest_of_area(person, thread.area, CANDIDATES + 1)]}
    return [one for one in near.values() if one.id != thread.id and one.is_visible and not one.is_locked][:CANDIDATES]
