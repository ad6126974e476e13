"""Cite this view: what a reader puts under an article or into a bibliography so that others see the same."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import TypeVar

import streamlit as st
from markupsafe import Markup, escape

from claims import citation
from claims.analysis import RULES
from claims.citation import Citation
from claims.models import LANGUAGES, Claim, Edtf, Language
from dashboard import components as ui
from dashboard import data, filters, formats, texts
from dashboard.components import changes
from dashboard.components.claim_card import Card
from dashboard.components.copying import copy_button
from dashboard.components.markup import readable
from dashboard.filters import View
from dashboard.texts import text

T = TypeVar("T")

FILES = {
    "bib": ("BibTeX", citation.bibtex, "application/x-bibtex"),
    "ris": ("RIS", citation.ris, "application/x-research-info-systems"),
}
"""By the ending of its file: what a format is called, how it is written, and its media type."""


def cite() -> None:
    """The view, or the claim of a claim's page, as a sentence in both languages and for bibliographies."""
    own = texts.language()
    cited = {language: _in(language, _cited) for language in LANGUAGES}
    with st.container(key="citations"):
        for language in sorted(LANGUAGES, key=lambda one: one != own):
            told = _in(language, partial(_told, cited[language]))
            name = texts.catalogue(language).text("shell.language_name")
            ui.show(
                Markup('<div class="cited">{}<p id="cited-{}" lang="{}" dir="{}">{}</p></div>').format(
                    _head(name, f"cited-{language}"), language, language, texts.direction(language), told
                )
            )
        for ending, (name, written, media_type) in FILES.items():
            entry = written(cited[own])
            with st.container(horizontal=True, key=f"cited-file-{ending}"):
                ui.show(_head(name, f"cited-{ending}"), width="content")
                st.download_button(
                    text("cite.download", file=name),
                    entry.encode("utf-8"),
                    file_name=f"{cited[own].key}.{ending}",
                    mime=media_type,
                    on_click="ignore",
                    type="tertiary",
                    key=f"cite-{ending}",
                )
            ui.show(
                Markup(
                    '<details class="cited"><summary>{}</summary><pre id="cited-{}" dir="ltr">{}</pre></details>'
                ).format(text("cite.entry", format=name), ending, entry)
            )

        if not filters.view().dossier.is_large:
            _receipt(cited[own].key)


def _receipt(key: str) -> None:
    """Proof of what this view said, for whoever doubts it later."""
    shown = filters.lasting()
    with st.container(horizontal=True, key="cited-file-receipt"):
        ui.show(Markup('<div class="cited-head"><h2>{}</h2></div>').format(text("kept.receipt")), width="content")
        st.download_button(
            text("cite.download", file=text("kept.receipt_file")),
            partial(data.receipt_of, shown.dossier, shown.query, shown.screen, filters.own_parameters()),
            file_name=f"{key}.receipt.json",
            mime="application/json",
            on_click="ignore",
            type="tertiary",
            key="cite-receipt",
        )
    command = Markup('<code dir="ltr">claims verify</code>')
    ui.show(Markup('<p class="why">{}</p>').format(ui.sentence("kept.receipt_what", command=command)))


def _in(language: Language, say: Callable[[], T]) -> T:
    """What is said where the reader is spoken to in that language; the page around it keeps its own."""

    def spoken() -> T:
        texts.speaking(language)
        return say()

    return copy_context().run(spoken)


def _head(name: str, element: str) -> Markup:
    """What stands below, and a button that copies it."""
    button = copy_button(text("cite.copy"), of=element, named=text("cite.copy_what", what=name))
    return Markup('<div class="cited-head"><h2>{}</h2>{}</div>').format(name, button)


def _told(cited: Citation) -> Markup:
    """The citation as one sentence."""
    claim = _claim_shown()
    return ui.sentence(
        "cite.claim" if cited.author else "cite.view",
        author=cited.author,
        said=formats.edtf(cited.dated),
        title=cited.title,
        document=_document(claim.source) if claim else "",
        note=cited.note,
        address=Markup('<bdi dir="ltr">{}</bdi>').format(cited.address),
        day=formats.day(cited.read_on),
    )


def _cited() -> Citation:
    """What the page shows: a claim, else the view."""
    shown, claim = filters.lasting(), _claim_shown()
    return _claim(shown, claim) if claim else _view(shown)


def _claim_shown() -> Claim | None:
    """The claim of a claim's page, if it was said by the day looked from."""
    shown = filters.view()
    claim = shown.records.claims.get(next(iter(filters.asked("id")), "")) if shown.page == "claim" else None
    return claim if claim and Card(shown, claim).face != "later" else None


def _view(shown: View) -> Citation:
    dossier = formats.name(shown.records.dossier.title)
    question = text(f"cite.question_{shown.page}")
    between = text("cite.between")
    narrowed = [one.label for one in filters.settings(shown)]
    if shown.page == "sources" and (source := filters.choice("source", shown.records.sources, "")):
        narrowed.append(text("cite.document", document=_document(source).striptags()))
    if shown.page == "changes":
        narrowed.append(text("changes.cited", day=formats.day(changes.since(shown))))
    note = text(
        "cite.note_filtered" if narrowed else "cite.note",
        as_of=_as_of(shown),
        rules=RULES,
        counts=" · ".join([filters.claims_counted(shown), *filters.totals_behind(shown)]),
        filters=between.join(narrowed),
    )
    return Citation(
        name=f"{shown.dossier.id}-{shown.page}-{shown.as_of}",
        title=text("cite.title", dossier=dossier, question=question),
        dossier=dossier,
        note=ui.capital(note),
        address=filters.permalink(),
        dated=Edtf.parse(shown.as_of.isoformat()),
        read_on=shown.today,
        language=texts.language(),
    )


def _claim(shown: View, claim: Claim) -> Citation:
    records = shown.records
    dossier = formats.name(records.dossier.title)
    return Citation(
        name=claim.id,
        title=formats.name(claim.statement),
        dossier=dossier,
        note=text("cite.note_claim", dossier=dossier, as_of=_as_of(shown), rules=RULES),
        address=filters.permalink(),
        dated=claim.said_on,
        read_on=shown.today,
        language=texts.language(),
        author=formats.name(records.speakers[claim.speaker].name),
        document=_document(claim.source).striptags(),
    )


def _as_of(shown: View) -> str:
    return text("cite.as_of_past" if shown.is_past else "cite.as_of", day=formats.day(shown.as_of))


def _document(source_id: str) -> Markup:
    """Outlet, headline, day and address of a document, as far as they are known."""
    records = filters.view().records
    source = records.sources[source_id]
    address = source.url or source.archive_url
    named = text("shell.comma").join(
        part
        for part in (
            formats.name(records.outlets[source.outlet].name),
            text("cite.headline", headline=source.title) if source.title else "",
            formats.edtf(source.published) if source.published else "",
        )
        if part
    )
    if not address:
        return escape(named)
    return ui.sentence("cite.at", document=named, address=Markup('<span dir="ltr">{}</span>').format(readable(address)))
