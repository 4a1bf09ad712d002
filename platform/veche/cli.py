"""The command `veche`: set up, serve, work, load a plan, add people, verify the journal."""

import multiprocessing
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select

from veche.app import create_app
from veche.core import journal, outbox, settings, worker
from veche.core.database import db
from veche.resources import folder


def _create() -> Flask:
    try:
        return create_app()
    except settings.BadSetting as problem:
        raise click.ClickException(str(problem)) from problem


@click.group(cls=FlaskGroup, create_app=_create, add_default_commands=False, add_version_option=False)
def main() -> None:
    """Veche: from a thread to a tracked action of the city's plan.

    Settings are VECHE_* environment variables; `veche doctor` prints those in force.
    """


@main.command()
def init() -> None:
    """Migrate the database, load the city's plan and index the titles. Safe to repeat."""
    from veche.core import likeness
    from veche.indicators.services import load_packaged_indicators
    from veche.plan.services import load_packaged_plan
    from veche.sittings.members import load_packaged_sectors

    upgrade(directory=str(folder("migrations")))
    counts = load_packaged_plan()
    load_packaged_indicators()
    load_packaged_sectors()
    likeness.fill()
    click.echo(f"The database is ready; the plan has {counts.areas} action areas.")


@main.command()
def demo() -> None:
    """Fill an empty database with the demonstration town. Safe to repeat."""
    from veche.demo.services import build_town

    click.echo("The demonstration town is there." if build_town() else "The demonstration town was there already.")


@main.command()
def serve() -> None:
    """Serve the site (and, unless VECHE_WORKER=no, run the worker beside it)."""
    from granian import Granian
    from granian.constants import Interfaces

    _require_schema()
    values: dict[str, Any] = current_app.config["VECHE"]
    if values["WORKER"]:
        multiprocessing.get_context("spawn").Process(target=_work, daemon=True).start()
    _announce(values)
    Granian(
        "veche.app:create_app",
        factory=True,
        address=values["HOST"],
        port=values["PORT"],
        interface=Interfaces.WSGI,
        workers=values["WORKERS"],
        blocking_threads=values["THREADS"],
        respawn_failed_workers=True,
        log_access=False,
    ).serve()


def _announce(values: dict[str, Any]) -> None:
    from veche.demo.queries import demo_accounts

    click.echo(f"Veche serves {values['SITE_URL']}")
    accounts = demo_accounts()
    for account in accounts:
        click.echo(f"  {account.email:32} {account.password:20} {account.role}")


@main.command("worker")
def run_worker() -> None:
    """Deliver letters and close what time has closed, until stopped."""
    _require_schema()
    worker.run_forever(current_app._get_current_object())  # type: ignore[attr-defined]


def _work() -> None:
    worker.run_forever(create_app())


def _require_schema() -> None:
    """Refuse to start on a database that is missing, empty or of another version."""
    problem = schema_problem()
    if problem:
        raise click.ClickException(problem)


