"""An image that is brought up to date says what one says that is built anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis import image
from claims.analysis.states import dated
from claims.analysis.status import since
from claims.records import DossierRecords
from claims.rows import AssessmentRow, ClaimRow, Rows, SourceRow
from claims.tables import Tables
from tests.builders import claim, dossier, outlet, source, speaker, topic
from tests.claims.analysis.generated import dossiers

KINDS = {"topic": "topics", "speaker": "speakers", "outlet": "outlets", "source": "sources", "claim": "claims"}


class Reads:
    """The rows of records in memory."""

    def __init__(self, records: DossierRecords) -> None:
        self._rows, self.asked = Rows.of(records), 0

    def claims(self, ids: Collection[str]) -> Iterable[ClaimRow]:
        found = [row for row in self._rows.claims if row.id in ids]
        self.asked = len(found)
        return found

    def sources(self, ids: Collection[str]) -> Iterable[SourceRow]:
        return [row for row in self._rows.sources if row.id in ids]

    def assessments(self) -> Iterable[AssessmentRow]:
        return self._rows.assessments


def changed(old: DossierRecords, new: DossierRecords) -> dict[str, set[str]]:
    def of(kind: str) -> set[str]:
        before, after = getattr(old, kind), getattr(new, kind)
        return {id_ for id_ in before.keys() | after.keys() if before.get(id_) != after.get(id_)}

    return {kind: of(name) for kind, name in KINDS.items()}


def plain(tables: Tables) -> dict[str, Any]:
    """What the columns say, without how wide they are, where bounds lie or which numbers claims have."""
    claims = tables.claims
    skipped = {"id", "number", "bounds", "limits", "answering"}
    columns = {one.name: getattr(claims, one.name) for one in fields(claims) if one.name not in skipped}
    columns |= {"low": claims.low, "high": claims.high, "answers": claims.answers}
    columns |= {f"dated {name}": column for name, column in vars(dated(tables)).items()}
    columns |= {f"heard {at}": column for at, column in enumerate([since(tables).row, *since(tables).days()])}
    rest = {one.name: getattr(tables, one.name) for one in fields(tables)}
    rest |= {"claims": list(claims.id), "sources": list(tables.sources), "outcomes": vars(tables.outcomes)}
    rest |= {"assessments": vars(tables.assessments)}
    flat = {name: value for name, value in rest.items() if not isinstance(value, dict)}
    flat |= {
        f"{name} {key}": one for name, value in rest.items() if isinstance(value, dict) for key, one in value.items()
    }
    return {name: list(one) if hasattr(one, "row") else one for name, one in (columns | flat).items()}


def assert_alike(found: Tables, expected: Tables) -> None:
    one, other = plain(found), plain(expected)
    assert one.keys() == other.keys()
    for name, column in one.items():
        np.testing.assert_array_equal(np.asarray(column), np.asarray(other[name]), err_msg=name)


def brought_up(old: DossierRecords, new: DossierRecords) -> Tables:
    return image.after(image.made(Tables.of(old)), changed(old, new), new, Reads(new))


@given(dossiers(most=12), st.data())
def test_whatever_changes_the_image_is_as_if_built_anew(new: DossierRecords, draw: Any) -> None:
    referred = {other for one in new.claims.values() for other in (one.same_as, one.responds_to)}
    referred |= {one.claim for one in new.assessments.values()}
    there = {
        id_: one
        for id_, one in new.claims.items()
        if id_ in referred or draw.draw(st.booleans(), label=f"{id_} was there")
    }
    said = st.sampled_from(("2025-09-15", "2024", None))
    before = {}
    for id_, one in there.items():
        if (day := draw.draw(said, label=f"{id_} was said")) is not None:
            one = type(one).model_validate({**one.model_dump(exclude_unset=True), "said_on": day})
        if one.same_as and draw.draw(st.booleans(), label=f"{id_} was no echo"):
            one = one.model_copy(update={"same_as": None})
        before[id_] = one
    old = replace(new, claims=before)
    assert_alike(brought_up(old, new), image.made(Tables.of(new)))
    # And back again.
    assert_alike(brought_up(new, old), image.made(Tables.of(old)))


OLD = dossier(
    topic("troops", kind="figure", basis="all", comparable_within=0),
    speaker("baghdad", "baghdad"),
    source("paper", "gazette"),
    claim("a", due="2025-06-30"),
    claim("b", due="2025-09-30", said_on="2025-02-01"),
    claim("n", exactly=2500, topic="troops", speaker="washington", said_on="2025-01-01"),
    claim("m", exactly=900, topic="troops", speaker="tehran", said_on="2025-03-01"),
)


@pytest.mark.parametrize(
    "change",
    [
        {"speakers": {"baghdad": speaker("baghdad")}},
        {"speakers": {"aaa": speaker("aaa", "tehran")}},
        {"outlets": {"aaa": outlet("aaa")}, "sources": {"aaa": source("aaa", "aaa", language="ar")}},
        {"sources": {"paper": source("paper", "gazette", language="fr")}},
        {"topics": {"troops": topic("troops", kind="figure", basis="none", comparable_within=400)}},
        {"topics": {"aaa": topic("aaa")}, "claims": {"aaa": claim("aaa", topic="aaa")}},
    ],
    ids=["side", "speaker", "outlet", "language", "basis", "topic"],
)
def test_what_claims_refer_to_may_change_too(change: dict[str, dict[str, Any]]) -> None:
    new = replace(OLD, **{kind: {**getattr(OLD, kind), **records} for kind, records in change.items()})
    assert_alike(brought_up(OLD, new), image.made(Tables.of(new)))


def test_only_what_a_change_is_about_is_read_again() -> None:
    new = replace(OLD, claims={**OLD.claims, "c": claim("c", due="2026-01-31", said_on="2025-03-01")})
    reads = Reads(new)
    image.after(image.made(Tables.of(OLD)), changed(OLD, new), new, reads)
    assert reads.asked == 1
    assert image.made(Tables.of(new)).known(date(2026, 1, 1)).sum() == 5
