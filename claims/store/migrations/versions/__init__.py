"""Every version of the tables, in the order of `down_revision`."""
