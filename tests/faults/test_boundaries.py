"""Where one request ends and the next begins is said once: what says it twice reaches no second page."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from racing import Server, served

HIDDEN = b"GET /en/rules HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
START = b"POST /en/display HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
TWICE = {
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and a length": b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": b"Content-Length: 0\r\nContent-Length: 48\r\n\r\n",
    "chunks by another name": b"Content-Length: 0\r\nTransfer-Encoding: xchunked\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a space before the colon": b"Content-Length: 0\r\nTransfer-Encoding : chunked\r\n\r\n",
}


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def answers(server: Server, sent: bytes) -> list[int]:
    """The codes of all that comes back on one connection, until the server ends it or says no more."""
    got = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as connection:
        connection.sendall(sent)
        with suppress(TimeoutError):
            while piece := connection.recv(65_536):
                got += piece
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3})", got)]


def test_a_request_that_ends_in_two_places_brings_no_second_one_along(server):
    told = {name: answers(server, START + heads + HIDDEN) for name, heads in TWICE.items()}
    assert {name: codes for name, codes in told.items() if codes != [400]} == {}


def test_two_whole_requests_are_two(server):
    """So the test above can fail."""
    assert answers(server, HIDDEN + HIDDEN) == [200, 200]
