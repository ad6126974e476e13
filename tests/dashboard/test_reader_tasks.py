"""What a newcomer wants to know, found from the start page in at most three clicks, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from claims import spoken, words
from claims.analysis import figures
from claims.models import LANGUAGES, Claim, Language, Text
from claims.records import DossierRecords
from claims.tables import Tables
from dashboard.texts import catalogue
from tests.dashboard.app_pages.command import all_claims, table
from tests.dashboard.browser import AS_OF, becomes, settled

CLICKS = 3
ALLAWI, TROOPS, ASAD, WITHDRAWAL, SEED = (
    "hussein-allawi", "us-troops-iraq", "asad-exit", "is-it-a-withdrawal", "seed-article",
)  # fmt: skip
BAGHDAD, WASHINGTON = "iraq-government", "us-government"


@dataclass
class Reader:
    """Somebody who reads one language, on the start page, with clicks to spend; keys cost none."""

    page: Page
    records: DossierRecords
    language: Language
    clicks: int = 0

    def click(self, what: Locator, *, leads_to: str = "") -> None:
        """Click, and wait for the page that it leads to, if it leads to one."""
        self.clicks += 1
        assert self.clicks <= CLICKS, "the answer costs too many clicks"
        what.click()
        if leads_to:
            self.page.wait_for_url(re.compile(leads_to))
            settled(self.page)

    def type(self, letters: str) -> None:
        """Into what has the keyboard."""
        becomes(self.page, "document.activeElement.matches('input')")
        self.page.keyboard.type(letters)

    def say(self, key: str, n: int | None = None, **gaps: object) -> str:
        """The page's own words."""
        return catalogue(self.language).text(key, n, **gaps)

    def name(self, said: Text | None) -> str:
        assert said is not None
        return said.in_language(self.language)

    def speaker(self, speaker_id: str) -> str:
        return self.name(self.records.speakers[speaker_id].name)

    def question(self, topic_id: str) -> str:
        return self.name(self.records.topics[topic_id].question)

    def value(self, claim: Claim) -> str:
        return spoken.value(claim, self.records.topics[claim.topic], self.language)

    def menu(self, key: str) -> Locator:
        """An entry of the menu; the product may have the name of a page."""
        return self.page.locator(".st-key-menu").get_by_role("link", name=self.say(key), exact=True).last

    def control(self, key: str) -> Locator:
        """A button of the filter bar."""
        return self.page.locator(".st-key-bar").get_by_role("button", name=self.say(key)).first

    def tile(self, state: str) -> Locator:
        """A state in the strip."""
        word = words.word("state", state, self.language)
        return self.page.get_by_role("navigation", name=self.say("shell.by_state")).get_by_role("link", name=word)


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, open_page: Any, iraq: DossierRecords) -> Reader:
    return Reader(open_page("", lang=request.param), iraq, request.param)


def plain(text: str) -> str:
    """Without the marks that only order letters of two directions."""
    return re.sub("[\u200e\u200f\u2066-\u2069]", "", text)


def told(where: Locator) -> str:
    return plain(where.inner_text())


def named_in(links: Locator, parameter: str) -> list[str]:
    """What each of these links asks for."""
    found = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [parse_qs(urlsplit(link).query)[parameter][0] for link in found]


def commitments_shown(page: Page) -> set[tuple[str, ...]]:
    return {tuple(one.split(".")) for one in named_in(page.locator("table.reading tr.fact a.choose"), "chosen")}


def commitments(rows: Iterable[dict[str, Any]]) -> set[tuple[str, ...]]:
    return {(row["topic_id"], row["side"]) for row in rows}


def test_overdue_commitments_now(reader):
    overdue, unseen = (table("commitments", "--state", state) for state in ("overdue", "awaiting_check"))
    expect(reader.tile("overdue").locator("b")).to_have_text(str(len(overdue)))
    reader.click(reader.tile("overdue"), leads_to="/deadlines.*state=overdue")
    assert commitments_shown(reader.page) == commitments(overdue)
    # None is, and the page says why: somebody would have had to look since.
    assert not overdue
    waiting = reader.page.get_by_role("button", name=words.word("state", "awaiting_check", reader.language))
    expect(waiting.locator("b")).to_have_text(str(len(unseen)))


