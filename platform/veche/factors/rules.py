"""Codes: which one fits when, and what recovery codes look like."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

STEP = 30  # seconds that a code of the app stands for
WINDOW = 1  # steps by which a phone's clock may be off
DIGITS = 6
SETTING_UP = timedelta(hours=1)
RECOVERY_CODES, FEW_LEFT = 10, 2
# No letter or figure that is read as another one: 32 signs, so twelve of them are 60 bits.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUP, GROUPS = 4, 3
CHALLENGE = timedelta(minutes=5)
LONGEST_NAME, MOST_PASSKEYS = 40, 20
LEAST_WORDS = 4


@dataclass(frozen=True)
class Means:
    """What a person has besides the password."""

    has_app: bool
    passkeys: int
    codes_left: int = 0

    @property
    def number(self) -> int:
        return self.passkeys + self.has_app

    @property
    def is_on(self) -> bool:
        """Whether signing in asks for a second step."""
        return self.number > 0


def new_secret() -> str:
    """A secret for an app: 160 bits in base32."""
    return pyotp.random_base32()


def address(secret: str, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def code_of(secret: str, step: int) -> str:
    """The code of one step."""
    return str(pyotp.TOTP(secret).generate_otp(step))


def fitting_step(secret: str, typed: str, moment: datetime, last_step: int) -> int | None:
    """The step whose code was typed: the present one or a neighbour, and later than the last one used."""
    now = step_at(moment)
    steps = [now + shift for shift in range(-WINDOW, WINDOW + 1)]
    fitting = [step for step in steps if hmac.compare_digest(code_of(secret, step).encode(), typed.encode())]
    return next((step for step in fitting if step > last_step), None)


def clean(typed: str) -> str:
    """What was typed without blanks and hyphens, in capitals."""
    return "".join(sign for sign in typed if not sign.isspace() and sign not in "-–—").upper()


def is_app_code(typed: str) -> bool:
    """Whether this is six figures; anything else is taken for a recovery code."""
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit()


def grouped(text: str, size: int = GROUP, between: str = " ") -> str:
    """In groups that one can type by hand."""
    return between.join(text[start : start + size] for start in range(0, len(text), size))


def new_recovery_codes() -> list[str]:
    """Ten different codes such as `K7QM-2XRD-94HT`."""
    codes: set[str] = set()
    while len(codes) < RECOVERY_CODES:
        codes.add("".join(secrets.choice(SIGNS) for _ in range(GROUP * GROUPS)))
    return [grouped(code, between="-") for code in codes]


def says_enough(reason: str) -> bool:
    """Whether a reason has at least four words."""
    return len(reason.split()) >= LEAST_WORDS


def goes_back(before: int, now: int) -> bool:
    """Whether a passkey's counter did not grow; passkeys that do not count say 0 always."""
    return now <= before and bool(now or before)
