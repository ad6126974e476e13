"""One key on the desk notes that somebody looked; verdicts that wait are decided there; every page sees a change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from claims.access import Person, local
from claims.editing import saving
from claims.models import Dossier
from claims.records import DossierRecords
from claims.store import DATABASE_URL, dossiers, history, shipped
from claims.store.dossiers import Edit
from claims.store.engine import open_store, reading, writing
from tests.builders import assessment, claim, dossier, topic
from tests.dashboard.browser import eventually, serving, settled
from tests.dashboard.test_reader import FORWARDED

ID = "test-dossier"
OTHER = Person("issuer|ana", "Ana", everywhere="editor")
REVIEWER = Person("issuer|rim", "Rim", everywhere="reviewer")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, str]]:
    """A store with a dossier in which verdicts need two, and the server that shows it."""
    database = str(tmp_path_factory.mktemp("desk") / "dossiers.sqlite")
    store = open_store(database, create=True)
    made = dossier(
        topic("first", question={"en": "Did they leave?"}, last_checked="2025-01-01"),
        topic("second", question={"en": "Did they hand over?"}),
        claim("a", topic="first", due="2025-06-30"),
        claim("b", topic="second", due="2025-12-31"),
    )
    told = Dossier.model_validate({**made.dossier.model_dump(mode="json"), "verdicts_by": "two-editors"})
    records = DossierRecords(**{**vars(made), "dossier": told})
    writing(store, lambda at: dossiers.load(at, records, {}, who="desk"))
    with serving(**{DATABASE_URL: database}) as address:
        yield store, address
    store.dispose()


def checked(store: Engine, topic_id: str) -> Any:
    held = reading(store, lambda at: dossiers.one_held(at, ID, "topic", topic_id))
    assert held is not None
    return held.data.get("last_checked")


def rewritten(store: Engine, claim_id: str, **values: Any) -> Edit:
    held = reading(store, lambda at: dossiers.one_held(at, ID, "claim", claim_id))
    assert held is not None
    record = dossiers.RECORDS["claim"].model_validate({**held.data, **values})
    return Edit("claim", claim_id, record, held.version)


def test_one_key_notes_that_somebody_looked_and_the_next_question_is_there(
    kept: tuple[Engine, str], open_page: Any
) -> None:
    store, address = kept
    page: Page = open_page("desk", address=address)
    look = page.locator(".st-key-look")
    expect(page.get_by_text("2 questions lapsed and nobody has looked since")).to_be_visible()
    expect(look).to_contain_text("Did they leave?")
    page.keyboard.press("n")
    expect(look).to_contain_text("Did they hand over?")
    assert checked(store, "first") >= date.today().isoformat()[:8]
    assert checked(store, "second") is None
    last = reading(store, lambda at: [*history.entries(at, ID)])[-1]
    assert (last.kind, last.record_id, last.why) == ("topic", "first", "Looked, nothing found.")


def test_a_change_is_seen_on_every_open_page_within_two_seconds(kept: tuple[Engine, str], open_page: Any) -> None:
    store, address = kept
    pages = [
        open_page("claim", address=address, id="b"),
        open_page("claims", address=address, lang="ar", topic="second"),
    ]
    words = {"en": "They hand over in winter.", "ar": "يسلّمون في الشتاء."}
    edit = rewritten(store, "b", statement=words)
    begun = time.monotonic()
    saving.save(store, OTHER, ID, [edit], "the season was left out")
    for page, said in zip(pages, words.values(), strict=True):
        expect(page.get_by_text(said).first).to_be_visible(timeout=3_000)
    # A page asks once a second for what is at most half a second old; what this machine takes to draw is not counted.
    assert time.monotonic() - begun < 3
    news = [page.locator(".news[role='status']") for page in pages]
    for told, said in zip(news, ("A change just now, by Ana", "تعديل واحد للتو"), strict=True):
        expect(told).to_contain_text(said)
        expect(told).to_contain_text("the season was left out")
    # It is told once: the next click no longer has it.
    pages[1].locator(".st-key-reset button").click()
    expect(news[1]).to_have_count(0)
    saving.save(store, OTHER, ID, [rewritten(store, id_, note="A decree.") for id_ in ("a", "b")], "found it")
    expect(news[0]).to_contain_text("2 changes just now, the last by Ana")


def test_an_open_page_that_nothing_changes_runs_no_script(kept: tuple[Engine, str], open_page: Any) -> None:
    page: Page = open_page("claims", address=kept[1])
    page.evaluate(
        """() => { window.runs = 0; new MutationObserver(() => window.runs++).observe(
            document.querySelector('.stApp'), { attributeFilter: ['data-test-script-state'] }); }"""
    )
    page.wait_for_timeout(2_500)
    assert page.evaluate("window.runs") == 0


def test_a_verdict_waits_on_the_desk_until_a_second_person_agrees(kept: tuple[Engine, str], open_page: Any) -> None:
    store, address = kept
    verdict = assessment("a", "documented", on="2026-01-01", by="Ana")
    saving.save(store, OTHER, ID, [Edit("assessment", verdict.id, verdict, None)], "read the decree")
    page: Page = open_page("desk", address=address)
    expect(page.get_by_text("Verdicts that wait for a second person")).to_be_visible()
    expect(page.get_by_text("read the decree")).to_be_visible()
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_text("Verdicts that wait for a second person")).to_have_count(0)
    assert reading(store, lambda at: dossiers.one_held(at, ID, "assessment", verdict.id)) is not None
    assert "Ana + " in reading(store, lambda at: [*history.entries(at, ID)])[-1].who


def test_the_author_of_a_verdict_is_told_that_it_waits_and_what_became_of_it(
    kept: tuple[Engine, str], open_page: Any
) -> None:
    page: Page = open_page("edit", address=kept[1], kind="assessment", claim="b")
    page.get_by_role("radio", name="Documented").click()
    settled(page).get_by_role("combobox", name="Evidence").fill("gazette")
    page.get_by_role("option").first.click()
    for words in ("Reason, English", "Why is this done?"):
        settled(page).get_by_label(words).fill("Both signed it.")
    page.keyboard.press("Control+Enter")
    told = page.get_by_role("status").filter(has_text="does not count yet: a second person must agree")
    expect(told).to_be_visible()
    # What others change meanwhile is told beside it.
    saving.save(kept[0], OTHER, ID, [rewritten(kept[0], "b", note="Ana was there.")], "seen from the gate")
    expect(page.locator(".news[role='status']")).to_contain_text("seen from the gate")
    # What is told once is gone with the next click.
    told.get_by_role("link", name="Desk").click()
    expect(page.get_by_text("Verdicts that wait for a second person")).to_be_visible()
    expect(told).to_have_count(0)
    became = page.locator("li", has_text="took it back")
    page.get_by_label("Reason").fill("One had not.")
    page.get_by_role("button", name="Take back").click()
    expect(became).to_contain_text("One had not.")
    me, store = local(shipped.login()), kept[0]
    for status, decide in (("documented", saving.confirm), ("uncheckable", saving.decline)):
        verdict = assessment("b", status)
        (proposed,) = saving.save(store, me, ID, [Edit("assessment", verdict.id, verdict, None)], "seen").waiting
        decide(store, REVIEWER, ID, proposed.id, f"{status} to me too")
    page.reload()
    for words in ("Rim agreed", "documented to me too", "Rim declined", "uncheckable to me too"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_whoever_may_not_edit_finds_no_desk(kept: tuple[Engine, str], open_page: Any) -> None:
    page: Page = open_page("", address=kept[1])
    expect(page.get_by_role("link", name="Desk")).to_be_visible()
    page.set_extra_http_headers(FORWARDED)
    page.reload()
    settled(page)
    eventually(page, lambda: page.get_by_role("link", name="Desk").count() == 0)
    page.goto(f"{kept[1]}/desk")
    settled(page)
    expect(page.get_by_text("This page is for editors")).to_be_visible()
    page.set_extra_http_headers({})
