"""A private dossier is none to those without rights: no page, count, feed, table or suggestion tells of it."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from claims.models import Dossier
from claims.records import DossierRecords
from claims.store import DATABASE_URL, dossiers
from claims.store.engine import open_store, writing
from claims.store.tables import HISTORY
from dashboard.routes import SERVED
from tests.builders import claim, dossier
from tests.dashboard.browser import AS_OF, serving

SECRET = "undisclosed"
FORWARDED = {"X-Forwarded-For": "203.0.113.7"}
"""Such a request came through a proxy: it is not from the machine itself, and without a login it is nobody's."""


def of(id_: str, read_by: str) -> DossierRecords:
    made = dossier(claim(f"{id_}-claim"))
    told = {**made.dossier.model_dump(mode="json"), "id": id_, "read_by": read_by, "title": {"en": f"The {id_} one"}}
    return DossierRecords(**{**vars(made), "dossier": Dossier.model_validate(told)})


def filled(database: str) -> None:
    """Make a store with a private dossier and one that everyone may read."""
    store = open_store(database, create=True)
    for id_, read_by in ((SECRET, "members"), ("known", "everyone")):
        records = of(id_, read_by)
        writing(store, lambda at, one=records: dossiers.load(at, one, {}, who="desk"))  # type: ignore[misc]
    store.dispose()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server has its store and its log."""
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    database = str(home / "dossiers.sqlite")
    filled(database)
    with serving(log=home / "log", **{DATABASE_URL: database}) as address:
        yield address


def get(server: str, path: str, headers: dict[str, str] | None = None, **query: Any) -> tuple[int, str]:
    asked = f"{server}{path}?{urlencode(query)}"
    try:
        with urllib.request.urlopen(urllib.request.Request(asked, headers=headers or {})) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_at_the_machine_itself_every_dossier_is_there(server: str) -> None:
    status, told = get(server, "/api/claims.json", dossier=SECRET, as_of=AS_OF)
    assert status == 200
    assert [one["id"] for one in json.loads(told)["claims"]] == [f"{SECRET}-claim"]


@pytest.mark.parametrize("path", [one.path for one in SERVED])
def test_no_address_tells_others_of_it(server: str, path: str) -> None:
    status, told = get(server, path, FORWARDED, as_of=AS_OF) if "openapi" not in path else get(server, path, FORWARDED)
    assert status == 200
    assert SECRET not in told
    hidden = get(server, path, FORWARDED, dossier=SECRET)
    missing = get(server, path, FORWARDED, dossier="undisclosee")
    assert hidden[0] == missing[0] == 404
    assert hidden[1].replace(SECRET, "-") == missing[1].replace("undisclosee", "-")


@pytest.mark.parametrize("host", ["claims.example.org", "127.0.0.1.example.org", "localhost@evil.example"])
def test_another_name_for_the_machine_opens_nothing(server: str, host: str) -> None:
    status, told = get(server, "/api/claims.json", {"Host": host}, dossier=SECRET)
    assert status in (400, 404)
    assert f"{SECRET}-claim" not in told


def test_a_cookie_of_ones_own_making_is_no_login(server: str) -> None:
    made = json.dumps({"is_logged_in": True, "iss": "i", "sub": "1", "iat": 9e9})
    for cookie in (made, f"2|1:0|10:1700000000|15:_streamlit_user|8:e30=|{'0' * 64}", "%"):
        sent = {**FORWARDED, "Cookie": f"_streamlit_user={urlencode({'': cookie})[1:]}"}
        assert get(server, "/api/claims.json", sent, dossier=SECRET)[0] == 404


def test_pages_show_it_to_nobody_else(server: str, open_page: Any) -> None:
    page = open_page("data", address=server, dossier=SECRET)
    assert page.get_by_text(f"The {SECRET} one").count() > 0
    page.set_extra_http_headers(FORWARDED)
    for path in ("", "data", "claims"):
        page.goto(f"{server}/{path}?dossier={SECRET}&as_of={AS_OF}")
        page.wait_for_selector(".foot")
        page.wait_for_selector(".stApp[data-test-script-state='notRunning']")
        assert page.get_by_text("The known one").count() > 0
        assert f"The {SECRET} one" not in page.content()
        assert f"{SECRET}-claim" not in page.content()


@contextmanager
def unreadable_history(database: Path) -> Iterator[None]:
    """The history of the open dossier, as a fault of the disk leaves it: it is found when a page tells of it."""
    store = open_store(str(database))

    def say(before: str | None) -> None:
        with store.begin() as at:
            at.execute(update(HISTORY).where(HISTORY.c.dossier_id == "known").values(before=before))

    say("{")
    try:
        yield
    finally:
        say(None)
        store.dispose()


def test_a_page_whose_script_breaks_off_says_so_and_where_to_go_and_the_log_has_the_reason(
    server: str, home: Path, open_page: Any
) -> None:
    with unreadable_history(home / "dossiers.sqlite"):
        page = open_page("claim", address=server, dossier="known", id="known-claim", as_of="2199-12-31")
        for title in ("This page broke off", "انقطع عرض هذه الصفحة"):
            expect(page.locator("h1:visible")).to_have_text(title)
            reference = page.locator(".st-key-broken code").inner_text()
            assert re.search(rf"^.*{reference}: JSONDecodeError$", (home / "log").read_text(), re.MULTILINE)
            expect(page.get_by_test_id("stException")).to_have_count(0)
            for trace in ("JSONDecodeError", "Traceback", "known-claim"):
                assert trace not in page.locator(".stMain").inner_text()
            if title.isascii():
                page.get_by_role("link", name="العربية").click()
    page.get_by_role("button", name="حاول مرة أخرى").click()
    expect(page.locator(".foot")).to_be_visible()
    expect(page.locator(".st-key-broken")).to_have_count(0)
