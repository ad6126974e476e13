"""Login with a real provider: who is let in, as what, for how long, and back to where he was."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from claims.store import DATABASE_URL, audit
from claims.store.engine import open_store, reading
from claims.team import TEAM
from tests.dashboard.browser import AS_OF, eventually, free_port, serving, settled
from tests.dashboard.test_reader import SECRET, filled

pytestmark = pytest.mark.long

CLIENT_SECRET, COOKIE_SECRET = "the-client-is-known-by-this", "k" * 40
PEOPLE: dict[str, dict[str, object]] = {
    "ana": {"name": "Ana", "email": "ana@example.org", "email_verified": True},
    "forger": {"name": "Ana", "email": "ana@example.org", "email_verified": False},
    "groupie": {"name": "Gil", "groups": ["desk"]},
    "17": {"name": "Sam"},
}
ROLES = """
[[roles]]
role = "editor"
email = "ana@example.org"

[[roles]]
role = "reader"
group = "desk"

[[roles]]
role = "reviewer"
issuer = "{issuer}"
subject = "17"
"""


@dataclass
class Place:
    """The dashboard of a team, its provider and its file."""

    address: str
    issuer: str
    file: Path
    database: str
    log: Path

    def team(self, *, roles: str = ROLES, more: str = "", issuer: str | None = None) -> None:
        """Write the team's file, which counts at once."""
        login = f'[login]\nissuer = "{issuer or self.issuer}"\nclient_id = "claims"\n'
        login += f'client_secret = "{CLIENT_SECRET}"\n'
        login += f'metadata_url = "{self.issuer}/.well-known/openid-configuration"\ncookie_secret = "{COOKIE_SECRET}"\n'
        self.file.write_text(f'address = "{self.address}"\n{more}\n{login}{roles.format(issuer=self.issuer)}')

    def audited(self) -> list[tuple[str, str]]:
        store = open_store(self.database)
        told = reading(store, lambda at: [(one.event, one.who) for one in audit.events(at)])
        store.dispose()
        return told


