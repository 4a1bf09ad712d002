"""A fresh installation: no case, no appeal, no figure, no desk; every page says so and none is blank or broken."""

from typing import Any

import pytest

from factories import a_moderator, a_person

pytestmark = pytest.mark.sqlite_alone

EMPTY = {
    "/moderation/log": "Nothing has been hidden yet.",
    "/moderation/figures": "No measure was taken in this quarter.",
    "/moderation/queue": "No case waits.",
    "/moderation/bulk": "Nothing in the queue is reported as advertising.",
    "/moderation/appeals": "No appeal waits",
    "/moderation/reviews": "Nothing waits for your look.",
}


@pytest.mark.parametrize(("path", "said"), EMPTY.items())
def test_a_moderator_of_a_fresh_installation_reads_what_will_stand_here(signed_in: Any, path: str, said: str) -> None:
    answer = signed_in(a_moderator()).get(f"/en{path}")
    assert answer.status_code == 200
    assert said in answer.text


def test_an_administrator_reads_that_there_is_no_desk_yet(signed_in: Any) -> None:
    assert "There is no desk yet: open the first one." in signed_in(a_person(("admin",))).get("/en/desks").text
