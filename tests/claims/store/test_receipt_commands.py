"""A receipt written from a store, checked against it, an export, and a store that somebody changed behind its back."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from claims.store import dossiers, engine, history
from claims.store.dossiers import Edit
from claims.store.tables import HISTORY
from tests.builders import claim, dossier, topic
from tests.claims.store.test_store import ID, load

LINK = "/deadlines?topic=exit&as_of=2025-11-01"
RECORDS = dossier(topic("exit", last_checked="2026-01-01"), claim())


@pytest.fixture
def kept(store):
    load(store, RECORDS)
    return store


@pytest.fixture
def receipt_file(run, kept, tmp_path):
    file = tmp_path / "receipt.json"
    file.write_text(run("receipt", LINK).out, "utf-8")
    return file


def test_a_receipt_holds_for_the_store_and_for_an_export_also_after_later_edits(run, kept, receipt_file, tmp_path):
    run("export", tmp_path / "out")
    held = engine.reading(kept, lambda at: dossiers.one_held(at, ID, "claim", "claim"))
    assert held is not None
    edit = Edit("claim", "claim", claim(due="2027-01-01"), held.version)
    engine.writing(kept, lambda at: dossiers.edit(at, ID, [edit], who="editor", why=""))
    said = run("verify", receipt_file)
    assert (said.exit, said.out) == (0, "")
    assert "the receipt holds" in said.err
    said = run("verify", receipt_file, "--seeds", tmp_path / "out" / ID)
    assert (said.exit, said.out) == (0, "")
    assert "The history was not compared" in said.err
    assert run("receipt", LINK).out != receipt_file.read_text()
    run("export", tmp_path / "later")
    said = run("verify", receipt_file, "--seeds", tmp_path / "later" / ID)
    assert (said.exit, said.out.count("\n")) == (1, 2)
    assert "the records are not those" in said.out
    assert "the rows of the view are not those" in said.out


def test_the_same_view_of_the_same_dossier_has_the_same_receipt(run, receipt_file):
    assert run("receipt", LINK).out == receipt_file.read_text()
    assert run("receipt", f"{LINK}&recorded_at=2999-01-01").out != receipt_file.read_text()


@pytest.mark.parametrize("seals_again", [False, True])
def test_a_store_changed_behind_its_back_breaks_the_receipt(run, kept, receipt_file, seals_again):
    def tamper(at):
        previous = history.FIRST
        for entry in list(history.entries(at, ID)):
            told = vars(entry) | {"who": "somebody else", "previous_hash": previous}
            hash_ = history.Entry(**told).computed_hash() if seals_again else entry.hash
            previous = hash_ if seals_again else entry.hash
            here = (HISTORY.c.dossier_id == ID, HISTORY.c.seq == entry.seq)
            written = {"who": "somebody else", "hash": hash_, "previous_hash": told["previous_hash"]}
            at.execute(update(HISTORY).where(*here).values(written))

    engine.writing(kept, tamper)
    # Whoever seals the whole chain anew deceives the walk along it, but not a receipt.
    assert run("verify").exit == (0 if seals_again else 1)
    said = run("verify", receipt_file)
    assert said.exit == 1
    assert (
        "the history at that moment is not the one" if seals_again else "was changed after it was written"
    ) in said.out


def test_what_is_no_question_or_no_receipt_is_refused(run, receipt_file, tmp_path):
    altered = tmp_path / "altered.json"
    altered.write_text(receipt_file.read_text().replace("exit", "stay"))
    for asked, exit_, told in (
        (("verify", altered), 1, "The receipt was altered"),
        (("verify", tmp_path / "none.json"), 1, "No such file"),
        (("verify", "--seeds", tmp_path), 2, "name the receipt as well"),
        (("receipt", "/deadlines?as_of=soon"), 2, "as_of=soon is not understood"),
        (("receipt", "/deadlines?topic=exot"), 2, "exit"),
        (("receipt", "/deadlines?dossier=other"), 1, "tells nothing of a dossier other"),
        (("receipt", "/deadlines?recorded_at=2001-01-01"), 1, "only since"),
        (("receipt", "/deadlines?recorded_at=soon"), 2, "is no moment"),
    ):
        said = run(*asked)
        assert (said.exit, said.out) == (exit_, ""), asked
        assert told in said.err, asked
