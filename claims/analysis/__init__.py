"""Functions: tables in, table out; every answer depends on its arguments alone."""
