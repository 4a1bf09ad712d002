"""The migrations make exactly what the models say, and lead back."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from veche.core.database import Base, db
from veche.resources import folder


def test_the_database_is_what_the_models_say(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again(app: Flask) -> None:
    db.session.remove()
    downgrade(directory=str(folder("migrations")), revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade(directory=str(folder("migrations")))
    upgrade(directory=str(folder("migrations")))
    assert inspect(db.engine).has_table("journal")
