"""Alembic's environment: the app's engine, batch mode, one transaction, so that a killed migration leaves nothing."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from veche.core.database import Base

config = context.config


def _require_whole(connection: Connection) -> None:
    """Nothing may be left that points to nothing; what is wrong undoes the whole migration."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"the migration would leave broken ties: {broken[:5]}")


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode rebuilds tables, which would break ties while foreign keys are enforced. The driver is asked,
            # because SQLAlchemy would begin a transaction first, and inside one SQLite ignores this pragma.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            user_module_prefix="veche.core.database.",
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                _require_whole(connection)
        if sqlite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
