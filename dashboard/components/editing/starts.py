"""How a form begins: with the record that is changed, or with what the context says of a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import cast

import numpy as np

from claims.access import Person
from claims.columns import NONE
from claims.editing.fields import entered_of
from claims.faults import RecordType
from claims.models import Claim
from claims.store.dossiers import Held
from dashboard import data, filters
from dashboard.components.editing.layout import LAYOUTS
from dashboard.entered import Entered, Sheet
from dashboard.filters import View
from dashboard.texts import text

KEPT_FOR_NEXT = ("speaker", "topic", "attribution")
"""What the next claim of a source probably has in common with the one before."""


def start(view: View, person: Person, kind: str, asked: Mapping[str, str], held: Held | None) -> Sheet:
    """The record as it stands; of a new one what is known before anything was entered."""
    if held is None:
        values = {name: value for name, value in _known(view, kind, asked).items() if value}
        return Sheet(view.dossier.id, person.key, kind, asked, None, None, values, text("edit.why_new"))
    values = cast(dict[str, Entered], entered_of(cast(RecordType, kind), held.data))
    if kind == "dossier":
        # What was left out has a value all the same, which the form shows as chosen.
        values |= {"read_by": view.records.dossier.read_by, "verdicts_by": view.records.dossier.verdicts_by}
    if "do" in asked:
        values["retired.on"] = view.today.isoformat()
    return Sheet(view.dossier.id, person.key, kind, asked, held.data, held.version, values, why="")


def following(view: View, person: Person, before: Sheet, saved: str) -> Sheet:
    """The form of the next claim of the same source, after one that was saved."""
    sheet = start(view, person, before.kind, before.asked, None)
    sheet.values |= {name: before.text(name) for name in KEPT_FOR_NEXT if before.text(name)}
    sheet.saved = saved
    return sheet


def _known(view: View, kind: str, asked: Mapping[str, str]) -> dict[str, Entered]:
    today = view.today.isoformat()
    match kind:
        case "claim":
            return _of_claim(view, asked)
        case "source":
            return {"retrieved": today, "outlet": _only(view.query.outlet)}
        case "outcome":
            return {"topic": asked.get("topic", ""), "source": asked.get("source", "")}
        case "assessment":
            return {"claim": asked.get("claim", ""), "on": today}
        case _:
            return {}


def _of_claim(view: View, asked: Mapping[str, str]) -> dict[str, Entered]:
    records = view.records
    source = records.sources.get(asked.get("source", ""))
    answered = records.claims.get(asked.get("answers", ""))
    tables = view.dossier.tables
    row = tables.sources.row(source.id) if source else NONE
    beside = data.claims_of(view.dossier, tables.claims.id.named(np.flatnonzero(tables.claims.source == row)))
    return {
        "source": source.id if source else "",
        "said_on": str(source.published) if source and source.published else "",
        "attribution": _usual(beside),
        "responds_to": answered.id if answered else "",
        "topic": answered.topic if answered else _only(view.query.topic),
        "speaker": _only(view.query.speaker),
    }


def _only(chosen: tuple[str, ...]) -> str:
    return chosen[0] if len(chosen) == 1 else ""


def _usual(claims: list[Claim]) -> str:
    """How most claims of the same source are given."""
    return Counter(claim.attribution for claim in claims).most_common(1)[0][0] if claims else ""


def asked_for(view: View) -> tuple[str, dict[str, str]]:
    """Kind and context that the link names; a claim where it names no kind that has a form."""
    kind = filters.choice("kind", LAYOUTS, "claim")
    if kind == "dossier":
        return kind, {"id": view.dossier.id}
    named = {name: filters.asked(name) for name in ("id", "source", "claim", "answers")}
    if kind == "outcome":
        named["topic"] = view.query.topic[:1]
    asked = {name: values[0] for name, values in named.items() if values}
    retires = filters.choice("do", ("retire",), "") and "id" in asked and kind in ("claim", "outcome")
    return kind, {**asked, "do": "retire"} if retires else asked
