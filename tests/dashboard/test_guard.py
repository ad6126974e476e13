"""What the server answers, under which names, and what its pages may load; where it refuses to listen."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from claims.store import DATABASE_URL
from claims.team import TEAM, Team
from dashboard.guard import Rules, place, place_of
from tests.dashboard.browser import ROOT, serving
from tests.dashboard.test_reader import filled

HTML = {"Accept": "text/html"}
HTTPS = "https://claims.example.org"


def ask(
    address: str, path: str = "/", method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, dict[str, str], str]:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read().decode()
    connection.close()
    return told


def open_socket(address: str, origin: str | None, host: str) -> None:
    """Ask for the socket of a page by that name of the server. InvalidStatus where it is refused."""
    parts = urlsplit(address)
    given, spoken = Origin(origin) if origin else None, [Subprotocol("streamlit")]
    where = (parts.hostname, parts.port)
    with connect(f"ws://{host}/_stcore/stream", origin=given, subprotocols=spoken, proxy=None, address=where):
        pass


def test_pages_let_nothing_foreign_load_run_or_frame_them(address: str) -> None:
    policies = set()
    for _ in range(2):
        status, headers, page = ask(address, "/", headers=HTML)
        policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
        assert status == 200
        assert policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy["script-src"]
        nonce = policy["script-src"].split("'nonce-")[1].rstrip("'")
        assert page.count("<script>") == 0
        assert page.count(f'<script nonce="{nonce}">') >= 2
        policies.add(nonce)
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert len(policies) == 2


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:1", 200),
        ("127.0.0.1", 200),
        ("[::1]:8501", 200),
        ("evil.example", 400),
        ("localhost.evil", 400),
        ("10.0.0.1", 400),
    ],
)
def test_only_its_own_names_are_answered(address: str, host: str, status: int) -> None:
    for path in ("/", "/healthz", "/api/claims.json?limit=1", "/_stcore/host-config"):
        assert ask(address, path, headers={"Host": host})[0] == status


def test_nothing_is_taken_but_questions(address: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for path in ("/_stcore/upload_file/a/b", "/_stcore/agent/interact", "/api/claims.json"):
            assert ask(address, path, method, body=b"x")[0] == 405
    assert ask(address, "/?q=" + "x" * 60_000)[0] in (414, 431)
    assert "only read" in ask(address, "/api/claims.json", "POST")[2]
    assert "يُقرأ" in ask(address, "/api/claims.json?lang=ar", "POST")[2]


@pytest.mark.parametrize(
    ("origin", "opens"),
    [
        (None, True),
        ("http://{host}", True),
        ("https://evil.example", False),
        # Another server on this machine, whose pages Streamlit would take for ours.
        ("http://localhost:1", False),
        ("http://0.0.0.0", False),
        ("null", False),
        ("http://[", False),
    ],
)
def test_only_pages_of_its_own_open_a_socket(address: str, origin: str | None, opens: bool) -> None:
    host = urlsplit(address).netloc
    with nullcontext() if opens else pytest.raises(InvalidStatus):
        open_socket(address, origin and origin.format(host=host), host)


@pytest.fixture(scope="module")
def behind_https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The server of a team whose readers come by https, as a proxy finds it, with its log."""
    home = tmp_path_factory.mktemp("https")
    (home / "team.toml").write_text(f'address = "{HTTPS}"\nembed_in = ["https://paper.example.org"]\n')
    filled(str(home / "dossiers.sqlite"))
    named = {DATABASE_URL: str(home / "dossiers.sqlite"), TEAM: str(home / "team.toml"), "CLAIMS_READ_ONLY": "1"}
    with serving(log=home / "log", **named) as address:
        yield address, home / "log"


