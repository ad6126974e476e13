"""What changed between two days: which states and statuses flipped, and what made each of them flip.

The cause is found by trying: each of the causes alone, then one after the other. No clock and no store is asked: an
end is the records as somebody kept them, the day from which they are looked at, and the rules that were in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from claims.analysis import RULES, commitments, deadlines, figures, positions
from claims.answers import Answers
from claims.columns import Bools, Objects, day_number
from claims.errors import HistoryError
from claims.models import Record
from claims.query import Query
from claims.records import DossierRecords
from claims.tables import Tables

KEYS = ("kind", "claim_id", "topic_id", "side", "field", "before", "after", "cause", "because", "why")
"""The keys of a row of `claims diff`; `because` lists ids of records, `why` is a sentence."""
MAIN_KEYS = ("claim_id", "topic_id", "side", "before", "after", "cause", "why")

Cause = Literal["rule", "passing-of-time", "correction", "new-record"]
CAUSES: tuple[Cause, ...] = ("rule", "passing-of-time", "correction", "new-record")
"""In the order in which they are tried."""


class Key(NamedTuple):
    """What can flip: the state or status of a claim, or the state of a commitment, named by its topic and side."""

    kind: Literal["claim", "commitment"]
    id: str
    side: str | None
    field: Literal["state", "status"]


class Stand(NamedTuple):
    """How it stands, of which topic it is, and the ids of the claims, outcomes and assessments that decide."""

    value: str
    topic_id: str
    deciders: tuple[str, ...]


Standings = Mapping[Key, Stand]
Rules = Callable[[Tables, date], Standings]


def standings(tables: Tables, as_of: date) -> Standings:
    """Where every known claim and commitment stands on a day by rule set 1.

    A reported date has both a state and a status.
    """
    dated, ledger = deadlines.states(tables, as_of), commitments.ledger(tables, as_of)
    found: dict[Key, Stand] = {}
    for one in _values(dated, "state", "claim_id", "outcome_id", "replaced_by"):
        found[Key("claim", one.claim_id, None, "state")] = _stand(one, one.state, one.outcome_id, one.replaced_by)
    judged = (dated[dated["status"].notna()], figures.standing(tables, as_of), positions.standing(tables, as_of))
    for frame in judged:
        for one in _values(frame, "status", "claim_id", "r_assessment", "r_other"):
            found[Key("claim", one.claim_id, None, "status")] = _stand(one, one.status, one.r_assessment, one.r_other)
    for one in _values(ledger, "state", "side", "baseline_claim", "outcome_id", "replaced_by"):
        deciders = (one.outcome_id, one.replaced_by, one.baseline_claim)
        found[Key("commitment", one.topic_id, one.side, "state")] = _stand(one, one.state, *deciders)
    return found


def _values(frame: pd.DataFrame, *columns: str) -> Iterator[Any]:
    return frame[["topic_id", *columns]].itertuples(index=False)


def _stand(row: Any, value: str, *deciders: str | None) -> Stand:
    all_ = (getattr(row, "claim_id", None), *deciders)
    return Stand(value, row.topic_id, tuple(id_ for id_ in all_ if isinstance(id_, str)))


RULE_SETS: Mapping[int, Rules] = {RULES: standings}
"""The rules that this program still has, by their number."""


@dataclass(frozen=True)
class End:
    """One of the two days: the records as they were kept, the day from which they are looked at, the rules."""

    records: DossierRecords
    as_of: date
    rule_set: int = RULES
    _stood: dict[Rules, Standings] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def tables(self) -> Tables:
        return Tables.of(self.records)

    def standings(self, rules: Rules) -> Standings:
        """By these rules, found once: the end of one day is the beginning of the next."""
        if rules not in self._stood:
            self._stood[rules] = rules(self.tables, self.as_of)
        return self._stood[rules]


@dataclass(frozen=True)
class Changed:
    """Two ends with the rows of `between` them, or those that a query asks for."""

    before: End
    after: End
    rows: pd.DataFrame

    def records_of(self, row: Any) -> DossierRecords:
        """The later records; the earlier ones where the claim or commitment of a row is no longer among those."""
        later, sides = self.after.records, [side.id for side in self.after.records.dossier.sides]
        there = (
            row.claim_id in later.claims if row.kind == "claim" else row.topic_id in later.topics and row.side in sides
        )
        return later if there else self.before.records

    def narrowed(self, query: Query) -> Changed:
        """With the rows that a query asks for."""
        return replace(self, rows=narrowed(self.rows, self.before, self.after, query))


def between(before: End, after: End, rule_sets: Mapping[int, Rules] = RULE_SETS) -> pd.DataFrame:
    """One row for each state or status that is another one at the later end, in order of topic, then of id.

    Columns: the keys KEYS without why. kind is `claim` (then claim_id) or `commitment` (then side); before and after
    are None where it was not known yet or does not count any more. cause: the first of CAUSES that alone explains the
    new value, else the last that was needed for it: other rules; the days that passed over what was known before; a
    correction of records that were there before; records that were entered or became known since. because lists those
    of the corrected or new records that decide. HistoryError where the program does not have the rules of an end.
    """
    for end in (before, after):
        if end.rule_set not in rule_sets:
            there = ", ".join(map(str, rule_sets))
            raise HistoryError("no_rules", rule_set=end.rule_set, day=end.as_of, known=there)
    old, new = rule_sets[before.rule_set], rule_sets[after.rule_set]
    first, last = before.standings(old), after.standings(new)
    flipped = [key for key in {**first, **last} if _value(first, key) != _value(last, key)]
    rows = []
    if flipped:
        moves = _Moves(before, after)
        known_before = _known_by(before.tables, before.as_of)
        corrected = moves.corrected_alone() if moves.corrected else known_before
        other_rules = old is not new
        alone: dict[Cause, Standings] = {
            "rule": new(known_before, before.as_of) if other_rules else first,
            "passing-of-time": old(known_before, after.as_of),
            "correction": old(corrected, before.as_of) if moves.corrected else first,
        }
        steps = [
            first,
            alone["rule"],
            aged := new(known_before, after.as_of) if other_rules else alone["passing-of-time"],
            new(corrected, after.as_of) if moves.corrected else aged,
            last,
        ]
        for key in flipped:
            cause = _cause(key, alone, steps)
            stands = [found[key] for found in (last, first) if key in found]
            rows.append((key, stands, cause, moves.because(cause, stands)))
    rows.sort(key=lambda row: (row[1][0].topic_id, row[0].kind, row[0].id, row[0].side or "", row[0].field))
    columns = {
        "kind": [key.kind for key, *_ in rows],
        "claim_id": [key.id if key.kind == "claim" else None for key, *_ in rows],
        "topic_id": [stands[0].topic_id for _, stands, *_ in rows],
        "side": [key.side for key, *_ in rows],
        "field": [key.field for key, *_ in rows],
        "before": [_value(first, key) for key, *_ in rows],
        "after": [_value(last, key) for key, *_ in rows],
        "cause": [cause for *_, cause, _ in rows],
        "because": [because for *_, because in rows],
    }
    return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in columns.items()})


def daily(ends: Iterable[End]) -> list[Changed]:
    """What changed from each end to the next; where nothing flipped the two are left out."""
    every = (Changed(one, other, between(one, other)) for one, other in pairwise(ends))
    return [one for one in every if len(one.rows)]


def narrowed(changes: pd.DataFrame, before: End, after: End, query: Query) -> pd.DataFrame:
    """The rows of `between` that a query asks for at one end or the other; its day does not matter."""
    if not query.narrows:
        return changes
    claims: set[str] = set()
    chains: set[tuple[str, str]] = set()
    for end in (before, after):
        asked = Answers(end.records, replace(query, as_of=end.as_of), "en")
        claims.update(asked.selection.claim_ids)
        ledger = asked.commitments()
        chains.update(zip(ledger["topic_id"], ledger["side"], strict=True))
    kept = [
        row.claim_id in claims if row.kind == "claim" else (row.topic_id, row.side) in chains
        for row in changes.itertuples()
    ]
    return changes[np.array(kept, bool)]


def _value(found: Standings, key: Key) -> str | None:
    return found[key].value if key in found else None


def _cause(key: Key, alone: Mapping[Cause, Standings], steps: list[Standings]) -> Cause:
    """The first that explains it alone, else the last step at which the value became another."""
    value = _value(steps[-1], key)
    for cause, found in alone.items():
        if _value(found, key) == value:
            return cause
    return next(
        cause
        for cause, was, is_ in reversed([*zip(CAUSES, steps[:-1], steps[1:], strict=True)])
        if _value(was, key) != _value(is_, key)
    )


KINDS = {
    "dossier": "dossier",
    "topic": "topics",
    "speaker": "speakers",
    "source": "sources",
    "claim": "claims",
    "outcome": "outcomes",
    "assessment": "assessments",
}
"""The kinds of record that can decide, and where a dossier has them."""


class _Moves:
    """Which records were corrected between two ends, and which are new: entered since, or known since."""

    def __init__(self, before: End, after: End) -> None:
        self.before, self.after = before, after
        old, new = _by_kind(before.records), _by_kind(after.records)
        self.corrected = {key for key, one in old.items() if key not in new or not _same(one, new[key])}
        day, until = before.as_of, after.as_of
        early = {(kind, id_) for kind, ids in _known_ids(before.tables, day).items() for id_ in ids}
        late = {(kind, id_) for kind, ids in _known_ids(after.tables, until).items() for id_ in ids}
        self.new = late - early
        self.new |= {key for key in old.keys() & new.keys() if _checked_since(old[key], new[key])}

    def corrected_alone(self) -> Tables:
        """The later records, of which those count that were known before, or would have been as they are now."""
        tables, day = self.after.tables, self.before.as_of
        there, known = _ids(self.before.tables), _known_ids(self.before.tables, day)
        known_now = _known_ids(tables, day)
        checked = dict(zip(self.before.tables.topics, self.before.tables.last_checked, strict=True))
        masks = {
            kind: np.isin(ids, known[kind]) | (np.isin(ids, there[kind]) & np.isin(ids, known_now[kind]))
            for kind, ids in _ids(tables).items()
        }
        return replace(
            _counting(tables, masks),
            last_checked=np.array(
                [
                    min(day, checked.get(topic, day))
                    for topic, day in zip(tables.topics, tables.last_checked, strict=True)
                ],
                np.int64,
            ),
        )

    def because(self, cause: Cause, stands: Iterable[Stand]) -> tuple[str, ...]:
        """The corrected or new records that decide; where none of these does, all those of the topic."""
        if cause not in ("correction", "new-record"):
            return ()
        moved = self.corrected if cause == "correction" else self.new
        ids = {id_ for kind, id_ in moved if kind in ("claim", "outcome", "assessment")}
        stands = tuple(stands)
        deciding = tuple(dict.fromkeys(id_ for one in stands for id_ in one.deciders if id_ in ids))
        return deciding or tuple(id_ for _, id_ in self._of_topics.get((cause, stands[0].topic_id), ()))

    @cached_property
    def _of_topics(self) -> dict[tuple[Cause, str], list[tuple[str, str]]]:
        """By cause and topic, what was moved of all that the topic's claims, outcomes and assessments refer to."""
        found: dict[tuple[Cause, str], dict[tuple[str, str], None]] = {}
        for end in (self.after, self.before):
            for topic, key in _topics_of_records(end.records):
                if key in self.corrected:
                    found.setdefault(("correction", topic), {})[key] = None
                if key in self.new:
                    found.setdefault(("new-record", topic), {})[key] = None
        return {key: sorted(ids) for key, ids in found.items()}


