"""The form: a claim entered by keyboard alone, drafts that outlive the server, two people on one record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from claims.access import Person
from claims.editing import saving
from claims.models import Claim
from claims.store.dossiers import Edit, one_held
from claims.store.engine import open_store, reading
from tests.dashboard.browser import PATIENCE_MS, free_port, go_on, serving, settled, url
from tests.dashboard.test_reader import filled
from tests.dashboard.walks import APART, flaws

pytestmark = pytest.mark.long

IRAQ = "iraq-coalition"
ALLAWI = "2025-08-allawi-seed-asad-exit"
FIRST_FIELDS = {
    "new claim": ({"kind": "claim", "source": "seed-article"}, ("speaker", "topic", "statement")),
    "claim": ({"kind": "claim", "id": ALLAWI}, ("source", "deadline-due", "statement")),
    "claim to retire": ({"kind": "claim", "id": ALLAWI, "do": "retire"}, ("retired-on", "reason")),
    "verdict": ({"kind": "assessment", "claim": ALLAWI}, ("claim", "status", "evidence", "reason")),
    "what happened": ({"kind": "outcome", "topic": "asad-exit"}, ("topic", "result", "source")),
    "new source": ({"kind": "source"}, ("outlet", "title", "words")),
    "question": ({"kind": "topic", "id": "asad-exit"}, ("kind", "question", "obligors", "reason")),
    "speaker": ({"kind": "speaker", "id": "hussein-allawi"}, ("name", "kind", "sides", "reason")),
    "new outlet": ({"kind": "outlet"}, ("name", "country", "reason")),
    "dossier": ({"kind": "dossier"}, ("read_by", "verdicts_by", "reason")),
}
"""What a form asks first, and is seen at 1440 x 900 without scrolling."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("edited") / "store.sqlite"


@pytest.fixture(scope="module")
def desk(database: Path) -> Iterator[str]:
    """A dashboard with a store of its own, which these tests change."""
    with serving(CLAIMS_DATABASE_URL=str(database)) as address:
        yield address


@pytest.fixture(scope="module")
def store(desk: str, database: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{database}")
    yield engine
    engine.dispose()


def at(page: Page, name: str) -> None:
    """The keyboard is in the field of that name."""
    expect(page.locator(f".st-key-field-{name} :focus")).to_have_count(1)


def on(page: Page, name: str) -> None:
    """Go on to the next field, which is the one of that name."""
    page.keyboard.press("Tab")
    at(page, name)


def choose(page: Page, words: str) -> None:
    """Find a record by typing in the field that has the keyboard."""
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("option")).to_have_count(0)


@pytest.mark.parametrize(("lang", "palette", "width"), APART)
def test_every_form_and_the_desk_are_for_everybody(open_page, desk, lang, palette, width):
    """As every page: no barrier, not wider than the screen, what is first in sight, no Latin word in Arabic."""
    page = open_page("desk", address=desk, lang=lang, width=width, theme=palette)
    expect(page.locator(".st-key-look-actions")).to_be_in_viewport(ratio=1)
    told = {"desk": flaws(page, lang)}
    for form, (asked, first) in FIRST_FIELDS.items():
        go_on(page, url("", "edit", lang=lang, **asked))
        for name in first if width == 1440 else first[:1]:
            expect(page.locator(f".st-key-field-{name}").first).to_be_in_viewport(ratio=1)
        told[form] = flaws(page, lang)
    assert {form: found for form, found in told.items() if found} == {}


