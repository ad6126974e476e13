"""The domain's words in both languages, and why a row of a table stands as it does, in whole sentences.

Analysis gives a reason, a code with its values; here it becomes a sentence that names the days and records that decide.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd
from babel.lists import format_list

from claims import spoken
from claims.analysis.rules import NUMBERS, SECTIONS, Rule
from claims.analysis.status import STATUSES
from claims.catalogue import domain
from claims.filling import known_on
from claims.models import COMPARABLE_WITHIN_DAYS, Claim, Language, Source
from claims.records import DossierRecords

MET = ("met_late", "met_early", "met_on_time", "timing_unclear")
DECLARED = (*MET, "breached", "kept_ended", "withdrawn")


def word(kind: str, code: str, language: Language) -> str:
    """The word for a code of its kind: `word("state", "met_late", "en")` is "met late"."""
    return domain(language).text(f"{kind}.{code.replace('-', '_')}")


def count(what: str, n: int, language: Language, **gaps: object) -> str:
    """A number with what it counts: `count("days", 109, "ar")` is "109 أيام"."""
    return domain(language).text(f"count.{what}", n, **gaps)


def rules(language: Language) -> list[tuple[str, str, list[tuple[Rule, str]]]]:
    """The rules for a reader: of each section its name, its title and its rules, each with its sentence."""
    say = domain(language)
    numbers = {name: spoken.number(number, language) for name, number in NUMBERS.items()}
    days = {name: count("days_oblique", NUMBERS[name], language) for name in ("soon", "early", "within", "repeated")}
    gaps: dict[str, object] = {**numbers, **days}
    return [
        (
            section,
            say.text(f"rule.section_{section}"),
            [(rule, say.text(f"rule.{rule.code}", None, **gaps)) for rule in found],
        )
        for section, found in SECTIONS.items()
    ]


def meanings(language: Language) -> dict[str, str]:
    """What each word of the rules means, as Methodology prints it, by kind and code: `state.met_late`."""
    return {f"{rule.kind}.{rule.word}": said for _, _, found in rules(language) for rule, said in found if rule.word}


def why(frame: pd.DataFrame, records: DossierRecords, language: Language) -> list[str]:
    """Why each row of a table stands as it does: deadlines, their chains, commitments, figures, positions, pairs."""
    reasons = _Reasons(records, language)
    return [reasons.told(row) for row in frame.to_dict("records")]


Row = Mapping[Any, Any]


class _Reasons:
    """Sentences about the rows of one dossier in one language."""

    def __init__(self, records: DossierRecords, language: Language) -> None:
        self.records, self.language, self.catalogue = records, language, domain(language)

    def told(self, row: Row) -> str:
        codes = (row["reason"], *row.get("r_also", ()))
        return " ".join(sentence for code in codes for sentence in self._sentences(code, row))

    def _sentences(self, code: str, row: Row) -> Iterator[str]:
        if code.startswith("pair_"):
            yield self._pair(code, row)
        elif code.startswith("step_"):
            yield self._step(code, row)
        elif code == "left_out":
            yield from (self._left_out(outcome, row) for outcome in row["r_left_out"])
        elif code in STATUSES or code == "silent":
            yield self._status(code, row)
        else:
            yield self._state(code, row)

    def _say(self, key: str, **gaps: object) -> str:
        sentence = self.catalogue.text(f"why.{key}", None, **gaps)
        return sentence[0].upper() + sentence[1:]

    # States

    def _state(self, code: str, row: Row) -> str:
        claim = self.records.claims[row.get("claim_id") or row["baseline_claim"]]
        first, last = (_day(row.get(f"due_{edge}", row.get(f"baseline_{edge}"))) for edge in ("first", "last"))
        if first is None or last is None:
            return self._say("undated")
        left, over = row["days_left"], row["days_overdue"]
        gaps: dict[str, object] = {
            "first": self._on(first),
            "last": self._on(last),
            "window": spoken.span(first, last, self.language),
            "value": self._value(claim),
        }
        if code in DECLARED:
            gaps |= self._done(code, row, first, last)
        elif code in ("superseded", "missed_replaced"):
            new = self.records.claims[row["replaced_by"]]
            gaps |= {"said": spoken.edtf(new.said_on, self.language), "new": self._value(new)}
        elif code == "missed":
            outcome = self.records.outcomes[row["outcome_id"]]
            gaps["known"] = self._on(known_on(outcome, self.records.sources[outcome.source]))
        elif code in ("upcoming", "due_soon", "due_now", "holding"):
            to_first = left - (last - first).days if code in ("upcoming", "due_soon") else left
            gaps |= {"left": self._count("days_left", to_first), "days": self._count("days_oblique", to_first)}
        elif code == "overdue":
            gaps["days"] = self._count("days_oblique", over)
        elif code == "strict_late":
            gaps["more"] = self._count("days", row["days_late_max"])
        elif code == "strict_differs":
            gaps["state"] = word("state", row["r_strict"], self.language)
        elif code == "current":
            gaps["state"] = word("state", row["state_current"], self.language)
        if (checked := _day(row["r_checked"])) is not None:
            gaps["checked"] = self._on(checked)
        return self._say(code + self._variant(code, row, first, last), **gaps)

    def _variant(self, code: str, row: Row, first: date, last: date) -> str:
        """Which of its sentences fits the case."""
        if code in DECLARED:
            within = ""
            if code == "met_on_time":
                done = {_day(row["r_done_first"]), _day(row["r_done_last"])}
                by = first == last or row["role"] in ("by", "before")
                within = "_day" if done == {first} == {last} else "_by" if by else ""
            return within + ("_declared" if row["r_by"] else "")
        if code in ("awaiting_check", "awaiting_check_holding") and pd.isna(row["r_checked"]):
            return "_never"
        if code in ("overdue", "kept") and pd.isna(row["r_checked"]):
            return "_unnamed"
        if code in ("upcoming", "due_soon") and first < last:
            return "_window"
        return "_last" if code == "due_now" and row["days_left"] == 0 else ""

    def _done(self, code: str, row: Row, first: date, last: date) -> dict[str, object]:
        """When it was done, on whose word, how long after or before."""
        if code in MET:
            begin, end = _known_day(row["r_done_first"]), _known_day(row["r_done_last"])
        else:
            happened = self.records.outcomes[row["outcome_id"]].happened_on
            begin, end = _known_day(happened.first), _known_day(happened.last)
        least, most = (begin - last).days, (end - last).days
        days = self._count("days_oblique", abs(least if code == "met_late" else (first - end).days))
        if code == "met_late" and least < most:
            days = self._count("days_range", most, a=spoken.number(least, self.language))
        return {"done": self._when(begin, end), "who": self._sides(row["r_by"]), "days": days}

    def _left_out(self, outcome_id: str, row: Row) -> str:
        """What a record says that does not count, since a named side declared another day."""
        outcome = self.records.outcomes[outcome_id]
        begin, end = _known_day(row["r_done_first"]), _known_day(row["r_done_last"])
        first, last = _known_day(outcome.happened_on.first), _known_day(outcome.happened_on.last)
        gaps = {
            "outlet": self._outlet(self.records.sources[outcome.source]),
            "day": spoken.edtf(outcome.happened_on, self.language),
        }
        if last < begin:
            return self._say("left_out", gap=self._count("days_earlier", (begin - last).days), **gaps)
        if first > end:
            return self._say("left_out", gap=self._count("days_later", (first - end).days), **gaps)
        return self._say("left_out_within", **gaps)

    # Steps of a chain

    def _step(self, code: str, row: Row) -> str:
        claim = self.records.claims[row["claim_id"]]
        if code == "step_baseline":
            return self._say(code)
        if code == "step_competing":
            return self._say(code, who=self._speaker(claim))
        value = {name: row.get(f"r_{name}", row.get(name)) for name in ("before", "moved_days", "late_days")}
        gaps: dict[str, object] = {"new": self._value(claim), "old": self._value(self.records.claims[value["before"]])}
        if code == "step_restated":
            first, last = _known_day(row["due_first"]), _known_day(row["due_last"])
            old = [_known_day(row.get(f"r_before_{edge}", row.get(f"before_{edge}"))) for edge in ("first", "last")]
            if [first, last] != old:
                code += "_narrower" if old[0] <= first and last <= old[1] else "_wider"
            return self._say(code, **gaps)
        gaps["days"] = self._count("days_oblique", abs(value["moved_days"]))
        if code == "step_extended_late":
            gaps["late"] = self._count("days_oblique", value["late_days"])
        return self._say(code, **gaps)

    # Statuses

    def _status(self, code: str, row: Row) -> str:
        claim = self.records.claims[row["claim_id"]]
        position = claim.position is not None
        if not pd.isna(row["r_assessment"]):
            return self._verdict(code, row["r_assessment"])
        if claim.position is not None and code == "silent":
            searched = claim.position.searched_on
            assert searched is not None  # a silence says until when it was searched
            return self._say(code, searched=spoken.edtf(searched, self.language))
        if code == "unverified":
            return self._say("unverified_position" if position else code)
        other = self.records.claims[row["r_other"]]
        gaps: dict[str, object] = {
            "value": self._value(other),
            "who": self._speaker(other),
            "day": spoken.edtf(other.said_on, self.language),
            "speakers": self._count("speakers_oblique", row["r_others"]),
        }
        many = "_many" if row["r_others"] > 1 else ""
        if code == "outdated":
            assert other.figure is not None  # only a figure is outdated
            return self._say(code, measured=spoken.edtf(other.figure.as_of, self.language), **gaps)
        if position:
            return self._say({"contested": "opposed", "corroborated": "agreed"}[code] + many, **gaps)
        if code == "contested":
            gaps["gap"] = self._gap(claim, row["r_gap"])
            many += "" if row["r_gap"] else "_edge"
        return self._say(code + many, **gaps)

    def _verdict(self, code: str, assessment_id: str) -> str:
        """An editor's words, with the document on which they rest."""
        assessment = self.records.assessments[assessment_id]
        gaps = {
            "why": assessment.why.in_language(self.language),
            "day": spoken.edtf(assessment.on, self.language),
        }
        if code == "uncheckable":
            return self._say(code, **gaps)
        if not assessment.evidence:
            return self._say(f"{code}_bare", **gaps)
        return self._say(code, document=self._document(self.records.sources[assessment.evidence[0]]), **gaps)

    # Pairs

    def _pair(self, code: str, row: Row) -> str:
        left, right = self.records.claims[row["left"]], self.records.claims[row["right"]]
        topic = self.records.topics[left.topic]
        values = {"left": self._value(left), "right": self._value(right)}
        match code:
            case "pair_not_comparable_basis":
                a, b = (self._basis(one) for one in (left, right))
                return self._say(code, a=a, b=b)
            case "pair_different_time_as_of":
                within = COMPARABLE_WITHIN_DAYS if topic.comparable_within is None else topic.comparable_within
                limit = self._count("days_oblique", within)
                return self._say(code, days=self._count("days", row["gap"]), limit=limit)
            case "pair_conflict_due" | "pair_conflict_value":
                ratio = row["ratio"]
                # A factor that rounds to one says nothing beside the gap.
                told: bool = not pd.isna(ratio) and round(ratio, 1) > 1
                variant = "_edge" if row["gap"] == 0 else "_ratio" if told else ""
                times: str = spoken.number(round(ratio, 1), self.language) if told else ""
                return self._say(code + variant, gap=self._gap(left, row["gap"]), ratio=times, **values)
            case "pair_same_value" | "pair_same_due" if values["left"] == values["right"]:
                return self._say("pair_same_words", **values)
        return self._say(code, **values)

    # Parts of sentences

    def _value(self, claim: Claim) -> str:
        return spoken.value(claim, self.records.topics[claim.topic], self.language)

    def _basis(self, claim: Claim) -> str:
        """Who or what a figure counts."""
        basis = (claim.figure.basis if claim.figure else None) or self.records.topics[claim.topic].basis
        return self.records.term(basis or "", self.language)

    def _gap(self, claim: Claim, gap: float) -> str:
        return spoken.number(gap, self.language) if claim.figure else self._count("days_oblique", gap)

    def _count(self, what: str, n: float, **gaps: object) -> str:
        return count(what, int(n), self.language, **gaps)

    def _on(self, day: date) -> str:
        return spoken.day(day, self.language)

    def _when(self, first: date, last: date) -> str:
        """On, in or between the days on which something happened."""
        if first == last:
            return self.catalogue.text("values.on", date=self._on(first))
        if (first.year, first.month, first.day) == (last.year, last.month, 1) and _ends_month(last):
            return self.catalogue.text("values.in", date=spoken.month(first, self.language))
        same_month, same_year = (first.year, first.month) == (last.year, last.month), first.year == last.year
        begin = (
            str(first.day) if same_month else spoken.day_of_year(first, self.language) if same_year else self._on(first)
        )
        return self.catalogue.text("values.between", a=begin, b=self._on(last))

    def _speaker(self, claim: Claim) -> str:
        return self.records.speakers[claim.speaker].name.in_language(self.language)

    def _outlet(self, source: Source) -> str:
        return self.records.outlets[source.outlet].name.in_language(self.language)

    def _document(self, source: Source) -> str:
        if source.published is None:
            return self._outlet(source)
        return self._say("document", outlet=self._outlet(source), date=spoken.edtf(source.published, self.language))

    def _sides(self, sides: tuple[str, ...]) -> str:
        names = {side.id: side.name.in_language(self.language) for side in self.records.dossier.sides}
        told = [_with_article(names[side]) if self.language == "en" else names[side] for side in sides]
        return format_list(told, style="standard", locale=self.language)


_NAMED_WITH_ARTICLE = (
    "Region",
    "Nations",
    "States",
    "Kingdom",
    "Union",
    "Republic",
    "Committee",
    "Command",
    "Ministry",
)


def _with_article(name: str) -> str:
    """An English name as the subject of a sentence: "the Iraqi government", "the United Nations", but "NATO"."""
    last = name.split()[-1]
    common = last.islower() and not last.endswith("s")
    return f"the {name}" if " " in name and (common or last in _NAMED_WITH_ARTICLE) else name


def _ends_month(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _day(value: Any) -> date | None:
    if isinstance(value, pd.Timestamp):
        return value.date()
    return None if pd.isna(value) else value


def _known_day(value: Any) -> date:
    """A day that is there: outcomes and windows have both ends."""
    day = _day(value)
    assert day is not None
    return day