def test_overdue_commitments_on_a_past_day(reader):
    day = "2025-10-01"
    reader.click(reader.page.locator(".st-key-as-of").get_by_role("button").first)
    days = reader.page.get_by_test_id("stPopoverBody").get_by_role("listitem")
    on_that_day = days.filter(has_text=spoken.day(date.fromisoformat(day), reader.language, "short"))
    reader.click(on_that_day.get_by_role("link"), leads_to=f"as_of={day}")
    reader.click(reader.tile("overdue"), leads_to=f"/deadlines.*as_of={day}.*state=overdue")
    expected = table("commitments", "--state", "overdue", as_of=day)
    assert expected
    assert commitments_shown(reader.page) == commitments(expected)


def test_the_claims_of_one_speaker(reader):
    reader.click(reader.control("shell.filter_speaker"))
    reader.type(reader.speaker(ALLAWI))
    option = reader.page.get_by_role("option", name=reader.speaker(ALLAWI))
    reader.click(option, leads_to=f"speaker={ALLAWI}")
    reader.page.keyboard.press("Escape")
    reader.click(reader.menu("shell.page_claims"), leads_to=f"/claims.*speaker={ALLAWI}")
    shown = named_in(reader.page.locator("table.reading tr.fact a.choose"), "chosen")
    assert sorted(shown) == sorted(all_claims("--speaker", ALLAWI))


def test_the_troop_figures_of_a_year_and_who_contests_them(reader):
    reader.click(reader.page.get_by_role("link", name=reader.question(TROOPS)), leads_to=f"/figures.*topic={TROOPS}")
    reader.click(reader.control("shell.filter_said_on"))
    years = reader.page.get_by_test_id("stPopoverBody")
    reader.click(years.get_by_role("link", name="2025", exact=True), leads_to="from=2025.*to=2025|to=2025.*from=2025")

    claims = reader.records.claims
    expected = table("figures", "--topic", TROOPS, "--from", "2025", "--to", "2025")
    rows = reader.page.locator("table.reading tr.fact")
    shown = dict(zip(named_in(rows.locator("a.told"), "id"), rows.all(), strict=True))
    assert shown.keys() == {row["claim_id"] for row in expected}
    against = contesters(all_claims("--topic", TROOPS))
    for row in expected:
        line = told(shown[row["claim_id"]])
        assert plain(reader.value(claims[row["claim_id"]])) in line
        assert words.word("status", row["status"], reader.language) in line.lower()
        if row["status"] == "contested":
            assert against[row["claim_id"]]
            assert not [who for who in against[row["claim_id"]] if plain(reader.speaker(who)) not in line]


