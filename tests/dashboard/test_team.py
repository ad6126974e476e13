"""The README's way to run it for a team, typed line by line, and a day of six people there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from claims.models import Dossier
from claims.records import DossierRecords
from claims.store import dossiers, history
from claims.store.engine import open_store, reading, writing
from claims.store.history import Entry
from tests.builders import claim, dossier
from tests.claims.store.postgres import Cluster
from tests.dashboard.browser import PATIENCE_MS, ROOT, eventually, free_port, settled, url, wait_for
from tests.dashboard.test_login import log_in, providing
from tests.dashboard.test_reader import SECRET, of

pytestmark = pytest.mark.long

MORE_ROLES = """
[[roles]]
role = "editor"
email = "omar@example.org"

[[roles]]
role = "reader"
email = "zaid@example.org"
"""
HIDDEN_LATER = "known"
JUDGED = "iraq-coalition"
"""The README's reviewer reviews in this dossier alone."""


def typed() -> tuple[str, list[str]]:
    """The README's file of a team, and what one types beside it."""
    page = (ROOT / "README.md").read_text("utf-8")
    section = page.partition("## Run it for a team\n")[2].partition("\n## ")[0]
    (file,), (lines,) = (re.findall(rf"^```{form}\n(.*?)^```", section, re.M | re.S) for form in ("toml", "sh"))
    return file, lines.splitlines()


def instead(words: str, **others: str) -> str:
    """The words with what is no place of this machine replaced; each stands there."""
    for one, other in others.items():
        assert EXAMPLES[one] in words
        words = words.replace(EXAMPLES[one], other)
    return words


EXAMPLES = {
    "address": "https://claims.example.org",
    "issuer": "https://id.example.org",
    "database": "postgresql://user:password@host/database",
    "everywhere": "--address 0.0.0.0",
}


@dataclass
class Team:
    """The dashboard of a team as the README sets it up, and the pages of its people.

    Omar has a browser of his own. Another one has fetched and compiled Streamlit's scripts for all others; each comes
    with cookies of their own, by which a page knows them from when it was opened.
    """

    address: str
    folder: Path
    exports: list[str]
    database: str
    browser: BrowserContext
    omars: BrowserContext
    pages: dict[str, Page] = field(default_factory=dict)
    cookies: dict[str, Any] = field(default_factory=dict)

    def page(self, who: str, path: str, **query: Any) -> Page:
        """A page that somebody opens, who logs in there the first time."""
        browser = self._come(who)
        page = self.pages.get(who) or browser.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(url(self.address, path, **query))
        settled(page)
        if who not in self.pages:
            self.pages[who] = log_in(page, who) if who else page
            self.cookies[who] = browser.cookies(self.address)
        return page

    def _come(self, who: str) -> BrowserContext:
        """The browser in which somebody is known."""
        browser = self.omars if who == "omar" else self.browser
        browser.clear_cookies()
        browser.add_cookies(self.cookies.get(who, []))
        return browser

    def asks(self, who: str, path: str, **query: Any) -> tuple[int, str]:
        """What an address of the data answers to somebody who came before."""
        answer = self._come(who).request.get(url(self.address, path.lstrip("/"), **query))
        return answer.status, answer.text()

    def types(self, line: str) -> str:
        """What a command prints that is typed where the server was started."""
        script = "\n".join(["set -e", *self.exports, line])
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.folder, env=environment(), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def last_entry(self, dossier_id: str) -> Entry:
        store = open_store(self.database)
        last = reading(store, lambda at: [*history.entries(at, dossier_id)])[-1]
        store.dispose()
        return last


