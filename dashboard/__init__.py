"""The dashboard: pages over the tables of `claims`."""
