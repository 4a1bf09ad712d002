"""Passkeys: added by their owner, and a full way of signing in. The extra `passkeys` is imported when it is needed."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.accounts.rules import Unacceptable
from veche.accounts.services import hold
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.policy import N_
from veche.core.spent import spend
from veche.factors import keys, letters, recovery, rules, sites
from veche.factors.models import Passkey

log = logging.getLogger(__name__)
# One answer for an unknown passkey, a wrong signature and an old challenge: it tells a stranger nothing.
NO_FIT = N_("This passkey does not open an account here. Try once more, or sign in with the password.")
NOT_ADDED = N_("The passkey could not be added. Try once more.")
TOO_MANY = N_("There are twenty passkeys already: remove one first.")
KNOWN = N_("This passkey is here already.")


def options_to_add(person: Person, challenge: bytes, known: list[bytes]) -> dict[str, Any]:
    """What the browser asks the device for: a passkey that it finds by itself, opened by a PIN, finger or face."""
    import webauthn
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    selection = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
    )
    options = webauthn.generate_registration_options(
        rp_id=sites.name(),
        rp_name="Veche",
        user_id=keys.handle(person.id),
        user_name=person.email or person.display_name,
        user_display_name=person.display_name,
        challenge=challenge,
        timeout=int(rules.CHALLENGE.total_seconds() * 1000),
        authenticator_selection=selection,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return options_to_json_dict(options)


def options_to_enter(challenge: bytes) -> dict[str, Any]:
    """No passkey is named: whoever asks learns nothing of who has one."""
    import webauthn
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    options = webauthn.generate_authentication_options(
        rp_id=sites.name(),
        challenge=challenge,
        timeout=int(rules.CHALLENGE.total_seconds() * 1000),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def add(actor: Person, answer: str, challenge: bytes | None, name: str) -> list[str]:
    """The passkey opens the account from now on. Recovery codes for who has none, else []. Raises Unacceptable."""
    new = _checked(lambda: _registration(answer, challenge), NOT_ADDED)
    try:
        with writing() as session:
            person = hold(session, actor)
            _spend(session, challenge, NOT_ADDED)
            _keep(session, person, new, name)
            codes = recovery.make_first(session, person)
            journal.record(session, person.id, "factor.added", f"person:{person.id}", kind="passkey")
            letters.tell_passkey_added(session, person, name)
    except IntegrityError as clash:
        raise Unacceptable(KNOWN) from clash
    return codes


def _keep(session: Session, person: Person, new: Any, name: str) -> None:
    here = select(func.count()).where(Passkey.person_id == person.id)
    if session.execute(here).scalar_one() >= rules.MOST_PASSKEYS:
        raise Unacceptable(TOO_MANY)
    key = Passkey(
        person_id=person.id,
        handle=_handle(new.credential_id),
        credential_id=new.credential_id,
        public_key=new.credential_public_key,
        sign_count=new.sign_count,
        name=name,
        added_at=clock.now(),
    )
    session.add(key)
    session.flush()


def enter(answer: str, challenge: bytes | None) -> Person:
    """Whose passkey has answered the challenge, just once. Raises Unacceptable with the same words for every fault.

    A counter that goes backwards speaks of a copy: the passkey opens nothing from then on, and its owner gets a letter.
    """
    number, count = _checked(lambda: _answered(answer, challenge), NO_FIT)
    with writing() as session:
        key = session.get(Passkey, number, with_for_update=True, populate_existing=True)
        _spend(session, challenge, NO_FIT)
        person = session.get_one(Person, key.person_id) if key else None
        fits = _counted(session, key, person, count)
    if person is None or not fits:
        raise Unacceptable(NO_FIT)
    return person


def _counted(session: Session, key: Passkey | None, person: Person | None, count: int) -> bool:
    if key is None or person is None or key.doubted_at is not None:
        return False
    if rules.goes_back(key.sign_count, count):
        key.doubted_at = clock.now()
        log.warning("passkey %s counts backwards: %s after %s", key.id, count, key.sign_count)
        letters.tell_doubted(session, person, key.name)
        return False
    key.sign_count, key.used_at = count, clock.now()
    return True


def _registration(answer: str, challenge: bytes | None) -> Any:
    import webauthn

    return webauthn.verify_registration_response(
        credential=answer,
        expected_challenge=_present(challenge),
        expected_rp_id=sites.name(),
        expected_origin=sites.origin(),
        require_user_verification=True,
    )


def _answered(answer: str, challenge: bytes | None) -> tuple[int, int]:
    """The number of the passkey and its counter. The counter is compared later, when the row is locked."""
    import webauthn
    from webauthn.helpers import parse_authentication_credential_json

    given = parse_authentication_credential_json(answer)
    rows = select(Passkey).where(Passkey.handle == _handle(given.raw_id))
    key = db.session.execute(rows).scalar_one()
    if given.response.user_handle not in (None, keys.handle(key.person_id)):
        raise ValueError("the passkey names another owner")
    verified = webauthn.verify_authentication_response(
        credential=given,
        expected_challenge=_present(challenge),
        expected_rp_id=sites.name(),
        expected_origin=sites.origin(),
        credential_public_key=key.public_key,
        credential_current_sign_count=0,
        require_user_verification=True,
    )
    return key.id, verified.new_sign_count


def _present(challenge: bytes | None) -> bytes:
    if not challenge:
        raise ValueError("no challenge waits here")
    return challenge


def _checked(check: Callable[[], Any], words: str) -> Any:
    try:
        return check()
    except OperationalError:
        raise  # the database does not answer: that is said as such
    except Exception as fault:  # what a stranger sends can break its parsers anywhere, and is never a fault of ours
        log.info("a passkey was refused: %s", type(fault).__name__)
        raise Unacceptable(words) from fault


def _handle(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _spend(session: Session, challenge: bytes | None, words: str) -> None:
    """The challenge is used up. Raises Unacceptable with these words for one that was answered before."""
    if not spend(session, "passkey", _present(challenge), clock.now() + rules.CHALLENGE):
        raise Unacceptable(words)