def _by_kind(records: DossierRecords) -> dict[tuple[str, str], Record]:
    return {
        (kind, one.id): one
        for kind, name in KINDS.items()
        for one in ([records.dossier] if kind == "dossier" else getattr(records, name).values())
    }


def _same(old: Any, new: Any) -> bool:
    """A topic that was looked at again is not corrected: it is known for longer."""
    return bool(old == new or (_checked_since(old, new) and _unchecked(old) == _unchecked(new)))


def _checked_since(old: Any, new: Any) -> bool:
    days = [getattr(one, "last_checked", None) for one in (old, new)]
    return days[1] is not None and (days[0] is None or days[0].last < days[1].last)


def _unchecked(topic: Record) -> Record:
    return topic.model_copy(update={"last_checked": None})


def _topics_of_records(records: DossierRecords) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each topic with each record that bears on it."""
    for topic in records.topics:
        yield topic, ("topic", topic)
        yield topic, ("dossier", records.dossier.id)
    for claim in records.claims.values():
        yield claim.topic, ("claim", claim.id)
        yield claim.topic, ("speaker", claim.speaker)
        yield claim.topic, ("source", claim.source)
    for outcome in records.outcomes.values():
        yield outcome.topic, ("outcome", outcome.id)
        yield outcome.topic, ("source", outcome.source)
    for assessment in records.assessments.values():
        yield records.claims[assessment.claim].topic, ("assessment", assessment.id)


def _ids(tables: Tables) -> dict[str, Objects]:
    claims, outcomes = (one.named(np.arange(len(one))) for one in (tables.claims.id, tables.outcomes.id))
    return {"claim": claims, "outcome": outcomes, "assessment": tables.assessments.id}


def _masks_known(tables: Tables, day: date) -> dict[str, Bools]:
    number = day_number(day)
    return {
        "claim": tables.claims.said <= number,
        "outcome": tables.outcomes.known <= number,
        "assessment": tables.assessments.on <= number,
    }


def _known_ids(tables: Tables, day: date) -> dict[str, Objects]:
    masks = _masks_known(tables, day)
    return {kind: ids[masks[kind]] for kind, ids in _ids(tables).items()}


def _known_by(tables: Tables, day: date) -> Tables:
    """The same columns, of which only that counts which was known by a day."""
    return _counting(tables, _masks_known(tables, day))


def _counting(tables: Tables, masks: Mapping[str, Bools]) -> Tables:
    verdicts = tables.assessments
    kept = {one.name: getattr(verdicts, one.name)[masks["assessment"]] for one in fields(verdicts)}
    return replace(
        tables,
        claims=replace(tables.claims, counted=tables.claims.counted & masks["claim"]),
        outcomes=replace(tables.outcomes, counted=tables.outcomes.counted & masks["outcome"]),
        assessments=replace(verdicts, **kept),
    )
