"""The claim that a link names, or what stands in its place: no such id, or said after the day looked from."""

from __future__ import annotations

import difflib

import numpy as np
from markupsafe import Markup

from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import claim_card
from dashboard.components.claim_card import Card
from dashboard.filters import View
from dashboard.texts import text

NEAREST = 5
LOOKED_AT = 20_000
"""So many ids at most are looked at for those nearest to one that is not known."""


def card_asked(view: View) -> Card | None:
    """The claim that the link names; None where it cannot be told, and why not is shown."""
    asked = next(iter(filters.asked("id")), "")
    claim = view.records.claims.get(asked)
    if claim is None:
        _unknown(view, asked)
        return None
    card = Card(view, claim)
    if card.face == "later":
        _later(card)
        return None
    return card


def _unknown(view: View, asked: str) -> None:
    """No claim has this id: which ones are nearest to it."""
    tables = view.dossier.tables
    every = np.flatnonzero(tables.known(view.as_of))
    # Of very many ids those are looked at that begin alike.
    place = int(np.searchsorted(every, np.searchsorted(tables.claims.id.encoded, asked.encode("ascii", "replace"))))
    near = every[max(0, place - LOOKED_AT // 2) : place + LOOKED_AT // 2] if len(every) > LOOKED_AT else every
    known = [*tables.claims.id.named(near)]
    nearest = data.claims_of(view.dossier, difflib.get_close_matches(asked, known, NEAREST, cutoff=0.4))
    told = text("claim.unknown", id=asked) if asked else text("claim.none_named")
    ui.show(
        ui.heading(
            text("shell.eyebrow", page=text("shell.page_claim"), day=formats.day(view.as_of)),
            told,
            ui.a(filters.home("claims"), text("claim.all_claims", view.selection.known)),
        )
    )
    if nearest:
        rows = [
            ui.Row(
                (
                    formats.edtf(claim.said_on, "short"),
                    Markup("<b>{}</b><br><small>{}</small>").format(
                        ui.data(view.records.speakers[claim.speaker].name), ui.data(claim.statement)
                    ),
                    ui.a(filters.link("claim", id=claim.id), Markup('<code dir="ltr">{}</code>').format(claim.id)),
                )
            )
            for claim in nearest
        ]
        columns = [ui.Column(text("shell.filter_said_on")), ui.Column(text("claims.who_and_what")), ui.Column("")]
        ui.show(ui.group(text("claim.nearest"), level=2), ui.table(columns, rows, name=text("claim.nearest")))


def _later(card: Card) -> None:
    """The claim was said after the day looked from, so nothing of it is told; the ways to days that know it."""
    said = claim_card.said(card.claim)
    ui.show(
        ui.heading(
            text("shell.eyebrow", page=text("shell.page_claim"), day=formats.day(card.view.as_of)),
            text("claim.not_yet", day=formats.day(card.view.as_of)),
            text("claim.not_yet_why"),
        ),
        Markup('<p class="ways">{}</p>').format(
            ui.joined(
                [
                    ui.a(filters.link("claim", as_of=said), text("claim.on_its_day")),
                    ui.a(filters.link("claim", as_of=None), text("shell.back_to_today")),
                ],
                between=" · ",
            )
        ),
    )