def contesters(claims: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """By claim the other speakers whose own words, no report of others', exclude it."""
    found: dict[str, set[str]] = {claim: set() for claim in claims}
    for pair in table("pairs", "--topic", TROOPS):
        if pair["relation"] == "conflict":
            for one, other in ((pair["left"], pair["right"]), (pair["right"], pair["left"])):
                found[one].add(claims[other]["speaker_id"])
    return {claim: who - {claims[claim]["speaker_id"]} for claim, who in found.items()}


def test_washington_against_baghdad(reader):
    item = reader.page.get_by_role("article").filter(has=reader.page.get_by_text(reader.question(WITHDRAWAL)))
    reader.click(item.get_by_role("link", name=reader.say("shell.side_by_side")), leads_to=f"/compare.*{WITHDRAWAL}")
    columns = reader.page.locator(".compare-columns")
    sides = {side.id: side for side in reader.records.dossier.sides}
    for side in (WASHINGTON, BAGHDAD):
        expect(columns.get_by_role("heading", name=reader.name(sides[side].name))).to_be_visible()
    rows = table("positions", "--topic", WITHDRAWAL)
    both = {row["claim_id"] for row in rows if {WASHINGTON, BAGHDAD} & {*row["sides"]}}
    assert set(named_in(columns.locator("a.told"), "id")) == both
    (pairs,) = (
        row
        for row in table("agreement", "--topic", WITHDRAWAL, "--by", "side")
        if {row["a"], row["b"]} == {WASHINGTON, BAGHDAD}
    )
    compared = reader.say("compare.pairs", pairs["same"] + pairs["compatible"] + pairs["conflict"])
    opposed = reader.say("compare.pairs_opposed", pairs["conflict"], total=compared)
    assert plain(opposed) in told(reader.page.locator(".heading .answer"))


def test_what_the_first_article_says_marked_in_its_text(reader):
    reader.click(reader.menu("shell.page_sources"), leads_to="/sources")
    outlet = reader.name(reader.records.outlets[reader.records.sources[SEED].outlet].name)
    named = reader.page.locator("table.reading").get_by_role("link", name=outlet)
    reader.click(named, leads_to=f"source={SEED}")
    own = [claim for claim in reader.records.claims.values() if claim.source == SEED]
    expect(reader.page.get_by_role("listitem").filter(has=reader.page.locator("a.number"))).to_have_count(len(own))
    marked = "".join(reader.page.locator("article.document mark").all_text_contents())
    for claim in own:
        assert claim.quote
        assert "".join(claim.quote.text.split()) in "".join(marked.split())


def test_who_repeated_a_number_and_since_when(reader, iraq):
    again = figures.repetition(Tables.of(iraq), TROOPS, date.fromisoformat(AS_OF))
    claims = [iraq.claims[claim_id] for claim_id in again["claim_id"]]
    since = reader.say("overview.said_since", value=reader.value(claims[1]), year=str(again["said_on"].min().year))
    reader.click(reader.page.get_by_role("link", name=since), leads_to=f"/figures.*topic={TROOPS}")
    panel = reader.page.locator("section.said-again")
    number = spoken.number(2500, reader.language)
    first = spoken.edtf(claims[0].said_on, reader.language)
    heading = reader.say("figures.said_since", value=number, day=first)
    assert told(panel.get_by_role("heading")) == plain(heading)
    reader.click(panel.get_by_text(reader.say("figures.all_with_number", len(claims))))
    lines = [plain(line) for line in panel.locator("details li").all_inner_texts()]
    assert len(lines) == len(claims)
    for line, claim in zip(lines, claims, strict=True):
        assert plain(reader.speaker(claim.speaker)) in line
        assert spoken.edtf(claim.said_on, reader.language, "short") in line


def test_how_far_a_date_slipped(reader):
    (slipped,) = table("commitments", "--topic", ASAD)
    question = reader.page.get_by_role("link", name=reader.question(ASAD))
    reader.click(question, leads_to=f"/deadlines.*topic={ASAD}")
    chart = reader.page.locator(".st-key-deadlines-panel").get_by_role("figure")
    expect(chart.locator(".js-plotly-plot")).to_be_in_viewport()
    alt = plain(chart.get_attribute("aria-label") or "")
    promised = reader.records.claims[slipped["baseline_claim"]]
    done = reader.records.outcomes[slipped["outcome_id"]]
    for part in (
        plain(spoken.value(promised, reader.records.topics[ASAD], reader.language, "short")),
        spoken.edtf(promised.said_on, reader.language, "short"),
        spoken.edtf(done.happened_on, reader.language, "short"),
        str(slipped["slip_days"]),
        str(slipped["days_late_max"]),
        words.word("state", slipped["state"], reader.language),
    ):
        assert part in alt


def test_one_speakers_record(reader):
    reader.click(reader.menu("shell.page_speakers"), leads_to="/speakers")
    reader.click(reader.page.get_by_role("link", name=reader.speaker(ALLAWI)).first, leads_to=f"speaker={ALLAWI}")
    (found,) = table("record", "--by", "speaker", "--speaker", ALLAWI)
    kept = reader.say("speakers.kept", found["met_on_time"], closed=found["closed"])
    assert plain(kept) in told(reader.page.locator(".heading .answer"))
    for state in ("met_on_time", "met_late", "missed", "overdue"):
        expect(reader.tile(state).locator("b")).to_have_text(str(found[state]))


def test_the_same_view_for_a_colleague_who_reads_the_other_language(reader, open_page):
    reader.click(reader.tile("met_late"), leads_to="/deadlines.*state=met_late")
    theirs: Language = "ar" if reader.language == "en" else "en"
    other = reader.page.get_by_role("link", name=catalogue(theirs).text("shell.language_name"))
    reader.click(other, leads_to="lang=ar" if theirs == "ar" else r"/deadlines\?(?!.*lang=ar)")
    reader.language = theirs
    reader.click(reader.page.get_by_role("button", name=reader.say("shell.copy_link")))
    expect(reader.page.get_by_role("button", name=reader.say("shell.copied"))).to_be_visible()
    sent = reader.page.evaluate("navigator.clipboard.readText()")

    seen = open_page.follow(sent)
    expect(seen.locator("html")).to_have_attribute("lang", theirs)
    expect(seen.get_by_role("heading", level=1)).to_have_text(told(reader.page.get_by_role("heading", level=1)))
    expected = table("commitments", "--state", "met_late")
    assert expected
    assert commitments_shown(seen) == commitments(expected)
    assert {row["state"] for row in expected} == {"met_late"}
    assert told(seen.locator("table.reading")) == told(reader.page.locator("table.reading"))
