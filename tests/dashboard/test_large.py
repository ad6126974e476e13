"""A dossier of twelve thousand claims: every page answers with the counts of its records, in small payloads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, update

from benchmarks.generate import AS_OF, write
from claims import seeds
from claims.access import Person
from claims.editing import saving
from claims.errors import FaultyDossierError
from claims.models import Claim, Text
from claims.records import DossierRecords
from claims.search import matches, own_words
from claims.store import DATABASE_URL, dossiers
from claims.store.engine import open_store, writing
from claims.store.tables import TABLES
from dashboard.components.desk import DATES
from dashboard.data import MOST_WEIGHED
from tests.dashboard.browser import PATIENCE_MS, serving, settled

CLAIMS = 12_000
DAY = AS_OF.isoformat()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("large") / "large.sqlite")


@pytest.fixture(scope="module")
def store_of_large(database: str) -> Iterator[Engine]:
    store = open_store(database, create=True)
    yield store
    store.dispose()


@pytest.fixture(scope="module")
def large(database: str, store_of_large: Engine) -> Iterator[tuple[DossierRecords, str]]:
    """The records, and the address of a server that has them in its store."""
    file = Path(database).with_suffix(".jsonl")
    write(file, CLAIMS)
    records, _ = seeds.load_filed(file)
    writing(store_of_large, lambda at: dossiers.load(at, records, {}, who="desk"))
    with serving(**{DATABASE_URL: database}) as address:
        yield records, address


def known(records: DossierRecords) -> list[Claim]:
    return [one for one in records.claims.values() if one.retired is None and one.said_on.last <= AS_OF]


def change(store: Engine, records: DossierRecords, claim: Claim, version: int, **values: Any) -> None:
    """What an editor saves."""
    edit = dossiers.Edit("claim", claim.id, claim.model_copy(update=values), version)
    editor = Person("issuer|ana", "Ana", everywhere="editor")
    assert saving.save(store, editor, records.dossier.id, [edit], "It was misheard.").written == (edit,)


def counted(page: Page) -> list[int]:
    """The numbers of the line of results."""
    told = page.locator(".counts").first.inner_text()
    return [int(one.replace(",", "")) for one in re.findall(r"[\d,]+", told)]


def test_all_claims_are_counted_and_a_page_of_them_is_shown(large: tuple[DossierRecords, str], open_page: Any) -> None:
    records, address = large
    every = known(records)
    page: Page = open_page("claims", address=address, as_of=DAY)
    assert counted(page)[0] == len(every)
    expect(page.locator(".claims-page .list tbody tr")).to_have_count(50)
    newest = max(every, key=lambda one: (one.said_on.last, one.id))
    expect(page.locator(".claims-page div.chosen")).to_contain_text(newest.statement.en or "")


def test_a_filter_and_a_word_leave_what_the_records_say(large: tuple[DossierRecords, str], open_page: Any) -> None:
    records, address = large
    speaker, count = Counter(one.speaker for one in known(records)).most_common(1)[0]
    page: Page = open_page("claims", address=address, as_of=DAY, speaker=speaker)
    assert counted(page)[0] == count
    word = next(one for one in own_words(known(records)[0]).split() if len(one) > 5)
    names = {*(one.speaker for one in known(records))}
    assert not any(matches(own_words_of_name(records, name), word) for name in names)
    said = [one for one in known(records) if matches(own_words(one), word)]
    page.goto(f"{address}/claims?as_of={DAY}&q={word}")
    settled(page)
    assert counted(page)[0] == len(said) > 0


def own_words_of_name(records: DossierRecords, speaker: str) -> str:
    return f"{records.speakers[speaker].name.en} {records.speakers[speaker].name.ar}".casefold()


@pytest.mark.parametrize("name", ["overview", "deadlines", "figures", "compare", "speakers", "sources"])
def test_a_page_that_compares_shows_a_question_of_it(
    large: tuple[DossierRecords, str], open_page: Any, name: str
) -> None:
    records, address = large
    kind = {"deadlines": "deadline", "figures": "figure"}.get(name, "position")
    topics = Counter(one.topic for one in known(records) if one.kind == kind)
    topic, count = min(topics.items(), key=lambda one: abs(one[1] - 60))
    page: Page = open_page("" if name == "overview" else name, address=address, as_of=DAY, topic=topic)
    assert counted(page)[:2] == [count, len(known(records))]
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.locator(".stException")).to_have_count(0)


def test_a_claim_is_told_with_its_relations(large: tuple[DossierRecords, str], open_page: Any) -> None:
    records, address = large
    claim = next(one for one in known(records) if one.figure and one.same_as)
    page: Page = open_page("claim", address=address, as_of=DAY, id=claim.id)
    expect(page.locator("h1")).to_contain_text(claim.statement.en or "")
    expect(page.locator(".badges").first).to_contain_text("origin")
    page.goto(f"{address}/claim?as_of={DAY}&id={claim.id}x")
    settled(page)
    expect(page.get_by_role("link", name=claim.id, exact=True)).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_whole_of_it_is_too_much_for_a_page_that_compares_which_offers_its_questions(
    large: tuple[DossierRecords, str], open_page: Any, language: str
) -> None:
    records, address = large
    topics = Counter(one.topic for one in known(records) if one.kind == "figure")
    page: Page = open_page("figures", address=address, as_of=DAY, lang=language)
    links = page.locator("main table a, .block table a, table a")
    expect(links).to_have_count(len(topics))
    topic = records.topics[topics.most_common(1)[0][0]]
    name = topic.label or topic.question
    expect(links.first).to_contain_text(name.in_language(language))
    assert len(known(records)) > 10_000
    links.last.click()
    settled(page)
    assert "topic=" in page.url
    expect(page.locator(".stException")).to_have_count(0)


def test_a_form_tells_what_an_edit_touches_where_that_is_little(
    large: tuple[DossierRecords, str], open_page: Any
) -> None:
    records, address = large
    counts = Counter(one.topic for one in known(records) if one.figure)
    few, many = ((topic, n) for topic, n in (counts.most_common()[-1], counts.most_common(1)[0]))
    for topic, count in (few, many):
        claim = next(one for one in known(records) if one.topic == topic)
        page: Page = open_page("edit", address=address, kind="claim", id=claim.id)
        told = "As it would stand" if count <= MOST_WEIGHED else "is not worked out before saving"
        expect(page.locator(".st-key-beside")).to_contain_text(told, timeout=PATIENCE_MS)
        source = page.locator(".st-key-field-source").get_by_role("combobox")
        outlet = records.outlets[records.sources[claim.source].outlet].name
        expect(source).to_have_value(re.compile(re.escape(outlet.en or "")))


def test_a_claim_that_an_editor_changed_is_shown_as_it_is_now(
    large: tuple[DossierRecords, str], store_of_large: Engine, open_page: Any
) -> None:
    records, address = large
    claim = known(records)[11]
    change(store_of_large, records, claim, 1, statement=Text(en="Other words than before.", ar="قول غير ما سبق."))
    page: Page = open_page("claim", address=address, id=claim.id)
    expect(page.locator("h1")).to_contain_text("Other words than before.", timeout=PATIENCE_MS)
    with pytest.raises(FaultyDossierError):
        change(store_of_large, records, claim, 2, source="nowhere")


def test_the_desk_tells_which_questions_press_and_some_of_their_dates(
    large: tuple[DossierRecords, str], open_page: Any
) -> None:
    _, address = large
    page: Page = open_page("desk", address=address)
    dates = page.locator(".st-key-look li")
    expect(dates).to_have_count(DATES + 1)
    expect(dates.last.get_by_role("link")).to_have_text(re.compile(r"^[\d,]+ more dates on this question$"))


def test_all_of_it_is_taken_away_by_a_command_and_a_form_to_fill_in_lists_what_is_few(
    large: tuple[DossierRecords, str], open_page: Any
) -> None:
    records, address = large
    page: Page = open_page("data", address=address)
    expect(page.locator("main")).to_contain_text(f"claims export DEST --dossier {records.dossier.id}")
    expect(page.locator(".st-key-archives")).to_have_count(0)
    addresses = page.locator("main a[href*='.json'], main a[href*='.csv'], main a[href*='.ics'], main a[href*='.atom']")
    assert addresses.count() >= 2
    for href in [one.get_attribute("href") or "" for one in addresses.all()]:
        assert page.request.get(href).status == 200, href
    with page.expect_download() as taken:
        page.locator(".st-key-template-xlsx").get_by_role("button").click()
    lists = openpyxl.load_workbook(taken.value.path().open("rb"))["lists"]
    offered = [{one.value for one in column if one.value} for column in lists.iter_cols()]
    assert {*records.speakers} in offered
    assert max(map(len, offered)) == max(len(records.topics), len(records.speakers), len(records.outlets))


def test_a_row_that_is_no_claim_any_more_is_told_where_it_is_shown(
    large: tuple[DossierRecords, str], store_of_large: Engine, open_page: Any
) -> None:
    records, address = large
    spoilt = known(records)[7]
    claims = TABLES["claim"]
    here = (claims.c.dossier_id == records.dossier.id, claims.c.id == spoilt.id)
    writing(store_of_large, lambda at: at.execute(update(claims).where(*here).values(attribution="guessed")))
    # Records are read anew after a change of any.
    change(store_of_large, records, known(records)[13], 1, note="Heard by others too.")
    page: Page = open_page("claim", address=address, id=spoilt.id)
    expect(page.locator(".st-key-broken")).to_contain_text(spoilt.id)
    expect(page.locator(".st-key-broken")).to_contain_text("guessed")
    writing(store_of_large, lambda at: at.execute(update(claims).where(*here).values(attribution=spoilt.attribution)))
