"""Letters through a real mail server on this machine."""

import socket

from aiosmtpd.controller import Controller
from flask import Flask

from veche.core import outbox
from veche.core.database import writing


class Mailbox:
    """Keeps what the mail server was given."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.taken.append(envelope.original_content)
        return "250 OK"


def test_the_worker_delivers_each_letter_once_over_smtp(app: Flask, monkeypatch) -> None:
    mailbox = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        monkeypatch.setitem(app.config["VECHE"], "MAIL_URL", f"smtp://127.0.0.1:{port}")
        with writing() as session:
            for number in range(3):
                outbox.post(session, f"reader{number}@example.org", "Тема письма", "Добры дзень!\n", "be")
        assert outbox.deliver_due() == 3
        assert outbox.deliver_due() == 0
    finally:
        server.stop()
    assert len(mailbox.taken) == 3
    assert all(b"Message-ID: <veche-" in letter for letter in mailbox.taken)
