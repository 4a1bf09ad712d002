"""The way of the telephone: a code of six figures, and of the number only a keyed hash."""

import secrets
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from veche.core import clock, keyed
from veche.core.database import one_after_another, writing
from veche.core.languages import gettext
from veche.core.policy import N_
from veche.residents import keys, rules
from veche.residents.adapters import Begun, Proof, TooMany, Unproved, register
from veche.residents.models import Attempt
from veche.residents.senders import NotSent, Sender, sender

OFTEN = N_("Three codes an hour are enough. Wait an hour, then ask for another.")
UNREACHED = N_("The code could not be sent just now. Nothing was kept; try again in a few minutes.")
WRONG = N_("This is not the code that we sent. Check it against the message.")
NO_TRIES = N_("Five wrong codes: this one is good no longer. Ask for another.")
MESSAGE = N_("%(code)s is your code for Veche, the platform of the city. It is good for 10 minutes. Tell it to nobody.")


class SmsWay:
    """A telephone of Belarus: who can read a message sent to it has shown the number."""

    name = "sms"
    tries_again = True
    title = N_("With your telephone")
    about = N_("We send a code of six figures to a number of Belarus; one number is good for one account.")
    kept = N_("The day, and a keyed hash of the number: from it nobody can read the number. The number itself goes.")

    def is_ready(self) -> bool:
        return sender() is not None

    def begin(self, person: Any, typed: Mapping[str, str]) -> Begun:
        """A code, which goes out once it is remembered and counted: of many asked for at once no more are sent."""
        number = rules.read_phone(typed.get("phone", ""))
        carrier = sender()
        if number is None or carrier is None:
            raise Unproved(rules.NO_NUMBER, "phone")
        identity = keys.identity("phone", number)
        code, key = f"{secrets.randbelow(1_000_000):06}", secrets.token_hex(16)
        kept = {"key": key, "code": keys.short_digest(key, code), "ending": number[-2:]}
        allow = partial(_allow, person.id, identity.digest)
        return Begun(kept, rules.SMS_LASTS, identity, allow, partial(_send, carrier, number, code))

    def finish(self, person: Any, attempt: Any, typed: Mapping[str, str]) -> Proof:
        """Five tries, each counted before it is looked at, so that two at once are two."""
        key, digest = attempt.kept["key"], attempt.kept["code"]
        identity = keys.Identity(attempt.identity_kind, attempt.identity_digest)
        if not _count_try(attempt.id):
            raise TooMany(NO_TRIES, "code")
        typed_code = "".join(typed.get("code", "").split())
        if not keyed.is_same(keys.short_digest(key, typed_code), digest):
            raise Unproved(WRONG, "code")
        return Proof(identity)


def _count_try(number: int) -> bool:
    with writing() as session:
        mine = update(Attempt).where(Attempt.id == number, Attempt.tries < rules.SMS_TRIES)
        counted = session.execute(mine.values(tries=Attempt.tries + 1).returning(Attempt.id)).first()
        return counted is not None


def _allow(person_id: int, digest: str, session: Session) -> None:
    """Three codes an hour for a person, who is locked, and three for a number, whoever asks for them."""
    one_after_another(session, digest)
    _not_too_often(session, Attempt.person_id == person_id, rules.SMS_PER_PERSON)
    _not_too_often(session, Attempt.identity_digest == digest, rules.SMS_PER_NUMBER)


def _not_too_often(session: Session, whose: ColumnElement[bool], most: int) -> None:
    since = clock.now() - rules.SMS_WINDOW
    rows = select(func.count()).where(Attempt.way == "sms", Attempt.begun_at > since, whose)
    if session.execute(rows).scalar_one() >= most:
        raise TooMany(OFTEN, "phone")


def _send(carrier: Sender, number: str, code: str) -> None:
    try:
        carrier.send(number, gettext(MESSAGE, code=code))
    except NotSent as problem:
        raise Unproved(UNREACHED, "phone") from problem


register(SmsWay())
