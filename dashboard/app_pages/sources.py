"""What does this document say? The sources by number of claims, and one of them with its claims marked."""

from collections import Counter

import numpy as np
import streamlit as st
from markupsafe import Markup

from claims.models import Claim, Source
from claims.query import Query
from claims.spoken import Style
from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import claim_card, paging, tally
from dashboard.components.claim_card import Card
from dashboard.components.document import Passage, document
from dashboard.components.editing import ways
from dashboard.components.markup import sentence
from dashboard.filters import View
from dashboard.texts import direction, text

OFFERED = 1_000
"""Among so many sources, those with most claims, another one is chosen by name."""
QUESTIONS = 2
"""How many of a source's questions the index names."""


def name(view: View, source: Source, style: Style = "long") -> str:
    """Outlet and day, by which a source without a title is called."""
    outlet = formats.name(view.records.outlets[source.outlet].name)
    return (
        text("sources.name", outlet=outlet, day=formats.edtf(source.published, style)) if source.published else outlet
    )


def kept(view: View, source: Source) -> str:
    """Whether its text is kept, else whether an address leads to it."""
    if source.id in view.records.texts:
        return text("sources.text_kept")
    return text("sources.address_only" if source.url or source.archive_url else "sources.no_address")


def index(view: View) -> None:
    """The sources of the claims that the filters leave, those with most claims first."""
    asked = {
        source: [view.records.claims[claim_id] for claim_id in claim_ids]
        for source, claim_ids in data.sources_of(view.dossier, view.query).items()
    }
    sources = sorted(
        (view.records.sources[source] for source in asked),
        key=lambda source: (-len(asked[source.id]), -_published(source), source.id),
    )
    if not sources:
        filters.empty_face(
            view, text("sources.none"), number(view, None), lambda query: number(view, query), unit="sources"
        )
        return
    with_text = sum(source.id in view.records.texts for source in sources)
    said = sentence(
        "sources.answer",
        kept=Markup("<b>{}</b>").format(text("sources.kept", with_text) if with_text else text("sources.kept_none")),
        outlets=text("shell.outlets", len({source.outlet for source in sources})),
    )
    ui.show(
        ui.heading(
            text("shell.eyebrow", page=text("shell.page_sources"), day=formats.day(view.as_of)),
            text("sources.title", len(sources)),
            said,
        )
    )
    shown = filters.pages(len(sources))
    rows = [
        ui.Row(
            (
                ui.a(filters.link("sources", source=source.id, part=None), _named(view, source)),
                _questions(view, source.id, asked[source.id]),
                formats.edtf(source.published, "short") if source.published else text("sources.undated"),
                formats.language_name(source.language),
                kept(view, source),
                ui.a(filters.link("sources", source=source.id, part=None), formats.number(len(asked[source.id]))),
            )
        )
        for source in shown.of(sources)
    ]
    columns = [
        ui.Column(text("sources.source")),
        ui.Column(text("sources.questions")),
        ui.Column(text("sources.published"), named=True),
        ui.Column(text("shell.filter_language"), named=True),
        ui.Column(text("sources.text"), named=True),
        ui.Column(text("shell.page_claims"), named=True, css="number"),
    ]
    ui.show(
        Markup('<div class="sources-index">{}</div>').format(
            ui.table(columns, rows, name=text("sources.title", len(sources)))
        ),
        paging.turn(shown, lambda part: filters.link("sources", part=part), text("sources.most_first")),
    )


def number(view: View, query: Query | None) -> int:
    """How many sources the claims of a query have; without one, those of all claims known."""
    return len(data.sources_of(view.dossier, query or Query(as_of=view.as_of)))


def _published(source: Source) -> int:
    return source.published.last.toordinal() if source.published and source.published.last else 0


def _named(view: View, source: Source) -> Markup:
    outlet = Markup("<b>{}</b>").format(ui.data(view.records.outlets[source.outlet].name))
    if not source.title:
        return outlet
    return Markup('{} <bdi lang="{}" dir="{}">{}</bdi>').format(
        outlet, source.language, direction(source.language), source.title
    )


def _questions(view: View, source_id: str, claims: list[Claim]) -> str:
    """What it is about: the questions that most of its claims answer, else those whose outcome it tells."""
    told = [outcome.topic for outcome in view.records.outcomes.values() if outcome.source == source_id]
    asked = Counter(claim.topic for claim in claims) or Counter(told)
    topics = [view.records.topics[topic] for topic, _ in asked.most_common()]
    named = [formats.name(topic.label or topic.question) for topic in topics[:QUESTIONS]]
    rest = len(topics) - len(named)
    listed = text("shell.comma").join(named)
    return text("sources.questions_more", rest, named=listed) if rest else listed