@contextmanager
def providing(people: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """An OpenID Connect provider, as a process of its own on this machine, that knows these people; gives its name."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"
    try:
        until = time.monotonic() + 30
        while True:
            try:
                found = json.load(urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration"))
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.1)
        for subject, told in people.items():
            body = json.dumps(told).encode()
            put = urllib.request.Request(
                f"{issuer}/users/{subject}", body, {"Content-Type": "application/json"}, method="PUT"
            )
            urllib.request.urlopen(put).close()
        yield found["issuer"]
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with providing(PEOPLE) as issuer:
        yield issuer


@pytest.fixture(scope="module")
def place(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, port = tmp_path_factory.mktemp("team"), free_port()
    database, log = str(folder / "dossiers.sqlite"), folder / "log"
    found = Place(f"http://localhost:{port}", provider, folder / "team.toml", database, log)
    filled(found.database)
    found.team()
    with serving(port, log=found.log, **{DATABASE_URL: found.database, TEAM: str(found.file)}):
        yield found


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has fetched and compiled Streamlit's scripts once for all who log in, one after the other."""
    with browser.new_context() as context:
        yield context


@pytest.fixture
def visit(profile: BrowserContext, place: Place) -> Iterator[Callable[..., Page]]:
    """Opens a page of the team's dashboard in a browser that knows nobody."""
    place.team()
    profile.clear_cookies()

    def opened(path: str = "", **query: Any) -> Page:
        page = profile.new_page()
        page.goto(f"{place.address}/{path}?as_of={AS_OF}" + "".join(f"&{name}={one}" for name, one in query.items()))
        return settled(page)

    yield opened
    for page in profile.pages[1:]:
        # With the last page of a site the browser forgets what it compiled.
        page.close()


def log_in(page: Page, subject: str) -> Page:
    page.get_by_role("button", name=re.compile("Log in|تسجيل الدخول")).click()
    page.fill("input[name=sub]", subject)
    page.get_by_role("button", name="Authorize", exact=True).click()
    page.wait_for_url(re.compile("as_of="))
    return settled(page)


def reads_secret(page: Page, place: Place) -> int:
    """What the data's address says of the private dossier to this browser: 200 or 404."""
    return page.context.request.get(f"{place.address}/api/claims.json?dossier={SECRET}&as_of={AS_OF}").status


def test_after_login_one_is_back_where_one_was_with_ones_role_until_it_is_taken_away(
    visit: Callable[..., Page], place: Place
) -> None:
    page = visit("claims", lang="ar", q="said")
    left = page.url
    assert reads_secret(page, place) == 404
    log_in(page, "ana")
    assert page.url == left
    expect(page.locator(".who")).to_have_text("Ana <ana@example.org>")
    assert reads_secret(page, place) == 200
    assert place.audited() == [("login", "Ana <ana@example.org>")]
    settled(page).reload()
    settled(page)
    assert len(place.audited()) == 1
    place.team(roles="")
    assert reads_secret(page, place) == 404
    page.goto(f"{place.address}/claims?dossier={SECRET}")
    settled(page)
    assert f"The {SECRET} one" not in page.content()


def test_a_login_ends_after_its_hours_and_when_one_logs_out(visit: Callable[..., Page], place: Place) -> None:
    page = log_in(visit(), "17")
    assert reads_secret(page, place) == 200
    place.team(more="session_hours = 0.00001")
    assert reads_secret(page, place) == 404
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    place.team()
    assert reads_secret(page, place) == 200
    page.reload()
    settled(page).get_by_role("button", name="Log out").click()
    # The provider may ask whether one leaves it too; the dashboard's own login ends whatever is answered.
    eventually(page, lambda: reads_secret(page, place) == 404)
    assert place.audited()[:2] == [("logout", "Sam <17>"), ("login", "Sam <17>")]


def test_nothing_that_lets_anybody_in_stands_in_the_log(visit: Callable[..., Page], place: Place) -> None:
    page, asked = visit(), list[str]()
    page.on("request", lambda one: asked.append(one.url))
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(re.compile("[?&]state="))
    (state,) = parse_qs(urlsplit(page.url).query)["state"]
    # Why the provider did not take a code is told with all that the login was doing.
    page.goto(f"{place.address}/oauth2callback?{urlencode({'code': 'forged-code', 'state': state})}")
    log_in(settled(page), "ana")
    cookies = [str(one["value"]) for one in page.context.cookies() if one["httpOnly"]]
    assert "_streamlit_user_tokens" in {str(one["name"]).split(".")[0] for one in page.context.cookies()}
    page.get_by_role("button", name="Log out").click()
    eventually(page, lambda: reads_secret(page, place) == 404)
    (*_, told) = (parse_qs(urlsplit(one).query) for one in asked if "/oauth2callback?" in one and "code=" in one)
    log = place.log.read_text()
    assert "OAuth token exchange failed" in log
    # Every token begins with "eyJ", which is an opening brace in base64.
    signs = ["code=", "state=", "eyJ", "_streamlit_user", "Cookie", "Bearer"]
    secrets = [CLIENT_SECRET, COOKIE_SECRET, "forged-code", state, *told["code"], *told["state"], *cookies]
    assert [one for one in (*signs, *secrets) if one in log] == []


@pytest.mark.parametrize(("subject", "status"), [("forger", 404), ("groupie", 200), ("nobody", 404)])
def test_only_what_the_provider_vouches_for_gives_a_role(
    visit: Callable[..., Page], place: Place, subject: str, status: int
) -> None:
    page = log_in(visit(), subject)
    assert reads_secret(page, place) == status


def test_where_only_members_read_a_stranger_sees_the_way_in_and_nothing_else(
    visit: Callable[..., Page], place: Place
) -> None:
    place.team(more='reading = "members"')
    page = visit()
    expect(page.get_by_role("heading", name="Only members of the team read here")).to_be_visible()
    assert "The known one" not in page.content()
    assert page.context.request.get(f"{place.address}/api/claims.json").status == 401
    log_in(page, "nobody")
    expect(page.get_by_text("who has no role here")).to_be_visible()
    assert page.context.request.get(f"{place.address}/api/claims.json").status == 403
    place.team(more='reading = "members"', issuer="https://other.example.org")
    page.reload()
    settled(page)
    assert page.context.request.get(f"{place.address}/api/claims.json").status == 401
    assert place.audited()[0][0] == "refused_login"


def test_a_faulty_file_lets_nobody_in_and_tells_readers_nothing_of_it(visit: Callable[..., Page], place: Place) -> None:
    place.file.write_text("address = ")
    page = visit()
    expect(page.get_by_role("heading", name="Nobody is let in")).to_be_visible()
    assert place.file.name not in page.content()
    answer = page.context.request.get(f"{place.address}/api/claims.json")
    assert answer.status == 503
    assert place.file.name not in answer.text()
