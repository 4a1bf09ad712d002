"""Letters: written in the transaction of the act, delivered by the worker, each once.

A letter carries a fixed Message-ID, so that a delivery repeated after a crash is the same letter to the reader's
server.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from veche.core import clock
from veche.core.database import Base, changed, db, writing
from veche.core.settings import setting

LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)


class Letter(Base):
    """One letter to one address; `sent_at` is empty until the mail server took it."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(2))
    written_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(300))


def post(session: Session, address: str | None, subject: str, body: str, language: str) -> Letter | None:
    """Put a letter into the outbox, in the transaction of the act that it tells of. Nobody writes to who has no
    address: somebody who has left, or takes part by a desk."""
    if address is None:
        return None
    moment = clock.now()
    letter = Letter(
        address=address, subject=subject, body=body, language=language, written_at=moment, due_at=moment, attempts=0
    )
    session.add(letter)
    return letter


# An address, if there is one, and the language in which its reader is written to.
Reader = tuple[str | None, str]
Send = Callable[[EmailMessage, int], None]


def deliver_due(limit: int = 50) -> int:
    """Deliver the letters whose time has come; the number delivered.

    Each is leased before the mail server is spoken to, outside any transaction, and put off with growing pauses when
    the server fails.
    """
    due = select(Letter.id).where(Letter.sent_at.is_(None), Letter.due_at <= clock.now()).order_by(Letter.id)
    waiting = db.session.execute(due.limit(limit)).scalars().all()
    db.session.rollback()
    if not waiting:
        return 0
    with transport() as send:
        return sum(_deliver(number, send) for number in waiting)


def _deliver(number: int, send: Send) -> bool:
    if not _lease(number):
        return False
    with writing() as session:
        letter = session.get_one(Letter, number)
        message = as_message(letter)
    try:
        send(message, number)
    except (OSError, smtplib.SMTPException) as problem:
        _put_off(number, problem)
        return False
    with writing() as session:
        session.execute(update(Letter).where(Letter.id == number).values(sent_at=clock.now(), problem=None))
    return True


def _lease(number: int) -> bool:
    moment = clock.now()
    with writing() as session:
        mine = (
            update(Letter)
            .where(Letter.id == number, Letter.sent_at.is_(None), Letter.due_at <= moment)
            .values(due_at=moment + LEASE, attempts=Letter.attempts + 1)
        )
        return bool(changed(session, mine))


def _put_off(number: int, problem: Exception) -> None:
    with writing() as session:
        letter = session.get_one(Letter, number)
        pause = min(FIRST_PAUSE * 2 ** min(letter.attempts, 20), LONGEST_PAUSE)
        letter.due_at = clock.now() + pause
        letter.problem = f"{type(problem).__name__}: {problem}"[:300]


class _WholeSubjects(EmailPolicy):
    """Folds a long subject without losing the space between its parts.

    The folding of the standard library (before Python 3.13) drops it, because readers must ignore the white space
    between two encoded words; the older Header keeps it inside one of them.
    """

    def fold(self, name: str, value: Any) -> str:
        if name.lower() != "subject":
            return str(super().fold(name, value))
        words = str(value)
        folded = Header(words, None if words.isascii() else "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {folded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return super().fold_binary(name, value) if name.lower() != "subject" else self.fold(name, value).encode("ascii")


def as_message(letter: Letter) -> EmailMessage:
    """The letter as a mail: plain text, in its language, with a Message-ID that never changes."""
    message = EmailMessage(policy=_WholeSubjects())
    sender = str(setting("MAIL_FROM"))
    message["Subject"] = letter.subject
    message["From"] = sender
    message["To"] = letter.address
    message["Date"] = letter.written_at
    message["Message-ID"] = f"<veche-{letter.id}-{letter.written_at:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"
    message["Content-Language"] = letter.language
    message.set_content(letter.body)
    return message


def mail_folder() -> Path | None:
    """The folder into which letters are written as files, or None when a mail server delivers them."""
    url = urlsplit(str(setting("MAIL_URL")))
    return Path(unquote(url.path)) if url.scheme == "file" else None


@contextmanager
def transport() -> Iterator[Send]:
    """One connection to the mail server, or the folder that stands for it in development."""
    folder = mail_folder()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield lambda message, number: _to_file(folder, message, number)
        return
    connection: smtplib.SMTP | None = None

    def send(message: EmailMessage, _number: int) -> None:
        nonlocal connection
        if connection is None:
            connection = _connect()
        connection.send_message(message)

    try:
        yield send
    finally:
        if connection is not None:
            connection.close()


def _to_file(folder: Path, message: EmailMessage, number: int) -> None:
    (folder / f"{number:06}.eml").write_bytes(bytes(message))


def _connect() -> smtplib.SMTP:
    url = urlsplit(str(setting("MAIL_URL")))
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=30)
    else:
        connection = smtplib.SMTP(host, url.port or 25, timeout=30)
        if connection.has_extn("starttls") or url.query == "starttls":
            connection.starttls(context=ssl.create_default_context())
    if url.username:
        connection.login(unquote(url.username), unquote(url.password or ""))
    return connection
