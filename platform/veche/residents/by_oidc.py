"""The way of an identity provider: OpenID Connect, authorization code with PKCE, for residency and never for sign-in.

authlib and requests are loaded when somebody takes this way; an installation without it needs neither.
"""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from veche.core import keyed
from veche.core.policy import N_
from veche.core.settings import declare, setting
from veche.residents import keys, oidc, rules
from veche.residents.adapters import Begun, Proof, Unproved, register

declare("OIDC_ISSUER", "", "Address of the identity provider (OpenID Connect), such as https://id.example.org.")
declare("OIDC_CLIENT_ID", "", "Name of this platform at the identity provider.")
declare("OIDC_CLIENT_SECRET", "", "Secret of this platform at the identity provider.")
declare("OIDC_CLAIM", "sub", "Claim of the provider that is the same for a human for ever, such as sub.")
declare("OIDC_NAME", "", "What the identity provider is called on the page; default is its host.")

NOT_NOW = N_("The identity provider does not answer just now. Nothing was kept; try again in a few minutes.")
REFUSED = N_("The identity provider did not confirm who you are. Nothing was kept; you can begin anew.")
WRONG = N_("The answer of the identity provider does not fit what was asked. Nothing was kept; begin anew.")
EMPTY = N_("The identity provider did not say what we need to tell one resident from another.")


def provider_name() -> str:
    """What people know the provider by."""
    name: str = setting("OIDC_NAME") or urlsplit(setting("OIDC_ISSUER")).hostname or ""
    return name


class OidcWay:
    """Who the city's identity provider knows, lives in the city."""

    name = "oidc"
    tries_again = False
    title = N_("With the identity provider of the city")
    about = N_("You sign in there, it tells us that it knows you, and you come back. Nobody learns your name here.")
    kept = N_("The day, and a keyed hash of the number by which the provider knows you. Neither name nor address.")

    def is_ready(self) -> bool:
        return bool(setting("OIDC_ISSUER") and setting("OIDC_CLIENT_ID"))

    def begin(self, person: Any, typed: Mapping[str, str]) -> Begun:
        """Where to send the person; state, nonce and verifier belong to this attempt alone."""
        secret = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        try:
            address = oidc.client().authorization_address(**secret)
        except oidc.Unreachable as problem:
            raise Unproved(NOT_NOW) from problem
        return Begun({**secret, "address": address}, rules.REDIRECT_LASTS)

    def finish(self, person: Any, attempt: Any, typed: Mapping[str, str]) -> Proof:
        """Change the provider's code for a signed token, and believe it only when everything in it fits."""
        kept = attempt.kept
        if not keyed.is_same(typed.get("state", ""), kept["state"]):
            raise Unproved(WRONG)
        if typed.get("error") or not typed.get("code"):
            raise Unproved(REFUSED)
        try:
            claims = oidc.client().claims(typed["code"], verifier=kept["verifier"], nonce=kept["nonce"])
        except oidc.Unreachable as problem:
            raise Unproved(NOT_NOW) from problem
        except oidc.Untrusted as problem:
            raise Unproved(WRONG) from problem
        subject = rules.read_subject(setting("OIDC_ISSUER"), str(claims.get(setting("OIDC_CLAIM")) or ""))
        if subject is None:
            raise Unproved(EMPTY)
        return Proof(keys.identity("oidc", subject))


register(OidcWay())
