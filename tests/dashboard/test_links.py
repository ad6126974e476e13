"""A link shows the same view wherever, whenever and by whomever it is opened, and no link breaks a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from claims import receipt, seeds
from dashboard.filters import SHARED
from tests.conftest import SEEDS
from tests.dashboard.browser import AS_OF, eventually, settled
from tests.dashboard.drawn import drawn
from tests.dashboard.scripts import running

Link = Mapping[str, str | list[str]]

CLAIM = "2025-12-31-allawi-abna-asad-exit"
TROOPS = "us-troops-iraq"

OWN: dict[str, tuple[str, ...]] = {
    "overview": (),
    "deadlines": ("tab", "chosen", "question", "part"),
    "figures": ("period", "part"),
    "compare": ("by", "part"),
    "claims": ("chosen", "sort", "part"),
    "claim": ("id",),
    "speakers": ("part",),
    "sources": ("source", "part"),
    "changes": ("since", "part"),
    "data": (),
    "methodology": (),
}
"""The parameters that only one page has."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Runs a page of the files' dossier for a link; gives the HTML of its parts."""
    monkeypatch.setenv("CLAIMS_SEEDS", str(SEEDS / "iraq-coalition"))
    return drawn


@pytest.fixture(scope="module")
def http():
    with requests.Session() as session:
        yield session


def plain(part: str) -> str:
    """The words of a part, without the marks that keep two directions apart."""
    return re.sub(r"[\u2066-\u2069]|<[^>]*>", "", unescape(part))


def notes(parts: list[str]) -> str:
    return plain(" ".join(part for part in parts if part.startswith('<p class="note"')))


def cited(parts: list[str], language: str = "en") -> dict[str, list[str]]:
    """The parameters of the link that a view is cited by."""
    citation = next(part for part in parts if f'id="cited-{language}"' in part)
    addresses = re.findall(r'<bdi dir="ltr">(?:[^<?]*/)?\w*\.?/?\?([^<]*)</bdi>', citation)
    return parse_qs(unescape(addresses[-1]))


def shown(parts: list[str]) -> list[str]:
    """What a page says, but for its bar and its menu."""
    return [part for part in parts if "<table" in part or "<header" in part or 'class="card' in part]


# --- no link breaks a page --------------------------------------------------------------------------------------------

EVERY: dict[str, tuple[str, ...]] = {
    **OWN,
    "desk": ("look",),
    "edit": ("kind", "id", "do", "source", "claim", "answers"),
    "claim_print": ("id",),
    "commitment_print": ("chosen",),
    "comparison_print": ("by", "part"),
}

ODD = (
    *(
        "",
        "%",
        "%zz",
        "%ff%fe",
        "%ed%a0%80",
        "%00",
        "a%00b",
        "%0d%0aX:%20y",
        "%1b[31m",
        "%e2%80%ae%e2%81%a6",
        "%F0%9F%98%80",
    ),
    *(
        "0",
        "-1",
        "1e9",
        "9" * 5_000,
        "NaN",
        "%d9%a2",
        "%c2%b2",
        "0x10",
        "null",
        "[]",
        "true",
        "../..",
        "%3Cb%3E",
        "%26%3D;",
    ),
    *(
        "0000",
        "0000-00-00",
        "0001-01-01",
        "1900-01-01",
        "2199-12-31",
        "9999-12-31",
        "9999-99-99",
        "2026-02-30",
        "../2026",
    ),
    *("2026-11", "%d9%a2%d9%a0%d9%a2%d9%a6", "9999-12-31T23:59:59-23:59", "2026-11-23T00:00", "2026-W48", "x" * 10_000),
    *(
        "us-government",
        "hussein-allawi",
        "asad-exit",
        "seed-article",
        TROOPS,
        CLAIM,
        "claim",
        "outcome",
        "retire",
        "all",
    ),
)
"""Values as they stand in a link: what nobody could mean, the ends of what can be meant, and what others mean."""


