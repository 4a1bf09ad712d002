"""Who may do what with a proposal: the table of state × role × act, asked of the policies themselves.

Nothing is written down here about who may do what; a new act of a known kind appears in the table by its name. The
settings are the defaults, so that the table is the same everywhere.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, NamedTuple

from flask import Flask

from veche.app import FEATURES
from veche.committee.policy import Publication, awaited
from veche.committee.rules import Standing
from veche.core import clock, policy, settings
from veche.core.policy import Refusal
from veche.curating.policy import Placed
from veche.merging.policy import Silence
from veche.moderation.policy import Matter
from veche.proposals.rules import STATES, Terms

AUTHOR, COAUTHOR, OWNER, ELSEWHERE = 1, 2, 3, 4
SOON, LATELY = timedelta(days=1), timedelta(days=-1)


def _actor(
    number: int | None, *roles: str, confirmed: bool = True, resident: bool = False, age_band: str = "over-31"
) -> Any:
    return SimpleNamespace(
        id=number,
        is_authenticated=number is not None,
        is_confirmed=confirmed,
        is_resident=resident,
        roles=frozenset(roles),
        sees_hidden="moderator" in roles,
        age_band=age_band,
    )


# Who holds a role is confirmed and no verified resident: so each column shows what the role itself gives.
ROLES: dict[str, Any] = {
    "anyone": _actor(None, confirmed=False),
    "signed up": _actor(10, confirmed=False),
    "confirmed": _actor(11),
    "resident": _actor(12, resident=True),
    "author": _actor(AUTHOR, resident=True, age_band="18-31"),
    "co-author": _actor(COAUTHOR, resident=True),
    "owner": _actor(OWNER, resident=True),
    "moderator": _actor(13, "moderator"),
    "committee": _actor(14, "committee"),
    "youth": _actor(15, "youth_council"),
    "officer": _actor(16, "body_officer"),
    "admin": _actor(17, "admin"),
}
MEANINGS = {
    "signed up": "the e-mail is not confirmed yet",
    "author": "a young resident",
    "owner": "a resident: whose argument, amendment, ballot, support or merge it is; whom an invitation asks",
    "youth": "a member of the youth council",
    "officer": "an officer of a responsible body",
}
# Every state, then what its dates or a moderator make of it before anybody wrote it down.
SITUATIONS: dict[str, dict[str, Any]] = {
    **{state: {"state": state} for state in STATES},
    "open, term over": {"state": "open", "support_until": LATELY},
    "voting, time over": {"state": "voting", "voting_closes_at": LATELY},
    **{
        f"{state}, hidden": {"state": state, "is_visible": False, "visibility": "hidden"}
        for state in ("draft", "open", "voting", "review")
    },
}


class Row(NamedTuple):
    """One act in one situation: for each role why not, or None where it may."""

    act: str
    situation: str
    answers: dict[str, Refusal | None]


def table() -> list[Row]:
    """Every act whose subject is a proposal or belongs to one, in every situation, for every role."""
    with _by_default():
        return [
            Row(act, name, {role: _answer(actor, act, _proposal(**values)) for role, actor in ROLES.items()})
            for act in acts()
            for name, values in SITUATIONS.items()
        ]


def _answer(actor: Any, act: str, proposal: Any) -> Refusal | None:
    """The policy's answer, then what every service asks besides: whether the text may be read, whether it waits."""
    against = policy.refusal(actor, act, _SUBJECTS[_kind(act)](proposal, act))
    if against or act == "proposal.write":
        return against
    return policy.refusal(actor, "proposal.read", proposal) or (awaited(proposal) if _kind(act) in _ANSWERS else None)


def acts() -> list[str]:
    """The acts of the table, by name."""
    _fill()
    return sorted(act for act in policy.acts if _kind(act) in _SUBJECTS)


def left_out() -> list[str]:
    """The acts that have nothing to do with a proposal."""
    return sorted(set(policy.acts) - set(acts()))


def _kind(act: str) -> str:
    return act.partition(".")[0]


def _fill() -> None:
    for name in FEATURES:
        if find_spec(f"veche.{name}.policy"):
            import_module(f"veche.{name}.policy")


@contextmanager
def _by_default() -> Iterator[None]:
    _fill()
    app = Flask(__name__, static_folder=None)
    app.config["VECHE"] = settings.read({})
    with app.app_context():
        yield


# Subjects: as much of a row as a policy may ask


def _proposal(**values: Any) -> Any:
    now = clock.now()
    draft = values.get("state") == "draft"
    begun = values.get("state") not in {"draft", "open", "dormant", "withdrawn", "merged"}
    facts: dict[str, Any] = {
        "id": 1,
        "title": "A proposal",
        "state": "open",
        "is_visible": True,
        "visibility": "visible",
        "author_id": AUTHOR,
        "writer_ids": {AUTHOR, COAUTHOR},
        "ever_writer_ids": {AUTHOR, COAUTHOR},
        "asked_ids": {OWNER},
        "recusals": [],
        "opened_at": None if draft else now,
        "support_until": SOON,
        "voting_opened_at": now if begun else None,
        "voting_closes_at": SOON if begun else None,
        "answer_by": SOON,
        "deferred_until": SOON,
        **vars(Terms()),
        **values,
    }
    return SimpleNamespace(
        **{name: now + value if isinstance(value, timedelta) else value for name, value in facts.items()}
    )


def _itself(proposal: Any, _act: str) -> Any:
    return proposal


