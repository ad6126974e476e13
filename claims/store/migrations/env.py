"""Alembic runs this: it works on the connection, and in the transaction, that `claims.store.engine` hands it."""

from alembic import context

from claims.store.engine import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
