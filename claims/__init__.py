"""Structured claims: who said what, where, when, and how it stands."""
