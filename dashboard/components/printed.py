"""What stands around a page on paper: the way back above it; below it, and in its margins, where it comes from."""

from __future__ import annotations

from markupsafe import Markup

from claims.analysis import RULES
from claims.models import Claim, Source
from dashboard import components as ui
from dashboard import filters, formats
from dashboard.filters import Page, View
from dashboard.texts import direction, text

WIDTH_PX = 640
"""What a sheet of A4 has between its margins, and a little less."""


def to_paper(page: Page, **parameters: object) -> Markup:
    """The way from what is on screen to its page on paper."""
    return ui.a(filters.link(page, **parameters), text("print.to_paper"), "to-paper")


def ways(view: View, language: Markup) -> Markup:
    """Back to the screen, to the printer, and to the other language."""
    back = ui.a(filters.link(view.screen), text("print.back"))
    button = Markup('<button type="button" class="quiet" data-print="now">{}</button>').format(text("print.print"))
    return Markup('<nav class="paper-ways"><span>{} · {}</span>{}</nav>').format(back, button, language)


def running(title: str) -> Markup:
    """What the margin of every sheet says: what it is of, and its number, which only the printer knows."""
    told = text("print.running", title=title, day=formats.day(filters.view().as_of))
    number = text("print.number", page="{page}", pages="{pages}")
    return Markup('<p hidden data-running="{}" data-number="{}"></p>').format(told, number)


def document(source: Source) -> list[Markup]:
    """By what a document is known apart from its address: its headline, the day it was read, its text's fingerprint."""
    known: list[Markup] = []
    if source.title:
        spoken = source.language
        known.append(Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(spoken, direction(spoken), source.title))
    if source.retrieved:
        known.append(ui.sentence("print.retrieved", day=formats.edtf(source.retrieved)))
    if source.sha256:
        known.append(ui.sentence("print.fingerprint", hash=Markup('<code dir="ltr">{}</code>').format(source.sha256)))
    return known


def words_of(view: View, claim: Claim) -> Markup:
    """What was said in our words, the words as they stand in the source, and the document with its address."""
    source = view.records.sources[claim.source]
    quote = ui.quoted(claim.quote.text, source.language) if claim.quote else ui.EMPTY
    return Markup('<span>{}</span><span class="printed-words" dir="{}">{}</span>{}').format(
        ui.data(claim.statement), direction(source.language), quote, document_line(view, source)
    )


def document_line(view: View, source: Source) -> Markup:
    """Outlet, day, language and the whole address of a document."""
    facts = ui.joined(ui.source_facts(view.records, source), between=" · ")
    lines = [facts, *ui.addresses(source, whole=True)]
    return Markup('<span class="source">{}</span>').format(ui.joined(lines, between=Markup("<br>")))


def provenance(view: View) -> Markup:
    """By which dossier, day, rules and filters the page came about, and where it can be seen again."""
    address = filters.permalink()
    rows: list[tuple[str, ui.Inline]] = [
        (text("shell.filter_dossier"), ui.data(view.records.dossier.title)),
        (text("print.as_of"), formats.day(view.as_of)),
        (text("print.claims_known"), filters.claims_counted(view)),
        (text("print.filters"), text("print.between").join(one.label for one in filters.settings(view))),
        (text("print.decided"), text("shell.rule_set", n=RULES)),
        (text("print.printed_on"), formats.day(view.today)),
        (text("print.address"), Markup('<a href="{0}" dir="ltr">{0}</a>').format(address)),
    ]
    return Markup('<footer class="foot provenance">{}{}</footer>').format(
        ui.group(text("print.where_from"), level=2), ui.facts(rows)
    )
