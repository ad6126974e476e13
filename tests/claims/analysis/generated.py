"""Small nasty dossiers: few days, few numbers and few speakers, so that windows are shared and edges touch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from claims.models import Attribution, Claim, DeadlineRole, Force, Qualifier, Result, Stance, Verdict
from claims.records import DossierRecords
from tests import builders

TOPICS = {"deadline": ("exit", "handover"), "figure": ("troops", "advisers"), "position": ("stay", "leave")}
SPEAKERS = {
    "premier": ("baghdad",),
    "minister": ("baghdad",),
    "general": ("washington",),
    "communique": ("washington", "baghdad"),
    "envoy": ("tehran",),
    "consul": ("tehran", "baghdad"),
    "unnamed": (),
}
BOUND = ("premier", "minister", "general", "communique")
SOURCES = {"gazette-1": "gazette", "gazette-2": "gazette", "herald-1": "herald", "radio-1": "radio"}

ROLES = get_args(DeadlineRole)
FORCES = (*["commitment"] * 4, *get_args(Force))
DUES = (
    *("2025-08-31", "2025-09-29", "2025-09-30", "2025-10-01", "2025-10-15", "2025-10-31", "2025-12-31", "2026-01-31"),
    *("2025-08", "2025-09", "2025-10", "2025-11", "2026-01", "2025-09~", "2025", "../2025-09", "2025-10/.."),
    *("2025-09-01/2025-09-30", "2025-09-15/2025-10-15", "2025-09/2025-10", "2025-11/2026-01", "2025/2026"),
)
SAID = (
    *("2025-07-01", "2025-08-30", "2025-08-31", "2025-09-01", "2025-09-29", "2025-09-30", "2025-10-01", "2025-10-15"),
    *(
        "2025-09",
        "2025-09~",
        "2025",
        "../2025-09-30",
        "2025-09-28/2025-10-02",
        "2024-09-30",
        "2024-10-01",
        "2026-02-01",
    ),
)
HAPPENED = (
    *("2025-07-31", "2025-08-01", "2025-08-31", "2025-09-14", "2025-09-29", "2025-09-30", "2025-10-01", "2025-10-15"),
    *("2025-09", "2025-10", "2025-09-30/2025-10-01", "2025-09-01/2025-10-31", "2025-08~", "2026-01-17"),
)
MEASURED = ("2025-09-30", "2025-10-01", "2025-09", "2025-06-30", "2025", "2025/..", "../2025-06", "2024", "2026-01~")
NUMBERS = (0, 24, 81, 90, 99, 100, 110, 121, 200, 999, 1000, 2500, 9999, 99.5)

days = st.one_of(st.dates(date(2025, 7, 1), date(2025, 12, 31)), st.dates(date(2024, 9, 1), date(2027, 2, 1)))
"""Days to look from."""


def _any(kind: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(kind))


def _seldom(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """None, or once in four times the value."""
    return st.one_of(st.none(), st.none(), st.none(), value)


def _mostly_first(names: Sequence[str]) -> st.SearchStrategy[str]:
    return st.sampled_from((*[names[0]] * 4, *names))


def _a_few(pool: Sequence[Any], least: int = 3, most: int = 5) -> st.SearchStrategy[list[Any]]:
    """The few values that a dossier keeps coming back to."""
    return st.lists(st.sampled_from(pool), min_size=least, max_size=min(most, len(pool)), unique=True)


@st.composite
def deadline_values(
    draw: st.DrawFn, roles: Sequence[str], dues: Sequence[str], forces: Sequence[str]
) -> dict[str, Any]:
    role = draw(st.sampled_from(roles))
    due: str | None = draw(st.sampled_from(dues))
    if role == "between" and "/" not in str(due):
        role = "in"
    if draw(st.integers(0, 15)) == 15:
        due = None
    return {"role": role, "due": due, "force": draw(st.sampled_from(forces))}


@st.composite
def figure_values(draw: st.DrawFn, numbers: Sequence[float]) -> dict[str, Any]:
    qualifier = draw(_any(Qualifier))
    low: float | None
    high: float | None
    low, high = sorted(draw(st.lists(st.sampled_from(numbers), min_size=2, max_size=2)))
    match qualifier:
        case "exact":
            high = low
        case "range" if low == high:
            high = low + 1
        case "at-least" | "more-than":
            high = None
        case "at-most" | "fewer-than" | "nearly":
            # Fewer than nobody is no number at all.
            low, high = None, high if high > 0 or qualifier == "at-most" else 1
        case "dozens" | "hundreds":
            low, high = None, None
        case "thousands":
            low, high = draw(st.sampled_from(((None, None), (2000, 5000))))
    basis = draw(_seldom(st.sampled_from(("US troops", "all foreign troops"))))
    return {"low": low, "high": high, "qualifier": qualifier, "as_of": draw(st.sampled_from(MEASURED)), "basis": basis}


position_values = st.fixed_dictionaries({"stance": _any(Stance)})


@st.composite
def _claims(
    draw: st.DrawFn, kinds: Sequence[str], most: int, speakers: Sequence[str], forces: Sequence[str]
) -> list[Claim]:
    """Claims in the order of a file; an echo often keeps the value of its origin, sometimes it drifts."""
    values: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "deadline": deadline_values(draw(_a_few(ROLES)), draw(_a_few(DUES, 4, 8)), forces),
        "figure": figure_values(draw(_a_few(NUMBERS, 2, 4))),
        "position": position_values,
    }
    who = st.sampled_from(draw(_a_few(speakers)))
    count = draw(st.sampled_from((0, *range(2, most), *[most] * most)))
    made: list[tuple[str, dict[str, Any], Claim]] = []
    for slug in draw(st.permutations([f"c{number}" for number in range(count)])):
        echoed = draw(_seldom(st.sampled_from(made))) if made else None
        if echoed is None:
            kind = draw(st.sampled_from(kinds))
            topic, value = draw(_mostly_first(TOPICS[kind])), draw(values[kind])
        else:
            kind, value, first = echoed
            topic, value = first.topic, draw(st.one_of(st.just(value), values[kind]))
        one = builders.claim(
            slug,
            topic=topic,
            speaker=draw(who),
            said_on=draw(st.sampled_from(SAID)),
            source=draw(st.sampled_from(tuple(SOURCES))),
            attribution=draw(_any(Attribution)),
            same_as=echoed[2].id if echoed else None,
            retired=draw(_seldom(_seldom(st.just(builders.retired())))),
            **value,
        )
        made.append((kind, value, one))
    return draw(st.permutations([one for _, _, one in made]))


@st.composite
def _topics(draw: st.DrawFn, kind: str) -> list[builders.AnyRecord]:
    if kind == "deadline":
        given = {
            "obligors": st.sampled_from((("baghdad",), ("baghdad", "washington"), ("washington", "baghdad"))),
            "last_checked": st.sampled_from((None, "2025-09-29", "2025-09-30", "2025-10-01", "2026-02-01")),
        }
    else:
        given = {"comparable_within": st.sampled_from((None, 0, 0, 1, 92, 400))} if kind == "figure" else {}
    return [builders.topic(one, kind, **draw(st.fixed_dictionaries(given))) for one in TOPICS[kind]]


outcomes = st.builds(
    builders.outcome,
    result=st.sampled_from((*get_args(Result), *["fulfilled"] * 3, "partly")),
    happened_on=st.sampled_from(HAPPENED),
    topic=_mostly_first(TOPICS["deadline"]),
    known_on=st.sampled_from((None, None, "2025-09-30", "2025-10-01", "../2025-10-15", "2026-01~")),
    declared_by=st.lists(st.sampled_from(builders.SIDES), max_size=2, unique=True),
    source=st.sampled_from(tuple(SOURCES)),
    retired=_seldom(_seldom(st.just(builders.retired()))),
)


@st.composite
def dossiers(
    draw: st.DrawFn,
    *kinds: str,
    most: int = 8,
    speakers: Sequence[str] = tuple(SPEAKERS),
    forces: Sequence[str] = FORCES,
) -> DossierRecords:
    """Dossiers of claims of these kinds (all three where none is named), at most `most` of them."""
    kinds = kinds or tuple(TOPICS)
    records: list[builders.AnyRecord] = [builders.speaker(one, *sides) for one, sides in SPEAKERS.items()]
    published = st.sampled_from((None, "2025-10-01", "2025-09", "2025-10/..", "2026-01-31"))
    records += [builders.source(one, outlet, published=draw(published)) for one, outlet in SOURCES.items()]
    for kind in kinds:
        records += draw(_topics(kind))
    claims = draw(_claims(kinds, most, speakers, forces))
    records += claims
    if "deadline" in kinds:
        happened = draw(st.lists(outcomes, max_size=4))
        records += [one.model_copy(update={"id": f"o{number}"}) for number, one in enumerate(happened)]
    for number in range(draw(st.integers(0, 3)) if claims else 0):
        judged, on = draw(st.sampled_from(claims)).id, draw(st.sampled_from(("2025-09-30", "2025-10-01", "2026-01-01")))
        records.append(builders.assessment(judged, draw(_any(Verdict)), on, slug=f"a{number}"))
    return builders.dossier(*records)


promises = dossiers("deadline", most=20, speakers=BOUND, forces=("commitment",))
"""Dossiers in which those who must act give one date after another."""


def turning_days(records: DossierRecords) -> list[date]:
    """The days on which something becomes known, falls due or runs out."""
    dates = [one.said_on for one in records.claims.values()]
    dates += [one.deadline.due for one in records.claims.values() if one.deadline and one.deadline.due]
    dates += [each for one in records.outcomes.values() for each in (one.happened_on, one.known_on) if each]
    dates += [one.published for one in records.sources.values() if one.published]
    dates += [one.on for one in records.assessments.values()]
    return sorted({day for each in dates for day in (each.first, each.last) if day is not None})


@st.composite
def views(
    draw: st.DrawFn, drawn: st.SearchStrategy[DossierRecords], most: int = 6
) -> tuple[DossierRecords, list[date]]:
    """A dossier and a few days to look at it, most of them days on which something turns or a day or month from one."""
    records = draw(drawn)
    some = days
    if turning := turning_days(records):
        shifts = st.sampled_from((0, 0, 0, 0, 1, -1, -29, -30, -30, -31)).map(timedelta)
        some = st.one_of(days, *[st.builds(date.__add__, st.sampled_from(turning), shifts)] * 5)
    return records, draw(st.lists(some, min_size=2, max_size=most, unique=True))
