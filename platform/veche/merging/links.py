"""The signed link in a supporter's letter: it names one merge and one person, and opens nothing else."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from veche.core import keyed


def _signer() -> URLSafeTimedSerializer:
    return keyed.signer("merging.choice")


def token(merge_id: int, person_id: int) -> str:
    return str(_signer().dumps([merge_id, person_id]))


def read(text: str) -> tuple[int, int] | None:
    """The merge and the person; nothing for a damaged link. How long it lives the merge itself says."""
    try:
        merge_id, person_id = _signer().loads(text)
    except (BadSignature, ValueError, TypeError):
        return None
    return int(merge_id), int(person_id)
