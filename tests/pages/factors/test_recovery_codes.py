"""Recovery codes: shown once, good once each, renewed, saved as a file."""

import re
from typing import Any

from sqlalchemy import select

from factories import PASSWORD, a_person, an_app_of
from veche.core import outbox
from veche.core.database import db
from veche.factors import queries, recovery
from veche.factors.models import RecoveryCode

MINE = "/en/my/second-step"


def codes_of(person: Any) -> list[str]:
    an_app_of(person)
    return recovery.renew(person)


def enter(app: Any, person: Any, code: str) -> Any:
    client = app.test_client()
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    return client.post("/en/sign-in/second", data={"code": code})


def last_letter() -> Any:
    rows = select(outbox.Letter).where(outbox.Letter.subject == "Veche: a recovery code was used")
    return db.session.execute(rows.order_by(outbox.Letter.id.desc())).scalars().first()


def test_a_recovery_code_takes_the_place_of_the_second_step_once(app: Any) -> None:
    person = a_person()
    code = codes_of(person)[3]
    assert enter(app, person, code).location == "/en/"
    assert "9 recovery codes are left" in last_letter().body
    assert enter(app, person, code).status_code == 422
    assert queries.means(person).codes_left == 9


def test_small_letters_and_blanks_are_taken_too(app: Any) -> None:
    person = a_person()
    code = codes_of(person)[0]
    assert enter(app, person, code.lower().replace("-", " ")).status_code == 303


def test_a_code_of_somebody_else_opens_nothing(app: Any) -> None:
    person, other = a_person(), a_person()
    codes_of(person)
    assert enter(app, person, codes_of(other)[0]).status_code == 422


def test_when_two_are_left_the_letter_says_where_to_make_new_ones(app: Any) -> None:
    person = a_person()
    codes = codes_of(person)
    for code in codes[:7]:
        enter(app, person, code)
    assert "/my/second-step" not in last_letter().body
    enter(app, person, codes[7])
    assert "2 recovery codes are left" in last_letter().body
    assert "/my/second-step" in last_letter().body


def test_new_codes_put_an_end_to_the_earlier_ones(app: Any, signed_in: Any) -> None:
    person = a_person()
    old = codes_of(person)
    page = signed_in(person).post(f"{MINE}/codes")
    new = re.findall(r"<li>([A-Z2-9-]{14})</li>", page.text)
    assert len(new) == 10
    assert page.headers["Cache-Control"] == "no-store"
    assert enter(app, person, old[0]).status_code == 422
    assert enter(app, person, new[0]).status_code == 303


def test_earlier_codes_are_spoken_of_only_where_there_are_some(signed_in: Any) -> None:
    words, person = "The earlier ones open nothing from then on.", a_person()
    an_app_of(person)
    client = signed_in(person)
    assert words not in client.get(MINE).text
    recovery.renew(person)
    assert words in client.get(MINE).text


def test_codes_are_kept_as_hashes_alone(app: Any) -> None:
    person = a_person()
    codes = codes_of(person)
    kept = db.session.execute(select(RecoveryCode.digest)).scalars().all()
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in kept)
    assert not any(code.replace("-", "") in " ".join(kept).upper() for code in codes)


def test_whoever_has_no_second_step_gets_no_codes(signed_in: Any) -> None:
    client = signed_in(a_person())
    answer = client.post(f"{MINE}/codes", follow_redirects=True)
    assert "Set up the second step first" in answer.text
    assert db.session.execute(select(RecoveryCode)).first() is None


def test_the_file_holds_the_codes_that_are_ones_own_and_nothing_else(signed_in: Any) -> None:
    person = a_person()
    codes = codes_of(person)
    client = signed_in(person)
    file = client.post(f"{MINE}/codes.txt", data={"code": codes})
    assert file.headers["Content-Disposition"] == 'attachment; filename="veche-recovery-codes.txt"'
    assert file.mimetype == "text/plain"
    assert all(code in file.text for code in codes)
    assert client.post(f"{MINE}/codes.txt", data={"code": [*codes[:3], "<script>"]}).status_code == 404
    assert client.post(f"{MINE}/codes.txt", data={}).status_code == 404
    assert signed_in(a_person()).post(f"{MINE}/codes.txt", data={"code": codes}).status_code == 404


def test_a_spent_code_comes_back_in_no_file(app: Any, signed_in: Any) -> None:
    person = a_person()
    codes = codes_of(person)
    enter(app, person, codes[0])
    assert signed_in(person).post(f"{MINE}/codes.txt", data={"code": codes}).status_code == 404


def test_a_session_by_a_recovery_code_wakes_the_roles(app: Any) -> None:
    person = a_person(("moderator",))
    code = codes_of(person)[0]
    client = app.test_client()
    client.post("/en/sign-in", data={"email": person.email, "password": PASSWORD})
    client.post("/en/sign-in/second", data={"code": code})
    assert client.get("/en/moderation").status_code == 200
