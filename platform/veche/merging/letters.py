"""Letters about a merge, each queued in the transaction of what it tells, in its reader's language.

A letter of consent leads to the merge's page; a supporter's letter carries one signed link to a page with three
buttons, and says that nothing happens without an answer.
"""

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import outbox
from veche.core.languages import day, gettext, inner, speaking
from veche.core.pages import site_url
from veche.merging import links
from veche.merging.models import Merge, MergedSupport
from veche.proposals.models import Proposal, Support

# What a letter says: subject, text, the link below it.
Writer = Callable[[], tuple[str, str, str]]


def _post(session: Session, address: str | None, language: str, write: Writer) -> None:
    with speaking(language):
        subject, text, link = write()
    outbox.post(session, address, subject[:300], f"{text}\n\n{link}\n", language)


def _to_people(session: Session, numbers: Iterable[int], write: Writer) -> None:
    rows = select(Person.email, Person.language).where(Person.id.in_(set(numbers))).order_by(Person.id)
    for address, language in session.execute(rows).all():
        _post(session, address, language, write)


def _writers(merge: Merge) -> set[int]:
    return set(merge.source.writer_ids | merge.target.writer_ids)


def name(proposal: Proposal) -> str:
    """The title; a hidden text's title is not repeated."""
    return f"«{inner(proposal.title)}»" if proposal.is_visible else gettext("a proposal that a moderator has hidden")


def _names(merge: Merge) -> dict[str, str]:
    return {"source": name(merge.source), "target": name(merge.target)}


def _page(merge: Merge) -> str:
    return site_url("merging.merge", number=merge.id)


def proposed(session: Session, merge: Merge) -> None:
    """To everybody who writes one of the two, apart from whoever proposed it."""

    def write() -> tuple[str, str, str]:
        text = gettext(
            "%(name)s proposes that %(source)s becomes part of %(target)s.\nThe reason: %(reason)s\n\nOn the page below"
            " you see both texts side by side and say whether you agree. Nothing is erased, and nobody’s support is"
            " moved without their own word. If no answer comes by %(day)s, a moderator may agree in the place of silent"
            " authors.",
            name=merge.proposed_by.display_name,
            reason=merge.reason,
            day=day(merge.silent_until),
            **_names(merge),
        )
        return gettext("Two proposals could become one: %(source)s", **_names(merge)), text, _page(merge)

    _to_people(session, _writers(merge) - {merge.proposed_by_id}, write)


def ended(session: Session, merge: Merge, actor: Person) -> None:
    """Declined or taken back: to everybody else who has to do with it."""

    def write() -> tuple[str, str, str]:
        if merge.state == "declined":
            subject = gettext("Merging is declined: %(source)s", **_names(merge))
            text = gettext(
                "%(source)s does not become part of %(target)s. The authors say why: %(reason)s",
                reason=merge.answer_reason,
                **_names(merge),
            )
        else:
            subject = gettext("Merging is taken back: %(source)s", **_names(merge))
            text = gettext(
                "%(name)s no longer proposes that %(source)s becomes part of %(target)s. Both stay as they are.",
                name=merge.proposed_by.display_name,
                **_names(merge),
            )
        return subject, text, _page(merge)

    _to_people(session, (_writers(merge) | {merge.proposed_by_id}) - {actor.id}, write)


def done(session: Session, merge: Merge) -> None:
    """To everybody who writes one of the two, and to each supporter of the source with a link of their own."""
    until = merge.undo_until or merge.silent_until
    rows = select(MergedSupport.person_id).where(MergedSupport.merge_id == merge.id).limit(1)
    supported = session.execute(rows).first() is not None

    def write() -> tuple[str, str, str]:
        text = _done(supported) % {"day": day(until), **_names(merge)}
        return gettext("Two proposals are merged: %(source)s", **_names(merge)), text, _page(merge)

    _to_people(session, _writers(merge), write)
    _ask(session, merge)


def _done(supported: bool) -> str:
    """What is said of supports only where there are some."""
    if supported:
        return gettext(
            "%(source)s is part of %(target)s now. Its address leads on; its text, versions and arguments stay"
            " readable. Each supporter decides about their own support. Until %(day)s the merge can be undone on its"
            " page."
        )
    return gettext(
        "%(source)s is part of %(target)s now. Its address leads on; its text, versions and arguments stay readable."
        " Nobody had supported it. Until %(day)s the merge can be undone on its page."
    )


def _ask(session: Session, merge: Merge) -> None:
    others = set(session.execute(select(Support.person_id).where(Support.proposal_id == merge.target_id)).scalars())
    rows = select(Person.id, Person.email, Person.language).join(MergedSupport, MergedSupport.person_id == Person.id)
    for number, address, language in session.execute(
        rows.where(MergedSupport.merge_id == merge.id).order_by(Person.id)
    ).all():
        _post(session, address, language, _question(merge, number, number in others))


def _question(merge: Merge, number: int, supports_both: bool) -> Writer:
    def write() -> tuple[str, str, str]:
        said = [
            gettext("%(source)s, which you support, has become part of %(target)s.", **_names(merge)),
            gettext(
                "You decide about your own support by the link below, without signing in: move it to %(target)s, keep"
                " it where it is, or withdraw it. You can change your mind until %(day)s, or until voting on %(target)s"
                " opens.",
                day=day(merge.undo_until or merge.silent_until),
                **_names(merge),
            ),
            gettext("If you do nothing, your support stays where it is: nobody moves it without your word."),
        ]
        if supports_both:
            said.insert(1, gettext("You support %(target)s as well: moved there, the two become one.", **_names(merge)))
        subject = gettext("Where shall your support go? %(source)s", **_names(merge))
        return subject, "\n\n".join(said), site_url("merging.by_link", token=links.token(merge.id, number))

    return write


def undone(session: Session, merge: Merge) -> None:
    """To everybody who writes one of the two, and to each supporter of the source: where their support is now."""

    def write() -> tuple[str, str, str]:
        return _undone(merge), _why_undone(merge), _page(merge)

    _to_people(session, _writers(merge) - {merge.undone_by_id or 0}, write)
    rows = select(Person.email, Person.language, MergedSupport.choice)
    rows = rows.join(MergedSupport, MergedSupport.person_id == Person.id).where(MergedSupport.merge_id == merge.id)
    for address, language, choice in session.execute(rows.order_by(Person.id)).all():
        _post(session, address, language, _consequence(merge, choice))


def _undone(merge: Merge) -> str:
    return gettext("The merge is undone: %(source)s", **_names(merge))


def _why_undone(merge: Merge) -> str:
    return gettext(
        "%(source)s stands by itself again and gathers support. The reason: %(reason)s",
        reason=merge.undo_reason,
        **_names(merge),
    )


def _consequence(merge: Merge, choice: str) -> Writer:
    def write() -> tuple[str, str, str]:
        if choice == "moved":
            own = gettext("Your support is with %(source)s again, as it was before the merge.", **_names(merge))
        elif choice == "withdrawn":
            own = gettext("You had withdrawn your support; on the page below you can give it again.")
        else:
            own = gettext("Your support is where it has been all the time: with %(source)s.", **_names(merge))
        return _undone(merge), f"{_why_undone(merge)}\n\n{own}", site_url("proposals.proposal", number=merge.source_id)

    return write
