"""Why a state or status flipped between two days, in whole sentences: the cause with its records, then the flip."""

from __future__ import annotations

from typing import Any

import pandas as pd
from babel.lists import format_list

from claims import spoken
from claims.catalogue import domain
from claims.changes import KINDS, End
from claims.models import Language
from claims.words import word

NAMED = 3
"""How many records a sentence names before it counts the rest."""


def why(changes: pd.DataFrame, before: End, after: End, language: Language) -> list[str]:
    """The sentences of each row of `changes.between` these two ends."""
    return [_why(row, before, after, language) for row in changes.itertuples()]


def _why(row: Any, before: End, after: End, language: Language) -> str:
    say = domain(language).text
    gaps: dict[str, object] = {}
    if row.because:
        named = [record(id_, before, after, language) for id_ in row.because[:NAMED]]
        if len(row.because) > NAMED:
            named.append(say("history.more", len(row.because) - NAMED))
        gaps["records"] = format_list(named, style="standard", locale=language)
    elif row.cause == "rule":
        gaps |= {"old": before.rule_set, "new": after.rule_set}
    else:
        gaps |= {"first": spoken.day(before.as_of, language), "last": spoken.day(after.as_of, language)}
    cause = say(f"history.cause_{row.cause.replace('-', '_')}", None, **gaps)
    values = {
        name: word(row.field, value, language)
        for name, value in (("before", row.before), ("after", row.after))
        if value is not None
    }
    flip = "became" if len(values) == 2 else "appeared" if "after" in values else "gone"
    return f"{cause} {say(f'history.{flip}', None, **values)}"


def record(id_: str, before: End, after: End, language: Language) -> str:
    """A record by who said it or what it is, with its day."""
    say = domain(language).text
    for records in (after.records, before.records):
        if claim := records.claims.get(id_):
            who = records.speakers[claim.speaker].name.in_language(language)
            return say("history.record_claim", None, who=who, day=spoken.edtf(claim.said_on, language))
        if outcome := records.outcomes.get(id_):
            return say("history.record_outcome", None, day=spoken.edtf(outcome.happened_on, language))
        if verdict := records.assessments.get(id_):
            return say("history.record_assessment", None, day=spoken.edtf(verdict.on, language))
        for kind in ("topic", "speaker", "source"):
            if id_ in getattr(records, KINDS[kind]):
                return f"{say(f'check.type_{kind}')} {id_}"
    return f"{say('check.type_dossier')} {id_}"
