"""Other programs get the claims that a reader sees under the same filters, and are told all that is wrong."""

from __future__ import annotations

import io
import json
import re
import socket
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import feedparser
import icalendar
import pandas as pd
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from streamlit import config

from claims import published
from claims.answers import Answers
from claims.changes import End, between, narrowed
from claims.errors import ClaimsError
from claims.links import EARLIEST, LATEST, SHARED
from claims.query import Query
from dashboard import openapi
from dashboard.routes import ROUTES, SERVED, problem
from tests.conftest import SEEDS
from tests.dashboard.browser import AS_OF

DAY = date.fromisoformat(AS_OF)
NAMES = st.sampled_from([one.name for one in SHARED])


@pytest.fixture(scope="module")
def http():
    with requests.Session() as session:
        yield session


@pytest.fixture
def get(http, address):
    """Asks for claims as of the tests' day."""

    def got(path: str = "claims.json", headers: dict[str, str] | None = None, **asked):
        query = urlencode({"as_of": AS_OF, **asked}, doseq=True)
        return http.get(f"{address}/api/{path}?{query}", headers=headers, timeout=30)

    return got


def ids(answer: requests.Response) -> list[str]:
    return [one["id"] for one in answer.json()["claims"]]


def faults(answer: requests.Response) -> dict[str, tuple[str, list[str]]]:
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    return {one["parameter"]: (one["reason"], one["nearest"]) for one in answer.json()["faults"]}


# What is given


def test_all_pages_together_have_each_claim_once_as_the_tables_do(get, http, iraq):
    found, answer = [], get(limit=150)
    while True:
        found += ids(answer)
        assert answer.json()["total"] == int(answer.headers["X-Total-Count"])
        if "next" not in answer.links:
            break
        answer = http.get(answer.links["next"]["url"], timeout=30)
    answers = Answers(iraq, Query(DAY), "en")
    tables = [row["claim_id"] for name in ("deadlines", "figures", "positions") for row in answers.rows(name)]
    assert found == sorted(set(tables))
    assert answer.json()["next"] is None


def test_the_place_of_a_claim_that_is_gone_still_begins_a_page(get):
    first, second = ids(get(limit=2))
    assert ids(get(limit=1, after=f"{first}-0")) == [second]


def test_filters_are_those_of_the_pages(get, iraq):
    asked = {"side": ("us-government",), "state": ("missed", "overdue"), "status": ("contested",)}
    expected = Answers(iraq, Query(DAY, **asked, words="iraq"), "en").selection.claim_ids
    assert expected
    assert ids(get(**asked, q="iraq", limit=1000)) == sorted(expected)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_claim_says_what_the_tables_say_of_it(get, iraq, language):
    answers = Answers(iraq, Query(DAY), language)
    rows = {one["id"]: one for one in get(limit=1000, lang=language).json()["claims"]}
    for name, standing in (("deadlines", "state"), ("figures", "status"), ("positions", "status")):
        for row in answers.rows(name):
            told = rows[row["claim_id"]]
            shared = {"sides", "role", "force", "due_first", "due_last", "as_of_last", "basis", "unit", "stance"}
            for key in {standing} | (shared & row.keys()):
                assert told[key] == row[key], (row["claim_id"], key)
    assert rows["2025-12-31-allawi-abna-asad-exit"]["why"] in {row["why"] for row in answers.rows("deadlines")}


def test_a_claim_carries_its_words_its_source_and_its_page(get, http, iraq):
    quoted = next(one for one in iraq.claims.values() if one.quote)
    (told,) = [one for one in get(limit=1000).json()["claims"] if one["id"] == quoted.id]
    assert set(told) == set(published.KEYS)
    assert iraq.texts[quoted.source][told["quote_start"] : told["quote_end"]] == told["quote"] == quoted.quote.text
    assert (told["statement_ar"], told["source_url"]) == (quoted.statement.ar, iraq.sources[quoted.source].url)
    page = urlsplit(told["permalink"])
    assert (page.path, page.query) == (
        "/claim",
        urlencode({"id": quoted.id, "lang": "en", "as_of": AS_OF, "dossier": "iraq-coalition"}),
    )
    assert http.get(told["permalink"], timeout=30).status_code == 200


def test_lines_say_the_same_as_objects(get):
    table = pd.read_csv(io.BytesIO(get("claims.csv", limit=1000).content), keep_default_na=False, dtype=str)
    objects = get(limit=1000).json()["claims"]
    assert list(table.columns) == list(published.KEYS)
    assert table["id"].tolist() == [one["id"] for one in objects]
    assert table["why"].tolist() == [one["why"] for one in objects]
    assert table["sides"].tolist() == ["; ".join(one["sides"]) for one in objects]


