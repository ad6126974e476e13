"""The rules over a whole dossier: states of every deadline as of a day; how the claims of a large topic agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from benchmarks.bounds import MATRIX, STATES
from benchmarks.generate import AS_OF
from benchmarks.interaction import plainly, prepared
from benchmarks.measure import Place, Result, in_turns, must_agree
from benchmarks.ours import Dossier
from benchmarks.questions import Counts
from benchmarks.with_pandas import Plain
from claims.query import Query

LARGEST = {"topic-000": "deadlines", "topic-001": "figures", "topic-002": "positions"}
"""The topic of each kind that most is said on; the first has a tenth of all claims."""


def states(place: Place) -> list[Result]:
    """As of another day each time."""
    dossier, frame = prepared(place), Plain.read(place.plain)

    def plain_states(number: int) -> Mapping[str, int]:
        day = AS_OF - timedelta(days=100 * number)
        return dict(Counter(frame.states(frame.chosen(Query(day)), day)))

    timed = in_turns(
        {"ours": lambda number: dossier.states(AS_OF - timedelta(days=100 * number)), "pandas": plain_states},
        place.rounds(9),
        warm=1,
    )
    deadlines = sum(timed["ours"].answers[0].values())
    for one in timed.values():
        one.answers = [plainly(answer) for answer in one.answers]
    must_agree(timed)
    mine, peer = timed["ours"], timed["pandas"]
    note = f"{deadlines:,} deadlines; plain pandas without chains: {peer.told}"
    return [Result(STATES, place.claims, mine.median * 1000, mine.told, note=note)]


def agreement(place: Place) -> list[Result]:
    """Totals and matrix of the largest topic of each kind; the slowest counts."""
    dossier = prepared(place)
    results = []
    for topic, kind in LARGEST.items():
        timed = in_turns(
            {
                "totals": partial(_totals, dossier, topic),
                "matrix": partial(_matrix, dossier, topic),
            },
            place.rounds(3),
        )
        totals, (sums, cells) = timed["totals"].answers[0], timed["matrix"].answers[0]
        assert totals == sums, f"{topic}: {totals} in all, {sums} over the matrix"
        note = f"{kind}: {sum(totals.values()):,} pairs in {cells:,} cells"
        ratio = timed["matrix"].median / timed["totals"].median
        results.append(Result(MATRIX, place.claims, ratio, timed["matrix"].told, timed["totals"].told, note))
    return [max(results, key=lambda one: one.value or 0)]


def _totals(dossier: Dossier, topic: str, _round: int) -> Counts:
    return dossier.agreement_totals(topic, AS_OF)


def _matrix(dossier: Dossier, topic: str, _round: int) -> tuple[Counts, int]:
    return dossier.agreement_matrix(topic, AS_OF)
