"""Dossiers and answers in the forms that other programs read: rows of tables, calendars, feeds, linked data."""
