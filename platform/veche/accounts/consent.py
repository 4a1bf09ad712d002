"""The consent of somebody's parent or guardian: given and withdrawn by signed links that only they receive."""

from sqlalchemy.orm import Session

from veche.accounts.links import DEAD_LINK, REPRESENT, WITHDRAW, person_of_token, token, write_letter
from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.policy import N_

LINK_DAYS = 30
WITHDRAWAL_DAYS = 3 * 366  # longer than anybody is 14 or 15
# One subject for all: the journal says that consent was given or withdrawn, and never whose it was.
SUBJECT = "consent:0"

journal.verbs.update(
    {
        "consent.given": N_("A parent or guardian consented to a young person taking part"),
        "consent.withdrawn": N_("A parent or guardian withdrew their consent"),
    }
)


def whose(text: str, *, withdrawing: bool = False) -> Person:
    """Whose consent the link is about; it changes nothing. Raises Unacceptable for a link that is dead."""
    return _person(db.session(), text, withdrawing, lock=False)


def _person(session: Session, text: str, withdrawing: bool, lock: bool = True) -> Person:
    purpose, days = (WITHDRAW, WITHDRAWAL_DAYS) if withdrawing else (REPRESENT, LINK_DAYS)
    person = person_of_token(session, purpose, text, days, lock=lock)
    if not person.representative_email:
        raise Unacceptable(DEAD_LINK)
    return person


def give(text: str) -> Person:
    """The representative consents, from now on; a second press changes nothing. Raises Unacceptable."""
    with writing() as session:
        person = _person(session, text, withdrawing=False)
        if person.representative_agreed_at is None:
            person.representative_agreed_at, person.representative_withdrew_at = clock.now(), None
            journal.record(session, None, "consent.given", SUBJECT)
            _tell(session, person, "consented")
        return person


def withdraw(text: str) -> Person:
    """The representative consents no longer: the young person only reads from now on. Raises Unacceptable."""
    with writing() as session:
        person = _person(session, text, withdrawing=True)
        if person.representative_agreed_at is not None:
            person.representative_agreed_at, person.representative_withdrew_at = None, clock.now()
            journal.record(session, None, "consent.withdrawn", SUBJECT)
            _tell(session, person, "consent_withdrawn")
        return person


def _tell(session: Session, person: Person, template: str) -> None:
    """Both learn of it: the representative with the link that leads back, the young person without one."""
    assert person.representative_email  # noqa: S101 - looked at by _person
    given = template == "consented"
    link = token(WITHDRAW if given else REPRESENT, person)
    values = {"name": person.display_name, "token": link}
    write_letter(session, person.representative_email, person.language, template, values)
    write_letter(session, person.email, person.language, f"{template}_young", values | {"token": ""})