def test_a_spreadsheet_is_told_that_the_lines_are_unicode_where_it_is_asked_for(get):
    assert get("claims.csv", bom="1", limit=1).content == b"\xef\xbb\xbf" + get("claims.csv", limit=1).content


@pytest.mark.parametrize("name", ["deadlines", "commitments", "figures", "positions"])
def test_tables_are_the_same_in_every_form(get, iraq, name):
    rows = Answers(iraq, Query(DAY, side=("us-government",)), "ar").rows(name)
    files = {
        form: get(f"table/{name}.{form}", side="us-government", lang="ar").content
        for form in ("csv", "xlsx", "parquet", "jsonl")
    }
    assert [json.loads(line)["why"] for line in files["jsonl"].splitlines()] == [row["why"] for row in rows] != []
    for found in (
        pd.read_csv(io.BytesIO(files["csv"])),
        pd.read_excel(io.BytesIO(files["xlsx"])),
        pd.read_parquet(io.BytesIO(files["parquet"])),
    ):
        assert found["why"].tolist() == [row["why"] for row in rows]


def test_the_calendar_has_the_promises_that_the_filters_leave(get):
    answer = get("../deadlines.ics", side="us-government")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    promised = {
        one["id"] for one in get(limit=1000, side="us-government").json()["claims"] if one["force"] == "commitment"
    }
    found = [str(event["UID"]).removeprefix("iraq-coalition/").removesuffix("@claims") for event in events]
    assert found
    assert len(set(found)) == len(found)
    assert promised >= set(found)


def test_the_feed_tells_the_flips_that_the_filters_leave(get, iraq):
    asked = {"as_of": "2026-01-31", "topic": "asad-exit"}
    answer = get("../changes.atom", lang="ar", **asked)
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    read = feedparser.parse(answer.content)
    assert not read.bozo
    first, last = (End(iraq, date.fromisoformat(day)) for day in ("2026-01-16", "2026-01-17"))
    flipped = narrowed(between(first, last), first, last, Query(last.as_of, topic=("asad-exit",)))
    told = {one.id.partition("/2026-01-17/")[2] for one in read.entries if "/2026-01-17/" in one.id}
    assert told == {f"{row.kind}/asad-exit/{row.claim_id or row.side}/{row.field}" for row in flipped.itertuples()}
    assert told
    assert all("/asad-exit/" in one.id for one in read.entries)
    assert [one.updated for one in read.entries] == sorted((one.updated for one in read.entries), reverse=True)
    assert parse_qs(urlsplit(read.feed.links[0].href).query) == parse_qs(
        urlencode({"dossier": "iraq-coalition", "lang": "ar", **asked})
    )
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert get("../changes.atom", headers=tag, lang="ar", **asked).status_code == 304
    english = feedparser.parse(get("../changes.atom", **asked).content)
    assert {one.id for one in english.entries} == {one.id for one in read.entries}


def test_a_page_leads_programs_to_what_they_can_follow_under_its_filters(http, address):
    link = f"{address}/deadlines?side=us-government&lang=ar&as_of={AS_OF}&q=%22%3E%3Cb%3E&part=2"
    page = http.get(link, headers={"Accept": "text/html"}, timeout=30).content.decode()
    found = re.findall(r'<link rel="alternate" type="([^"<>]+)" title="[^"<>]+" href="([^"<>]+)">', page)
    under = "side=us-government&lang=ar&q=%22%3E%3Cb%3E"
    assert [(media, unescape(href)) for media, href in found] == [
        ("text/calendar", f"/deadlines.ics?{under}"),
        ("application/atom+xml", f"/changes.atom?{under}"),
    ]
    media, href = found[0]
    assert http.get(address + unescape(href), timeout=30).headers["Content-Type"].startswith(media)


def test_linked_data_names_each_claim(get):
    answer = get("claimreview.json")
    assert answer.headers["Content-Type"] == "application/ld+json"
    claims = [node["identifier"] for node in answer.json()["@graph"] if node["@type"] == "Claim"]
    assert claims == ids(get(limit=1000))


# Asking again