def test_a_claim_from_a_source_is_entered_by_keyboard_alone(open_page, desk, store, iraq):
    page = open_page("edit", address=desk, kind="claim", source="seed-article")
    keys = page.keyboard
    at(page, "speaker")
    choose(page, "Hussein Allawi")
    on(page, "topic")
    choose(page, "out of Ain al-Asad")
    on(page, "said_on")
    on(page, "attribution")
    # What is asked of a deadline comes with the question.
    expect(page.locator(".st-key-field-deadline-role")).to_be_visible()
    on(page, "deadline-role")
    choose(page, "by")
    on(page, "deadline-due")
    keys.type("2025-09")
    on(page, "deadline-force")
    expect(page.locator(".st-key-beside")).to_contain_text("1–30 September 2025")
    settled(page)
    keys.press("Space")
    expect(page.locator(".st-key-field-deadline-force [aria-checked='true']")).to_have_count(1)
    on(page, "deadline-as_said")
    on(page, "statement-en")
    keys.type("The mission ends.")
    on(page, "statement-ar")
    keys.type("تنتهي المهمة.")
    keys.press("Tab")
    expect(page.locator(".st-key-quote-words :focus")).to_have_count(1)
    keys.type("أعلن حسين علاوي، مستشار")
    keys.press("Enter")
    expect(page.locator(".stRadio").get_by_role("radio").first).to_be_visible()
    keys.press("Tab")
    expect(page.locator(".stRadio :focus")).to_have_count(1)
    keys.press("Space")
    expect(page.locator(".picked")).to_contain_text("أعلن حسين علاوي")
    expect(page.locator(".reason")).to_contain_text("▶")
    keys.press("Control+Enter")
    # All tables are computed anew, while other tests have the machine.
    expect(page.locator("h1")).to_have_text("The mission ends.", timeout=PATIENCE_MS)
    card = settled(page)
    expect(card.locator("mark.quote")).to_contain_text("أعلن حسين علاوي، مستشار رئيس الوزراء")
    held = reading(store, lambda at: one_held(at, IRAQ, "claim", "2025-08-18-hussein-allawi-asad-exit"))
    assert held is not None
    quote = held.data["quote"]
    assert iraq.texts["seed-article"][quote["start"] : quote["end"]] == quote["text"]
    assert held.data["deadline"] == {"role": "by", "due": "2025-09", "force": "commitment"}


def test_nothing_lies_over_what_a_field_is_clicked_at(open_page, desk):
    page = open_page("edit", address=desk, dossier=IRAQ, kind="claim", id=ALLAWI)
    covered = page.evaluate(
        """() => [...document.querySelectorAll(".st-key-form button, .st-key-form input")].flatMap(one => {
            one.scrollIntoView({ block: "center" });
            const { left, width, top, bottom } = one.getBoundingClientRect();
            const at = width ? document.elementFromPoint(left + width / 2, (top + 3 * bottom) / 4) : one;
            return one.contains(at) || at.closest(".meaning, .stHtml") === null ? [] : [one.outerHTML];
        })"""
    )
    assert covered == []


def test_what_was_entered_outlives_reload_and_is_offered_where_it_did_not_arrive(open_page, desk):
    page = open_page("edit", address=desk, kind="claim", id=ALLAWI)
    page.get_by_label("Statement, English").fill("A draft.")
    page.get_by_label("Statement, English").blur()
    settled(page)
    expect(page.locator(".form-state")).to_have_attribute("data-kept", re.compile("A draft"))
    page.get_by_label("Why is this done?").fill("typed, and not sent")
    page.reload()
    settled(page)
    expect(page.get_by_label("Statement, English")).to_have_value("A draft.")
    expect(page.locator(".unsent")).to_contain_text("typed, and not sent")
    page.get_by_role("button", name="Fill in again").click()
    expect(page.get_by_label("Why is this done?")).to_have_value("typed, and not sent")
    expect(page.locator(".unsent")).to_be_hidden()
    settled(page)
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.locator(".card-page")).to_be_visible()


