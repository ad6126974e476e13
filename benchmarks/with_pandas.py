"""The whole interaction as a plain Streamlit script does it: one DataFrame, filtered, counted and drawn at each click.

Its states follow the same rules but for one: it does not look whether a later date of the same promise replaced an
earlier one. That spares it the chains, and leaves it unable to tell `superseded` and `missed` from the states around
them (`FOLDED`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.charts import bars
from benchmarks.questions import FACETS, PAGE, Shown
from claims.models import HOLDING_ROLES
from claims.query import Query

DATES = ["said_first", "said_last", "due_first", "due_last"]
STILL_TO_COME, PAST_DUE = "still to come", "past due"
FOLDED = {
    **dict.fromkeys(("superseded", "upcoming", "due_soon", "due_now"), STILL_TO_COME),
    **dict.fromkeys(("missed", "overdue", "awaiting_check"), PAST_DUE),
}
"""What states are called whose difference only replaced dates make."""


@dataclass(frozen=True)
class Plain:
    """The tables as a script has them in memory."""

    claims: pd.DataFrame
    outcomes: pd.DataFrame
    topics: pd.DataFrame

    @classmethod
    def read(cls, table: Path) -> Plain:
        with sqlite3.connect(table) as at:
            return cls(
                pd.read_sql("SELECT * FROM claims ORDER BY id", at, parse_dates=DATES),
                pd.read_sql("SELECT * FROM outcomes", at, parse_dates=["first", "last", "known"]),
                pd.read_sql("SELECT * FROM topics", at, parse_dates=["checked"]),
            )

    def chosen(self, asked: Query) -> pd.DataFrame:
        """The claims that a filter of days and words leaves."""
        claims = self.claims
        kept = (claims["retired"] == 0) & (claims["said_last"] <= pd.Timestamp(asked.as_of))
        if asked.from_:
            kept &= claims["said_last"] >= pd.Timestamp(asked.from_)
        if asked.to:
            kept &= claims["said_first"] <= pd.Timestamp(asked.to)
        if asked.words:
            kept &= claims["statement"].str.contains(asked.words, regex=False)
        return claims[kept]

    def states(self, claims: pd.DataFrame, as_of: date) -> pd.Series[str]:
        """The state of each dated claim on a day."""
        dated = claims[claims["kind"] == "deadline"]
        row = dated[["topic", "role", "due_first", "due_last"]].join(self._happened(as_of), on="topic")
        today, first, last = pd.Timestamp(as_of), row["due_first"], row["due_last"]
        starts = row["role"] == "from"
        done_first = row["begun_first"].where(starts, row["done_first"])
        done_last = row["begun_last"].where(starts, row["done_last"])
        holding, done, withdrawn = row["role"].isin(HOLDING_ROLES), done_last.notna(), row["withdrawn"].notna()
        lead = pd.to_timedelta(np.where(row["role"].isin(["by", "before"]), 30, 0), unit="D")
        rules: list[tuple[pd.Series[bool], str]] = [
            (last.isna(), "undated"),
            (holding & ((done & (done_last < first)) | (row["withdrawn"] < first)), "breached"),
            (holding & (today < first), "holding"),
            (holding & (done | withdrawn | (row["checked"] >= first)), "kept"),
            (holding, "awaiting_check"),
            (done & (done_first > last), "met_late"),
            (done & (done_last > last), "timing_unclear"),
            (done & (done_last < first - lead), "met_early"),
            (done, "met_on_time"),
            (withdrawn, "withdrawn"),
            ((today > last) & (row["failed"] >= last), "missed"),
            (today < first - pd.Timedelta(days=30), "upcoming"),
            (today < first, "due_soon"),
            (today <= last, "due_now"),
            (row["checked"] >= last, "overdue"),
        ]
        found = np.select([rule.to_numpy() for rule, _ in rules], [state for _, state in rules], "awaiting_check")
        return pd.Series(found, index=dated.index, name="state")

    def _happened(self, as_of: date) -> pd.DataFrame:
        """What was known by a day to have happened, one row a topic."""
        known = self.outcomes[self.outcomes["known"] <= pd.Timestamp(as_of)]
        columns: dict[str, pd.Series[Any]] = {}
        for name, results in (("done", ["fulfilled"]), ("begun", ["begun", "partly", "fulfilled"])):
            found = known[known["result"].isin(results)]
            # What a named side declared counts before what nobody did.
            named = found[found["named"] == 1]
            by_topic = pd.concat([named, found[~found["topic"].isin(named["topic"])]]).groupby("topic")
            columns |= {f"{name}_first": by_topic["first"].min(), f"{name}_last": by_topic["last"].max()}
        last = known.groupby(["result", "topic"])["last"]
        earliest, latest = last.min(), last.max()
        columns["withdrawn"] = earliest[earliest.index.get_level_values("result") == "withdrawn"].droplevel("result")
        columns["failed"] = latest[latest.index.get_level_values("result") == "not-fulfilled"].droplevel("result")
        return self.topics.set_index("id")[["checked"]].join(pd.DataFrame(columns))

    def shown(self, asked: Query) -> Shown:
        """All that a page shows."""
        chosen = self.chosen(asked)
        chosen = chosen.assign(state=self.states(chosen, asked.as_of))
        page = chosen.sort_values("said_last", kind="stable").tail(PAGE)[::-1]
        return Shown(
            count=len(chosen),
            facets={name: _counts(chosen[name]) for name in FACETS},
            states=_counts(chosen["state"]),
            grid=_grid(pd.crosstab(chosen["topic"], chosen["state"])),
            page=tuple(page["id"]),
            charts=(
                _by_month(chosen, "said_last", "kind"),
                _by_month(chosen[chosen["due_last"].notna()], "due_last", "role"),
            ),
        )


def _counts(column: pd.Series[Any]) -> dict[str, int]:
    counts: dict[str, int] = dict(column.value_counts())
    return counts


def _grid(table: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(str(topic), str(state)): count for state, of in table.items() for topic, count in of.items() if count}


def _by_month(claims: pd.DataFrame, day: str, name: str) -> str:
    month = claims[day].to_numpy().astype("datetime64[M]").astype("datetime64[ns]")
    counts = claims.groupby([name, month]).size()
    return bars({str(one): (of.index.get_level_values(1), of) for one, of in counts.groupby(level=0)})
