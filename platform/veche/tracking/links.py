"""The signed link by which the office of a body reports without an account.

It names one action, one body, the address that it was sent to and the reports that there were: it dies with its use,
when another report comes, when the action goes to another body, when the office has another address, and by its age.
"""

from dataclasses import asdict, astuple, dataclass
from datetime import timedelta
from hashlib import sha256

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from veche.core import keyed
from veche.tracking.models import Action

LIFE = timedelta(days=30)


class Dead(Exception):
    """A link that opens nothing (any more); `why` is damaged, expired, spent, moved or ended."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Link:
    """What a link names; `office` is the print of the address, so that the address itself stands in no link."""

    action_id: int
    body_id: int
    report: int
    office: str


def _serializer() -> URLSafeTimedSerializer:
    return keyed.signer("tracking.report")


def _now(action: Action) -> Link:
    """The one link that opens the action as it is."""
    office = sha256(action.body.office_email.casefold().encode()).hexdigest()[:16]
    return Link(action.id, action.body_id, action.update_count, office)


def token(action: Action) -> str:
    return str(_serializer().dumps(list(astuple(_now(action)))))


def read(text: str) -> Link:
    """What the link names. Raises Dead: damaged or expired."""
    try:
        action_id, body_id, report, office = _serializer().loads(text, max_age=int(LIFE.total_seconds()))
        return Link(int(action_id), int(body_id), int(report), str(office))
    except SignatureExpired as late:
        raise Dead("expired") from late
    except (BadSignature, ValueError, TypeError) as fault:
        raise Dead("damaged") from fault


def check(link: Link, action: Action) -> None:
    """Whether the link still opens the action. Raises Dead: moved, ended or spent."""
    now = asdict(_now(action))
    named = asdict(link)
    if not action.body.office_email or any(named[part] != now[part] for part in ("action_id", "body_id", "office")):
        raise Dead("moved")
    if not action.is_open:
        raise Dead("ended")
    if named["report"] != now["report"]:
        raise Dead("spent")
