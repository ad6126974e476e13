"""Dossiers of thousands of claims on one question, skewed as a monitoring desk's are: few speakers say most."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import numpy as np

from claims.models import Kind, Language, Side, Text
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
