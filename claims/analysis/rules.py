"""The rules as a reader is told them: what decides, in the order and with the numbers that the code itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from claims.analysis import chains, figures, record, relations, states, status, values
from claims.models import COMPARABLE_WITHIN_DAYS


@dataclass(frozen=True)
class Rule:
    """One rule: its sentence is `rule.<code>` of the catalogue; `kind` and `word` name what it decides, if anything."""

    code: str
    kind: str | None = None
    word: str | None = None


def _each(kind: str, words: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(Rule(f"{kind}_{word.replace('-', '_')}", kind, word) for word in words)


def _plain(*codes: str) -> tuple[Rule, ...]:
    return tuple(Rule(code) for code in codes)


BADGES = (*chains.SLIPS, "partly", "reading-dependent")

SECTIONS: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "promises": _plain("promise_reason", "promise_derived", "promise_kept"),
        "states": _each("state", states.STATES),
        "order": _plain("order_state", "order_checked", "order_lenient"),
        "badges": _each("badge", BADGES),
        "windows": _plain("window_on", "window_between", "window_by", "window_before", "window_holding", "window_none"),
        "steps": (*_plain("chain"), *_each("step", chains.STEPS), *_plain("slip")),
        "evidence": _each("evidence", states.EVIDENCE),
        "figures": _plain("figure_exact", "figure_soft", "figure_bounds", "figure_words", "figure_as_of", "figure_old"),
        "relations": _each("relation", relations.RELATIONS),
        "positions": _plain("position_stance", "position_silence"),
        "origins": _plain("origin", "origin_count"),
        "statuses": _each("status", status.STATUSES),
        "record": _plain("record_rate", "record_open", "record_few"),
        "limits": _plain("limit_entered", "limit_checked"),
    }
)
"""The sections of the Methodology page, in order: title `rule.section_<name>`."""

NUMBERS: Mapping[str, int] = MappingProxyType(
    {
        "soon": states.DUE_SOON_DAYS,
        "early": states.EARLY_DAYS,
        "soft": round(values.SOFT_TENTHS * 10),
        "within": COMPARABLE_WITHIN_DAYS,
        "repeated": figures.REPEATED_AFTER_DAYS,
        "few": record.RANKED_FROM,
        **{f"{word}_from": least for word, (least, _) in values.WORDS_OF_SIZE.items()},
        **{f"{word}_to": most for word, (_, most) in values.WORDS_OF_SIZE.items()},
    }
)
"""The gaps of the sentences: days, percent, counts, the bounds of words of size."""