@pytest.mark.parametrize("page", EVERY)
def test_no_value_of_any_parameter_breaks_a_page(http, address, page):
    values = st.sampled_from(ODD) | st.text(max_size=8).map(lambda words: quote(words, errors="replace"))
    parameters = (*SHARED, *EVERY[page])
    asked = st.lists(st.tuples(st.sampled_from((*EVERY[page], *parameters)), values), min_size=1, max_size=4)
    path = "" if page == "overview" else page

    with running(address) as run:

        def stands(link: list[tuple[str, str]]) -> None:
            query = "&".join(map("=".join, link))
            assert any('class="foot' in part for part in run(path, query)), query
            shell = http.get(f"{address}/{path}?{query}", headers={"Accept": "text/html"}, timeout=30)
            assert shell.status_code == 200
            assert "Traceback" not in shell.text

        stands([(name, ODD[(at * 7) % len(ODD)]) for at, name in enumerate(parameters)])
        stands([(name, value) for name in parameters for value in ODD if len(value) < 100])
        settings(max_examples=3)(given(asked)(stands))()


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("overview", {"dossier": "nowhere"}),
        ("overview", {"lang": "fr"}),
        ("overview", {"as_of": "1500-01-01"}),
        ("deadlines", {"tab": "calendar"}),
        ("deadlines", {"chosen": "no-question.nobody"}),
        ("deadlines", {"tab": "timeline", "question": "no-question"}),
        ("deadlines", {"tab": "claims", "part": "last"}),
        ("figures", {"period": "ever"}),
        ("compare", {"by": "weather"}),
        ("claims", {"sort": "best"}),
        ("claims", {"chosen": "no-claim"}),
        ("claims", {"part": "zero"}),
        ("speakers", {"part": "zero"}),
        ("sources", {"source": "no-source"}),
        ("sources", {"part": "zero"}),
        ("changes", {"since": "2026-13"}),
        ("changes", {"since": "2026-11-24"}),
        ("changes", {"part": "zero"}),
    ],
)
def test_what_a_pages_own_parameter_names_and_nobody_knows_is_told_under_the_bar(run, page, link):
    parts = run(page, {"as_of": AS_OF, **link})
    value = list(link.values())[-1]
    assert notes(parts).count(f"“{value}” in the link is not known and was left out.") == 1
    assert value not in str(cited(parts))


def test_a_parameter_that_has_one_value_takes_the_first_that_is_known(run):
    parts = run("figures", {"as_of": AS_OF, "period": ["ever", "all", "recent"]})
    assert cited(parts)["period"] == ["all"]
    assert "ever" in notes(parts)
    assert "recent" not in notes(parts)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("claims", {"chosen": CLAIM, "side": "us-government"}),
        ("claims", {"part": "7", "side": "us-government"}),
        ("figures", {"period": "recent", "from": "2020"}),
        ("deadlines", {"chosen": "asad-exit"}),
        ("deadlines", {"chosen": "asad-exit", "side": "us-government", "as_of": "2024-01-01"}),
    ],
)
def test_what_only_the_other_filters_leave_out_is_no_fault_of_the_link(run, page, link):
    assert notes(run(page, {"as_of": AS_OF, **link})) == ""


# --- the link of a citation -------------------------------------------------------------------------------------------

VIEWS: list[tuple[str, Link]] = [
    ("overview", {}),
    ("deadlines", {}),
    ("deadlines", {"tab": "timeline", "question": "asad-exit"}),
    ("deadlines", {"tab": "claims", "part": "2", "as_of": "2025-10-01"}),
    ("figures", {}),
    ("figures", {"topic": TROOPS, "period": "all"}),
    ("compare", {}),
    ("compare", {"by": "speaker", "topic": TROOPS}),
    ("claims", {"q": "انسحاب", "from": "2025", "sort": "oldest"}),
    ("claims", {"part": "3"}),
    ("claim", {"id": CLAIM, "side": "us-government"}),
    ("speakers", {"speaker": "hussein-allawi", "lang": "ar"}),
    ("sources", {"source": "seed-article"}),
    ("methodology", {"as_of": "2025-10-01"}),
]


