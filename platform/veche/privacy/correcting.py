"""Correcting one's own data: the name, the district, the language, the age as the years go by."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.rules import NEEDS_CONSENT, Unacceptable, check_name, name_key
from veche.accounts.services import hold
from veche.core import clock
from veche.core.database import writing
from veche.core.languages import LANGUAGES
from veche.core.policy import N_
from veche.forum.personal import rename
from veche.privacy.personal import rename_in_letters
from veche.privacy.rules import later_bands, too_soon

ASK_THEM = N_(
    "Your parent or guardian has withdrawn their consent: they can give it again by the link in our letter. The age can"
    " be changed when two years have passed since you signed up."
)


def correct(actor: Person, *, name: str, district: str | None, language: str, age_band: str) -> Person:
    """The account says this from now on; the earlier name is nowhere kept. Raises Unacceptable.

    Others' «@Name» and quotes follow the name, because leaving finds them by the present one.
    """
    check_name(name)
    if language not in LANGUAGES:
        raise ValueError(language)
    with writing() as session:
        person = hold(session, actor)
        if age_band not in later_bands(person.age_band):
            raise Unacceptable(N_("Only an older age can be chosen."))
        if age_band != person.age_band and too_soon(person, clock.now()):
            raise Unacceptable(ASK_THEM)
        if name != person.display_name:
            _rename(session, person, name)
        person.district, person.language = district, language
        if person.age_band == NEEDS_CONSENT and age_band != NEEDS_CONSENT:
            person.representative_email = None  # nobody has to be asked any more
        person.age_band = age_band
        return person


def _rename(session: Session, person: Person, name: str) -> None:
    key = name_key(name)
    taken = select(Person.id).where(Person.name_key == key, Person.id != person.id)
    if session.execute(taken).first():
        raise Unacceptable(N_("This display name is taken. Choose another one."))
    rename(session, person.display_name, name)
    rename_in_letters(session, person.display_name, name)
    person.display_name, person.name_key = name, key
    session.flush()
