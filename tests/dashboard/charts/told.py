"""Words for charts of made-up claims, and tables of the Iraq dossier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from claims.analysis import commitments, deadlines
from claims.models import Language
from claims.records import DossierRecords
from claims.tables import Tables
from dashboard.charts.frame import Told, Words, known_outcomes
from dashboard.texts import catalogue

TODAY = date(2026, 11, 23)


def told(claim_id: str, said: date, **given: Any) -> Told:
    return Told(
        **{
            "speaker": "Allawi",
            "said": said.isoformat(),
            "said_first": said,
            "said_last": said,
            "value": "in Sep 2025",
            "statement": "The mission ends.",
            "attribution": "direct",
            "origin": claim_id,
            "reports": 1,
            "outlets": 1,
            **given,
        }
    )


def words(claims: Mapping[str, Told], language: Language = "en", **given: Any) -> Words:
    return Words(
        **{
            "language": language,
            "say": catalogue(language).text,
            "claims": claims,
            "sides": {"us": "US government", "iraq": "Iraqi government"},
            "topics": {"exit": "Exit from the base"},
            "slots": {"iraq": 1, "us": 2},
            **given,
        }
    )


@dataclass(frozen=True)
class View:
    """The Iraq dossier as of a day, in one language, for charts."""

    records: DossierRecords
    deadlines: pd.DataFrame
    commitments: pd.DataFrame
    as_of: date
    language: Language

    @classmethod
    def of(cls, records: DossierRecords, as_of: date = TODAY, language: Language = "en") -> View:
        tables = Tables.of(records)
        return cls(records, deadlines.states(tables, as_of), commitments.ledger(tables, as_of), as_of, language)

    @property
    def outcomes(self) -> pd.DataFrame:
        return known_outcomes(self.records, self.as_of, self.language)

    def words(self, claim_ids: Any = ()) -> Words:
        return Words.of(self.records, list(claim_ids), self.language)
