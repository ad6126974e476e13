"""A dossier of any size in the bulk form, always the same for a size and seed.

`python -m benchmarks.generate 10000 FILE` writes one.

Uneven as real ones are: few speakers, topics, outlets and documents have most claims (Zipf's law), a quarter of the
claims are echoes, most statements are Arabic, many dates vague. Claims and sources stand in the order of time.
"""

from __future__ import annotations

import argparse
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.vocabulary import COMMON_FORMS, COMMON_SHARE, name, sentences
from claims.faults import RecordType
from claims.models import Language
from claims.writing import as_json_line

SPEAKERS, OUTLETS, TOPICS = 500, 300, 200
SIDES = ("government", "opposition", "ministry", "coalition", "region", "militias", "neighbour", "united-nations")
ARABIC_SHARE, ECHO_SHARE, ANSWER_SHARE, RETIRED_SHARE = 0.6, 0.25, 0.05, 0.004
CLAIMS_A_SOURCE, CLAIMS_AN_OUTCOME, CLAIMS_AN_ASSESSMENT = 3, 400, 100

FIRST_DAY, AS_OF = date(2014, 1, 1), date(2026, 10, 31)
_SPAN = (AS_OF - FIRST_DAY).days

_CHUNK = 10_000
_REMEMBERED = 12
"""So many of the last utterances on a topic may be echoed or answered."""

_KINDS = ("deadline", "figure", "position", "deadline", "figure") * 2
_UNITS = ("people", "dollars", "megawatts", "families")
_BASES = ("all", "registered", "foreign", "on-site")
_ROLES = {"by": 40, "in": 18, "before": 10, "on": 8, "from": 8, "between": 6, "until": 6, "at-least-until": 4}
_FORCES = {"commitment": 60, "report": 25, "demand": 15}
_ATTRIBUTIONS = {"paraphrase": 55, "direct": 30, "anonymous": 10, "own-voice": 5}
_QUALIFIERS = {
    "exact": 35,
    "about": 22,
    "more-than": 14,
    "at-least": 8,
    "fewer-than": 5,
    "range": 6,
    "nearly": 4,
    "at-most": 3,
    "hundreds": 1,
    "thousands": 1,
    "dozens": 1,
}
_STANCES = ("affirms", "denies", "qualifies", "conditional", "no-statement")

Fields = dict[str, Any]


def records(size: int, seed: int = 0) -> Iterator[tuple[RecordType, Fields]]:
    """The records of a dossier of that many claims, each after those that it refers to, echoes after their origin."""
    return _Generator(size, seed).records()


def write(file: Path, size: int, seed: int = 0) -> None:
    """The dossier as a `.jsonl` file."""
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(as_json_line({"type": kind, **fields}) for kind, fields in records(size, seed))


def dossier_id(size: int) -> str:
    return f"generated-{size}"


def claim_id(number: int) -> str:
    return f"claim-{number:07}"


def _uneven(draw: np.random.Generator, ranks: int, count: int, exponent: float = 1.0) -> list[int]:
    """Ranks from 0, each drawn as often as Zipf's law has it."""
    upto = np.cumsum(np.arange(1, ranks + 1) ** -exponent)
    found: list[int] = np.searchsorted(upto, draw.random(count) * upto[-1]).tolist()
    return found


def _weighted(draw: np.random.Generator, weights: dict[str, int], count: int) -> list[str]:
    share = np.array([*weights.values()]) / sum(weights.values())
    return [*map([*weights].__getitem__, draw.choice(len(share), count, p=share).tolist())]


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def _vague(day: date, how: float) -> str:
    """A date as sources give it: most to the day, some to the month, few to the year; `how` is between 0 and 1."""
    text = day.isoformat()
    if how < 0.86:
        return text
    return text[:7] if how < 0.94 else text + "~" if how < 0.985 else text[:4]


@dataclass(frozen=True)
class _Said:
    """What may be echoed or answered."""

    number: int
    speaker: int
    said_on: str
    value: Fields


