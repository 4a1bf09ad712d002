"""A passkey's device in software, for tests: it makes keys (ES256) and signs what a browser would hand it."""

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
SITE = "https://veche.example"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """One key. origin, rp: what the browser says the site is; count: its counter, 0 for one that does not count."""

    def __init__(self, origin: str = SITE, rp: str = "veche.example", count: int = 0) -> None:
        self.origin, self.rp, self.count = origin, rp, count
        self.flags = PRESENT | VERIFIED
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.owner = b""

    def create(self, options: dict[str, Any]) -> str:
        """The answer to navigator.credentials.create."""
        self.owner = decoded(options["user"]["id"])
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(self.flags | ATTESTED) + attested
        answer = {
            "clientDataJSON": encoded(self._client("webauthn.create", options["challenge"])),
            "attestationObject": encoded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(answer)

    def get(self, options: dict[str, Any], **changes: str) -> str:
        """The answer to navigator.credentials.get; changes: parts of it that are forged."""
        client, data = self._client("webauthn.get", options["challenge"]), self._data(self.flags)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {
            "clientDataJSON": encoded(client),
            "authenticatorData": encoded(data),
            "signature": encoded(signature),
            "userHandle": encoded(self.owner),
        }
        return self._answer({**answer, **changes})

    def _client(self, sort: str, challenge: str) -> bytes:
        return json.dumps({"type": sort, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, flags: int) -> bytes:
        self.count += bool(self.count)
        return hashlib.sha256(self.rp.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> str:
        own = encoded(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