def test_who_has_the_answer_is_only_told_so(get):
    first = get()
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    for known in (tag, f'"other", W/{tag}', "*"):
        again = get(headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert get(headers={"If-None-Match": '"other"'}).status_code == 200


def test_other_bytes_have_another_tag(get):
    others = [{"lang": "ar"}, {"limit": 5}, {"as_of": "2025-01-01"}, {"side": "us-government"}, {"path": "claims.csv"}]
    tags = [get(**one).headers["ETag"] for one in ({}, *others)]
    tags.append(get(headers={"Accept-Encoding": "identity"}).headers["ETag"])
    assert len(set(tags)) == len(tags)
    assert get().headers["ETag"] == tags[0]


def test_the_head_alone_says_the_same_of_the_answer(http, address, get):
    plain = {"Accept-Encoding": "identity"}
    head = http.head(f"{address}/api/claims.json?as_of={AS_OF}", headers=plain, timeout=30)
    answer = get(headers=plain)
    assert head.content == b""
    for name in ("ETag", "Content-Length", "X-Total-Count", "Link"):
        assert head.headers[name] == answer.headers[name]


def answered(path: str, origin: str = "https://example.org") -> Response:
    """The answer of a server with the settings and dossiers of this process."""
    endpoint = next(route.endpoint for route in ROUTES if route.path == path)
    headers = [(b"host", b"localhost"), (b"origin", origin.encode())]
    where = {"path": path, "query_string": b"", "server": ("localhost", 80), "scheme": "http"}
    request = Request({"type": "http", "method": "GET", "headers": headers, **where})
    try:
        return endpoint(request)
    except ClaimsError as error:
        return problem(request, error)


def test_pages_of_other_sites_may_not_read_unless_the_server_names_them(get, monkeypatch):
    answer = get(headers={"Origin": "https://example.org"}, limit=1)
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    monkeypatch.setenv("CLAIMS_SEEDS", str(SEEDS / "iraq-coalition"))
    config.set_option("server.corsAllowedOrigins", ["https://example.org"])
    try:
        named, other = (
            answered("/api/claims.csv", origin).headers for origin in ("https://example.org", "https://example.com")
        )
    finally:
        config.set_option("server.corsAllowedOrigins", [])
    assert named["Access-Control-Allow-Origin"] == "https://example.org"
    assert "Access-Control-Allow-Origin" not in other
    assert "Origin" in other["Vary"]


# What is wrong


def test_every_fault_is_told_at_once_with_what_was_meant(get):
    answer = get(
        as_of="tomorrow",
        speaker=["hussein-alawi", "hussein-allawi"],
        state="mised",
        lang="fr",
        limit="1001",
        after="No Id",
        q=["a", "b"],
        stat="missed",
        bom="1",
    )
    found = faults(answer)
    assert {name: reason for name, (reason, _) in found.items()} == {
        "as_of": "not_a_day",
        "speaker": "not_known",
        "state": "not_known",
        "lang": "not_a_language",
        "limit": "not_a_limit",
        "after": "not_an_id",
        "q": "given_twice",
        "stat": "unknown_parameter",
        "bom": "unknown_parameter",
    }
    assert [found[name][1][0] for name in ("speaker", "state", "stat")] == ["hussein-allawi", "missed", "state"]


def test_faults_are_told_in_the_language_asked_for(get):
    assert "ليست" in get(limit="0", lang="ar").json()["faults"][0]["detail"]


def test_a_request_of_too_many_values_is_refused_before_it_costs(get):
    assert faults(get(speaker=[f"nobody-{n}" for n in range(300)])) == {"": ("too_many", [])}


def test_a_dossier_that_is_not_there_is_not_found(get):
    answer = get(dossier="irak-coalition")
    assert answer.status_code == 404
    assert answer.json()["faults"][0]["nearest"] == ["iraq-coalition"]


def test_a_dossier_with_faults_is_told_as_not_ready(tmp_path, monkeypatch):
    (tmp_path / "dossier.yaml").write_text("id: broken", "utf-8")
    monkeypatch.setenv("CLAIMS_SEEDS", str(tmp_path))
    answer = answered("/api/claims.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_past_moment_is_answered_by_what_was_kept_then(get):
    now = get(limit=3).json()
    kept = get(limit=3, recorded_at="2199-01-01").json()
    assert kept == now | {"recorded_at": "2199-01-01", "next": kept["next"], "claims": kept["claims"]}
    assert [one["id"] for one in kept["claims"]] == [one["id"] for one in now["claims"]]
    assert all("recorded_at=2199-01-01" in link for link in (kept["next"], kept["claims"][0]["permalink"]))


def test_what_was_not_kept_yet_is_not_found_and_what_is_no_moment_is_a_fault(get):
    early = get(recorded_at="2001-01-01")
    assert (early.status_code, early.json()["faults"][0]["reason"]) == (404, "not_kept")
    assert faults(get(recorded_at="yesterday")) == {"recorded_at": ("not_kept", [])}


def test_nothing_can_be_written(http, address):
    answer = http.post(f"{address}/api/claims.json", timeout=30)
    assert (answer.status_code, answer.json()["status"]) == (405, 405)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD"}


def test_a_request_for_no_server_gets_no_address(address):
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=30) as wire:
        wire.sendall(b"GET /api/claims.json HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n")
        assert wire.recv(100).startswith(b"HTTP/1.1 400 ")


@settings(max_examples=60)
@given(
    served=st.sampled_from(SERVED),
    asked=st.lists(
        st.tuples(
            st.sampled_from([*(one.name for one in SHARED), "after"]) | st.text(max_size=8), st.text(max_size=12)
        ),
        max_size=3,
    ),
)
def test_whatever_is_asked_the_answer_is_data_or_a_problem(http, address, served, asked):
    answer = http.get(f"{address}{served.path}?{urlencode(asked, errors='replace')}", timeout=30)
    assert answer.status_code in (200, 400, 404)
    media = served.media if answer.status_code == 200 else "application/problem+json"
    assert answer.headers["Content-Type"].startswith(media)


RAW = (
    b"%",
    b"\xff\xfe",
    b"q=%00&limit=1",
    b"dossier=%ed%a0%80",
    b"limit=" + b"9" * 5_000,
    b"a=b&" * 3_000,
    b"?# x",
    b"x" * 60_000,
)
HEADERS = (
    b"Cookie: \xff=\x80; _streamlit_user=%; claims_back=//x",
    b'If-None-Match: W/"\xff',
    b"Accept-Encoding: \xff\r\nAccept: text/html",
    b"Host: other.example",
    b"X-Forwarded-For: \xff\r\nOrigin: \xff\r\nReferer: http://[",
    b"Content-Length: -1",
)


@pytest.mark.parametrize(
    "path", ["/pulse", "/healthz", "/", "/auth/login", "/auth/logout", "/oauth2callback", *(one.path for one in SERVED)]
)
def test_no_bytes_on_the_wire_end_in_an_error_of_the_server(address, path):
    where = urlsplit(address)
    for at, query in enumerate(RAW):
        with socket.create_connection((where.hostname, where.port), timeout=30) as wire:
            headers = HEADERS[at % len(HEADERS)]
            asked = b"GET " + path.encode() + b"?" + query + b" HTTP/1.1\r\nHost: localhost\r\n" + headers
            wire.sendall(asked + b"\r\nConnection: close\r\n\r\n")
            answer = b"".join(iter(lambda: wire.recv(65_536), b""))
        assert re.match(rb"HTTP/1.1 [234]\d\d ", answer), query[:20]
        assert b"Traceback" not in answer


# The description


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize(
    "path",
    ["/api/claims.json", "/api/claims.csv", "/api/openapi.json", "/api/claimreview.json", "/deadlines.ics"],
)
def test_every_answer_is_as_described(http, address, path, mode):
    # Takes seconds to import, which every other process of the tests is spared.
    import schemathesis

    document = http.get(f"{address}/api/openapi.json", timeout=30).json()
    operation = schemathesis.openapi.from_dict(document)[path]["GET"]

    @settings(max_examples=5)
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def holds(case):
        case.call_and_validate(base_url=address, session=http)

    holds()


def test_the_description_knows_which_days_there_are():
    days = {(EARLIEST + timedelta(n)).isoformat() for n in range((LATEST - EARLIEST).days + 1)}
    there = {day[:length] for day in days for length in (4, 7, 10)}
    years = [f"{year:04}" for year in (EARLIEST.year - 1, *range(EARLIEST.year, LATEST.year + 2))]
    months = [f"{year}-{month:02}" for year in years for month in range(14)]
    asked = [*years, *months, *(f"{month}-{day:02}" for month in months for day in range(33))]
    assert {one for one in asked if re.search(openapi.DAY, one)} == there


def test_the_description_names_what_requests_may_say_in_both_languages(http, address):
    english, arabic = (http.get(f"{address}/api/openapi.json?lang={lang}", timeout=30).json() for lang in ("en", "ar"))
    assert english["info"]["title"] != arabic["info"]["title"]
    named = [one["$ref"].rpartition("/")[2] for one in english["paths"]["/api/claims.csv"]["get"]["parameters"]]
    assert named == [*(one.name for one in SHARED), "limit", "after", "bom"]
    assert "iraq-government" in english["components"]["parameters"]["side"]["schema"]["items"]["enum"]
