"""The guide's way to run on more than one machine, typed line by line; then each part is stopped or killed."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from claims.store import dossiers, engine, history
from tests.builders import claim, dossier
from tests.claims.store.postgres import Cluster, Server
from tests.claims.store.test_store import ID, edit, version
from tests.claims.store.writers import edit_at_random, heard, process
from tests.dashboard.browser import PATIENCE_MS, ROOT, free_port, settled, url, wait_for
from tests.dashboard.test_team import environment

pytestmark = pytest.mark.long

WRITES = 60


def typed() -> list[str]:
    """What the guide has people type, machine by machine."""
    page = (ROOT / "docs" / "machines.md").read_text("utf-8")
    promote = re.search(r"`(psql .*pg_promote\(\)')`", page)
    assert promote
    return [*re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S), promote[1]]


def instead(words: str, *others: tuple[str, str]) -> str:
    """The words with what is no place of this machine replaced; each stands there."""
    for one, other in others:
        assert one in words
        words = words.replace(one, other)
    return words


class Replica(Server):
    """The copy of a cluster, as the guide has it made and run."""

    def __init__(self, lines: str, primary: Cluster) -> None:
        super().__init__()
        # The server's user may not read where this repository lies.
        shutil.copytree(ROOT / "deploy", self.folder / "deploy")
        here = f"'user=follower host={primary.folder}' -c listen_addresses= -c unix_socket_directories={self.folder}"
        self._lines = instead(
            lines, ("/var/lib/claims/replica", "data"), ("postgresql://follower@primary.example.org", here)
        )
        self.start()

    def start(self) -> None:
        self.run(["bash", "-c", f"exec {self._lines}"])

    def follows(self, primary: Cluster) -> None:
        """Wait until it has all that the primary has."""
        with primary.connect() as at:
            written = at.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
        with self.connect() as at:
            assert written
            while not at.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written).fetchone()[0]:  # type: ignore[index]
                pass


@dataclass
class Dashboard:
    port: int
    line: str
    process: subprocess.Popen[bytes] | None = None

    def start(self, folder: Path, exports: str) -> None:
        with (folder / f"log-{self.port}").open("ab") as log:
            self.process = subprocess.Popen(
                ["bash", "-c", f"{exports}\nexec {self.line}"], cwd=folder, env=environment(), stdout=log, stderr=log
            )
        wait_for(f"http://localhost:{self.port}/healthz", self.process)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def says(self, words: str) -> bool:
        """Whether the next question is answered with these words."""
        with urlopen(f"http://localhost:{self.port}/api/claims.json?dossier={ID}", timeout=30) as answer:
            return words in answer.read().decode()


@dataclass
class Machines:
    """All of it, running."""

    address: str
    folder: Path
    exports: str
    primary: Cluster
    replica: Replica
    dashboards: list[Dashboard]
    store: Engine
    promote: str

    def write(self, statement: str) -> None:
        changed = claim("a", statement={"en": statement})
        edit(self.store, dossiers.Edit("claim", "a", changed, version(self.store, "claim", "a")))

    def all_say(self, words: str) -> bool:
        return all(one.says(words) for one in self.dashboards)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("typed")
    (folder / ".venv").symlink_to(sys.prefix)
    role, copy, dashboards, front, promote = typed()
    with ExitStack() as running:
        primary = Cluster(durable=True)
        running.callback(primary.remove)
        database = primary.new_database().partition("?")[0].rpartition("/")[2]
        shell(instead(role, ("postgresql://claims@primary.example.org/postgres", psql(primary))))
        replica = Replica(copy, primary)
        running.callback(replica.remove)
        hosts = f"host={primary.folder},{replica.folder}"
        ports = {"8501": free_port(), "8502": free_port(), "8500": free_port()}
        exports, *lines = instead(
            dashboards,
            ("claims@/claims?", f"claims@/{database}?"),
            ("host=primary.example.org:5432&host=replica.example.org:5432", hosts),
            *((one, str(ports[one])) for one in ("8501", "8502")),
        ).splitlines()
        address = exports.partition("=")[2].strip("'")
        store = engine.open_store(address, create=True)
        engine.writing(store, lambda at: dossiers.load(at, dossier(claim("a")), {}, who="editor", why="load"))
        started = [Dashboard(port, line.removesuffix(" &")) for port, line in zip(ports.values(), lines, strict=False)]
        for one in started:
            running.callback(one.kill)
            one.start(folder, exports)
        brings, runs = instead(
            front, ("0.0.0.0", "127.0.0.1"), *((one, str(port)) for one, port in ports.items())
        ).splitlines()
        shell(brings)
        nginx = subprocess.Popen(["bash", "-c", f"exec {runs}"], cwd=ROOT)
        running.callback(nginx.wait)
        running.callback(nginx.terminate)
        where = f"http://localhost:{ports['8500']}"
        wait_for(f"{where}/healthz", nginx)
        yield Machines(where, folder, exports, primary, replica, started, store, promote)
        store.dispose()


def psql(server: Server) -> str:
    return f"'host={server.folder} user=claims dbname=postgres'"


def shell(line: str) -> None:
    subprocess.run(["bash", "-ec", line], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def test_a_reader_whose_dashboard_is_killed_goes_on_with_another_under_the_same_link(
    machines: Machines, browser: Browser
) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)

    def told(words: str) -> None:
        expect(page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)

    page.goto(url(machines.address, "claims", dossier=ID, as_of=None, q="Statement"))
    settled(page)
    # Behind nginx nobody edits without a login, although it stands on this machine.
    expect(page.get_by_role("link", name="Desk")).to_have_count(0)
    for number, one in enumerate(machines.dashboards):
        one.kill()
        machines.write(f"Statement {number} after one was killed")
        told(f"Statement {number} after one was killed")
        assert "q=Statement" in page.url
        expect(page.locator(".st-key-words-field input")).to_have_value("Statement")
        page.get_by_role("link", name="Methodology").first.click()
        page.wait_for_url("**/methodology**")
        page.go_back()
        page.wait_for_url("**/claims**")
        told(f"Statement {number} after one was killed")
        one.start(machines.folder, machines.exports)
    page.close()


def test_what_one_process_wrote_all_others_say_at_the_next_question(machines: Machines) -> None:
    for number in range(3):
        machines.write(f"Written once {number}")
        assert machines.all_say(f"Written once {number}")


def test_without_its_copy_the_store_is_read_and_written_and_the_copy_catches_up(machines: Machines) -> None:
    machines.replica.stop()
    try:
        machines.write("Written without a copy")
        assert machines.all_say("Written without a copy")
    finally:
        machines.replica.start()
    machines.replica.follows(machines.primary)
    assert "Written without a copy" in statements(machines.replica, machines.store)


def test_while_the_primary_is_restarted_each_write_is_done_once_or_refused(machines: Machines) -> None:
    address = machines.store.url.render_as_string(hide_password=False)
    with ExitStack() as all_:
        pipes = [all_.enter_context(process(edit_at_random, name, WRITES, address))[1] for name in ("x", "y")]
        said = dict([pipe.recv() for pipe in pipes])
        machines.primary.stop()
        machines.primary.start()
        said |= dict(heard(*pipes))
    assert len(said) == 2 * WRITES, "a writer ended early"
    saved = {token for token, end in said.items() if end == "saved"}
    refused = {token for token, end in said.items() if end not in ("saved", "unsure")}
    assert len(saved) > WRITES / 4
    written = Counter(
        one.why for one in engine.reading(machines.store, lambda at: [*history.entries(at, ID)]) if one.why in said
    )
    assert {*written.values()} == {1}
    assert saved <= {*written}
    assert not refused & {*written}
    assert engine.reading(machines.store, lambda at: [*history.breaks(at, ID)]) == []
    machines.write("Written after a restart")
    assert machines.all_say("Written after a restart")
    machines.replica.follows(machines.primary)
    assert "Written after a restart" in statements(machines.replica, machines.store)


def test_when_the_primary_is_lost_its_copy_is_promoted_and_all_go_on_with_it(machines: Machines) -> None:
    machines.replica.follows(machines.primary)
    machines.primary.stop(signal.SIGQUIT)
    try:
        shell(instead(machines.promote, ("postgresql://claims@replica.example.org/postgres", psql(machines.replica))))
        machines.write("Written after all that")
        assert machines.all_say("Written after all that")
    finally:
        machines.primary.start()


def statements(server: Server, store: Engine) -> list[str]:
    with server.connect(store.url.database or "") as at:
        return [row[0] for row in at.execute("SELECT statement_en FROM claims")]
