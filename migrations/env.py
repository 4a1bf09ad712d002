"""Alembic's environment: the app's engine, batch mode, one transaction, so that a killed migration leaves nothing."""

from alembic import context
from flask import current_app

from veche.core.database import Base

config = context.config


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # Batch mode rebuilds tables, which would break ties while foreign keys are enforced.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
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
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