def test_a_draft_outlives_the_server_and_is_there_in_every_browser(browser: Browser, tmp_path: Path) -> None:
    port, database = free_port(), str(tmp_path / "store.sqlite")
    filled(database)
    first, second = (browser.new_context().new_page() for _ in range(2))
    with serving(port, CLAIMS_DATABASE_URL=database) as address:
        form = url(address, "edit", dossier="known", kind="claim", id="known-claim")
        first.goto(form)
        settled(first).get_by_label("Statement, English").fill("Before the server stopped.")
        first.get_by_label("Statement, English").blur()
        expect(first.locator(".form-state")).to_have_attribute("data-kept", re.compile("Before the server"))
        settled(first).get_by_label("Why is this done?").fill("typed as the connection went")
    with serving(port, CLAIMS_DATABASE_URL=database):
        for page in (first, second):
            page.goto(form)
            expect(settled(page).get_by_label("Statement, English")).to_have_value("Before the server stopped.")
        expect(first.locator(".unsent")).to_contain_text("typed as the connection went")
        expect(second.locator(".unsent")).to_be_hidden()
        # The desk leads back to it, or throws it away.
        second.goto(url(address, "desk", dossier="known"))
        drafts = settled(second).locator("[class*='st-key-draft']")
        expect(drafts.get_by_role("link")).to_have_count(1)
        drafts.get_by_role("button", name="Discard").click()
        expect(drafts).to_have_count(0)
    for page in (first, second):
        page.context.close()


def test_the_second_to_save_sees_both_versions_and_chooses(open_page, desk, store):
    mine = open_page("edit", address=desk, kind="claim", id=ALLAWI)
    mine.get_by_label("Statement, English").fill("Mine.")
    mine.get_by_label("Why is this done?").fill("Clearer")
    mine.get_by_label("Why is this done?").blur()
    settled(mine)
    held = reading(store, lambda at: one_held(at, IRAQ, "claim", ALLAWI))
    assert held is not None
    theirs = Claim.model_validate(
        {
            **held.data,
            "statement": {**held.data["statement"], "en": "Theirs."},
            "attribution": "anonymous",
            "said_on": "2025-08-17",
            "note": "New.",
        }
    )
    other = Person("other", "Other", everywhere="editor")
    saving.save(store, other, IRAQ, [Edit("claim", ALLAWI, theirs, held.version)], "Their reason")
    mine.keyboard.press("Control+Enter")
    versions = mine.locator(".st-key-versions")
    expect(versions).to_contain_text("Their reason")
    # What somebody must choose comes first.
    expect(versions.get_by_role("heading")).to_have_text(
        [
            "Both of you changed this: choose",
            "Statement, English",
            "Settled already, unless you choose otherwise",
            "Said on",
            "How the source gives it",
            "Note",
        ]
    )
    assert flaws(mine, "en") == []
    # A day is told in words, and versions that are the same stand together.
    expect(versions.locator(".st-key-version-said_on .versions > div")).to_have_text(
        [re.compile("When you opened it · Yours.*about August 2025"), re.compile("Theirs.*17 August 2025")]
    )
    expect(versions.locator(".st-key-version-attribution")).to_contain_text(
        re.compile("reported speech", re.IGNORECASE)
    )
    clash = mine.locator(".st-key-version-statement-en")
    expect(clash).to_contain_text("Theirs.")
    expect(clash).to_contain_text("Mine.")
    clash.get_by_role("radio", name="Yours").click()
    settled(mine)
    mine.get_by_role("button", name="Go on with these choices").click()
    expect(mine.get_by_label("Statement, English")).to_have_value("Mine.")
    settled(mine)
    mine.keyboard.press("Control+Enter")
    expect(mine.locator("h1")).to_have_text("Mine.", timeout=PATIENCE_MS)
    after = reading(store, lambda at: one_held(at, IRAQ, "claim", ALLAWI))
    assert after is not None
    assert (after.data["statement"]["en"], after.data["note"]) == ("Mine.", "New.")


def test_what_is_not_compared_is_told_nothing_of_likeness_and_no_refusal_is_an_end(open_page, desk):
    page = open_page("edit", address=desk, kind="topic", id="asad-exit")
    expect(page.locator(".st-key-beside")).to_contain_text("What would change")
    expect(page.get_by_text("Perhaps entered already")).to_have_count(0)
    page.goto(url(desk, "edit", kind="claim", id="nobody"))
    settled(page)
    expect(page.locator("h1")).to_have_text("No record has the id “nobody”")
    page.get_by_role("link", name="To the desk").click()
    expect(page.locator("h1")).to_have_text("What needs a look?")
