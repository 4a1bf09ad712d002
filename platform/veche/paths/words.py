"""What a step of the path says beside its name, in the words of the page's language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from veche.core.languages import day, day_time, gettext, ngettext, number

Data = dict[str, Any]


def of(data: Data) -> list[str]:
    """The sentences of a step, from what its entry may say."""
    return [sentence(data) for needed, sentence in _SENTENCES if all(name in data for name in needed)]


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _counts(data: Data) -> str:
    return gettext(
        "%(votes_for)s for, %(against)s against, %(abstained)s abstained",
        votes_for=number(data["votes_for"]),
        against=number(data["votes_against"]),
        abstained=number(data["votes_abstain"]),
    )


def _entitled(data: Data) -> str:
    return gettext(
        "%(entitled)s could vote, the quorum was %(quorum)s",
        entitled=number(data["entitled"]),
        quorum=number(data["quorum"]),
    )


def _backed(data: Data) -> str:
    return gettext("%(count)s of %(all)s members", count=number(data["backers"]), all=number(data["members"]))


_SENTENCES: tuple[tuple[tuple[str, ...], Callable[[Data], str]], ...] = (
    (("version",), lambda data: gettext("version %(number)s", number=data["version"])),
    (("by",), lambda _data: gettext("sent to the vote by the youth council")),
    (("backers", "members"), _backed),
    (("supports",), lambda data: ngettext("%(num)s support", "%(num)s supports", data["supports"])),
    (("votes_for", "votes_against", "votes_abstain"), _counts),
    (("entitled", "quorum"), _entitled),
    (("closes_at",), lambda data: gettext("open until %(moment)s", moment=day_time(_moment(data["closes_at"])))),
    (("until",), lambda data: gettext("until %(day)s", day=day(_moment(data["until"])))),
    (("answer_by",), lambda data: gettext("the answer is owed by %(day)s", day=day(_moment(data["answer_by"])))),
    (("figure",), lambda data: gettext("figure: %(figure)s", figure=data["figure"])),
    (("clause",), lambda data: gettext("by clause %(clause)s of the rules", clause=data["clause"])),
    (("reason",), lambda data: f"«{data['reason']}»"),
    (("facts",), lambda data: f"«{data['facts']}»"),
)
