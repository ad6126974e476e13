"""What pages tell of the store: the history of a record, and the dossier as it was kept at another moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from sqlalchemy import Connection, Engine, text
from streamlit.runtime.caching import cache_utils

from claims.access import local
from claims.store import DATABASE_URL, dossiers, engine, past, shipped
from claims.store.dossiers import Edit
from dashboard import data
from dashboard.reader import reading_as
from tests.conftest import SEEDS
from tests.dashboard.browser import AS_OF
from tests.dashboard.drawn import drawn

IRAQ = "iraq-coalition"
CLAIM = "2025-12-31-allawi-abna-asad-exit"
CARD = {"as_of": "2199-12-31", "id": CLAIM}
"""A day that is after whatever the tests do."""
PLACE = "Place <i>unknown</i>"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The store that the pages answer from, as its first start left it."""
    monkeypatch.setenv(DATABASE_URL, str(tmp_path / "kept.sqlite"))
    return shipped.opened()


def edit(store: Engine) -> datetime:
    """Zainab corrects the claim's place; gives the moment before."""

    def change(at: Connection) -> datetime:
        before = past.last_change(at, IRAQ).at
        found = dossiers.one_held(at, IRAQ, "claim", CLAIM)
        assert found is not None
        record = dossiers.read(at, IRAQ)[0].claims[CLAIM].model_copy(update={"venue": PLACE})
        dossiers.edit(at, IRAQ, [Edit("claim", CLAIM, record, found.version)], who="Zainab", why="a call")
        return before

    return engine.writing(store, change)


def number(store: Engine) -> int:
    """Of the last entry."""
    return engine.reading(store, lambda at: past.last_change(at, IRAQ).seq)


def stamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def test_a_card_tells_who_changed_what_and_why(kept):
    assert "loaded it from files" in "".join(drawn("claim", CARD))
    edit(kept)
    card = "".join(drawn("claim", CARD))
    history = card[card.index('<ol class="history">') : card.index("</ol>", card.index('<ol class="history">'))]
    assert '<bdi lang="">Zainab</bdi> changed it' in history
    assert "a call" in history
    assert '<del><bdi lang="">INA</bdi></del> <ins><bdi lang="">Place &lt;i&gt;unknown&lt;/i&gt;</bdi></ins>' in history
    assert "Zainab" not in "".join(drawn("claim", {**CARD, "as_of": AS_OF}))
    assert "عدّله" in "".join(drawn("claim", {**CARD, "lang": "ar"}))


def test_a_link_shows_the_dossier_as_it_was_kept_and_says_so(kept):
    before = edit(kept)
    card = "".join(drawn("claim", {**CARD, "recorded_at": stamp(before)}))
    assert "You are reading the dossier as it was kept on" in card
    assert "Zainab" not in card
    assert PLACE not in unescape(card)
    now = "".join(drawn("claim", {**CARD, "recorded_at": stamp(datetime.now(UTC) + timedelta(days=1))}))
    assert "as it was kept on" not in now
    assert PLACE in unescape(now)


@pytest.mark.parametrize("moment", ["1999-01-01", "soon", "2026-11-23T10:00:00", "9999-99-99"])
def test_a_moment_at_which_nothing_was_kept_is_ignored_and_noted(kept, moment):
    card = "".join(drawn("claim", {**CARD, "recorded_at": moment}))
    assert "as it was kept on" not in card
    assert moment in card[card.index('class="note"') :]


def test_files_keep_no_history_and_say_so(monkeypatch):
    monkeypatch.setenv("CLAIMS_SEEDS", str(SEEDS / IRAQ))
    assert 'class="history"' not in "".join(drawn("claim", CARD))
    assert "has no history" in "".join(drawn("data", {"as_of": AS_OF}))


def test_a_changed_record_is_told_on_the_page_of_data(kept):
    assert "The history is whole" in "".join(drawn("data", {"as_of": AS_OF}))
    with kept.begin() as at:
        at.execute(text("UPDATE outcomes SET note = 'quietly' WHERE id = (SELECT min(id) FROM outcomes)"))
        at.execute(text("UPDATE history SET who = 'nobody' WHERE seq = 7"))
    edit(kept)
    page = "".join(drawn("data", {"as_of": AS_OF}))
    assert "The history does not hold in 2 places" in unescape(page)
    assert "entry 7 of the history was changed" in page


def test_a_store_that_does_not_answer_is_told_without_a_trace(tmp_path, monkeypatch):
    (tmp_path / "no.sqlite").write_text("not a database, whatever its name says " * 20)
    monkeypatch.setenv(DATABASE_URL, str(tmp_path / "no.sqlite"))
    page = "".join(drawn("overview", {}))
    assert "The store does not answer" in page
    assert "is not a store" in page


def test_whether_something_changed_is_told_at_any_moment(kept, monkeypatch):
    ticks = count()

    def clock() -> float:
        """What is kept is young at the first look at the clock after that, and old at the second."""
        return next(ticks) * data.HEADS_S / 1.5

    entries = number(kept)
    st.cache_resource.clear()
    monkeypatch.setattr(cache_utils, "TTLCACHE_TIMER", clock)
    monkeypatch.setattr(data, "time", SimpleNamespace(monotonic=clock), raising=False)
    with reading_as(local("reader")):
        first = {data.last_number(IRAQ) for _ in range(20)}
        edit(kept)
        last = [data.last_number(IRAQ) for _ in range(3)][-1]
    assert [*first, last] == [entries, entries + 1]


def test_whether_something_changed_is_asked_of_the_store_once_for_all_who_ask_within_the_time(kept, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(data, "time", SimpleNamespace(monotonic=lambda: now[0]))
    entries = number(kept)
    with reading_as(local("reader")):
        assert data.last_number(IRAQ) == entries
        edit(kept)
        now[0] += data.HEADS_S * 0.9
        assert data.last_number(IRAQ) == entries
        now[0] += data.HEADS_S * 0.1
        assert data.last_number(IRAQ) == entries + 1


def test_what_was_read_ahead_is_not_read_again_by_the_first_reader(kept, monkeypatch):
    data.read_again()
    data.at_hand()
    monkeypatch.setattr(data, "_read_now", lambda *_: pytest.fail("read again"))
    with reading_as(local("reader")):
        assert [*data.dossiers()] == engine.reading(kept, dossiers.known_ids)