@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_the_link_of_a_citation_names_everything_and_restores_the_view(run, page, link):
    asked = {"as_of": AS_OF, **link}
    language = str(asked.get("lang", "en"))
    first = run(page, asked)
    lasting = cited(first, language)
    assert lasting["as_of"] == [asked["as_of"]]
    assert lasting["dossier"] == ["iraq-coalition"]
    assert lasting["lang"] == [language]
    again = run(page, lasting)
    assert notes(again) == ""
    assert cited(again, language) == lasting
    assert [re.sub(r'href="[^"]*"', "", part) for part in shown(again)] == [
        re.sub(r'href="[^"]*"', "", part) for part in shown(first)
    ]


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        ("deadlines", {"tab", "chosen"}),
        ("figures", {"topic", "period"}),
        ("compare", {"topic", "by", "side"}),
        ("claims", {"sort", "chosen"}),
    ],
)
def test_what_the_page_chose_by_itself_is_named_since_the_next_claim_could_change_it(run, page, chosen):
    assert cited(run(page, {"as_of": AS_OF})).keys() == chosen | {"dossier", "lang", "as_of"}


def test_parameters_that_nobody_reads_are_not_cited(run):
    assert "utm_source" not in cited(run("overview", {"as_of": AS_OF, "utm_source": "mail"}))


def test_a_claims_page_cites_speaker_day_and_document(run):
    records = seeds.read(SEEDS / "iraq-coalition").records
    claim = records.claims[CLAIM]
    parts = run("claim", {"as_of": AS_OF, "id": CLAIM})
    citation = plain(next(part for part in parts if 'id="cited-en"' in part))
    document = "ABNA, 31 December 2025 (https://fa.abna24.com/news/1768354/پایگاه-عین-الأسد"
    assert f"Hussein Allawi, 31 December 2025: {claim.statement.en} Source: {document}" in citation
    assert re.search(r"(as of|as it stood on) 23 November 2026; rule set 1\.", citation)
    bib = plain(next(part for part in parts if 'id="cited-bib"' in part))
    assert "author = {{Hussein Allawi}}" in bib
    assert "year = {2025},\n  month = {12}" in bib


def test_a_claim_that_was_said_later_is_not_told_by_its_citation(run):
    parts = run("claim", {"as_of": "2025-10-01", "id": CLAIM})
    citation = plain(next(part for part in parts if 'id="cited-en"' in part))
    assert "What exactly was said? As it stood on 1 October 2025" in citation
    assert "Allawi" not in citation.replace(CLAIM, "")


# --- in a browser -----------------------------------------------------------------------------------------------------


def test_a_browser_that_follows_odd_links_sees_pages_and_nothing_breaks_in_it(open_page, address):
    page = open_page("methodology")
    told = []
    page.on("response", lambda answer: told.append((answer.status, answer.url)))
    for path in ("deadlines", "claims", "edit", "claim_print"):
        values = [one for one in ODD if len(one) < 100]
        names = (*EVERY[path], *SHARED)
        page.goto(f"{address}/{path}?" + "&".join(f"{names[at % len(names)]}={one}" for at, one in enumerate(values)))
        expect(settled(page).locator(".foot")).to_have_count(1)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert "Traceback" not in page.content()
    assert [one for one in told if one[0] >= 400] == []


def seen(page: Page) -> list[str]:
    """Title, tables, chosen card and choices of a page, as they are read."""
    settled(page)
    found: list[str] = page.evaluate(
        """() => {
          const parts = ".heading, table, .card, [data-testid='stSelectbox'], [data-testid='stMultiSelect']";
          const choices = "[role='radio'][aria-checked='true']";
          return [...document.querySelectorAll(`.stMain :is(${parts}, ${choices})`)]
            .map((part) => part.innerText + (part.querySelector("input")?.value ?? ""));
        }"""
    )
    return found


def press(page: Page, name: str) -> None:
    page.locator(".stMain").get_by_role("radio", name=re.compile(name)).click()


def pick(page: Page, label: str, words: str) -> None:
    field = page.locator(".stMain").get_by_role("combobox", name=label)
    field.fill(words)
    page.get_by_role("option", name=re.compile(words)).first.click()


