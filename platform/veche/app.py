"""The app: every feature mounted on the core. Nothing imports this but the command line and the server."""

import os
import secrets
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask, redirect
from flask_login import LoginManager
from flask_migrate import Migrate
from htmx_flask import Htmx
from sqlalchemy import text
from werkzeug.wrappers import Response

from veche.accounts.policy import Anybody
from veche.core import contact, errors, languages, pages, policy, protocol, settings, watching
from veche.core.database import db, init_database
from veche.front import sitemap
from veche.resources import folder

FEATURES = (
    "accounts",
    "sessions",
    "factors",
    "residents",
    "newcomers",
    "plan",
    "bodies",
    "indicators",
    "tracking",
    "forum",
    "proposals",
    "amending",
    "merging",
    "curating",
    "voting",
    "youth",
    "committee",
    "sittings",
    "assisting",
    "moderation",
    "oversight",
    "front",
    "paths",
    "promises",
    "dashboard",
    "privacy",
    "demo",
)


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The WSGI app, configured by `VECHE_*` variables. Raises settings.BadSetting."""
    for name in FEATURES:
        for table in ("policy", "personal"):  # fill the tables of acts and of what is held of people
            if find_spec(f"veche.{name}.{table}"):
                import_module(f"veche.{name}.{table}")
    features = [import_module(f"veche.{name}.views") for name in FEATURES]
    values = settings.read(os.environ if environ is None else environ)
    _complete(values)
    app = Flask("veche", template_folder=str(folder("templates")), static_folder=None)
    app.config.update(VECHE=values, SECRET_KEY=values["SECRET_KEY"])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        may=policy.may, refusal=policy.refusal, panels=pages.panels, ask=pages.ask, setting=settings.setting
    )
    init_database(app, values["DATABASE_URL"])
    Migrate(app, db, directory=str(folder("migrations")), render_as_batch=True, compare_type=True)
    Htmx(app)
    _init_login(app)
    languages.init_languages(app)
    protocol.init_protocol(app, values["SITE_URL"], values["TRUSTED_PROXIES"], values["LIMITS_URL"])
    protocol.limiter.enabled = values["RATE_LIMITS"]
    errors.init_errors(app)
    watching.init_watching(app)
    contact.init_contact(app)
    sitemap.init_robots(app)
    for feature in features:
        languages.register(app, feature.blueprint)
    app.add_url_rule("/healthz", "healthz", _healthz)
    app.add_url_rule("/", "root", lambda: redirect(f"/{languages.preferred()}/", 302))
    return app


def _init_login(app: Flask) -> None:
    from veche.sessions.services import person_of_session

    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.anonymous_user = Anybody
    manager.user_loader(person_of_session)


def _complete(values: dict[str, Any]) -> None:
    """Fill in what depends on other settings."""
    instance = Path(values["INSTANCE"]).absolute()
    values["INSTANCE"] = str(instance)
    values["SITE_URL"] = values["SITE_URL"] or f"http://{values['HOST']}:{values['PORT']}"
    values["DATABASE_URL"] = values["DATABASE_URL"] or f"sqlite:///{instance / 'veche.db'}"
    values["MAIL_URL"] = values["MAIL_URL"] or f"file://{instance / 'mail'}"
    values["SECRET_KEY"] = values["SECRET_KEY"] or _own_key(instance / "secret.key")


def _own_key(file: Path) -> str:
    """The key of this installation, made once and readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return file.read_text().strip()


def _healthz() -> Response:
    """200 when the database answers; the error pages say 503 when it does not."""
    db.session.execute(text("select 1"))
    return Response("ok\n", mimetype="text/plain")
