"""A small real OpenID Connect provider: discovery, authorize, token with PKCE, keys, signed id_token; on a free port.

What it says can be bent by a test: another nonce, issuer, audience, an expired token, a strange signature.
"""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "veche", "a-secret-of-the-client"


class Provider:
    """One resident after another signs in here: `subject` is who does it next."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.strange_key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.subject = "resident-1"
        self.bent: dict[str, Any] = {}
        self.signs_with = self.key
        self.codes: dict[str, dict[str, str]] = {}
        self.given = 0
        self.refuses = False
        self.issuer = ""

    def app(self) -> Flask:
        app = Flask("provider")
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.describe)
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/keys", view_func=self.keys)
        return app

    def describe(self) -> Response:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return jsonify(issuer=self.issuer, **{name: f"{self.issuer}/{path}" for name, path in names.items()})

    def authorize(self) -> Any:
        asked = request.args
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid")
        assert asked["code_challenge_method"] == "S256"
        if self.refuses:
            return redirect(f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}")
        code = secrets.token_urlsafe(16)
        self.codes[code] = {name: asked[name] for name in ("nonce", "code_challenge", "redirect_uri")}
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    def token(self) -> Any:
        asked = self.codes.pop(request.form["code"], None)  # each code once
        known = request.authorization
        verifier = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        fits = asked and asked["code_challenge"] == challenge and asked["redirect_uri"] == request.form["redirect_uri"]
        if not fits or known is None or (known.username, known.password) != (CLIENT, SECRET):
            return jsonify(error="invalid_grant"), 400
        self.given += 1
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": asked["nonce"]}
        claims |= {"iat": now, "exp": now + 300, **self.bent}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with)
        return jsonify(access_token=secrets.token_hex(8), token_type="Bearer", expires_in=300, id_token=signed)

    def keys(self) -> Response:
        return jsonify(KeySet([self.key]).as_dict(private=False))


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
