"""Receipts: a small file that proves what a view said on a day, and that anyone can check without a network.

A receipt is one line of canonical JSON (UTF-8, keys sorted, no spaces) that ends in a newline. The file is byte for
byte its own canonical form, and its `hash` is the SHA-256 of all else in it, so that no byte can be changed unseen. It
seals the records by a digest of them all, the view by a digest of the rows of the tables that every page is drawn from,
and the store's history by the hash of its last entry, which is chained to all before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from claims import links
from claims.analysis import RULES
from claims.answers import KEYS, Answers, Name
from claims.changes import RULE_SETS
from claims.errors import HistoryError
from claims.flat import canonical
from claims.query import FACETS, Query
from claims.records import DossierRecords

TABLES: tuple[Name, ...] = ("deadlines", "commitments", "figures", "positions")
"""The tables that a receipt seals, without their sentences: pages count and draw all else from them."""

Problem = Literal["dossier_differs", "history_differs", "records_differ", "rows_differ", "rules_missing"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Head(_Part):
    """How many entries the history had, and the hash of the last."""

    entries: int
    hash: str


class Digest(_Part):
    """How many there are, and the SHA-256 over their canonical JSON."""

    count: int
    sha256: str


class View(_Part):
    """A page, or a table, with the parameters of its link, defaults left out."""

    page: str
    parameters: dict[str, list[str]]


class Receipt(_Part):
    """What a receipt says. `recorded_at` (UTC, to the microsecond) and `history` are null of a dossier in files."""

    product: Literal["claims-dashboard"] = "claims-dashboard"
    format: Literal[1] = 1
    dossier: str
    view: View
    as_of: str
    recorded_at: str | None
    rule_set: int
    history: Head | None
    records: Digest
    rows: Digest

    @property
    def query(self) -> Query:
        return links.asked({**self.view.parameters, "as_of": [self.as_of]}, date.fromisoformat(self.as_of)).query

    @property
    def moment(self) -> datetime | None:
        return None if self.recorded_at is None else datetime.fromisoformat(self.recorded_at)


def of(
    records: DossierRecords,
    query: Query,
    page: str,
    *,
    own: Mapping[str, Sequence[str]] | None = None,
    recorded_at: datetime | None = None,
    history: Head | None = None,
    rule_set: int = RULES,
) -> bytes:
    """The receipt of a view of these records; `own` are the page's parameters beside those that all share."""
    told = Receipt(
        dossier=records.dossier.id,
        view=View(page=page, parameters=_parameters(query) | {name: [*values] for name, values in (own or {}).items()}),
        as_of=query.as_of.isoformat(),
        recorded_at=None if recorded_at is None else _written(recorded_at),
        rule_set=rule_set,
        history=history,
        records=_records(records),
        rows=_rows(records, query),
    )
    return _sealed(told.model_dump())


def read(file: bytes) -> Receipt:
    """The receipt in a file. HistoryError where it is none, or where a byte of it was changed."""
    try:
        told = json.loads(file)
        seal = told.pop("hash")
        sound = isinstance(seal, str) and _sealed(told) == file
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise HistoryError("not_a_receipt") from error
    if not sound:
        raise HistoryError("receipt_altered")
    try:
        found = Receipt.model_validate(told)
        date.fromisoformat(found.as_of)
        if found.recorded_at is not None and _written(datetime.fromisoformat(found.recorded_at)) != found.recorded_at:
            raise HistoryError("not_a_receipt")
    except (ValidationError, ValueError) as error:
        raise HistoryError("not_a_receipt") from error
    return found


def problems(receipt: Receipt, records: DossierRecords, history: Head | None = None) -> list[Problem]:
    """In what these records, kept at the receipt's moment, are not those that it seals; `history` is the store's then.

    An export keeps no history: without one, that of the receipt is not compared.
    """
    if receipt.dossier != records.dossier.id:
        return ["dossier_differs"]
    found: dict[Problem, bool] = {
        "history_differs": None not in (history, receipt.history) and history != receipt.history,
        "records_differ": _records(records) != receipt.records,
        "rules_missing": receipt.rule_set not in RULE_SETS,
        "rows_differ": receipt.rule_set in RULE_SETS and _rows(records, receipt.query) != receipt.rows,
    }
    return [problem for problem, is_so in found.items() if is_so]


def _parameters(query: Query) -> dict[str, list[str]]:
    """The query as parameters of a link, without its day."""
    days = {name: [str(day)] for name, day in (("from", query.from_), ("to", query.to)) if day}
    codes: dict[str, list[str]] = {facet: [*getattr(query, facet)] for facet in FACETS if getattr(query, facet)}
    return {**codes, **days, **({"q": [query.words]} if query.words else {})}


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _sealed(told: dict[str, Any]) -> bytes:
    return f"{canonical({**told, 'hash': _sha256(told)})}\n".encode()


def _sha256(data: object) -> str:
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def _records(records: DossierRecords) -> Digest:
    """All records with the texts of sources, by kind and id."""
    told: list[list[Any]] = [
        [kind, id_, one.model_dump(mode="json", exclude_unset=True)]
        for kind, found in records.by_kind.items()
        for id_, one in found.items()
    ]
    told += [["text", id_, text] for id_, text in records.texts.items()]
    return Digest(count=len(told), sha256=_sha256(sorted(told, key=lambda one: one[:2])))


def _rows(records: DossierRecords, query: Query) -> Digest:
    """The rows of the sealed tables that answer a query, whatever their order."""
    answers = Answers(records, query, "en")
    told = [
        canonical([name, {key: row[key] for key in KEYS[name] if key != "why"}])
        for name in TABLES
        for row in answers.rows(name)
    ]
    return Digest(count=len(told), sha256=_sha256(sorted(told)))
