"""Whatever a dossier says, it is shown as words: nothing runs, nothing is fetched, no page breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from claims import export
from claims.access import Person, local
from claims.editing import saving
from claims.models import Dossier
from claims.store import DATABASE_URL, dossiers, shipped
from claims.store.dossiers import Edit
from claims.store.engine import open_store, writing
from tests import hostile
from tests.dashboard.browser import go_on, serving, url
from tests.dashboard.walks import APART, WIDER

pytestmark = pytest.mark.long

PAGES = {
    "overview": ("", {}),
    "deadlines": ("deadlines", {"chosen": "deadline-0.side-0"}),
    "timeline": ("deadlines", {"tab": "timeline", "question": "deadline-0"}),
    "dated claims": ("deadlines", {"tab": "claims"}),
    "figures": ("figures", {"topic": "figure-0"}),
    "compare": ("compare", {"topic": "position-0"}),
    "claims": ("claims", {"chosen": "figure-0"}),
    "claim": ("claim", {"id": "gone-0"}),
    "speakers": ("speakers", {}),
    "sources": ("sources", {"source": "source-0"}),
    "changes": ("changes", {"since": "2026-01-01"}),
    "data": ("data", {}),
    "methodology": ("methodology", {}),
    "claim on paper": ("claim_print", {"id": "figure-0"}),
    "commitment on paper": ("commitment_print", {"chosen": "deadline-0.side-0"}),
    "comparison on paper": ("comparison_print", {"topic": "position-0"}),
}
"""Pages whose looked-at record says all payloads; their lists have one a line."""

EDITED = {
    "desk": ("desk", {}),
    "draft": ("edit", {"kind": "claim"}),
    "claim from a source": ("edit", {"kind": "claim", "source": "source-0"}),
    "claim": ("edit", {"kind": "claim", "id": "deadline-0"}),
    "verdict": ("edit", {"kind": "assessment", "claim": "figure-0"}),
    "source": ("edit", {"kind": "source", "id": "source-0"}),
    "question": ("edit", {"kind": "topic", "id": "figure-0"}),
    "outcome": ("edit", {"kind": "outcome", "id": "outcome-0"}),
}
"""Where the same is edited, and where what waits to be saved or agreed to is listed."""

PLANTED = """() => [
    ...document.querySelectorAll(
      "[planted], [autofocus], [onerror], [onload], meta[http-equiv=refresh], .stMain :is(iframe, .katex), " +
      ":is([href^='javascript:'], [href^='data:']), [href^='//p'], [href^='https://p'], [src*='//planted.']"
    ),
    ...[...document.querySelectorAll("style")].filter((one) => one.textContent.includes("*{color:red}")),
    ...[...document.querySelectorAll("body *")].filter((one) => one.innerHTML == "planted"),
  ].map((one) => one.outerHTML.slice(0, 200))"""
"""What a payload became that is no text: its element, its address, or the very word that markup stood around."""


@pytest.fixture(scope="module")
def served_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile") / "hostile"
    export.write(folder, hostile.records(), {})
    with serving(CLAIMS_SEEDS=str(folder)) as where:
        yield where


@pytest.fixture(scope="module")
def desk_of_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same in a store, with all payloads in a draft, in a verdict that waits, and in the name and reason of an
    editor."""
    database = str(tmp_path_factory.mktemp("hostile") / "store.sqlite")
    store = open_store(database, create=True)
    records = hostile.records()
    rules = {**records.dossier.model_dump(mode="json"), "verdicts_by": "two-editors"}
    told = replace(records, dossier=Dossier.model_validate(rules))
    writing(store, lambda at: dossiers.load(at, told, {}, who=hostile.EVERY))
    editor = Person("editor", hostile.EVERY, everywhere="editor")
    verdict = records.assessments["assessment-0"]
    waits = verdict.model_copy(update={"id": "waits", "claim": "deadline-0", "on": date(2026, 11, 1)})
    saving.save(store, editor, "hostile", [Edit("assessment", "waits", waits, None)], hostile.EVERY)
    source = records.sources["source-1"].model_copy(update={"title": hostile.EVERY})
    saving.save(store, editor, "hostile", [Edit("source", "source-1", source, 1)], hostile.EVERY)
    values = dict.fromkeys(("statement.en", "statement.ar", "said_on", "source", "topic", "speaker"), hostile.EVERY)
    draft = {"values": values, "why": hostile.EVERY, "touched": sorted(values), "asked": {}}
    saving.keep_draft(store, local(shipped.login()), "hostile", "claim", "new?", draft, None, None)
    store.dispose()
    with serving(**{DATABASE_URL: database}) as where:
        yield where


def is_harmless(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.evaluate(PLANTED) == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".foot")).to_have_count(1)
    assert max(page.evaluate(WIDER)) <= 0


@pytest.mark.parametrize(("lang", "palette", "width"), APART)
def test_a_payload_in_any_text_stays_words(open_page, served_hostile, lang, palette, width):
    page = open_page("methodology", lang=lang, theme=palette, width=width, address=served_hostile)
    for name, (path, asked) in PAGES.items():
        go_on(page, url("", path, lang=lang, **asked))
        is_harmless(page)
        said = page.locator(".stMain").inner_text()
        assert hostile.PAYLOADS[0] in said or name in ("methodology", "data"), name


@pytest.mark.parametrize(("lang", "palette", "width"), APART)
def test_a_payload_stays_words_where_it_is_edited(open_page, desk_of_hostile, lang, palette, width):
    page = open_page("desk", lang=lang, theme=palette, width=width, address=desk_of_hostile)
    for name, (path, asked) in EDITED.items():
        if name != "desk":
            go_on(page, url("", path, lang=lang, **asked))
            expect(page.locator(".st-key-save")).to_be_visible()
        is_harmless(page)
        values = page.locator(".stMain :is(input, textarea)").evaluate_all("all => all.map(one => one.value)")
        assert hostile.PAYLOADS[0] in " ".join([page.locator(".stMain").inner_text(), *values]), name
