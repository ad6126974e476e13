"""One number said again and again: who said it first, who since, who last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pandas as pd
from markupsafe import Markup

from claims.analysis import figures
from claims.models import Claim
from dashboard import components as ui
from dashboard import formats
from dashboard.components import claim_card
from dashboard.filters import View
from dashboard.texts import text

BETWEEN = 4
"""How many days are told between the first and the last."""


def panel(view: View, topic_id: str) -> Markup:
    """The most repeated number of a question; empty where none was said for a year."""
    found = figures.repetition(view.dossier.tables, topic_id, view.as_of)
    if found.empty:
        return ui.EMPTY
    claims = [view.records.claims[claim_id] for claim_id in found["claim_id"]]
    told = _spread([list(said) for _, said in groupby(claims, key=claim_card.said)])
    lines = [_line(view, said, at, len(told)) for at, said in enumerate(told)]
    head = Markup('<h2>{}</h2><p class="why">{} {}</p><ol class="chain said-again">{}</ol>').format(
        text("figures.said_since", value=_number(view, claims[0]), day=formats.edtf(claims[0].said_on)),
        text("figures.repeated", len(claims), speakers=text("shell.speakers", found["speaker_id"].nunique())),
        _meanwhile(view, topic_id, found),
        ui.joined(lines, between=""),
    )
    more = _all(view, claims) if sum(map(len, told)) < len(claims) else ui.EMPTY
    return Markup('<section class="card said-again">{}{}</section>').format(head, more)


def _number(view: View, claim: Claim) -> str:
    """The number alone, without the word that came before it."""
    figure, topic = claim.figure, view.records.topics[claim.topic]
    if figure is None or figure.low is None or figure.low != figure.high:
        return formats.value(claim, topic)
    return str(int(figure.low)) if topic.unit == "year" else formats.number(figure.low)


def _meanwhile(view: View, topic_id: str, found: pd.DataFrame) -> str:
    """How many speakers gave another number between the first day and the last."""
    table = view.tables.figures
    between = table[
        (table["topic_id"] == topic_id)
        & table["said_on"].between(found["said_on"].min(), found["said_on"].max())
        & ~table["claim_id"].isin(found["claim_id"])
    ]
    others = [one for one in between["claim_id"] if view.tables.origin[one] not in set(found["claim_id"])]
    return text("figures.meanwhile", len(others)) if others else ""


def _spread(days: Sequence[list[Claim]]) -> list[list[Claim]]:
    """The first, the last and a few between, evenly taken."""
    if len(days) <= BETWEEN + 2:
        return list(days)
    return [days[round(at * (len(days) - 1) / (BETWEEN + 1))] for at in range(BETWEEN + 2)]


def _line(view: View, said: Sequence[Claim], at: int, count: int) -> Markup:
    """A day with who said it; the first and the last are told as such."""
    value = formats.value(said[0], view.records.topics[said[0].topic])
    key = "figures.first_said" if at == 0 else "figures.last_said" if at == count - 1 else ""
    return Markup('<li class="{}"><p class="head">{} · {}</p><p>{}</p></li>').format(
        "restated" if at else "new",
        formats.edtf(said[0].said_on, "short"),
        ui.joined([_who(view, claim) for claim in said], between=text("shell.comma")),
        text(key, value=value) if key else value,
    )


def _who(view: View, claim: Claim) -> Markup:
    return Markup("<b>{}</b> {}").format(ui.data(view.records.speakers[claim.speaker].name), claim_card.way(claim))


def _all(view: View, claims: Sequence[Claim]) -> Markup:
    """Every claim that gives the number, closed until asked for."""
    lines = [
        Markup("{} · {} {}").format(
            formats.edtf(claim.said_on, "short"),
            _who(view, claim),
            formats.value(claim, view.records.topics[claim.topic]),
        )
        for claim in claims
    ]
    return ui.fold(text("figures.all_with_number", len(claims)), ui.listed(lines))
