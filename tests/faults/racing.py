"""A running server under simultaneous requests, and the crowd that sends them.

The requests are written to connections that stand open already, so that they meet in the server and not in the queue of
this process. A race answers with the list of what it found wrong: the same race is run against the product, where the
list must be empty, and against a deliberately weak twin, where it must not.
"""

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from veche.sessions.services import begin

REPETITIONS = 20
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Post:
    """A form that a signed-in person sends."""

    path: str
    cookie: str
    fields: dict[str, str]

    def bytes(self, host: str) -> bytes:
        body = urlencode(self.fields).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: {host}\r\nCookie: veche={self.cookie}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass(frozen=True)
class Server:
    app: Flask
    port: int

    def post(self, person: Any, path: str, **fields: Any) -> Post:
        """What the browser of this person would send: their session, its token, the fields."""
        return self.sent_by({"_user_id": begin(person, factor="totp"), "_fresh": True}, path, fields)

    def sent_by(self, held: dict[str, Any], path: str, fields: dict[str, Any]) -> Post:
        """The same of a browser whose cookie holds this."""
        raw = secrets.token_hex(20)
        cookie = self.app.session_interface.get_signing_serializer(self.app).dumps({**held, "csrf_token": raw})
        token = URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw)
        values = {name: str(value) for name, value in fields.items()}
        return Post(f"/en{path}", cookie, {"csrf_token": token, **values})

    def together(self, posts: Sequence[Post], over: float = 0.0, begin: Callable[[], Any] = lambda: None) -> list[int]:
        """Send all at once, or evenly spread over so many seconds; the answers' codes in the order of the posts.

        begin: what happens once every connection stands and before the first request is sent.
        """
        # In a thread of its own: a browser test before this one may have left an event loop in the main one.
        with ThreadPoolExecutor(1) as sender:
            return sender.submit(copy_context().run, asyncio.run, self._all(posts, over, begin)).result()

    async def _all(self, posts: Sequence[Post], over: float, begin: Callable[[], Any]) -> list[int]:
        ready = await asyncio.gather(*(asyncio.open_connection("127.0.0.1", self.port) for _ in posts))
        begin()
        pause = over / len(posts)
        return await asyncio.gather(
            *(
                self._send(post, *pair, pause * place)
                for place, (post, pair) in enumerate(zip(posts, ready, strict=True))
            )
        )

    async def _send(self, post: Post, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wait: float) -> int:
        if wait:
            await asyncio.sleep(wait)
        writer.write(post.bytes(f"127.0.0.1:{self.port}"))
        await writer.drain()
        answer = await reader.read()
        writer.close()
        return int(answer.split(b" ", 2)[1])


@contextmanager
def served(app: Flask, url: str, folder: Path, twin: bool = False, **settings: str) -> Iterator[Server]:
    """`veche serve` with two processes on the test's database, or the weak twin in its place."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {
        **os.environ,
        "VECHE_DATABASE_URL": url,
        "VECHE_INSTANCE": str(folder),
        "VECHE_SECRET_KEY": app.secret_key,
        "VECHE_PORT": str(port),
        "VECHE_WORKERS": "2",
        "VECHE_WORKER": "no",
        "VECHE_RATE_LIMITS": "no",
        "VECHE_TRAP_SECONDS": "0",
        **settings,
    }
    command = [sys.executable, str(HERE / "weak_twin.py")] if twin else [sys.executable, "-m", "veche.cli", "serve"]
    said = folder / "server.log"  # a file: a pipe that nobody reads would stop the server once it is full
    with said.open("w") as log:
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _wait_for(port, process, said)
            yield Server(app, port)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def _wait_for(port: int, process: subprocess.Popen, said: Path) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            assert process.poll() is None, said.read_text()
            time.sleep(0.2)
    raise AssertionError("the server did not start")
