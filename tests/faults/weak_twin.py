"""A twin of the platform that votes the way others did: look whether there is a ballot, then insert one.

It is served beside a table without the UNIQUE constraint, and asks the clock before it writes. The races must find it
out; if they do not, they see nothing. The pause stands for the network between a server and its database.
"""

import os
import time
from typing import Any

from flask import Flask
from sqlalchemy import select

from veche.app import create_app as create_sound_app
from veche.core import clock
from veche.core.database import db
from veche.core.policy import require
from veche.proposals.models import Proposal
from veche.voting import services
from veche.voting.models import Ballot, Turnout
from veche.voting.rules import commitment

PAUSE = 0.05


def cast(actor: Any, proposal_id: int, choice: str) -> Ballot:
    session = db.session()
    require(actor, "ballot.cast", session.get_one(Proposal, proposal_id))
    wanted = select(Ballot).where(Ballot.proposal_id == proposal_id, Ballot.person_id == actor.id)
    mine = session.execute(wanted).scalars().first()
    session.commit()
    time.sleep(PAUSE)
    if mine is None:
        secret = os.urandom(16).hex()
        mine = Ballot(proposal_id=proposal_id, person_id=actor.id, choice=choice, cast_at=clock.now(), secret=secret)
        mine.commitment = commitment(proposal_id, choice, secret)
        session.add(mine)
        turnout = session.get(Turnout, proposal_id) or Turnout(proposal_id=proposal_id, voters=0)
        turnout.voters += 1
        session.add(turnout)
    else:
        mine.choice = choice
    session.commit()
    return mine


def create_app() -> Flask:
    services.cast = cast
    return create_sound_app()


def main() -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "weak_twin:create_app",
        factory=True,
        port=int(os.environ["VECHE_PORT"]),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
