"""What a person hears when a way into their account comes, goes or runs short. No letter holds a secret."""

from sqlalchemy.orm import Session

from veche.accounts.models import Person
from veche.core import languages, outbox
from veche.core.languages import gettext, ngettext
from veche.core.pages import site_url
from veche.factors.rules import FEW_LEFT


def tell_app_added(session: Session, person: Person) -> None:
    with languages.speaking(person.language):
        said = gettext("An app of codes now stands beside your password: signing in asks for a code of it.")
        _post(session, person, gettext("Veche: a second step of signing in was added"), said)


def tell_passkey_added(session: Session, person: Person, name: str) -> None:
    with languages.speaking(person.language):
        said = gettext("The passkey “%(name)s” now opens your account.", name=name)
        _post(session, person, gettext("Veche: a passkey was added"), said)


def tell_app_removed(session: Session, person: Person) -> None:
    with languages.speaking(person.language):
        said = gettext("The app of codes was removed: its codes open your account no longer.")
        _post(session, person, gettext("Veche: a second step of signing in was removed"), said)


def tell_passkey_removed(session: Session, person: Person, name: str) -> None:
    with languages.speaking(person.language):
        said = gettext("The passkey “%(name)s” was removed: it opens your account no longer.", name=name)
        _post(session, person, gettext("Veche: a passkey was removed"), said)


def tell_renewed(session: Session, person: Person) -> None:
    with languages.speaking(person.language):
        said = gettext("Your account has new recovery codes; the earlier ones open nothing any more.")
        _post(session, person, gettext("Veche: new recovery codes"), said)


def tell_spent(session: Session, person: Person, left: int) -> None:
    """A recovery code opened the account; few left is a reason to make new ones."""
    with languages.speaking(person.language):
        used = gettext("A recovery code was used to sign in to your account.")
        count = ngettext("%(num)s recovery code is left.", "%(num)s recovery codes are left.", left)
        renew = gettext("Make new ones: %(link)s", link=site_url("factors.mine")) if left <= FEW_LEFT else ""
        _post(session, person, gettext("Veche: a recovery code was used"), used, " ".join(filter(None, [count, renew])))


def tell_tries(session: Session, person: Person) -> None:
    """Whoever fails at the second step has typed the right password before."""
    with languages.speaking(person.language):
        said = gettext("Somebody has typed your password and then several wrong codes. Nobody was let in.")
        _post(session, person, gettext("Veche: somebody may know your password"), said)


def tell_reset(session: Session, person: Person, reason: str) -> None:
    with languages.speaking(person.language):
        said = gettext(
            "An administrator has removed the second step of signing in from your account: app, passkeys and recovery"
            " codes. Every session has ended; your password is as it was."
        )
        why = gettext("Reason: %(reason)s", reason=reason) if reason else ""
        again = gettext("Sign in and set it up anew: %(link)s", link=site_url("factors.mine"))
        _post(session, person, gettext("Veche: your second step of signing in was reset"), said, why, again)


def tell_of_reset(session: Session, administrator: Person, person: Person, reason: str) -> None:
    """To every other administrator, so that nobody lets somebody in unseen."""
    with languages.speaking(administrator.language):
        said = gettext(
            "The second step of signing in of %(name)s was reset. Reason: %(reason)s",
            name=person.display_name,
            reason=reason,
        )
        link = site_url("front.journal")
        look = gettext("You did not expect this? Ask who did it; the journal says it: %(link)s", link=link)
        _post(session, administrator, gettext("Veche: a second step of signing in was reset"), said, look)


def tell_doubted(session: Session, person: Person, name: str) -> None:
    with languages.speaking(person.language):
        said = gettext(
            "The passkey “%(name)s” answered out of order, as a copy of it would. It opens nothing until you remove it"
            " and add it anew: %(link)s",
            name=name,
            link=site_url("factors.mine"),
        )
        _post(session, person, gettext("Veche: a passkey may have been copied"), said)


def _post(session: Session, person: Person, subject: str, *said: str) -> None:
    warning = gettext("If it was not you, set a new password at once: %(link)s", link=site_url("accounts.forgotten"))
    body = "\n\n".join([part for part in said if part] + [warning]) + "\n"
    outbox.post(session, person.email, subject, body, person.language)
