"""The one family of errors that commands and pages catch."""


class ClaimsError(Exception):
    """Something the reader or editor can mend; its text says what was wrong, where, and what to do."""