def _of_owner(proposal: Any, _act: str) -> Any:
    """A text, a ballot or the like that belongs to the column «owner» and stands at the proposal."""
    return SimpleNamespace(
        proposal=proposal,
        author_id=OWNER,
        person_id=OWNER,
        is_visible=True,
        visibility="visible",
        state="open",
        made_at=clock.now() - timedelta(days=365),
        met_at=None,
        own_proposal_id=None,
    )


def _invitation(proposal: Any, act: str) -> Any:
    asked = act == "coauthor.answer"
    person = OWNER if asked else COAUTHOR
    return SimpleNamespace(proposal=proposal, person_id=person, is_asked=asked, is_writing=not asked, left_at=None)


def _matter(proposal: Any, act: str) -> Any:
    return Matter(frozenset(proposal.ever_writer_ids)) if act == "text.decide" else proposal


def _merge(proposal: Any, act: str) -> Any:
    """The proposal is the one that becomes part of another; of a merge that was done it is the one that remains."""
    if act == "merge.begin":
        return proposal
    other = _proposal(
        id=2, author_id=ELSEWHERE, writer_ids={ELSEWHERE}, ever_writer_ids={ELSEWHERE}, title="Another proposal"
    )
    done = act in {"merge.undo", "merge.choose"}
    now = clock.now()
    merge = SimpleNamespace(
        state="done" if done else "proposed",
        source=other if done else proposal,
        target=proposal if done else other,
        source_agreed_at=now if done else None,
        target_agreed_at=now,
        proposed_by_id=OWNER,
        stood_in_id=None,
        silent_until=now + LATELY,
        undo_until=now + SOON,
        settles_at=None,
    )
    return _seen_as(merge, act)


def _seen_as(merge: Any, act: str) -> Any:
    """The merge as the act asks about it."""
    if act == "merge.stand_in":
        return Silence(merge)
    return SimpleNamespace(person_id=OWNER, merge=merge) if act == "merge.choose" else merge


_ANSWERS = {"decision", "position"}  # what waits until an answer is owed


def _letter(proposal: Any, act: str) -> Any:
    """The letter in work, written by another member: ready for its second reader, or approved and quorate."""
    if act in {"decision.make", "decision.prepare"}:
        return proposal
    ready = SimpleNamespace(proposal=proposal, stage="ready", drafter_id=ELSEWHERE, reader_id=None, outcome="declined")
    if act == "decision.read":
        return ready
    approved = SimpleNamespace(**{**vars(ready), "stage": "approved", "reader_id": ELSEWHERE + 1})
    members = frozenset({ELSEWHERE, ELSEWHERE + 1})
    return Publication(proposal, approved, Standing(members, spoken=dict.fromkeys(members, "declined")))


def _taking(proposal: Any, act: str) -> Any:
    return SimpleNamespace(proposal=proposal, proposed_by_id=ELSEWHERE) if act == "taking.second" else proposal


_SUBJECTS: dict[str, Callable[[Any, str], Any]] = {
    "proposal": lambda proposal, act: Placed(proposal) if act == "proposal.move" else proposal,
    "coauthor": _invitation,
    "argument": _of_owner,
    "amendment": lambda proposal, act: (_itself if act == "amendment.propose" else _of_owner)(proposal, act),
    "condition": lambda proposal, act: (_itself if act == "condition.write" else _of_owner)(proposal, act),
    "merge": _merge,
    "ballot": _itself,
    "receipt": _of_owner,
    "opinion": _itself,
    "backing": _itself,
    "youth_mark": _itself,
    "decision": _letter,
    "position": _itself,
    "recusal": _itself,
    "taking": _taking,
    "text": _matter,
}


# In words


def legend(rows: list[Row]) -> dict[str, str]:
    """Each reason of the table with a code of its initials."""
    reasons = sorted({_said(against) for row in rows for against in row.answers.values() if against})
    codes: dict[str, str] = {}
    for reason in reasons:
        letters = "".join(word[0] for word in re.findall(r"[A-Za-z]+", reason)[:4]).upper()
        free = (f"{letters}{number or ''}" for number in range(len(reasons) + 1))
        codes[reason] = next(code for code in free if code not in codes.values())
    return codes


def _said(against: Refusal) -> str:
    return against.reason % against.values if against.values else against.reason


def _cells(row: Row, codes: dict[str, str]) -> list[str]:
    return [codes[_said(against)] if against else "yes" for against in row.answers.values()]


def as_csv() -> str:
    """The table with a line for each act and situation, then the reasons behind the codes."""
    rows = table()
    codes = legend(rows)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["act", "state", *ROLES])
    writer.writerows([row.act, row.situation, *_cells(row, codes)] for row in rows)
    writer.writerows(["reason", code, reason, *[""] * (len(ROLES) - 1)] for reason, code in codes.items())
    return out.getvalue()


def as_text() -> str:
    """The table for reading: a block for each act, then the legend."""
    rows = table()
    codes = legend(rows)
    lines = [f"{len(rows) * len(ROLES)} answers: {len(acts())} acts, {len(SITUATIONS)} states, {len(ROLES)} roles", ""]
    for act in acts():
        lines += [act, _line("", list(ROLES))]
        lines += [_line(row.situation, _cells(row, codes)) for row in rows if row.act == act]
        lines.append("")
    lines += ["yes         may do it", *(f"{code:12}{reason}" for reason, code in codes.items()), ""]
    lines += [f"{role:12}{meaning}" for role, meaning in MEANINGS.items()]
    return "\n".join([*lines, "", f"Acts without a proposal: {', '.join(left_out())}"])


def _line(head: str, cells: list[str]) -> str:
    return f"  {head:20}" + "".join(f"{cell:11}" for cell in cells).rstrip()