def one(view: View, source: Source) -> None:
    """A document with its claims: the text where it is kept, beside the claims in their order."""
    every = claim_card.known_claims_in(view, source.id)
    asked = [claim for claim in every if claim.id in view.selection]
    listed = asked or every
    title = (
        Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(source.language, direction(source.language), source.title)
        if source.title
        else name(view, source)
    )
    path = Markup("{} › {}").format(
        ui.a(filters.link("sources", source=None), text("shell.page_sources")), claim_card.outlet_name(view, source)
    )
    left, right = st.columns([5, 2], gap="small", vertical_alignment="center")
    with left:
        ui.show(ui.heading(path, title, answer(view, source, listed)))
    with right:
        picker(view)
    facts = [
        claim_card.outlet_name(view, source) if source.title else "",
        formats.edtf(source.published) if source.published else text("sources.undated"),
        formats.language_name(source.language),
        kept(view, source),
        *(ui.addresses(source) if source_text(view, source) else ()),
    ]
    told = Markup('<p class="source sources-facts">{}</p>').format(ui.joined(facts, between=" · "))
    ui.show(told, ways.of_source(view, source))
    if every and not asked:
        note = text("sources.filters_leave_none", len(every))
        ui.show(
            Markup('<p class="note">{} {}</p>').format(
                note, ui.a(filters.home("sources", source=source.id), text("shell.reset"))
            )
        )
    elif len(asked) < len(every):
        note = text("sources.filters_leave", n=len(asked), total=text("shell.claims", len(every)))
        ui.show(
            Markup('<p class="note">{} {}</p>').format(
                note, ui.a(filters.home("sources", source=source.id), text("shell.reset"))
            )
        )
    ui.show(
        Markup('<div class="source-page"><div class="list">{}</div><div class="text">{}</div></div>').format(
            the_list(view, listed, {claim.id: at for at, claim in enumerate(every, 1)}),
            words(view, source, every, asked),
        ),
        claim_card.outcomes(view, lambda outcome: outcome.source == source.id),
    )


def answer(view: View, source: Source, claims: list[Claim]) -> Markup:
    """How many claims of which kind, and how those stand that a reader should look at."""
    kinds = Counter(claim.kind for claim in claims)
    told = [text(f"sources.{kind}s", kinds[kind]) for kind in ("deadline", "figure", "position") if kinds[kind]]
    said = text("sources.claims", len(claims), kinds=text("shell.comma").join(told))
    counts = tally.tally(
        view,
        view.dossier.tables.claims.id.rows(claim.id for claim in claims),
        lambda facet, code: filters.link("sources", **{"state": None, "status": None, facet: code}),
    )
    if not claims:
        return Markup("{}").format(text("sources.no_claims"))
    return Markup("{} {}").format(said, sentence("claims.look_at", counts=counts) if counts else "")


def the_list(view: View, claims: list[Claim], numbers: dict[str, int]) -> Markup:
    """The claims in the order of the text, each with its number and how it stands."""
    rows = []
    for claim in claims:
        card = Card(view, claim)
        at = numbers[claim.id]
        place = f"#words-{at}" if claim.quote and source_text(view, card.source) else None
        shown = (
            Markup('<a class="number" href="{}">{}</a>').format(place, at)
            if place
            else Markup('<span class="number">{}</span>').format(at)
        )
        rows.append(
            Markup('<li id="claim-{}">{}<div><b>{}</b> {} {}<p class="why">{}</p></div><div>{}</div></li>').format(
                at,
                shown,
                claim_card.who(view, card.speaker),
                ui.data(claim.statement),
                ui.a(filters.link("claim", id=claim.id), text("sources.the_claim"), "words"),
                ui.capital(formats.value(claim, card.topic)),
                claim_card.standing_chips(card.row),
            )
        )
    title = text("sources.in_order" if any(claim.quote for claim in claims) else "sources.its_claims")
    return Markup('{}<ol class="claims-in-order">{}</ol>').format(ui.section(title), ui.joined(rows, between=""))


def source_text(view: View, source: Source) -> str | None:
    """The stored text, unless a past view must not know the document."""
    return None if claim_card.published_later(view, source) else view.records.texts.get(source.id)


def words(view: View, source: Source, every: list[Claim], asked: list[Claim]) -> Markup:
    """The document with its claims marked by kind, or what stands in its place."""
    stored = source_text(view, source)
    if stored is None:
        if source.id in view.records.texts:
            return Markup('<div class="missing"><p>{}</p></div>').format(
                text("sources.published_later", day=formats.day(view.as_of))
            )
        return ui.source_missing(source)
    passages = [
        Passage(
            claim.quote.start,
            claim.quote.end,
            at,
            claim.kind,
            hint=formats.name(view.records.speakers[claim.speaker].name),
            faint=bool(asked) and claim not in asked,
        )
        for at, claim in enumerate(every, 1)
        if claim.quote
    ]
    legend = ui.joined(
        Markup('<mark class="{}">{}</mark>').format(kind, formats.word("kind", kind))
        for kind in ("deadline", "figure", "position")
        if any(passage.kind == kind for passage in passages)
    )
    return Markup('<p class="legend">{} {}</p>{}').format(
        legend, text("sources.numbers_lead"), document(stored, source.language, passages)
    )


def picker(view: View) -> None:
    """Another source, without a reload."""
    tables = view.dossier.tables
    counts = np.bincount(tables.claims.source[tables.known(view.as_of)], minlength=len(tables.sources))
    most = np.lexsort((np.arange(len(counts)), -counts))[: min(OFFERED, np.count_nonzero(counts))]
    listed = data.sources_named(view.dossier, tables.sources.named(most))
    options = {"": text("sources.all")} | {
        source.id: text("sources.option", name=name(view, source, "short"), count=int(count))
        for source, count in zip(listed, counts[most], strict=True)
    }
    filters.choose("source", text("sources.another"), options, "", form="select")


view = filters.view()
chosen = view.records.sources.get(filters.choice("source", view.records.sources, ""))
if chosen is None:
    index(view)
else:
    one(view, chosen)
