"""Dossiers kept in a database, with the history of every change: SQLite in one file, or PostgreSQL for a team."""

DATABASE_URL = "CLAIMS_DATABASE_URL"
"""The variable of the environment that names the store for every command."""
