"""The browser's side of trust, point by point: headers, cookies, methods, addresses, errors, and the log."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_draft, a_person, an_open_proposal, nonce
from veche.app import create_app
from veche.core import clock
from veche.core.database import db
from veche.core.outbox import Letter
from veche.core.protocol import hosts_of, static_url
from veche.proposals.models import Proposal

pytestmark = pytest.mark.sqlite_alone
HTTPS = {"VECHE_SITE_URL": "https://veche.example", "VECHE_SECRET_KEY": "k", "VECHE_TRUSTED_PROXIES": "1"}


@pytest.fixture
def https(tmp_path: Any) -> Any:
    return create_app({**HTTPS, "VECHE_INSTANCE": str(tmp_path)}).test_client()


PATHS = ["/en/plan", "/en/nowhere", "/en/my", "/healthz", "/.well-known/security.txt", "/en/sign-in"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_headers(client: Any, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    for said in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors"):
        assert said in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def test_static_files_are_not_sniffed_and_not_for_others(client: Any) -> None:
    with client.get(static_url("tokens.css")) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "immutable" in headers["Cache-Control"]


def test_https_is_kept_for_a_year(https: Any, client: Any) -> None:
    headers = https.get("/.well-known/security.txt", headers={"X-Forwarded-Proto": "https"}).headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Strict-Transport-Security" not in client.get("/en/plan").headers


def test_the_cookie_of_https_is_the_hosts_own(https: Any) -> None:
    config = https.application.config
    assert config["SESSION_COOKIE_NAME"] == "__Host-veche"
    assert (config["SESSION_COOKIE_SECURE"], config["SESSION_COOKIE_HTTPONLY"]) == (True, True)
    assert config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_a_form_of_another_site_is_refused(signed_in: Any) -> None:
    person = signed_in(a_person())
    words = {"sort": "discussion", "title": "A talk of ours", "text": "Words.", "language": "en", "area": "2.4.5"}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert person.post("/en/threads/new", data={**words, "nonce": nonce()}, headers=foreign).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin"}
    assert person.post("/en/threads/new", data={**words, "nonce": nonce()}, headers=own).status_code == 303


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/sign-out", "/en/sign-up", "/en/password", "/en/threads/new"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_every_form_asks_for_its_token(app: Any, signed_in: Any, path: str, headers: dict[str, str]) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert signed_in(a_person()).post(path, data={"email": "a@example.org"}, headers=headers).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(client: Any, method: str) -> None:
    assert client.open("/en/threads/new", method=method).status_code == 405


def test_a_method_cannot_be_overridden(signed_in: Any) -> None:
    draft = a_draft()
    author = signed_in(draft.author)
    path = f"/en/proposals/{draft.id}/publish"
    for answer in (
        author.get(path, headers={"X-HTTP-Method-Override": "POST"}),
        author.get(f"{path}?_method=POST"),
    ):
        assert answer.status_code in {404, 405}
    assert db.session.execute(select(Proposal.state).where(Proposal.id == draft.id)).scalar() == "draft"


def test_what_a_form_does_not_offer_is_not_taken(signed_in: Any) -> None:
    """Mass assignment: fields of the row that are no fields of the form change nothing."""
    author, other = a_person(), a_person()
    words = {"title": "Phones without fear", "area": "2.4.5", "text": "Five lessons.", "language": "en", "draft": "1"}
    more = {"author_id": other.id, "state": "accepted", "support_count": "999", "visibility": "hidden", "id": "77"}
    signed_in(author).post("/en/proposals/new", data={**words, **more, "nonce": nonce()})
    made = db.session.execute(select(Proposal).order_by(Proposal.id.desc()).limit(1)).unique().scalar_one()
    assert (made.author_id, made.state, made.support_count, made.visibility) == (author.id, "draft", 0, "visible")
    assert made.id != 77


def test_a_field_sent_twice_means_its_first_word(signed_in: Any) -> None:
    proposal = an_open_proposal()
    path = f"/en/proposals/{proposal.id}/arguments"
    data = {"side": ["for", "against"], "text": "It stands empty.", "language": "en", "nonce": nonce()}
    signed_in(a_person()).post(f"{path}?side=against", data=data)
    from veche.proposals.models import Argument

    assert db.session.execute(select(Argument.side)).scalars().all() == ["for"]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_sent_elsewhere(client: Any, wanted: str) -> None:
    from factories import PASSWORD

    data = {"email": a_person().email, "password": PASSWORD, "next": wanted}
    answer = client.post("/en/sign-in", data=data)
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pyproject.toml",
        "/static/%2e%2e/pyproject.toml",
        "/static/..%2fveche.db",
        "/static/x/../../.git/config",
    ]
    + ["/.git/config", "/.env", "/instance/secret.key", "/static//etc/passwd", "/en/../../etc/passwd"],
)
def test_no_address_leads_out_of_the_static_files(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {302, 400, 404}
    assert not any(words in answer.text for words in ("[project]", "root:", "repositoryformatversion"))


def test_an_error_says_nothing_of_the_inside(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_values: Any, **_named: Any) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("veche.front.chronicle.head", broken)
    answer = client.get("/en/journal")
    assert answer.status_code == 500
    assert not any(words in answer.text for words in ("secret inside", "Traceback", "chronicle", "RuntimeError"))
    assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_debugging_is_off_and_no_listing_is_served(app: Any, client: Any) -> None:
    assert not app.debug
    assert client.get("/static/").status_code == 404
    assert client.get("/console").status_code in {302, 404}


def events(caplog: Any) -> list[dict[str, Any]]:
    return [json.loads(record.message) for record in caplog.records if record.name == "veche.security"]


def test_what_was_refused_is_written_down_without_a_word_about_who(client: Any, signed_in: Any, caplog: Any) -> None:
    person = a_person(name="Birch at the house")
    with caplog.at_level(logging.INFO, "veche.security"):
        signed_in(person).get("/en/people")
        client.post("/en/sign-in", data={"email": person.email, "password": "wrong words\nforged: line"})
        client.get("/en/plan")
    told = events(caplog)
    assert [(one["event"], one["route"], one["signed_in"]) for one in told] == [
        ("refused", "accounts.people", True),
        ("sign_in_failed", "accounts.enter", False),
    ]
    for record in caplog.records:
        assert "\n" not in record.message
        assert not any(words in record.message for words in (person.email, "Birch", "wrong words", "forged"))


def test_attempts_to_get_around_are_written_down(client: Any, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, "veche.security"):
        client.post("/en/threads/new", headers={"Sec-Fetch-Site": "cross-site"})
        client.get("/en/threads?after=%00")
        client.post("/en/sign-in", data={"email": "x" * 500_000})
    assert [one["event"] for one in events(caplog)] == ["refused", "unreadable", "too_large"]


@pytest.mark.parametrize(
    "path", ["/en/plan", "/en/nowhere", "/healthz", "/.well-known/security.txt", "/en/actions.csv"]
)
def test_every_answer_says_its_type(client: Any, path: str) -> None:
    assert "charset=utf-8" in client.get(path).headers["Content-Type"].lower()


def test_a_browser_cannot_pretend_to_be_a_proxy(client: Any) -> None:
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "10.0.0.1"}
    answer = client.get("/en/plan", headers=forged)
    assert "Strict-Transport-Security" not in answer.headers
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["/", "/en/", "/en/password", "/en/nowhere", "/healthz"])
def test_nobody_is_answered_under_the_name_of_another_site(client: Any, path: str) -> None:
    answer = client.get(path, base_url="http://evil.example")
    assert answer.status_code == 400
    assert "evil.example" not in answer.text + str(answer.headers)


def test_no_letter_goes_out_for_a_request_under_another_name(client: Any) -> None:
    person = a_person()
    asked = {"email": person.email}
    assert client.post("/en/password", data=asked, base_url="http://evil.example").status_code == 400
    assert db.session.execute(select(Letter)).first() is None
    assert client.post("/en/password", data=asked, base_url="http://veche.example").status_code == 303
    letter = db.session.execute(select(Letter)).scalars().one()
    assert "http://veche.example/en/password/" in letter.body


@pytest.mark.parametrize("host", ["veche.example", "veche.example:8000", "localhost", "127.0.0.1:8000"])
def test_the_site_and_the_machine_itself_are_answered(client: Any, host: str) -> None:
    assert client.get("/healthz", base_url=f"http://{host}").status_code == 200


def test_a_server_on_every_address_without_a_name_is_checked_by_nothing() -> None:
    assert hosts_of("http://0.0.0.0:8000") == []
    assert "veche.example" in hosts_of("https://veche.example")


# security.txt


def test_security_txt_says_where_to_report(client: Any) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"].startswith(("mailto:", "https:"))
    assert fields["Canonical"] == "http://veche.example/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "ru, be, en"
    assert "Policy" not in fields


def test_security_txt_expires_within_a_year(client: Any) -> None:
    from datetime import datetime

    line = next(
        line for line in client.get("/.well-known/security.txt").text.splitlines() if line.startswith("Expires")
    )
    ends = datetime.fromisoformat(line.partition(": ")[2].replace("Z", "+00:00"))
    assert clock.now() < ends < clock.now() + timedelta(days=365)


def test_its_contact_and_policy_are_settings(tmp_path: Any) -> None:
    own = {"VECHE_SECURITY_CONTACT": "https://a.example/report", "VECHE_SECURITY_POLICY": "https://a.example/policy"}
    text = create_app({**HTTPS, **own, "VECHE_INSTANCE": str(tmp_path)}).test_client()
    said = text.get("/.well-known/security.txt").text
    assert "Contact: https://a.example/report\n" in said
    assert "Policy: https://a.example/policy\n" in said


def test_reading_changes_nothing(client: Any) -> None:
    an_open_proposal()
    before = db.session.execute(select(func.count()).select_from(Proposal)).scalar()
    for path in ("/en/", "/en/proposals", "/en/proposals/1", "/en/journal"):
        assert client.get(path).status_code == 200
    assert db.session.execute(select(func.count()).select_from(Proposal)).scalar() == before