def schema_problem() -> str | None:
    """What is wrong with the database's schema, in words; None when it is the one this version needs."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    needed = ScriptDirectory(str(folder("migrations"))).get_current_head()
    if present is None:
        return "The database is empty. Run: veche init"
    if present != needed:
        return f"The database has schema {present}, this version needs {needed}. Make a copy, then run: veche init"
    return None


@main.group()
def plan() -> None:
    """Load a plan file, or write the plan out."""


@plan.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load_plan(file: Path) -> None:
    """Load FILE (TOML). Wording is updated, ties are kept; a broken file loads nothing."""
    from veche.plan.rules import BrokenPlan
    from veche.plan.services import load_plan

    try:
        counts = load_plan(file.read_bytes())
    except BrokenPlan as problem:
        raise click.ClickException(f"{file}: {problem}") from problem
    click.echo(f"{counts.sections} sections, {counts.features} features, {counts.areas} action areas.")


@plan.command("export")
def export_plan() -> None:
    """Write the plan as TOML to the standard output."""
    from veche.plan.queries import export_plan

    click.echo(export_plan(), nl=False)


@plan.command("tally")
@click.argument("when", type=click.Choice(["live", "hidden"]))
def plan_tally(when: str) -> None:
    """Show the counts of votes live, or keep them hidden until the close. Holds for votes that open from now on."""
    from veche.plan.rules import BrokenPlan
    from veche.plan.services import set_live_tally

    try:
        changed = set_live_tally(when == "live")
    except BrokenPlan as problem:
        raise click.ClickException(str(problem)) from problem
    said = "are shown during the vote" if when == "live" else "stay hidden until the close"
    click.echo(f"Counts {said}{'' if changed else ' already'}; open votes keep the rule they have.")


@main.command("acts")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV, with the reasons at the end.")
def print_acts(as_csv: bool) -> None:
    """Print who may do what with a proposal in each of its states, as the policies say it."""
    from veche import acts

    click.echo(acts.as_csv() if as_csv else acts.as_text(), nl=not as_csv)


@main.command("recount")
def recount_counters() -> None:
    """Count anew what is kept beside the rows, correct it, and print what differed. Safe to repeat."""
    from veche.core.recount import recount_all

    for name, differences in recount_all().items():
        click.echo(f"{name}: {f'{len(differences)} corrected' if differences else 'right'}")
        for one in differences:
            click.echo(f"  {one}")


@main.group()
def actions() -> None:
    """Take all actions away as a table, or load one."""


@actions.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_actions(file: Path) -> None:
    """Write all actions to FILE (CSV, UTF-8)."""
    from veche.tracking.exporting import as_csv

    with file.open("w", encoding="utf-8", newline="") as out:
        out.writelines(as_csv())
    click.echo(f"{file} holds all actions.")


@actions.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--by", "email", help="E-mail of the member of the committee in whose name it is done.")
@click.option("--reason", default="", help="Public; it stands in the journal of every changed action.")
def load_actions(file: Path, dry_run: bool, email: str | None, reason: str) -> None:
    """Load FILE (CSV, UTF-8), all of it or nothing. Exit code 1 with the lines that are wrong."""
    from veche.accounts.services import by_email
    from veche.core.languages import speaking
    from veche.core.policy import Refused
    from veche.tracking import exchange
    from veche.tracking.exchange_words import in_words

    content = file.read_bytes()
    with speaking("en"):
        plan = exchange.dry_run(content)
        click.echo("\n".join(in_words(plan)), err=bool(plan.faults))
        if plan.faults:
            sys.exit(1)
        if dry_run or not plan.does_something:
            return
        actor = by_email(db.session(), email or "")
        if actor is None or not reason.strip():
            raise click.ClickException("Say in whose name and why: --by EMAIL --reason WORDS")
        try:
            exchange.load(actor, content, digest=plan.digest, reason=reason)
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
        click.echo("The table is loaded.")


@main.group()
def person() -> None:
    """Add people, verify residents, reset a second step, give out or erase what is kept of somebody."""


@person.command("add")
@click.argument("email")
@click.option("--name", help="Display name; default is the part before @.")
@click.option("--role", "roles", multiple=True, help="moderator, committee, youth_council, body_officer or admin.")
@click.password_option(help="Asked for when absent.")
def add_person(email: str, name: str | None, roles: tuple[str, ...], password: str) -> None:
    """Add a confirmed person with EMAIL and any number of roles. An existing person gets the roles added."""
    from veche.accounts.rules import Unacceptable
    from veche.accounts.services import add_person

    try:
        added = add_person(email, name or email.partition("@")[0], password, roles)
    except Unacceptable as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{added.email}: {', '.join(sorted(added.roles)) or 'citizen'}")


@person.command("verify")
@click.argument("email")
def verify_person(email: str) -> None:
    """Mark the person with EMAIL as a verified resident."""
    from veche.accounts.rules import Unacceptable
    from veche.accounts.services import verify_by_email

    try:
        verify_by_email(email)
    except Unacceptable as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"{email} is a verified resident.")


@person.command("reset-second-step")
@click.argument("email")
@click.option("--reason", prompt="How do you know that it is this person who asks", help="Stands in the journal.")
def reset_second_step(email: str, reason: str) -> None:
    """Remove app, passkeys and recovery codes of the person with EMAIL, for an administrator who has lost them all."""
    from veche.accounts.rules import Unacceptable
    from veche.factors.resetting import reset_by_email

    try:
        reset_by_email(email, reason)
    except Unacceptable as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"The second step of {email} is reset; the person sets it up anew after signing in.")


@person.command("export")
@click.argument("email")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def export_person(email: str, folder: Path) -> None:
    """Write the archive of everything kept of the person with EMAIL into DIR, for a request on paper."""
    from veche.privacy.archive import export_by_email

    try:
        name, content = export_by_email(email)
    except LookupError as problem:
        raise click.ClickException("There is no person with this e-mail.") from problem
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    click.echo(f"{folder / name} holds everything that is kept of this person. Hand it to nobody else.")


@person.command("erase")
@click.argument("email")
@click.confirmation_option(prompt="This cannot be undone. Erase the person?")
def erase_person(email: str) -> None:
    """Erase the person with EMAIL as if they had left by themselves; what is open is taken back."""
    from veche.core.languages import reason, speaking
    from veche.core.policy import Refused
    from veche.privacy.leaving import erase_by_email

    try:
        number = erase_by_email(email)
    except LookupError as problem:
        raise click.ClickException("There is no person with this e-mail.") from problem
    except Refused as refused:
        with speaking("en"):
            raise click.ClickException(f"not yet: {reason(refused.refusal)}") from refused
    click.echo(f"Person {number} is erased; the journal says so, without a name.")


@main.command("retention")
@click.option("--run", is_flag=True, help="Delete what is due now.")
def print_retention(run: bool) -> None:
    """Print what is kept how long, and how many rows a run would delete now."""
    from veche.core.languages import gettext, speaking
    from veche.privacy import retention

    if run:
        for key, number in retention.run().items():
            click.echo(f"{key:18} {number} deleted")
        return
    with speaking("en"):
        for row in retention.due():
            due = "" if row.due is None else f"[{row.due} due] "
            click.echo(f"{row.key:18} {due}{gettext(row.holding.name)}. {row.holding.how_long}")


@main.group("journal")
def journal_commands() -> None:
    """The append-only record of every act of governance."""


@journal_commands.command("verify")
@click.option("--since", type=click.IntRange(1), help="Begin at this entry, whose hash is known from outside.")
@click.option("--anchor", help="The hash of that entry: from the daily letter, or written down.")
def verify_journal(since: int | None, anchor: str | None) -> None:
    """Walk the chain. Exit code 0, or 1 with the number of the first bad entry.

    With an anchor the walk begins at its entry and finds as well that an old copy of the database was put back.
    """
    from veche.core.chain import walk

    if (since is None) != (anchor is None):
        raise click.UsageError("--since and --anchor go together: the number of an entry and its hash")
    found = walk(db.session(), since or 0, (anchor or journal.GENESIS).strip().lower())
    if found.fault:
        click.echo(f"entry {found.fault.seq}: {found.fault.why}", err=True)
        sys.exit(1)
    from_where = f"from entry {since} on, which is the anchor's" if since else "from the first one on"
    wordless = f"; {found.wordless} have no words any more" if found.wordless else ""
    click.echo(f"{found.entries} entries verify {from_where}{wordless}; head {found.seq} {found.hash}")


@main.command()
def doctor() -> None:
    """Print the settings in force and check database, journal, letters and translations."""
    values: dict[str, Any] = current_app.config["VECHE"]
    for name, declared in settings.declared.items():
        shown = "(hidden)" if name.endswith(("_KEY", "_SECRET", "_TOKEN")) else _without_password(str(values[name]))
        click.echo(f"VECHE_{name:20} {shown:45} {declared.meaning}")
    problems = [problem for problem in (schema_problem(), _journal_problem(), _letters_problem()) if problem]
    for problem in problems:
        click.echo(f"problem: {problem}", err=True)
    if problems:
        sys.exit(1)
    click.echo("No problem found.")


def _without_password(url: str) -> str:
    head, at, tail = url.rpartition("@")
    scheme, separator, secret = head.partition("://")
    return f"{scheme}://{secret.partition(':')[0]}:***@{tail}" if at and separator else url


def _journal_problem() -> str | None:
    if not inspect(db.engine).has_table("journal"):
        return None
    fault = journal.verify(db.session())
    return f"journal entry {fault.seq}: {fault.why}" if fault else None


def _letters_problem() -> str | None:
    if not inspect(db.engine).has_table("outbox"):
        return None
    stuck = select(func.count()).where(outbox.Letter.sent_at.is_(None), outbox.Letter.attempts > 3)
    number = db.session.execute(stuck).scalar_one()
    return f"{number} letters could not be delivered for a while" if number else None


if __name__ == "__main__":
    main()
