"""The store that a reader finds: the first start makes it and fills it with the dossiers that come with the program."""

from __future__ import annotations

import getpass
import os

from sqlalchemy import Connection, Engine

from claims import seeds
from claims.store import dossiers, engine

WHY = "first start"


def opened(database: str | None = None) -> Engine:
    """The store at `database`, which must be there; where none is named, the team's or the user's own.

    That one is made where it is missing, and filled where nothing was ever kept in it: with all or with nothing.
    StoreError as of `open_store`; FaultyDossierError where a shipped dossier has faults.
    """
    store = engine.open_store(database, create=database is None)
    if database is None and not engine.reading(store, dossiers.known_ids):
        shipped = [seeds.load_filed(path) for path in seeds.dossiers_in(seeds.SHIPPED)]

        def fill(connection: Connection) -> None:
            # Another process may have been first.
            if not dossiers.known_ids(connection):
                for records, files in shipped:
                    dossiers.load(connection, records, files, who=login(), why=WHY)

        engine.writing(store, fill)
    return store


def login() -> str:
    """Whoever runs this program, for the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # As in a container, where a number need not have a name.
        return str(os.getuid())
