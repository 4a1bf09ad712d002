"""What merging shows on a proposal's page and on one's own: where one came from, what is proposed, what waits for a
word."""

from typing import Any

from flask import g, render_template, request
from flask_login import current_user

from veche.core.pages import panel
from veche.core.policy import may
from veche.merging import queries, rules
from veche.merging.models import Merge
from veche.proposals.models import Proposal
from veche.proposals.queries import one


def _merges(proposal: Proposal) -> Any:
    """The merges of the page's proposal, asked for once for its three panels."""
    kept = g.setdefault("merges", {})
    if proposal.id not in kept:
        kept[proposal.id] = queries.of_proposal(proposal) if proposal.opened_at else []
    return kept[proposal.id]


def _rows(proposal: Proposal) -> Any:
    """The reader's own rows in them."""
    kept = g.setdefault("merge_rows", {})
    if proposal.id not in kept:
        kept[proposal.id] = queries.rows_of(current_user, [merge for merge in _merges(proposal) if merge.done_at])
    return kept[proposal.id]


@panel("proposal.note")
def notes(proposal: Proposal, **_values: Any) -> str:
    """On top of the page: the merged one the reader came from, the one this is part of now, what is proposed."""
    merges = _merges(proposal)
    into = next((merge for merge in merges if merge.state == "done" and merge.source_id == proposal.id), None)
    proposed = [merge for merge in merges if merge.state == "proposed" and _is_possible(merge)]
    origin = _origin(proposal)
    if not (into or proposed or origin):
        return ""
    return render_template("merging/_note.html", proposal=proposal, into=into, proposed=proposed, origin=origin)


def _is_possible(merge: Merge) -> bool:
    return queries.gathers(merge.source) and queries.gathers(merge.target)


def _origin(proposal: Proposal) -> Proposal | None:
    """The merged proposal whose address led here, when the reader may see it and it really leads here."""
    number = rules.number_in(request.args.get("from", ""))
    source = one(number) if number else None
    if source is None or not queries.may_see(source, current_user) or not queries.leads_to(source, proposal):
        return None
    return source


@panel("proposal.aside", order=5)
def choice(proposal: Proposal, **_values: Any) -> str:
    """The reader's own supports of merged proposals that can still be decided about here."""
    own = _rows(proposal)
    rows = [own[merge.id] for merge in _merges(proposal) if merge.id in own and queries.is_choosable(merge)]
    return render_template("merging/_my_choice.html", rows=rows) if rows else ""


@panel("proposal.main", order=20)
def merged_here(proposal: Proposal, **_values: Any) -> str:
    """Which proposals became part of this one, and what their supporters chose, in numbers."""
    merges = [merge for merge in _merges(proposal) if merge.state == "done" and merge.target_id == proposal.id]
    if not merges:
        return ""
    counts = queries.counts(merge.id for merge in merges)
    return render_template("merging/_merged_here.html", merges=merges, counts=counts)


@panel("proposal.footer", order=40)
def begin(proposal: Proposal, **_values: Any) -> str:
    """The way to propose a merge, for those who could."""
    if not current_user.is_authenticated or not may(current_user, "merge.begin", proposal):
        return ""
    concerned = "moderator" in current_user.roles or current_user.id in proposal.writer_ids
    if not concerned and not queries.writes_any(current_user, proposal.id):
        return ""
    return render_template("merging/_begin.html", proposal=proposal)


@panel("my", order=12)
def mine(person: Any, **_values: Any) -> str:
    """Merges that wait for the person's word, supports to decide about, and for a moderator those left in silence."""
    waiting, rows = queries.waiting_for(person), queries.choices_of(person)
    silent = queries.silent_ones() if "moderator" in person.roles else []
    if not (waiting or rows or silent):
        return ""
    return render_template("merging/_my.html", waiting=waiting, rows=rows, silent=silent)