def environment() -> dict[str, str]:
    """That of whoever types, in whose shell nothing is said of claims yet."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CLAIMS_")} | {
        # What is installed may be another checkout.
        "PYTHONPATH": str(ROOT)
    }


def fill(database: str) -> None:
    store = open_store(database, create=True)
    figure = dossier(claim(f"{JUDGED}-claim", exactly=2500))
    told = {**figure.dossier.model_dump(mode="json"), "id": JUDGED, "verdicts_by": "two-editors"}
    judged = DossierRecords(**{**vars(figure), "dossier": Dossier.model_validate(told)})
    for made in (of(HIDDEN_LATER, "everyone"), judged, of(SECRET, "members")):
        writing(store, lambda at, one=made: dossiers.load(at, one, {}, who="desk"))  # type: ignore[misc]
    store.dispose()


@pytest.fixture(scope="module")
def team(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder, port = tmp_path_factory.mktemp("typed"), free_port()
    file, lines = typed()
    admin, editor, reviewer = tomllib.loads(file)["roles"]
    assert reviewer["dossiers"] == [JUDGED]
    people = {
        admin["subject"]: {"name": "Amal"},
        "lina": {"name": "Lina", "email": editor["email"], "email_verified": True},
        "omar": {"name": "Omar", "email": "omar@example.org", "email_verified": True},
        "rana": {"name": "Rana", "groups": [reviewer["group"]]},
        "zaid": {"name": "Zaid", "email": "zaid@example.org", "email_verified": True},
        "stranger": {"name": "Lina", "email": editor["email"], "email_verified": False},
    }
    cluster = Cluster()
    try:
        database = cluster.new_database()
        fill(database)
        with providing(people) as issuer:
            address = f"http://localhost:{port}"
            (folder / "team.toml").write_text(instead(file, address=address, issuer=issuer) + MORE_ROLES)
            (folder / "client-secret").write_text("as the provider gave it\n")
            (folder / ".venv").symlink_to(sys.prefix)
            here = f"--address 127.0.0.1 --port {port}"
            *before, last = instead("\n".join(lines), database=database, everywhere=here).splitlines()
            script = "\n".join(["set -e", *before, f"exec {last}"])
            with (folder / "log").open("wb") as log:
                server = subprocess.Popen(["bash", "-c", script], cwd=folder, env=environment(), stdout=log, stderr=log)
            try:
                wait_for(f"{address}/healthz", server)
                exports = [line for line in before if line.startswith("export ")]
                with browser.new_context() as most, browser.new_context() as omars:
                    yield Team(address, folder, exports, database, most, omars)
            finally:
                server.terminate()
                server.wait(timeout=20)
    finally:
        cluster.remove()


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """Six browsers at once: what one waits for may take longer than what one page alone does."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def admin() -> str:
    return str(tomllib.loads(typed()[0])["roles"][0]["subject"])


def test_each_of_six_reads_and_may_what_the_file_says(team: Team, admin: str) -> None:
    reads = {admin: 200, "lina": 200, "omar": 200, "zaid": 200, "rana": 404, "stranger": 404, "": 404}
    for who, status in reads.items():
        page = team.page(who, "edit", dossier=JUDGED, kind="claim", id=f"{JUDGED}-claim")
        edits = who not in ("zaid", "stranger", "")
        expect(page.get_by_text("You may not edit this dossier")).to_have_count(0 if edits else 1)
        expect(page.get_by_role("button", name="Save")).to_have_count(1 if edits else 0)
        expect(page.get_by_role("link", name="Desk")).to_have_count(1 if edits else 0)
        for path in ("/api/claims.json", "/deadlines.ics", "/changes.atom", "/api/table/deadlines.csv"):
            assert team.asks(who, path, dossier=SECRET)[0] == status, (who, path)
        assert (SECRET in team.asks(who, "/api/openapi.json", as_of=None)[1]) == (status == 200), who
        for path in ("/api/claims.json", "/deadlines.ics", "/changes.atom"):
            assert SECRET not in team.asks(who, path, dossier=JUDGED)[1]
    logins = team.types(".venv/bin/claims audit --format csv")
    assert logins.count(",login,") == 6


