"""Dossiers of thousands of claims on one question, skewed as a monitoring desk's are: few speakers say most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from claims.models import Kind, Side, Text
from claims.records import DossierRecords
from tests import builders
from tests.dashboard.charts.told import TODAY

SIDES = {
    "iraq": ("Iraqi federal government", "الحكومة الاتحادية العراقية"),
    "us": ("US government", "حكومة الولايات المتحدة"),
    "coalition": ("International coalition and its members", "التحالف الدولي والدول المشاركة فيه"),
    "kurdistan": ("Kurdistan Regional Government", "حكومة إقليم كردستان"),
    "factions": ("Armed factions", "الفصائل المسلحة"),
    "parliament": ("Council of Representatives", "مجلس النواب"),
    "un": ("United Nations", "الأمم المتحدة"),
    "iran": ("Iran", "إيران"),
}
OBLIGORS = ("iraq", "us")
STANCES = ("affirms", "denies", "qualifies", "conditional", "no-statement")
FORCES = ("commitment", "report", "demand")
ROOTS = 0.8
"""So many claims are no echo of another one."""


@cache
def dossier(kind: Kind, count: int, *, obligors: tuple[str, ...] = OBLIGORS) -> DossierRecords:
    """So many claims of one topic, said from 2014 to the tests' day."""
    random = np.random.default_rng(count)
    sides, voices = list(SIDES), max(2, min(500, count // 10))
    rank = 1 / np.arange(1, voices + 1)
    whose = [sides[at] for at in random.choice(len(sides), voices, p=np.arange(len(sides), 0, -1) / 36)]
    speakers = [
        builders.speaker(
            f"speaker-{at}",
            *((whose[at],) if at % 9 else ()),
            name=Text(en=f"Spokesperson of the ministry number {at}", ar=f"الناطق باسم الوزارة رقم {at}"),
            short={"en": f"Ministry {at}", "ar": f"الوزارة {at}"},
        )
        for at in range(voices)
    ]
    sources = [builders.source(f"paper-{at}", f"outlet-{at}") for at in range(max(1, min(300, count // 20)))]
    first = date(2014, 1, 1)
    days = np.sort(random.integers(0, (TODAY - first).days, count))
    by, heard = random.choice(voices, count, p=rank / rank.sum()), random.integers(0, len(sources), count)
    echo = random.random(count) > ROOTS
    choice = random.random((count, 2))
    topic = builders.topic(builders.TOPIC_OF_KIND[kind], kind, **({"obligors": obligors} if kind == "deadline" else {}))
    records = []
    for at in range(count):
        said = first + timedelta(int(days[at]))
        records.append(
            builders.claim(
                f"claim-{at:05}",
                speaker=f"speaker-{by[at]}",
                source=f"paper-{heard[at]}",
                said_on=said.isoformat(),
                attribution=("direct", "paraphrase", "anonymous", "own-voice")[at % 4],
                statement=Text(
                    en=f"In the words of claim {at} it will be as it was agreed in the talks <of> the committee.",
                    ar=f"بحسب القول رقم {at} سيكون الأمر كما اتفق عليه في محادثات اللجنة.",
                ),
                **_value(kind, said, float(choice[at, 0]), float(choice[at, 1])),
                **({"same_as": f"claim-{at - 1:05}"} if at and echo[at] and not echo[at - 1] else {}),
            )
        )
    made = builders.dossier(topic, *speakers, *sources, *records, sides=tuple(sides))
    named = tuple(Side(id=one, name=Text(en=en, ar=ar)) for one, (en, ar) in SIDES.items())
    return replace(made, dossier=made.dossier.model_copy(update={"sides": named}))


def _value(kind: Kind, said: date, one: float, other: float) -> dict[str, object]:
    if kind == "position":
        return {"stance": STANCES[int(one**2 * len(STANCES))]}
    if kind == "figure":
        low = float(round(200 * 10 ** (1.6 * one), -1))
        qualifier = ("exact", "about", "at-least", "range", "fewer-than")[int(other * 5)]
        return {
            "qualifier": qualifier,
            "low": None if qualifier == "fewer-than" else low,
            "high": None if qualifier == "at-least" else 1.5 * low if qualifier == "range" else low,
        }
    due = said + timedelta(int(30 + one * 700))
    return {"due": due.isoformat(), "force": FORCES[int(other**2 * len(FORCES))]}


def figures(records: DossierRecords) -> pd.DataFrame:
    """The figures of a dossier as a chart takes them, nobody's standing judged."""
    claims = pd.DataFrame(
        [
            (
                one.id,
                one.topic,
                one.speaker,
                records.speakers[one.speaker].sides,
                one.said_on.last,
                one.attribution,
                one.figure.as_of.first,
                one.figure.as_of.last,
                one.figure.low,
                one.figure.high,
                one.figure.qualifier,
            )
            for one in records.claims.values()
            if one.figure is not None
        ],
        columns=[
            *("claim_id", "topic_id", "speaker_id", "sides", "said_on", "attribution"),
            *("as_of_first", "as_of_last", "low", "high", "qualifier"),
        ],
    )
    days = dict.fromkeys(("said_on", "as_of_first", "as_of_last"), "datetime64[s]")
    low, high = claims["low"].astype(float), claims["high"].astype(float)
    about = claims["qualifier"] == "about"
    low, high = low.where(~about, 0.9 * low), high.where(~about, 1.1 * high)
    return claims.assign(low=low.fillna(0), high=high.fillna(np.inf), basis="US troops", unit="people").astype(days)


def conflicts(rows: pd.DataFrame) -> pd.DataFrame:
    """Some pairs of figures that exclude each other, the widest first."""
    exact = rows[rows["qualifier"] == "exact"].sort_values("said_on")
    left, right = exact.iloc[:-1:7], exact.iloc[1::7]
    pairs = pd.DataFrame({"left": left["claim_id"].array, "right": right["claim_id"].array[: len(left)]})
    one, other = left["low"].to_numpy(), right["low"].to_numpy()[: len(left)]
    low, high = np.minimum(one, other), np.maximum(one, other)
    pairs = pairs.assign(relation="conflict", field="value", gap=high - low, ratio=high / low)
    return pairs[pairs["gap"] > 0].sort_values(["ratio", "left"], ascending=[False, True], ignore_index=True)
