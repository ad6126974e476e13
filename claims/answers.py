"""The public tables: what the command and the feeds answer, as rows of plain values with exactly the promised keys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from claims import words
from claims.analysis import commitments, compare, deadlines, figures, positions, record, standing
from claims.analysis.standing import Standing
from claims.errors import ClaimsError
from claims.models import Language
from claims.query import Query, Selection, Unknown, select, unknown
from claims.records import DossierRecords
from claims.search import WordIndex
from claims.spreadsheet import guarded
from claims.tables import Tables

Name = Literal["deadlines", "commitments", "figures", "positions", "pairs", "agreement", "record"]
By = Literal["speaker", "side", "outlet"]
Row = dict[str, Any]

KEYS: Mapping[Name, tuple[str, ...]] = {
    "deadlines": (
        *("claim_id", "topic_id", "speaker_id", "sides", "said_on", "role", "force", "due_first", "due_last"),
        *("state", "badges", "readings", "days_left", "days_overdue", "days_late_min", "days_late_max", "step"),
        *("slip_days", "replaced_by", "outcome_id", "evidence", "why"),
    ),
    "commitments": (
        *("topic_id", "side", "baseline_claim", "baseline_first", "baseline_last", "current_claim", "current_first"),
        *("current_last", "changes", "slip_days", "state", "state_current", "days_late_min", "days_late_max"),
        *("outcome_id", "evidence", "why"),
    ),
    "figures": (
        *("claim_id", "topic_id", "speaker_id", "sides", "said_on", "attribution", "as_of_first", "as_of_last"),
        *("low", "high", "low_open", "high_open", "qualifier", "basis", "unit", "status", "origins", "outlets"),
        *("repeated_since", "why"),
    ),
    "positions": (
        *("claim_id", "topic_id", "speaker_id", "sides", "said_on", "attribution", "stance", "status"),
        *("changed_from", "why"),
    ),
    "pairs": ("left", "right", "relation", "field", "gap", "ratio", "unit", "why"),
    "agreement": ("topic_id", "a", "b", "same", "compatible", "conflict", "not_comparable"),
    "record": ("who", "closed", "met_on_time", "met_late", "missed", "overdue", "open", "rate"),
}

MAIN_KEYS: Mapping[Name, tuple[str, ...]] = {
    "deadlines": ("claim_id", "said_on", "role", "due_last", "state", "badges", "why"),
    "commitments": ("topic_id", "side", "baseline_last", "current_last", "slip_days", "state", "state_current", "why"),
    "figures": ("claim_id", "said_on", "qualifier", "low", "high", "status", "why"),
    "positions": ("claim_id", "said_on", "stance", "status", "why"),
    "pairs": ("left", "right", "relation", "gap", "unit", "why"),
    "agreement": KEYS["agreement"],
    "record": KEYS["record"],
}
"""What a reader sees in a terminal; the rest is in the other forms."""
MOST_CLAIMS_IN_PAIRS = 300
"""Above so many claims, the pairs of a topic are listed only up to a limit."""


class TopicNeededError(ClaimsError):
    """Pairs are told of one topic that the dossier has."""


class LimitNeededError(ClaimsError):
    """Too many pairs to list them all; `claims` says of how many claims."""

    def __init__(self, claims: int) -> None:
        super().__init__(f"{claims} claims make too many pairs: give a limit")
        self.claims = claims


class FilterError(ClaimsError):
    """A table cannot be narrowed by what was asked; `filters` are those that it takes."""

    def __init__(self, *filters: str) -> None:
        super().__init__(f"this table takes only {', '.join(filters)}")
        self.filters = filters


@dataclass(frozen=True)
class Answers:
    """What one dossier answers to a query, in a language."""

    records: DossierRecords
    query: Query
    language: Language

    def rows(self, name: Name, by: By = "side", limit: int | None = None) -> list[Row]:
        """The rows of a table. TopicNeededError and LimitNeededError say what a table of pairs lacks."""
        frame = self._frame(name, by, limit)
        if limit is not None:
            frame = frame.head(limit)
        if "why" in KEYS[name]:
            frame = frame.assign(why=words.why(frame, self.records, self.language))
        return plain_rows(frame, KEYS[name])

    @cached_property
    def unknown(self) -> tuple[Unknown, ...]:
        """What the query names and the dossier does not have."""
        return unknown(self.tables, self.query)

    @cached_property
    def selection(self) -> Selection:
        """The claims that the query asks for."""
        return self._select(self.query)

    @cached_property
    def tables(self) -> Tables:
        return Tables.of(self.records)

    def _select(self, query: Query) -> Selection:
        return select(self.tables, self._standing, query, self._words.containing)

    @cached_property
    def _words(self) -> WordIndex:
        return WordIndex.of(self.records, self.tables)

    @cached_property
    def _deadlines(self) -> pd.DataFrame:
        return deadlines.states(self.tables, self.query.as_of)

    @cached_property
    def _figures(self) -> pd.DataFrame:
        return figures.standing(self.tables, self.query.as_of)

    @cached_property
    def _positions(self) -> pd.DataFrame:
        return positions.standing(self.tables, self.query.as_of)

    @cached_property
    def _standing(self) -> Standing:
        """State and status of each claim; they are worked out only where the query asks for one."""
        if self.query.state or self.query.status:
            return standing.of(self.tables, self.query.as_of)
        return standing.nothing(self.tables)

    def _frame(self, name: Name, by: By, limit: int | None) -> pd.DataFrame:
        as_of = self.query.as_of
        match name:
            case "deadlines":
                return self.selection.rows(self._deadlines)
            case "figures":
                return self.selection.rows(self._figures)
            case "positions":
                return self.selection.rows(self._positions)
            case "commitments":
                return self.commitments()
            case "pairs":
                return self._pairs(limit)
            case "agreement":
                return compare.agreement(self.tables, by, as_of, self.selection.claim_ids)
            case "record":
                return self._record("speaker" if by == "speaker" else "side")

    def has_topic(self, name: Name) -> bool:
        """Whether the dossier has the topic whose pairs are asked for; of other tables any dossier answers."""
        return name != "pairs" or not self.query.topic or self.query.topic[0] in self.records.topics

    def commitments(self) -> pd.DataFrame:
        """The commitments that the query asks for, as `commitments.ledger` tells them."""
        ledger = commitments.ledger(self.tables, self.query.as_of)
        return commitments_asked(ledger, self.query, lambda rest: self._select(rest).rows(self._deadlines))

    def _pairs(self, limit: int | None) -> pd.DataFrame:
        if len(self.query.topic) != 1:
            raise TopicNeededError
        chosen = self.selection.claim_ids
        if limit is None and len(chosen) > MOST_CLAIMS_IN_PAIRS:
            raise LimitNeededError(len(chosen))
        return compare.pairs(Tables.of(_narrowed(self.records, chosen)), self.query.topic[0], self.query.as_of, limit)

    def _record(self, by: Literal["speaker", "side"]) -> pd.DataFrame:
        """The record of the speakers or sides asked for, over the topics asked for."""
        query, records = self.query, self.records
        beyond = replace(query, topic=(), side=(), speaker=())
        if beyond.narrows:
            raise FilterError("speaker", "side", "topic")
        if query.topic:
            records = _narrowed(records, [one.id for one in records.claims.values() if one.topic in query.topic])
        frame = record.kept(Tables.of(records) if query.topic else self.tables, by, query.as_of)
        speaks_for = {id_: {*one.sides} for id_, one in records.speakers.items()}
        if by == "side":
            sides = {*query.side}.union(*(speaks_for[one] for one in query.speaker)) if query.speaker else {*query.side}
            return frame[frame["who"].isin(sides)] if sides else frame
        if query.speaker:
            frame = frame[frame["who"].isin(query.speaker)]
        if query.side:
            frame = frame[[bool(speaks_for[who] & {*query.side}) for who in frame["who"]]]
        return frame


def commitments_asked(
    ledger: pd.DataFrame, query: Query, claims_asked: Callable[[Query], pd.DataFrame]
) -> pd.DataFrame:
    """Commitments of the topics, sides and states asked for, with a claim of their chain that fits all else.

    `claims_asked` gives the rows of the table `deadlines` that answer a query.
    """
    if query.topic:
        ledger = ledger[ledger["topic_id"].isin(query.topic)]
    if query.side:
        ledger = ledger[ledger["side"].isin(query.side)]
    if query.state or query.status:
        ledger = ledger[ledger["state"].isin(query.state)]
    rest = replace(query, topic=(), side=(), state=(), status=())
    if rest.narrows:
        links = deadlines.in_chains(claims_asked(rest)).explode("sides")
        kept = pd.MultiIndex.from_frame(links[["topic_id", "sides"]])
        ledger = ledger[pd.MultiIndex.from_frame(ledger[["topic_id", "side"]]).isin(kept)]
    return ledger


def _narrowed(records: DossierRecords, chosen: Collection[str]) -> DossierRecords:
    """The same dossier with these claims alone; claims of one origin stay of one origin."""
    leaders: dict[str, str] = {id_: id_ for id_ in chosen if records.claims[id_].same_as is None}
    claims = {}
    for id_ in chosen:
        root = id_
        while (other := records.claims[root].same_as) is not None:
            root = other
        leader = leaders.setdefault(root, id_)
        update = {"same_as": None if leader == id_ else leader, "responds_to": None}
        claims[id_] = records.claims[id_].model_copy(update=update)
    return replace(records, claims=claims, assessments={})


def plain_rows(frame: pd.DataFrame, keys: Sequence[str]) -> list[Row]:
    """Rows of plain values: days as ISO text, whole numbers without a fraction, lists, None where there is none."""
    columns = [_plain_column(frame[key]) for key in keys]
    return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain_column(column: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.to_numpy().astype("datetime64[D]")
        return [None if none else str(day) for none, day in zip(np.isnat(days), days, strict=True)]
    return [_plain(value) for value in column.tolist()]


def _plain(value: Any) -> Any:
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if value != value else int(value) if value.is_integer() else value
    return None if value is pd.NA or value is pd.NaT else value


def as_json(rows: Iterable[Row]) -> str:
    """A list of objects, one a line."""
    return "[" + ",".join("\n  " + json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows) + "\n]\n"


def as_csv(rows: Iterable[Row], keys: Sequence[str]) -> str:
    """Comma-separated lines with a head; no text in it is a formula (`claims.spreadsheet`)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(keys)
    writer.writerows([_cell(row[key]) for key in keys] for row in rows)
    return out.getvalue()


def _cell(value: Any) -> str | int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return guarded(as_words(value))


def as_words(value: Any) -> str:
    """A plain value in one cell: lists by semicolons, a reading as `strict: missed`, nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(as_words(one) for one in value)
    if isinstance(value, dict):
        return ": ".join(as_words(one) for one in value.values())
    return f"{value:.4g}" if isinstance(value, float) else str(value)
