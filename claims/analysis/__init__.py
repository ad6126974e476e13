"""Functions: tables in, table out; every answer depends on its arguments alone."""

RULES = 1
"""The rule set that these functions follow; a change of a rule is a new number."""