class _Topic:
    """A question, and how the answers to it move with time."""

    def __init__(self, rank: int, seed: int) -> None:
        draw = np.random.default_rng([seed, 1, rank])
        self.id, self.kind = f"topic-{rank:03}", _KINDS[rank % len(_KINDS)]
        self.said: deque[_Said] = deque(maxlen=_REMEMBERED)
        steps = np.sort(draw.integers(0, _SPAN, 9))
        self._since = [0, *steps.tolist()]
        # The date that is promised from each step on: mostly put off, now and then advanced.
        self._due = (np.array(self._since) + draw.integers(20, 900, len(self._since))).tolist()
        self._size, self._growth = float(np.exp(draw.uniform(5, 12))), float(draw.normal(0, 0.6))
        self._stances = draw.dirichlet([1.5, 1.5, 0.6, 0.4, 0.2], len(SIDES) + 1).cumsum(axis=1)
        self.decided_from = int(_SPAN * draw.uniform(0.6, 1)) if draw.random() < 0.55 else None
        obligors = [SIDES[at] for at in draw.permutation(3)[: draw.integers(1, 4)]]
        question, answer = ({lang: _sentence(draw, lang) for lang in ("en", "ar")} for _ in range(2))
        self.fields: Fields = {
            "id": self.id,
            "kind": self.kind,
            "question": {language: f"{words}?" for language, words in question.items()},
            "label": {"en": f"Topic {rank}", "ar": f"الموضوع {rank}"},
        }
        if self.kind == "deadline":
            self.fields["obligors"] = obligors
            if draw.random() < 0.7:
                self.fields["last_checked"] = _day(int(_SPAN * draw.uniform(0.8, 1))).isoformat()
        elif self.kind == "figure":
            self.fields |= {"unit": _UNITS[rank % len(_UNITS)], "basis": _BASES[rank % len(_BASES)]}
            if draw.random() < 0.5:
                self.fields["comparable_within"] = (31, 183, 365)[rank % 3]
        else:
            self.fields["proposition"] = answer

    def value(self, day: int, side: int | None, how: Sequence[float], role: str, force: str, qualifier: str) -> Fields:
        """What is claimed on a day by somebody of a side; `how` are four numbers between 0 and 1."""
        if self.kind == "deadline":
            return {"deadline": self._deadline(day, how, role, force)}
        if self.kind == "figure":
            return {"figure": self._figure(day, how, qualifier)}
        stance = _STANCES[bisect(self._stances[side if side is not None else -1].tolist()[:-1], how[0])]
        searched = {"searched_on": _day(day).isoformat()} if stance == "no-statement" else {}
        return {"position": {"stance": stance, **searched}}

    def _deadline(self, day: int, how: Sequence[float], role: str, force: str) -> Fields:
        step = bisect(self._since, day) - 1
        step = max(step - 1, 0) if how[0] < 0.15 else min(step + 1, len(self._due) - 1) if how[0] > 0.92 else step
        due = _day(self._due[step] + (int(how[1] * 120) - 60 if how[2] > 0.8 else 0))
        if role == "between":
            text = f"{due:%Y-%m}/{due + timedelta(days=100):%Y-%m}"
        elif role == "on" or how[3] < 0.3:
            text = due.isoformat()
        else:
            text = f"{due:%Y-%m}" if how[3] < 0.76 else f"{due:%Y-%m}~" if how[3] < 0.82 else f"{due:%Y}"
        given = {"due": text} if how[3] < 0.96 or role in ("between", "on") else {}
        return {"role": role, **given, "force": force}

    def _figure(self, day: int, how: Sequence[float], qualifier: str) -> Fields:
        exact = self._size * np.exp(self._growth * day / _SPAN) * (1 + 0.3 * (how[0] - 0.5) * (how[1] > 0.5))
        number = int(float(f"{exact:.2g}" if how[2] < 0.7 else f"{exact:.4g}"))
        low: int | None = number
        high: int | None = number
        if qualifier in ("more-than", "at-least"):
            high = None
        elif qualifier in ("fewer-than", "at-most", "nearly"):
            low = None
        elif qualifier == "range":
            high = number + max(number // 5, 1)
        elif qualifier in ("dozens", "hundreds", "thousands"):
            low = high = None
        basis = {"basis": _BASES[int(how[3] * 80)]} if how[3] < 0.05 else {}
        return {"low": low, "high": high, "qualifier": qualifier, "as_of": _vague(_day(day), how[1]), **basis}


def _sentence(draw: np.random.Generator, language: Language) -> str:
    return next(sentences(draw, language, 1, 6, 10))


class _Generator:
    def __init__(self, size: int, seed: int) -> None:
        self.size, self.seed = size, seed
        self.sources = max(size // CLAIMS_A_SOURCE, 1)
        self.topics = [_Topic(rank, seed) for rank in range(TOPICS)]
        draw = self._draw(2)
        sides = _uneven(draw, len(SIDES), SPEAKERS, 0.6)
        unnamed, joint = draw.random(SPEAKERS) < 0.08, draw.random(SPEAKERS) < 0.06
        self.sides_of = [
            [] if none else [one, *([(one + 3) % len(SIDES)] if two else [])]
            for one, none, two in zip(sides, unnamed, joint, strict=True)
        ]
        self.arabic = draw.random(self.sources) < ARABIC_SHARE

    def _draw(self, *part: int) -> np.random.Generator:
        """Numbers of their own for each part, so that none depends on how many another one drew."""
        return np.random.default_rng([self.seed, *part])

    def records(self) -> Iterator[tuple[RecordType, Fields]]:
        yield "dossier", self._dossier()
        yield from (("topic", topic.fields) for topic in self.topics)
        yield from (("speaker", one) for one in self._speakers())
        yield from (("outlet", one) for one in self._outlets())
        yield from (("source", one) for one in chain.from_iterable(map(self._sources, self._chunks(self.sources))))
        yield from (("claim", one) for one in chain.from_iterable(map(self._claims, self._chunks(self.size))))
        yield from (("outcome", one) for one in self._outcomes())
        yield from (("assessment", one) for one in self._assessments())

    def _chunks(self, count: int) -> Iterator[range]:
        return (range(start, min(start + _CHUNK, count)) for start in range(0, count, _CHUNK))

    def _said_day(self, claim: int) -> int:
        """Ever more is said."""
        return int(_SPAN * (claim / self.size) ** 0.6)

    def _published_day(self, source: int) -> int:
        return self._said_day(min(source * CLAIMS_A_SOURCE, self.size - 1))

    def _dossier(self) -> Fields:
        return {
            "id": dossier_id(self.size),
            "title": {"en": f"{self.size:,} generated claims", "ar": f"{self.size:,} قول مولد"},
            "summary": {
                "en": "Made for measurements: nobody said any of it.",
                "ar": "للقياس فقط: لم يقل أحد منه شيئا.",
            },
            "time_zone": "Asia/Baghdad",
            "sides": [{"id": side, "name": name(at)} for at, side in enumerate(SIDES)],
            "terms": [{"id": code, "name": name(50 + at)} for at, code in enumerate((*_UNITS, *_BASES))],
        }

    def _speakers(self) -> Iterator[Fields]:
        kinds = _weighted(self._draw(3), {"person": 60, "government": 15, "organisation": 15, "media": 10}, SPEAKERS)
        for rank, (kind, sides) in enumerate(zip(kinds, self.sides_of, strict=True)):
            kind = kind if sides else "anonymous"
            yield {
                "id": f"speaker-{rank:03}",
                "name": name(100 + rank),
                "kind": kind,
                "sides": [SIDES[one] for one in sides],
            }

    def _outlets(self) -> Iterator[Fields]:
        # Even ones Arabic, odd ones English: so each language has its big ones.
        for rank in range(OUTLETS):
            yield {
                "id": f"outlet-{rank:03}",
                "name": name(1000 + rank),
                "country": ("IQ", "US", "GB", "AE", "LB")[rank % 5],
                "language": "en" if rank % 2 else "ar",
            }

    def _sources(self, numbers: range) -> Iterator[Fields]:
        draw = self._draw(4, numbers.start)
        count = len(numbers)
        ranks, how = _uneven(draw, OUTLETS // 2, count), draw.random((count, 2)).tolist()
        titles = {language: sentences(draw, language, count, 4, 8) for language in ("ar", "en")}
        for number, rank, (vague, linked) in zip(numbers, ranks, how, strict=True):
            language = "ar" if self.arabic[number] else "en"
            outlet, day = rank * 2 + (language == "en"), _day(self._published_day(number))
            yield {
                "id": f"source-{number:06}",
                "outlet": f"outlet-{outlet:03}",
                **({"url": f"https://outlet-{outlet:03}.example/{day:%Y/%m}/{number}"} if linked < 0.9 else {}),
                "published": _vague(day, vague),
                "retrieved": day.isoformat(),
                "language": language,
                "title": next(titles[language]),
            }

    def _source_of(self, claim: int, later: int, busy: bool) -> int:
        """The document of a claim, published when it was said or soon after; every eighth has many claims."""
        source = claim // CLAIMS_A_SOURCE + later
        return min((source // 8 + 1) * 8 if busy else source, self.sources - 1)

    def _claims(self, numbers: range) -> Iterator[Fields]:
        draw = self._draw(5, numbers.start)
        count = len(numbers)
        topics, speakers = _uneven(draw, TOPICS, count, 0.8), _uneven(draw, SPEAKERS, count)
        words = {language: sentences(draw, language, count, 6, 16) for language in ("ar", "en")}
        later, busy = (draw.geometric(0.3, count) - 1).tolist(), (draw.random(count) < 0.25).tolist()
        chances, hows = draw.random((count, 8)).tolist(), draw.random((count, 4)).tolist()
        coded = [
            *zip(*(_weighted(draw, one, count) for one in (_ROLES, _FORCES, _QUALIFIERS, _ATTRIBUTIONS)), strict=True)
        ]
        for at, number in enumerate(numbers):
            topic, speaker, chance = self.topics[topics[at]], speakers[at], chances[at]
            source, day = self._source_of(number, later[at], busy[at]), self._said_day(number)
            sides, (role, force, qualifier, attribution) = self.sides_of[speaker], coded[at]
            value = topic.value(day, sides[0] if sides else None, hows[at], role, force, qualifier)
            said_on = _vague(_day(day), chance[0])
            links: Fields = {}
            # The last ones are echoed most.
            earlier = topic.said[-1 - int(chance[1] ** 2 * len(topic.said))] if topic.said else None
            if earlier and chance[2] < ECHO_SHARE:
                speaker, said_on = earlier.speaker, earlier.said_on
                value = earlier.value if chance[3] < 0.93 else value
                links["same_as"] = claim_id(earlier.number)
            elif earlier and earlier.speaker != speaker and chance[4] < ANSWER_SHARE / (1 - ECHO_SHARE):
                links["responds_to"] = claim_id(earlier.number)
            retired = chance[5] < RETIRED_SHARE
            if retired:
                links["retired"] = {"on": AS_OF.isoformat(), "by": "editor", "why": "Entered twice."}
            if not retired and "same_as" not in links:
                topic.said.append(_Said(number, speaker, said_on, value))
            language = "ar" if self.arabic[source] else "en"
            statement = next(words[language])
            if language == "ar" and chance[6] < COMMON_SHARE / ARABIC_SHARE:
                statement = f"{statement} {COMMON_FORMS[int(chance[7] * len(COMMON_FORMS))]}"
            yield {
                "id": claim_id(number),
                "topic": topic.id,
                "speaker": f"speaker-{speaker:03}",
                "said_on": said_on,
                "attribution": attribution,
                "source": f"source-{source:06}",
                "statement": {language: statement},
                **value,
                **links,
            }

    def _outcomes(self) -> Iterator[Fields]:
        draw = self._draw(6)
        deadlines = [topic for topic in self.topics if topic.kind == "deadline"]
        count = max(self.size // CLAIMS_AN_OUTCOME, 1)
        statements = zip(*(sentences(draw, language, count, 6, 12) for language in ("en", "ar")), strict=True)
        ranks, how = _uneven(draw, len(deadlines), count, 0.5), draw.random((count, 5)).tolist()
        for number, (rank, (when, what, by, known, vague), (en, ar)) in enumerate(
            zip(ranks, how, statements, strict=True)
        ):
            topic, day = deadlines[rank], int(_SPAN * when**0.6)
            decided = topic.decided_from is not None and day >= topic.decided_from
            results = ("fulfilled", "fulfilled", "partly") if decided else ("begun", "partly", "not-fulfilled")
            later = min(day + int(known * 30), _SPAN)
            sides = [SIDES[int(by * len(SIDES))], *(["united-nations"] if by < 0.2 else [])] if by < 0.85 else []
            yield {
                "id": f"outcome-{number:05}",
                "topic": topic.id,
                "happened_on": _vague(_day(day), vague),
                "result": "withdrawn" if what > 0.98 else results[int(what * 3)],
                "statement": {"en": en, "ar": ar},
                "source": f"source-{min(int(when * self.sources), self.sources - 1):06}",
                "known_on": _day(later).isoformat(),
                "declared_by": sides,
            }

    def _assessments(self) -> Iterator[Fields]:
        draw = self._draw(7)
        count = max(self.size // CLAIMS_AN_ASSESSMENT, 1)
        verdicts = _weighted(
            draw,
            {"documented": 45, "contradicted": 25, "corrected": 12, "uncheckable": 12, "retracted": 6},
            count,
        )
        claims, why = draw.integers(0, self.size, count).tolist(), sentences(draw, "en", count, 5, 10)
        for number, (verdict, claim, reason) in enumerate(zip(verdicts, claims, why, strict=True)):
            day = min(self._said_day(claim) + 45, _SPAN)
            yield {
                "id": f"assessment-{number:05}",
                "claim": claim_id(claim),
                "status": verdict,
                "on": _day(day).isoformat(),
                "by": "editor",
                "why": {"en": reason},
                "evidence": [f"source-{self._source_of(claim, 3, busy=False):06}"],
            }


def main() -> None:
    arguments = argparse.ArgumentParser(description="Write a generated dossier.")
    arguments.add_argument("claims", type=int, help="how many claims")
    arguments.add_argument("file", type=Path, help="the .jsonl file to write")
    arguments.add_argument("--seed", type=int, default=0, help="another one gives another dossier")
    given = arguments.parse_args()
    write(given.file, given.claims, given.seed)


if __name__ == "__main__":
    main()
