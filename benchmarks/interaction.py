"""What a reader waits for at each click: facets and a page alone; all that a page shows, without and with a word."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import plain
from benchmarks.bounds import FACETS_DATASETTE, FACETS_DUCKDB, INTERACTION, INTERACTION_MS, WORDS, WORDS_AGAIN
from benchmarks.generate import AS_OF
from benchmarks.imports import filled
from benchmarks.measure import Place, Result, in_turns, must_agree
from benchmarks.ours import Dossier
from benchmarks.questions import FACETS, PAGE, Shown, asked, word
from benchmarks.servers import running
from benchmarks.with_pandas import FOLDED, Plain

Faceted = tuple[dict[str, dict[str, int]], list[str]]
"""Counts by facet, and the days of the page's claims: of one day each takes which it likes."""


def prepared(place: Place) -> Dossier:
    """The dossier of the store that the import filled; the peers' table is written beside it."""
    dossier = Dossier(filled(place), place.dossier_id)
    if not place.plain.exists():
        unfinished = place.plain.with_suffix(".part")
        plain.write(place.bulk, unfinished, dossier.state_of_claims(AS_OF))
        unfinished.rename(place.plain)
    return dossier


def faceted(place: Place) -> list[Result]:
    """Five facets and the first page, of claims said within days; the states are those of a day, worked out before."""
    dossier = prepared(place)
    on_day = dossier.standing(AS_OF)

    def mine(number: int) -> Faceted:
        facets, page = dossier.facets(replace(asked(number), as_of=AS_OF), on_day)
        return {name: dict(counts) for name, counts in facets.items()}, _days(page)

    with _datasette(place.plain) as datasette, _duckdb(place.plain) as duckdb:
        timed = in_turns({"ours": mine, "datasette": datasette, "duckdb": duckdb}, place.rounds(9), warm=1)
    must_agree(timed)
    seconds, told = timed["ours"].median, timed["ours"].told
    return [
        Result(bound, place.claims, seconds / timed[name].median, told, timed[name].told)
        for bound, name in ((FACETS_DATASETTE, "datasette"), (FACETS_DUCKDB, "duckdb"))
    ]


@contextmanager
def _datasette(table: Path) -> Iterator[Callable[[int], Faceted]]:
    """Datasette over the plain table, with no limit of its own in the way."""
    settings = {
        "sql_time_limit_ms": 600_000,
        "facet_time_limit_ms": 600_000,
        "max_returned_rows": 10_000,
        "suggest_facets": "off",
        "cache_size_kb": 0,
        "num_sql_threads": 3,
    }
    arguments = [part for name, value in settings.items() for part in ("--setting", name, str(value))]

    with running("datasette", "serve", "--immutable", str(table), *arguments, path="/-/versions.json") as address:

        def ask(number: int) -> Faceted:
            query = asked(number)
            parameters = [
                ("retired", "0"),
                ("said_last__gte", query.from_),
                ("said_last__lte", AS_OF),
                ("said_first__lte", query.to),
                ("_sort_desc", "said_last"),
                ("_size", PAGE),
                ("_shape", "objects"),
                ("_facet_size", "max"),
                *(("_facet", name) for name in FACETS),
            ]
            link = f"{address}/{table.stem}/claims.json?{urlencode(parameters)}"
            with urllib.request.urlopen(link, timeout=600) as answer:
                told = json.load(answer)
            counts: dict[str, dict[str, int]] = {
                name: {one["value"]: one["count"] for one in told["facet_results"][name]["results"] if one["value"]}
                for name in FACETS
            }
            return counts, _days((row["said_last"], row["statement"]) for row in told["rows"])

        yield ask


@contextmanager
def _duckdb(table: Path) -> Iterator[Callable[[int], Faceted]]:
    """DuckDB in this process, over a table of its own with days as days."""
    import duckdb

    claims = Plain.read(table).claims
    at: Any = duckdb.connect()
    at.execute("CREATE TABLE claims AS SELECT * FROM claims")
    del claims

    def ask(number: int) -> Faceted:
        query = asked(number)
        here = "retired = 0 AND said_last >= $1 AND said_last <= $2 AND said_first <= $3"
        days = [query.from_, AS_OF, query.to]
        counts: dict[str, dict[str, int]] = {
            name: dict(
                at.execute(
                    f"SELECT {name}, count(*) FROM claims WHERE {here} AND {name} IS NOT NULL GROUP BY {name}", days
                ).fetchall()
            )
            for name in FACETS
        }
        page = at.execute(
            f"SELECT strftime(said_last, '%Y-%m-%d'), statement FROM claims WHERE {here} "
            f"ORDER BY said_last DESC, id LIMIT {PAGE}",
            days,
        ).fetchall()
        return counts, _days(page)

    yield ask
    at.close()


def _days(page: Iterable[tuple[str, str]]) -> list[str]:
    """The days of a page whose claims all have their words."""
    rows = [*page]
    assert all(statement for _, statement in rows)
    return [day for day, _ in rows]


def whole(place: Place) -> list[Result]:
    """Filter, facets, states, grid, page and two charts: without a word, with a word, with that word again."""
    dossier, frame = prepared(place), Plain.read(place.plain)
    rounds = place.rounds(9)
    timed = in_turns(
        {"ours": lambda number: dossier.shown(asked(number)), "pandas": lambda number: frame.shown(asked(number))},
        rounds,
        warm=1,
    )
    worded = in_turns(
        {
            "without": lambda number: dossier.shown(asked(100 + number)),
            "ours": lambda number: dossier.shown(asked(100 + number, word(number))),
            "again": lambda number: dossier.shown(asked(200 + number, word(number))),
            "pandas": lambda number: frame.shown(asked(100 + number, word(number))),
        },
        rounds,
    )
    for pair in (timed, {name: worded[name] for name in ("ours", "pandas")}):
        for one in pair.values():
            one.answers = [*map(_folded, one.answers)]
        must_agree(pair)
    mine, peer, words = timed["ours"], timed["pandas"], worded["ours"]
    return [
        Result(INTERACTION, place.claims, mine.median / peer.median, mine.told, peer.told),
        Result(INTERACTION_MS, place.claims, mine.median * 1000, mine.told),
        Result(
            WORDS,
            place.claims,
            words.median / worded["pandas"].median,
            words.told,
            worded["pandas"].told,
            f"the word stands in {_share(worded['ours'].answers, timed['ours'].answers):.0%} of the claims",
        ),
        Result(
            WORDS_AGAIN,
            place.claims,
            worded["again"].median / worded["without"].median,
            worded["again"].told,
            worded["without"].told,
        ),
    ]


def _share(worded: list[Shown], without: list[Shown]) -> float:
    return sum(one.count for one in worded) / sum(one.count for one in without)


def _folded(shown: Shown) -> Shown:
    """What a script without chains can tell as well."""
    grid: Counter[tuple[str, str]] = Counter()
    for (topic, state), count in shown.grid.items():
        grid[topic, FOLDED.get(state, state)] += count
    facets = {name: dict(counts) for name, counts in shown.facets.items() if name != "state"}
    return replace(shown, facets=facets, states=plainly(shown.states), grid=dict(grid))


def plainly(states: Mapping[str, int]) -> dict[str, int]:
    """Counts of states as a script without chains tells them."""
    found: Counter[str] = Counter()
    for state, count in states.items():
        found[FOLDED.get(state, state)] += count
    return dict(found)
