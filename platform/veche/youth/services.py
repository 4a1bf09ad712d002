"""The youth council's act: to say what it thinks of a proposal."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.services import hold
from veche.core import clock, journal, markup
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import require
from veche.proposals.life import locked
from veche.proposals.models import Proposal
from veche.youth.events import published
from veche.youth.models import Opinion


def publish_opinion(
    actor: Person, proposal_id: int, *, stance: str, text: str, language: str, seen: str | None = None
) -> Opinion:
    """One opinion on a proposal; until the decision the council may replace it.

    seen: the mark of the opinion that the writer had before them ('' for none); Stale when another member was faster.
    """
    html = markup.render(text)
    with writing() as session:
        hold(session, actor)
        proposal = locked(session, proposal_id)
        require(actor, "opinion.publish", proposal)
        opinion = _standing(session, proposal_id)
        if seen is not None and seen != mark(opinion):
            raise Stale
        changed = opinion is not None
        opinion = opinion or Opinion(proposal_id=proposal_id)
        opinion.author_id, opinion.stance, opinion.language = actor.id, stance, language
        opinion.text, opinion.html, opinion.html_version = text, html, markup.VERSION
        opinion.published_at = clock.now()
        session.add(opinion)
        session.flush()
        _announce(session, proposal, opinion, changed)
        return opinion


def mark(opinion: Opinion | None) -> str:
    """What tells one text of an opinion from the next; '' where there is none yet."""
    return opinion.published_at.isoformat() if opinion else ""


def _standing(session: Session, proposal_id: int) -> Opinion | None:
    rows = select(Opinion).where(Opinion.proposal_id == proposal_id)
    return session.execute(rows.execution_options(populate_existing=True)).scalar_one_or_none()


def _announce(session: Session, proposal: Proposal, opinion: Opinion, changed: bool) -> None:
    journal.record(
        session,
        opinion.author_id,
        "opinion.changed" if changed else "opinion.published",
        proposal.subject,
        title=proposal.title,
        stance=opinion.stance,
        text=markup.plain(opinion.html, 160),
    )
    published.send(opinion, proposal=proposal, changed=changed)
