"""The column image of a dossier: its columns with what is made of them once, brought up to date change by change.

One image serves all readers and is never written to: what changes makes a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

import numpy as np

from claims.analysis.states import Dated, dated
from claims.analysis.status import Since, since
from claims.columns import NONE, Ints
from claims.records import DossierRecords
from claims.rows import AssessmentRow, Changed, ClaimRow, Rows, SourceRow
from claims.tables import Tables


class Reads(Protocol):
    """Where rows come from: all that there is today of what is asked for."""

    def claims(self, ids: Collection[str]) -> Iterable[ClaimRow]: ...
    def sources(self, ids: Collection[str]) -> Iterable[SourceRow]: ...
    def assessments(self) -> Iterable[AssessmentRow]: ...


def made(tables: Tables) -> Tables:
    """The same columns, after what is made once of them was made."""
    dated(tables)
    since(tables)
    return tables


def size(tables: Tables) -> int:
    """How many bytes of memory the image takes, ids left out: they are text, and of a large dossier lie in a file."""
    claims = vars(tables.claims).items()
    columns = [column for name, column in claims if name != "id" and isinstance(column, np.ndarray)]
    columns += [tables.source_outlet, tables.source_language]
    columns += [*vars(dated(tables)).values(), *vars(since(tables)).values()]
    return sum(column.nbytes for column in columns)


def after(tables: Tables, changed: Mapping[str, Collection[str]], records: DossierRecords, reads: Reads) -> Tables:
    """The image after changes, by kind and id; of `records`, those of today, no claims are read.

    A change of the dossier's own record is not among them: with other sides the columns are built anew.
    """
    claims = tables.claims
    touched = {*changed.get("topic", ())}
    speakers = [tables.speakers.index(one) for one in changed.get("speaker", ()) if one in tables.speakers]
    touched |= _topics(tables, np.flatnonzero(np.isin(claims.speaker, speakers)))
    asked = {*changed.get("claim", ())} | _ids(tables, np.isin(claims.topic, _codes(tables, changed.get("topic", ()))))
    # An origin is read as a whole: which claim it goes back to may be another one.
    rows = claims.id.rows(asked)
    origins = np.isin(claims.root, claims.root[rows[rows != NONE]])
    touched |= _topics(tables, np.flatnonzero(origins))
    asked |= _ids(tables, origins)
    read = [*reads.claims(asked)]
    touched |= {row.topic for row in read}
    sources = [*changed.get("source", ())]
    news = Rows(read, reads.sources(sources), reads.assessments())
    new, place = tables.merged(records, news, Changed(asked, sources))
    _put(tables, new, place, _codes(new, touched))
    return new


def _put(old: Tables, new: Tables, place: Ints, topics: Ints) -> None:
    """Make again what these topics are about, keep the rest."""
    own = np.flatnonzero(np.isin(new.claims.topic, topics))
    part, claims = new.with_claims(own), new.claims

    def merged(row: Ints, again: Ints, *columns: tuple[Ints, Ints]) -> list[Ints]:
        moved = place[row]
        stays = (moved != NONE) & ~np.isin(claims.topic[moved], topics)
        rows = np.concatenate([moved[stays], own[again]])
        return [rows, *(np.concatenate([before[stays], after]) for before, after in columns)]

    date, redone = dated(old), dated(part)
    dates = merged(date.row, redone.row, *zip(date.replaced(), redone.replaced(), strict=True))
    dated.put(new, Dated.of(new, *dates))
    heard, reheard = since(old), since(part)
    row, *days = merged(heard.row, reheard.row, *zip(heard.days(), reheard.days(), strict=True))
    order = np.argsort(row)
    since.put(new, Since.of(row[order], *(one[order] for one in days)))


def _codes(tables: Tables, topics: Iterable[str]) -> Ints:
    return np.array([tables.topics.index(one) for one in topics if one in tables.topics], np.int64)


def _topics(tables: Tables, rows: Ints) -> set[str]:
    return {tables.topics[code] for code in np.unique(tables.claims.topic[rows])}


def _ids(tables: Tables, where: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> set[str]:
    return {*tables.claims.id.named(np.flatnonzero(where))}
