"""Dossiers kept in a database, with the history of every change: SQLite in one file, or PostgreSQL for a team."""
