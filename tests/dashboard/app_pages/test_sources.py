"""The sources, and one document with its claims marked in its text."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import expect

from claims.models import Claim
from claims.records import DossierRecords
from dashboard.components.document import Passage, document
from tests.dashboard.app_pages.command import all_claims

SEED = "seed-article"


def claims_by_source(iraq: DossierRecords, *options: str, **asked: str) -> Counter[str]:
    """How many claims each source has; without a filter also the sources that only tell what happened, with none."""
    counts = Counter(iraq.claims[claim].source for claim in all_claims(*options, **asked))
    if not options:
        counts.update({outcome.source: 0 for outcome in iraq.outcomes.values()})
    return counts


def seed_claims(iraq: DossierRecords) -> dict[str, Claim]:
    return {claim.id: claim for claim in iraq.claims.values() if claim.source == SEED}


def test_sources_stand_by_number_of_claims(open_page, iraq):
    page = open_page("sources")
    counts = claims_by_source(iraq)
    assert page.locator("h1").inner_text() == f"{len(counts)} sources"
    shown = [int(words) for words in page.locator("td.number").all_inner_texts()]
    assert shown == sorted(counts.values(), reverse=True)[:50]
    page.locator(".turn a", has_text="next page").click()
    expect(page.locator(".turn")).to_contain_text(f"51–100 of {len(counts)}")

    filtered = open_page("sources", side="us-government", as_of="2025-10-01")
    counts = claims_by_source(iraq, "--side", "us-government", as_of="2025-10-01")
    assert filtered.locator("h1").inner_text() == f"{len(counts)} sources"
    shown = [int(words) for words in filtered.locator("td.number").all_inner_texts()]
    assert shown == sorted(counts.values(), reverse=True)[:50]


def test_a_kept_text_has_its_claims_marked_with_numbers_that_lead_to_them(open_page, iraq):
    page = open_page("sources")
    page.locator("table.reading a", has_text="Seed article").click()
    article = page.locator("article.document")
    expect(article).to_be_visible()
    own = list(seed_claims(iraq).values())
    numbers = [int(words) for words in article.locator("a.number").all_inner_texts()]
    assert numbers == list(range(1, len(own) + 1))
    kinds = Counter(claim.kind for claim in own)
    answer = page.locator(".answer").inner_text()
    assert answer.startswith(
        f"{len(own)} claims: {kinds['deadline']} give a date, {kinds['figure']} give a figure, "
        f"{kinds['position']} take a position."
    )
    standing = all_claims()
    first = min(own, key=lambda claim: claim.quote.start)
    state = standing[first.id]["state"].replace("_", " ")
    assert page.locator("#claim-1 .chip").inner_text().lower().endswith(state)
    marked = article.evaluate(
        "one => { const copy = one.cloneNode(true); copy.querySelectorAll('.number').forEach(n => n.remove());"
        " return copy.textContent }"
    )
    assert all("".join(claim.quote.text.split()) in "".join(marked.split()) for claim in own)

    article.locator("a.number", has_text="9").first.click()
    assert page.url.endswith("#claim-9")
    expect(page.locator("#claim-9")).to_be_in_viewport()
    page.locator("#claim-9 .words").click()
    expect(page.locator("mark.quote")).to_be_visible()


def test_filters_mark_the_other_claims_faintly_and_never_hide_the_document(open_page, iraq):
    page = open_page("sources", source=SEED, status="contested")
    asked = [claim for claim in all_claims("--status", "contested") if claim in seed_claims(iraq)]
    assert page.locator(".claims-in-order li").count() == len(asked)
    assert page.locator("article a.number:not(.faint)").count() == len(asked)
    assert page.locator("article a.number").count() == len(seed_claims(iraq))
    none = open_page("sources", source=SEED, speaker="reuters")
    assert "leave none" in none.locator(".note").inner_text()
    assert none.locator(".claims-in-order li").count() == len(seed_claims(iraq))


def test_a_source_without_text_shows_its_address_and_its_claims(open_page, iraq):
    page = open_page("sources", source="procon-nd")
    assert "text is not kept here" in page.locator(".missing").inner_text()
    link = page.locator(".missing a")
    assert link.get_attribute("href").startswith("https://usiraq.procon.org/")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    assert page.locator(".claims-in-order li").count() == claims_by_source(iraq)["procon-nd"]


def test_another_source_opens_without_loading_the_page_anew(open_page):
    page = open_page("sources", source=SEED)
    page.evaluate("window.loadedOnce = true")
    page.get_by_role("combobox", name=re.compile("Another source")).fill("ProCon")
    page.get_by_role("option", name=re.compile("ProCon")).first.click()
    expect(page.locator("h1")).to_have_text("ProCon.org")
    assert page.evaluate("window.loadedOnce")
    assert "source=procon-nd" in page.url


def test_a_document_that_came_later_is_not_shown_on_a_past_day(open_page, iraq):
    page = open_page("sources", source=SEED, as_of="2025-01-15")
    assert page.locator("article.document").count() == 0
    assert "published after 15 January 2025" in page.locator(".missing").inner_text()
    known = [claim for claim in all_claims(as_of="2025-01-15") if claim in seed_claims(iraq)]
    assert page.locator(".claims-in-order li").count() == len(known)


def test_a_wrong_source_falls_back_to_the_list_and_the_list_reads_in_arabic(open_page, iraq):
    page = open_page("sources", lang="ar", source="no-such-source")
    assert page.locator("h1").inner_text() == f"{len(claims_by_source(iraq))} مصدراً"
    assert "no-such-source" in page.locator(".note").inner_text()


def test_passages_in_one_another_keep_every_letter_and_every_number():
    words = "He said: we leave in May, and 2,500 go.\n\nThat was all."
    inner, outer, last = (5, 24), (0, 39), (30, 35)
    passages = [
        Passage(*outer, 1, "position", "Allawi"),
        Passage(*inner, 2, "deadline", "Allawi"),
        Passage(*last, 3, "figure", "Allawi", faint=True),
    ]
    html = str(document(words, "en", passages))
    shown = re.sub(r'<a class="number.*?</a>', "", html)
    assert re.sub(r"<[^>]+>", "", shown) == words.replace("\n", "")
    assert re.findall(r'id="words-(\d)"', html) == ["2", "3", "1"]
    assert 'class="deadline in-position"' in html
    assert 'class="figure in-position faint"' in html


def test_nothing_in_a_document_is_read_as_markup():
    html = str(document("<script>alert(1)</script> & more", "en", [Passage(0, 8, 1, "figure", '"><b>')]))
    assert "<script" not in html
    assert '"><b>' not in html