def test_readers_who_come_by_https_are_led_by_https_though_no_proxy_says_so(behind_https: tuple[str, Path]) -> None:
    address, log = behind_https
    known = {"Host": urlsplit(HTTPS).netloc}
    for path in ("/changes.atom", "/deadlines.ics", "/api/claims.json", "/api/claimreview.json", "/api/openapi.json"):
        status, headers, told = ask(address, path, headers=known)
        assert (status, "http://claims" in told) == (200, False)
        assert headers["strict-transport-security"].startswith("max-age=")
    assert f'href="{HTTPS}/changes.atom' in ask(address, "/changes.atom", headers=known)[2]
    policy = ask(address, "/", headers={**HTML, **known})[1]["content-security-policy"]
    assert f"connect-src 'self' wss://{known['Host']};" in policy
    assert "frame-ancestors https://paper.example.org" in policy
    open_socket(address, HTTPS, known["Host"])
    assert f"Serving the dashboard at {HTTPS}\n" in log.read_text()


def test_what_pages_keep_in_cookies_goes_by_https_only(behind_https: tuple[str, Path], browser: Browser) -> None:
    def as_the_proxy(asked: Route) -> None:
        if asked.request.resource_type == "document":
            asked.fulfill(response=asked.fetch(url=asked.request.url.replace(HTTPS, behind_https[0])))
        else:
            # The shell of the page keeps the width before anything else is there; nothing else is under way at the end.
            asked.abort()

    with browser.new_context() as context:
        page = context.new_page()
        page.route(f"{HTTPS}/**", as_the_proxy)
        page.goto(HTTPS, wait_until="domcontentloaded")
        kept = {one["name"]: one["secure"] for one in context.cookies(HTTPS)}
        page.unroute_all(behavior="ignoreErrors")
    assert kept["narrow"]
    assert all(kept.values())


def test_a_team_with_https_gets_cookies_and_pages_by_https_only_and_names_who_may_frame_them() -> None:
    team = Team.model_validate({"address": "https://claims.example.org", "embed_in": ["https://paper.example.org"]})
    rules = Rules.of(team, any_number=False)
    assert rules.https
    assert rules.embed_in == ("https://paper.example.org",)
    assert rules.answers("claims.example.org")
    assert not rules.answers("10.0.0.1")
    assert Rules.of(None, any_number=True).answers("10.0.0.1")
    assert not Rules.of(None, any_number=True).answers("claims.example.org")


@pytest.mark.parametrize(
    "given", ["", "//evil.example", "/\\evil.example", "https://evil.example/", "/a\nb", "evil", "/أ"]
)
def test_after_a_login_nobody_is_led_to_another_site(given: str) -> None:
    assert place(given) == ""


def test_after_a_login_a_reader_is_led_to_the_page_that_he_left() -> None:
    here = "claims.example.org"
    assert place_of(f"https://{here}/deadlines?side=a&lang=ar#x", here) == "/deadlines?side=a&lang=ar"
    for referer in (
        "https://evil.example/deadlines",
        "",
        f"https://{here}.evil/",
        f"https://{here}//evil.example",
        "http://[",
    ):
        assert place_of(referer, here) == ""


@given(st.text(max_size=40), st.sampled_from(["", "a.org", "a.org:80"]))
def test_whatever_a_browser_sends_as_its_last_page_stays_on_this_site(referer: str, host: str) -> None:
    found = place_of(referer, host)
    assert not found or (found.startswith("/") and not urlsplit(found).netloc)


@pytest.mark.parametrize("more", [{}, {"CLAIMS_READ_ONLY": "1"}])
def test_without_a_login_it_refuses_to_listen_elsewhere_with_editing_on(more: dict[str, str]) -> None:
    with socket.socket() as taken:
        # Nobody listens twice on one port: whoever is not refused fails there.
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        environment = {**os.environ, "CLAIMS_ADDRESS": "0.0.0.0", "CLAIMS_PORT": str(taken.getsockname()[1]), **more}
        command = [sys.executable, "-m", "dashboard.serve"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert (done.returncode == 2) == (not more)
    assert ("could edit" in done.stderr) == (not more)
    assert ("not available" in done.stderr) == bool(more)


def test_a_faulty_team_ends_the_start_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text("address = ")
    command = [sys.executable, "-m", "dashboard.serve"]
    environment = {**os.environ, TEAM: str(file), "CLAIMS_PORT": "0"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
    assert "is not TOML" in done.stderr
    assert "Traceback" not in done.stderr
