"""What editors do all day, each on one page from beginning to end: enter, quote, judge, tell what happened, retire."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine

from claims.store import DATABASE_URL, dossiers
from claims.store.engine import open_store, reading, writing
from tests.builders import claim, dossier, outlet, source, speaker, topic
from tests.dashboard.browser import PATIENCE_MS, serving, settled, url

pytestmark = pytest.mark.long

ID = "test-dossier"
WORDS = "The minister spoke on Monday. The last soldiers leave by September 2025, he said. Nobody asked him why."
SAID = "The last soldiers leave by September 2025"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, str]]:
    """A store with a small dossier, and the server that shows it."""
    database = str(tmp_path_factory.mktemp("editing") / "dossiers.sqlite")
    store = open_store(database, create=True)
    records = dossier(
        topic("exit", question={"en": "When do they leave?", "ar": "متى يغادرون؟"}),
        speaker("minister", "baghdad", name={"en": "The minister", "ar": "الوزير"}),
        outlet("gazette", name={"en": "The Gazette", "ar": "الجريدة"}),
        source("paper", title="An older paper", published="2025-01-01"),
        claim("older", speaker="minister", statement={"en": "They leave in time.", "ar": "يغادرون في الموعد."}),
    )
    writing(store, lambda at: dossiers.load(at, records, {}, who="desk"))
    with serving(**{DATABASE_URL: database}) as address:
        yield store, address
    store.dispose()


def held(store: Engine, kind: str, id_: str) -> dict[str, Any]:
    """The record as the store has it."""
    found = reading(store, lambda at: dossiers.one_held(at, ID, kind, id_))
    assert found is not None
    return found.data


def field(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-field-{name}")


def fill(page: Page, name: str, words: str) -> None:
    """Type into a field and leave it."""
    place = field(page, name).locator("input, textarea").first
    place.fill(words)
    place.blur()
    settled(page)


def choose(page: Page, name: str, words: str) -> None:
    """Choose what is found by these words."""
    field(page, name).get_by_role("combobox").fill(words)
    page.get_by_role("option").first.click()
    # A list of which several can be chosen stays open.
    page.keyboard.press("Tab")
    expect(page.get_by_role("option")).to_have_count(0)
    settled(page)


def pick(page: Page, name: str, words: str) -> None:
    """Press the choice that stands beside others."""
    field(page, name).get_by_role("radio", name=words, exact=True).click()
    expect(field(page, name).get_by_role("radio", name=words, exact=True)).to_be_checked()
    settled(page)


def select(page: Page, words: str) -> None:
    """Draw the mouse over these words of the document."""
    place = page.locator(".document-to-select")
    place.scroll_into_view_if_needed()
    box = place.evaluate(
        """(place, words) => {
          const range = document.createRange();
          const letters = [...place.childNodes].find((one) => one.data?.includes(words));
          range.setStart(letters, letters.data.indexOf(words));
          range.setEnd(letters, letters.data.indexOf(words) + words.length);
          const lines = [...range.getClientRects()];
          const [first, last] = [lines[0], lines[lines.length - 1]];
          return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
        }""",
        words,
    )
    page.mouse.move(box[0], box[1])
    page.mouse.down()
    page.mouse.move(box[2], box[3], steps=4)
    page.mouse.up()


def test_from_a_pasted_document_to_a_claim_that_was_judged_kept_and_retired(
    kept: tuple[Engine, str], open_page: Any
) -> None:
    store, address = kept
    page: Page = open_page("edit", address=address, kind="source")
    choose(page, "outlet", "Gazette")
    fill(page, "title", "The minister promises")
    fill(page, "published", "2025-03-01")
    choose(page, "language", "English")
    fill(page, "words", WORDS)
    page.keyboard.press("Control+Shift+Enter")

    # The new source leads to its first claim.
    expect(page.locator("h1")).to_have_text("New claim", timeout=PATIENCE_MS)
    expect(page.locator(".document-to-select")).to_have_text(WORDS, timeout=PATIENCE_MS)
    expect(field(page, "said_on").locator("input")).to_have_value("2025-03-01")
    settled(page)
    choose(page, "speaker", "minister")
    choose(page, "topic", "When do they leave")
    pick(page, "attribution", "Reported speech")
    choose(page, "deadline-role", "by")
    fill(page, "deadline-due", "September")
    pick(page, "deadline-force", "Commitment")
    fill(page, "statement-en", "They leave by September.")
    page.keyboard.press("Control+Enter")

    # What cannot be read is told at its field, aloud too, and the keyboard goes there.
    due = field(page, "deadline-due").locator("input")
    expect(due).to_have_attribute("aria-invalid", "true", timeout=PATIENCE_MS)
    expect(due).to_be_focused()
    expect(due).to_have_accessible_description(field(page, "deadline-due").locator(".fault").inner_text())
    fill(page, "deadline-due", "2025-09")
    expect(due).not_to_have_attribute("aria-invalid", "true")
    fill(page, "statement-ar", "يغادرون بحلول أيلول.")
    select(page, SAID)
    expect(page.locator(".picked")).to_contain_text(SAID)
    settled(page)
    expect(page.locator(".reason")).to_contain_text("30 September 2025")
    page.keyboard.press("Control+Shift+Enter")

    # The next claim of the source has what it has in common with this one.
    expect(page.locator(".saved")).to_contain_text("They leave by September.", timeout=PATIENCE_MS)
    settled(page)
    expect(field(page, "statement-en").locator("textarea")).to_have_value("")
    expect(field(page, "speaker").get_by_role("combobox")).to_have_value("The minister")
    expect(field(page, "topic").get_by_role("combobox")).to_have_value("When do they leave?")
    expect(field(page, "attribution").get_by_role("radio", name="Reported speech")).to_be_checked()
    expect(page.locator(".picked")).to_have_count(0)
    entered = "2025-03-01-minister-exit"
    quote = held(store, "claim", entered)["quote"]
    assert (quote["text"], WORDS[quote["start"] : quote["end"]]) == (SAID, SAID)

    # What happened, and how the claim then stands.
    page.goto(url(address, "edit", kind="outcome", topic="exit"))
    settled(page)
    fill(page, "happened_on", "2025-09-20")
    pick(page, "result", "Done")
    fill(page, "statement-en", "They are gone.")
    fill(page, "statement-ar", "رحلوا.")
    choose(page, "source", "The minister promises")
    told = page.locator(".st-key-beside .relation").filter(has=page.get_by_role("link", name="1 Mar 2025"))
    expect(told.first).to_contain_text("Met on time")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("What happened", timeout=PATIENCE_MS)
    page.goto(url(address, "claim", id=entered))
    settled(page)
    expect(page.locator(".badges").first).to_contain_text("Met on time")

    page.get_by_role("link", name="Assess").click()
    expect(page.locator("h1")).to_have_text("A verdict on a claim", timeout=PATIENCE_MS)
    settled(page)
    # The words that are judged stand beside the form.
    expect(page.locator(".st-key-beside mark.quote")).to_have_text(SAID)
    pick(page, "status", "Documented")
    fill(page, "on", "2026-11-20")
    fill(page, "why-en", "The decree says so.")
    fill(page, "why-ar", "هكذا ينص المرسوم.")
    choose(page, "evidence", "The minister promises")
    # What happened decides how a date stands, and no verdict does.
    expect(page.locator(".st-key-beside .reason")).to_contain_text("Met on time")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("They leave by September.", timeout=PATIENCE_MS)
    expect(page.get_by_text("The decree says so.").first).to_be_visible()

    page.get_by_role("link", name="Retire").first.click()
    expect(page.locator("h1")).to_contain_text("Retire: They leave by September.", timeout=PATIENCE_MS)
    settled(page)
    page.keyboard.press("Control+Enter")
    expect(field(page, "reason").locator("input")).to_have_attribute("aria-invalid", "true", timeout=PATIENCE_MS)
    fill(page, "reason", "Entered twice")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("They leave by September.", timeout=PATIENCE_MS)
    retired = held(store, "claim", entered)["retired"]
    assert (retired["why"], retired["on"] >= date.today().isoformat()[:8]) == ("Entered twice", True)


def test_a_claim_is_changed_in_arabic(kept: tuple[Engine, str], open_page: Any) -> None:
    store, address = kept
    page: Page = open_page("edit", lang="ar", address=address, kind="claim", id="older")
    expect(page.locator("h1")).to_have_text("تعديل: يغادرون في الموعد.")
    # The reader's own language is asked first, and the keyboard begins at the form's beginning.
    expect(field(page, "statement").locator("textarea").first).to_have_value("يغادرون في الموعد.")
    expect(field(page, "source").get_by_role("combobox")).to_be_focused()
    fill(page, "said_on", "٢٠٢٥-١٣")
    page.keyboard.press("Control+Enter")
    said_on = field(page, "said_on").locator("input")
    expect(said_on).to_have_attribute("aria-invalid", "true", timeout=PATIENCE_MS)
    fill(page, "said_on", "٢٠٢٥-٠٢")
    fill(page, "reason", "اليوم غير معروف")
    expect(page.locator(".st-key-beside")).to_contain_text("من 1 إلى 28 شباط 2025")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("يغادرون في الموعد.", timeout=PATIENCE_MS)
    assert held(store, "claim", "older")["said_on"] == "2025-02"