JOURNEYS: dict[str, tuple[Link, Callable[[Page], None], Link]] = {
    "deadlines": (
        {"tab": "timeline"},
        lambda page: pick(page, "Question", "Ain al-Asad"),
        {"tab": ["timeline"], "question": ["asad-exit"]},
    ),
    "figures": ({"topic": TROOPS}, lambda page: press(page, "Since 2014"), {"topic": [TROOPS], "period": ["years"]}),
    "compare": ({"topic": TROOPS}, lambda page: press(page, "Speakers"), {"topic": [TROOPS], "by": ["speaker"]}),
    "claims": ({"part": "2"}, lambda page: page.locator("table a.choose").nth(3).click(), {"part": ["2"]}),
    "sources": ({}, lambda page: page.locator("table a").nth(2).click(), {}),
}
"""A page, what its link asks at first, what the reader then chooses, and what the link has of it."""


def parameters(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def made(open_page: Callable[..., Page], path: str) -> Page:
    """The page once the reader has made a choice."""
    asked, choose, wanted = JOURNEYS[path]
    page = open_page(path, **asked)
    address, before = page.url, seen(page)
    choose(page)
    page.wait_for_url(lambda now: now != address)
    assert seen(page) != before
    assert wanted.items() <= parameters(page.url).items()
    return page


@pytest.mark.parametrize("path", JOURNEYS)
def test_a_choice_is_restored_by_the_copied_link_and_kept_by_the_other_language(open_page, path):
    page = made(open_page, path)
    chosen, link = seen(page), parameters(page.url)
    # Codes, never labels.
    assert all(re.fullmatch(r"[a-z0-9._-]+", value) for values in link.values() for value in values)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    settled(page)
    assert parameters(page.url) == {**link, "lang": ["ar"]}
    page.emulate_media(color_scheme="dark")
    page.goto(copied)
    assert seen(page) == chosen
    assert parameters(page.url) == link


def test_a_choice_outlives_back_forward_menu_languages_and_reload(open_page):
    page = made(open_page, "claims")
    chosen, address = seen(page), page.url

    def is_restored() -> None:
        eventually(page, lambda: seen(page) == chosen)
        assert parameters(page.url) == parameters(address)

    page.go_back()
    page.wait_for_url(lambda now: now != address)
    eventually(page, lambda: seen(page) != chosen)
    page.go_forward()
    page.wait_for_url(address)
    is_restored()
    page.get_by_role("link", name="Methodology", exact=True).click()
    page.wait_for_url(re.compile("/methodology"))
    settled(page)
    page.go_back()
    page.wait_for_url(address)
    is_restored()
    for language, direction in (("العربية", "rtl"), ("English", "ltr")):
        page.get_by_role("link", name=language).click()
        expect(page.locator("html")).to_have_attribute("dir", direction)
        settled(page)
    is_restored()
    page.reload()
    is_restored()


def test_a_citation_is_copied_and_saved_in_one_click_each(open_page):
    page = open_page("sources", topic=TROOPS)
    page.get_by_role("button", name="Cite this view").click()
    for name, begin in {
        "English": "The end of the coalition's mission in Iraq: What does the document say?",
        "العربية": "نهاية مهمة التحالف الدولي في العراق: ماذا تقول الوثيقة؟",
        "BibTeX": "@misc{iraq-coalition-sources-",
        "RIS": "TY  - ELEC",
    }.items():
        button = page.get_by_role("button", name=re.compile(f"Copy: .?{name}"))
        button.click()
        expect(button).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(begin)
        assert f"topic={TROOPS}" in copied
    for name, begin in {"BibTeX": b"@misc{", "RIS": b"TY  - ELEC\r\n"}.items():
        with page.expect_download() as started:
            page.get_by_role("button", name=re.compile(f"Download .?{name}")).click()
        assert started.value.suggested_filename.endswith(f".{name[:3].lower()}")
        assert started.value.path().read_bytes().startswith(begin)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download receipt").click()
    sealed = receipt.read(started.value.path().read_bytes())
    assert (sealed.view.page, sealed.view.parameters["topic"], sealed.as_of) == ("sources", [TROOPS], AS_OF)
    assert receipt.problems(sealed, seeds.load(SEEDS / "iraq-coalition")) == []
