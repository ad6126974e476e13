"""The audit is told by a command, the last first."""

from __future__ import annotations

import json
from typing import get_args

from sqlalchemy import Engine

from claims.store import audit
from claims.store.engine import writing
from tests.claims.running import Run


def test_the_audit_is_told_the_last_first(run: Run, store: Engine) -> None:
    nothing = run("audit", "--lang", "ar")
    assert (nothing.exit, nothing.out.strip()) == (0, "")
    assert "سجل التدقيق" in nothing.err
    writing(store, lambda at: audit.note(at, "login", "i|1", "Ana", "1700000000"))
    writing(store, lambda at: audit.note(at, "refused_write", "i|2", "Ben", "edit", "d"))
    writing(store, lambda at: audit.note(at, "logout", "i|1", "Ana", "1700000000"))
    told = json.loads(run("audit", "--format", "json").out)
    assert [(one["event"], one["who"], one["dossier_id"]) for one in told] == [
        ("logout", "Ana", None),
        ("refused_write", "Ben", "d"),
        ("login", "Ana", None),
    ]
    assert len(json.loads(run("audit", "--format", "json", "--limit", "1").out)) == 1
    assert run("audit", "--from", "2999").out.strip() == ""


def test_what_happened_is_told_in_the_words_of_either_language(run: Run, store: Engine) -> None:
    for event in get_args(audit.Event):
        writing(store, lambda at, event=event: audit.note(at, event, "i|1", "Ana"))  # type: ignore[misc]
    for lang, words in (("en", ("logged in", "logged out")), ("ar", ("تسجيل دخول", "تسجيل خروج"))):
        told = run("audit", "--lang", lang).out
        assert all(word in told for word in words)
        assert "refused_" not in told