def test_two_editors_write_at_once_and_a_reviewer_lets_the_verdict_of_one_count(team: Team) -> None:
    judged_claim = f"{JUDGED}-claim"
    forms = {who: team.page(who, "edit", dossier=JUDGED, kind="claim", id=judged_claim) for who in ("lina", "omar")}
    for who, page in forms.items():
        for label, entered in (("Statement, English", f"As {who} has it."), ("Why is this done?", f"{who} wrote")):
            page.get_by_label(label).fill(entered)
            page.get_by_label(label).blur()
            settled(page)
    lina, omar = forms["lina"], forms["omar"]
    lina.keyboard.press("Control+Enter")
    expect(lina.locator("h1")).to_have_text("As lina has it.")
    clash = omar.locator(".st-key-version-statement-en")
    expect(clash).to_contain_text("As lina has it.")
    expect(clash).to_contain_text("As omar has it.")
    expect(omar.locator(".st-key-versions")).to_contain_text("lina wrote")
    clash.get_by_role("radio", name="Yours").click()
    settled(omar).get_by_role("button", name="Go on with these choices").click()
    expect(omar.get_by_label("Statement, English")).to_have_value("As omar has it.")
    settled(omar).keyboard.press("Control+Enter")
    for page in (omar, lina):
        expect(page.locator("h1")).to_have_text("As omar has it.")
    assert team.last_entry(JUDGED).who == "Omar <omar@example.org>"

    lina = team.page("lina", "edit", dossier=JUDGED, kind="assessment", claim=judged_claim)
    at_a_glance(lina, "status", "Documented")
    lina.locator(".st-key-field-evidence input").click()
    lina.get_by_role("option").first.click()
    settled(lina)
    for label, entered in (
        ("Day", "2026-01-01"),
        ("Reason, English", "The decree says so."),
        ("Why is this done?", "read it"),
    ):
        lina.get_by_label(label).fill(entered)
        lina.get_by_label(label).blur()
        settled(lina)
    lina.keyboard.press("Control+Enter")
    lina.wait_for_url(re.compile("/claim"))
    lina = team.page("lina", "desk", dossier=JUDGED)
    expect(lina.get_by_text("The decree says so.")).to_be_visible()
    expect(lina.get_by_role("button", name="Take back")).to_have_count(1)
    expect(lina.get_by_role("button", name="Agree")).to_have_count(0)
    omar = team.page("omar", "desk", dossier=JUDGED)
    expect(omar.get_by_text("The decree says so.")).to_be_visible()
    expect(omar.get_by_role("button", name=re.compile("Agree|Decline"))).to_have_count(0)
    assert '"documented"' not in team.asks("omar", "/api/claims.json", dossier=JUDGED)[1]

    team.page("rana", "desk", dossier=JUDGED).get_by_role("button", name="Agree").click()
    expect(team.pages["rana"].get_by_text("The decree says so.")).to_have_count(0)
    # The server knows within half a second what another connection has written.
    eventually(omar, lambda: '"documented"' in team.asks("omar", "/api/claims.json", dossier=JUDGED)[1])
    judged = team.last_entry(JUDGED)
    assert judged.who == "Lina <lina@example.org> + Rana <rana>"
    assert judged.who in team.types(f".venv/bin/claims history {judged.record_id}")


def at_a_glance(page: Page, name: str, words: str) -> None:
    """Choose one of the words that all stand in the field of that name."""
    page.locator(f".st-key-field-{name}").get_by_text(words, exact=True).click()
    settled(page)


def test_the_admin_alone_hides_a_dossier_and_whose_role_is_taken_away_has_none_at_the_next_click(
    team: Team, admin: str
) -> None:
    omar = team.page("omar", "edit", dossier=HIDDEN_LATER, kind="dossier")
    expect(omar.get_by_text("Who may read this dossier is for an admin to say")).to_be_visible()
    expect(team.page("omar", "data", dossier=HIDDEN_LATER).get_by_text("Say who may read it")).to_have_count(0)
    page = team.page(admin, "data", dossier=HIDDEN_LATER)
    page.get_by_role("link", name="Say who may read it").click()
    expect(page.get_by_label("Why is this done?")).to_be_visible()
    at_a_glance(page, "read_by", "Members only")
    page.get_by_label("Why is this done?").fill("names of witnesses")
    page.get_by_label("Why is this done?").blur()
    team.page("stranger", "claims", dossier=HIDDEN_LATER)
    assert team.asks("stranger", "/api/claims.json", dossier=HIDDEN_LATER)[0] == 200
    settled(page).keyboard.press("Control+Enter")
    page.wait_for_url(re.compile("/data"))
    assert team.last_entry(HIDDEN_LATER).who == f"Amal <{admin}>"
    assert team.asks("stranger", "/api/claims.json", dossier=HIDDEN_LATER)[0] == 404
    assert team.asks("omar", "/api/claims.json", dossier=HIDDEN_LATER)[0] == 200

    omar = team.page("omar", "edit", dossier=JUDGED, kind="claim", id=f"{JUDGED}-claim")
    file = team.folder / "team.toml"
    file.write_text(file.read_text().replace("omar@example.org", "nobody@example.org"))
    omar.get_by_label("Statement, English").fill("What he may not say any more.")
    omar.get_by_label("Statement, English").blur()
    expect(omar.get_by_text("You may not edit this dossier")).to_be_visible()
    assert team.asks("omar", "/api/claims.json", dossier=HIDDEN_LATER)[0] == 404
    audited = team.types(".venv/bin/claims audit --format csv").splitlines()
    assert "refused_write,Omar <omar@example.org>" in audited[1]
