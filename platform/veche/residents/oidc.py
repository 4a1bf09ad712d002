"""A client of one OpenID Connect provider: discovery, the address to go to, a code for a token, and its checks."""

import logging
from dataclasses import dataclass
from typing import Any

from veche.core import clock
from veche.core.settings import setting

log = logging.getLogger(__name__)
PATIENCE = 8  # seconds
LEEWAY = 60  # seconds by which two clocks may differ
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class Unreachable(Exception):
    """The provider does not answer, or not as a provider does."""


class Untrusted(Exception):
    """The provider's answer must not be believed; the text says why, for the log."""


@dataclass(frozen=True)
class Client:
    """Asks one provider; every network call has a time limit and no secret or claim is logged."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str

    def authorization_address(self, *, state: str, nonce: str, verifier: str) -> str:
        endpoint = self._described()["authorization_endpoint"]
        address, _state = self._session().create_authorization_url(
            endpoint, state=state, nonce=nonce, code_verifier=verifier
        )
        return str(address)

    def claims(self, code: str, *, verifier: str, nonce: str) -> dict[str, Any]:
        """What the provider says of the person, after signature, issuer, audience, time and nonce were checked."""
        described = self._described()
        token = self._id_token(described["token_endpoint"], code, verifier)
        return self._checked(token, self._get(described["jwks_uri"]), nonce)

    def _described(self) -> dict[str, Any]:
        found = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
            raise Unreachable("the provider calls itself by another name")
        if not all(found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")):
            raise Unreachable("the provider describes itself incompletely")
        return found

    def _get(self, address: str) -> dict[str, Any]:
        import requests

        try:
            answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
            answer.raise_for_status()
            found = answer.json()
        except (requests.RequestException, ValueError) as problem:
            log.warning("the identity provider does not answer: %s", type(problem).__name__)
            raise Unreachable from problem
        if answer.status_code != 200 or not isinstance(found, dict):
            raise Unreachable("not a description")
        return found

    def _session(self) -> Any:
        from authlib.integrations.requests_client import OAuth2Session

        return OAuth2Session(
            self.client_id,
            self.client_secret or None,
            scope="openid",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.client_secret else "none",
        )

    def _id_token(self, endpoint: str, code: str, verifier: str) -> str:
        import requests
        from authlib.common.errors import AuthlibBaseError

        session = self._session()
        try:
            answer = session.fetch_token(
                endpoint, grant_type="authorization_code", code=code, code_verifier=verifier, timeout=PATIENCE
            )
        except requests.RequestException as problem:
            raise Unreachable from problem
        except (AuthlibBaseError, ValueError) as problem:
            log.warning("the identity provider gave no token: %s", type(problem).__name__)
            raise Untrusted("no token") from problem
        finally:
            session.close()
        if not isinstance(answer.get("id_token"), str):
            raise Untrusted("no id_token")
        return str(answer["id_token"])

    def _checked(self, token: str, key_set: dict[str, Any], nonce: str) -> dict[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        must = jwt.JWTClaimsRegistry(
            now=int(clock.now().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(key_set), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            must.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            log.warning("a token of the identity provider was refused: %s", type(problem).__name__)
            raise Untrusted(type(problem).__name__) from problem
        self._for_us(claims)
        return dict(claims)

    def _for_us(self, claims: dict[str, Any]) -> None:
        """A token for several parties names the one that it was made for."""
        audience = claims.get("aud")
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in claims) and claims.get("azp") != self.client_id:
            raise Untrusted("made for another")


def redirect_uri() -> str:
    """Where people come back to, the same in every language; it is registered at the provider."""
    return f"{str(setting('SITE_URL')).rstrip('/')}/my/verify/back"


def client() -> Client:
    """The client of the configured provider."""
    return Client(
        issuer=setting("OIDC_ISSUER"),
        client_id=setting("OIDC_CLIENT_ID"),
        client_secret=setting("OIDC_CLIENT_SECRET"),
        redirect_uri=redirect_uri(),
    )
