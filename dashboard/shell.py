"""What stands around every page: the menu above, the foot below, and what is shown where no dossier can be."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping

import streamlit as st
from markupsafe import Markup

from claims.analysis import RULES
from claims.answers import Name
from claims.errors import FaultyDossierError, StoreError
from claims.exchange.sheets import Form
from claims.models import Kind, Language
from claims.store.kept import WHOLE
from claims.store.outages import OutageError
from claims.team import TeamError
from dashboard import components as ui
from dashboard import data, filters, formats, notices, reader, texts
from dashboard.components.markup import a
from dashboard.data import Dossier, Faulty
from dashboard.filters import PAPER, Page, View
from dashboard.texts import catalogue, direction, language, text

DOWNLOADS: dict[Page, tuple[Name, ...]] = {
    "overview": ("commitments",),
    "deadlines": ("commitments", "deadlines"),
    "figures": ("figures",),
    "compare": ("deadlines", "figures", "positions"),
    "claims": ("deadlines", "figures", "positions"),
    "speakers": ("deadlines", "figures", "positions"),
    "sources": ("deadlines", "figures", "positions"),
}
"""The tables behind a page, as `claims table` gives them for the same filters."""

FORMS: Mapping[Form, str] = {"csv": "CSV", "xlsx": "XLSX", "parquet": "Parquet", "jsonl": "JSONL"}
"""What the forms of a table are called."""

HIDDEN: tuple[Page, ...] = ("claim", "edit", *PAPER)
"""Pages that are reached by a link of their own only."""


def dossiers() -> dict[str, Dossier | Faulty]:
    """Every dossier at hand; a reader who must wait is told for what."""
    with st.spinner(text("load.reading")):
        return data.dossiers()


def read(page: Page, dossier: Dossier) -> View:
    """The view that the link asks for; a reader who must wait is told for what."""
    with st.spinner(text("load.standing")):
        return filters.read(page, dossier)


def menu(pages: Mapping[Page, st.Page], current: Page) -> None:
    """All pages under the same filters; at the far end the same view in the other language."""
    shown = [name for name in pages if name not in HIDDEN and (name != "desk" or _edits())]
    with st.container(horizontal=True, key="menu"):
        ui.show(
            Markup('<a class="skip" href="#answer">{}</a>').format(text("load.skip")),
            a(filters.home(), text("shell.product"), "brand"),
            width="content",
        )
        if filters.narrow():
            ui.show(other_language(current), width="content")
            with st.popover(text("shell.menu")), st.container(key="menu-list"):
                _page_links(pages, shown, current)
                _login()
        else:
            _page_links(pages, shown, current)
            with st.container(horizontal=True, width="content", key="who"):
                _login()
                ui.show(other_language(current), width="content")


def _edits() -> bool:
    """Whether there may be anything for this reader to edit."""
    try:
        person = reader.reader()
    except StoreError:
        return False
    return any(role not in (None, "reader") for role in (person.everywhere, *person.in_dossiers.values()))


def _login() -> None:
    """Who reads, and the way in or out, where the team named who vouches for its people."""
    try:
        if not reader.can_log_in():
            return
        person = reader.reader()
    except StoreError:
        # The page itself says what is wrong with the team's file.
        return
    if person.is_known:
        ui.show(Markup('<span class="who">{}</span>').format(ui.entered(person.known_as)), width="content")
        if st.button(text("reader.log_out"), type="tertiary", key="log-out"):
            _log_out()
    elif st.button(text("reader.log_in"), type="tertiary", key="log-in"):
        st.login()


def _log_out() -> None:
    """Note it, and end the login: whoever wants to leave does so even where the store does not answer."""
    try:
        reader.note_logout(data.store())
    except StoreError as error:
        logging.getLogger(__name__).error("logout: %s", error)
    st.logout()


def only_who_may() -> None:
    """Where only members read, others are told so and nothing else is drawn. StoreError as of the team's file."""
    if reader.can_log_in():
        reader.note_login(data.store())
    person = reader.reader()
    if not person.reads_open and not person.is_member:
        told = text("reader.no_role", who=person.known_as) if person.is_known else text("reader.log_in_first")
        ui.show(ui.heading(text("shell.product"), text("reader.members_only"), told))
        # On a phone the menu would hide the only thing to do here.
        if filters.narrow() and not person.is_known and st.button(text("reader.log_in"), type="primary", key="enter"):
            st.login()
        st.stop()


def _page_links(pages: Mapping[Page, st.Page], shown: list[Page], current: Page) -> None:
    for name in shown:
        if name == current:
            ui.show(
                Markup('<span class="here" aria-current="page">{}</span>').format(pages[name].title), width="content"
            )
        else:
            st.page_link(pages[name], query_params=filters.shared())


def other_language(current: Page) -> Markup:
    """The way to the same view in the other language."""
    # The direction of the whole page is set by the server: this link loads the page anew.
    other: Language = "ar" if language() == "en" else "en"
    return Markup('<a class="language" href="{}" target="_self" lang="{}" dir="{}">{}</a>').format(
        filters.same(current, lang=other),
        other,
        direction(other),
        catalogue(other).text("shell.language_name"),
    )


def foot(view: View) -> None:
    """By which rules, for which day, from which data."""
    facts = [
        text("shell.rule_set", n=RULES),
        text("shell.as_of_foot", day=formats.day(view.as_of)),
        text("shell.last_changed", day=formats.day(view.dossier.changed.date())),
        a(filters.link("methodology"), text("shell.how_decided")),
    ]
    # Tables of a large dossier are not served whole.
    downloads = () if view.dossier.is_large else DOWNLOADS.get(view.page, ())
    told = [Markup("<span>{}</span>").format(fact) for fact in [*facts, *map(_download, downloads)]]
    shown = view.dossier.kept.entries if view.dossier.kept else 0
    with st.container(key="foot"):
        ui.show(Markup('<footer class="foot"{}>{}</footer>').format(_awaits(view), ui.joined(told, between="")))
        # The page's script presses it where the store has more: see scripts/92-pulse.js.
        news = notices.changed_since(shown)
        st.button(text("shell.read_again"), key="pulse", on_click=notices.read_again, args=(news,))


def _awaits(view: View) -> Markup:
    """What the page's script needs to know when something changed; nothing where nothing can."""
    kept = view.dossier.kept
    if kept is None or kept.until:
        return ui.EMPTY
    return Markup(' data-dossier="{}" data-entries="{}"').format(view.dossier.id, kept.entries)


def _download(name: Name) -> Markup:
    """A table behind the page under the same filters and day, in each form that it is served in."""
    forms = []
    for form, named in FORMS.items():
        # Excel takes Arabic in CSV for something else unless the file says what it is.
        more = {"as_of": filters.view().as_of.isoformat(), **({"bom": "1"} if form == "csv" else {})}
        forms.append(a(filters.served(f"/api/table/{name}.{form}", also=more), named))
    table = text(f"shell.table_{name}")
    return ui.sentence("shell.download", table=table, forms=ui.joined(forms, between=" · "))


def faulty_bar(faulty: Faulty, known: Mapping[str, Dossier | Faulty]) -> None:
    """Filters would promise rows; only the dossier can be chosen."""
    with st.container(key="bar"), st.container(horizontal=True, key="controls"):
        filters.dossier_choice(faulty, known)
        counts = text("shell.fault_count", len(faulty.faults))
        ui.show(Markup('<span class="counts">{}</span>').format(counts), width="content")


def faulty(faulty: Faulty) -> None:
    """A wrong record could turn into a wrong verdict: nothing is shown but the faults."""
    ui.show(ui.fault_face(filters.title(faulty), faulty.place, faulty.faults))
    st.button(text("shell.read_again"), on_click=data.read_again, key="read-again")


def no_store(error: StoreError) -> None:
    """The store does not answer, or the team's file is faulty: what to do, and the way to ask again."""
    error.language = language()
    if isinstance(error, TeamError):
        # Where it lies and what stands in it is for whoever runs the server.
        logging.getLogger(__name__).error("%s", error)
        ui.show(ui.heading(text("shell.product"), text("reader.team_faulty"), text("reader.see_log")))
    else:
        ui.show(ui.heading(text("shell.product"), text("kept.no_store"), str(error)))
    st.button(text("kept.try_again"), key="read-again")


def broken(error: Exception) -> bool:
    """In place of a page whose script failed: what to do, and what its fault is called in the server's log.

    True, or Streamlit would show its own box below.
    """
    texts.speaking(filters.language())
    reference = secrets.token_hex(4)
    logging.getLogger(__name__).error("%s: %s", reference, type(error).__name__)
    title, to_do = text("shell.broken"), text("shell.broken_do")
    if isinstance(error, OutageError):
        error.language = language()
        title, to_do = text("kept.no_store"), str(error)
    named = ui.sentence("shell.reference", reference=Markup('<code dir="ltr">{}</code>').format(reference))
    with st.container(key="broken"):
        if isinstance(error, FaultyDossierError):
            # Of a large dossier a record is read when it is shown.
            ui.show(ui.fault_face(text("shell.product"), None, error.faults))
        else:
            ui.show(ui.heading(text("shell.product"), title, to_do))
        ui.show(Markup('<p class="why">{}</p>').format(named))
        st.button(text("kept.try_again"), key="try-again")
        ui.show(a(filters.home(), text("shell.first_page")))
    return True


ONE_BY_ONE: tuple[Page, ...] = ("overview", "deadlines", "figures", "compare", "speakers", "sources", "changes")
"""Pages that hold each claim against the others: of a large dossier only of as many as that can be done with."""
KIND_OF_PAGE: dict[Page, Kind] = {"deadlines": "deadline", "figures": "figure"}


def too_many(view: View) -> None:
    """What the filters leave is too much for this page: which questions are not, and where all claims are listed."""
    eyebrow = text("shell.eyebrow", page=text(f"shell.page_{view.screen}"), day=formats.day(view.as_of))
    listed = ui.a(filters.link("claims"), text("shell.page_claims"))
    if view.screen == "changes":
        ui.show(ui.heading(eyebrow, text("shell.too_many_changes", most=formats.number(WHOLE)), listed))
        return
    told = ui.sentence("shell.too_many_do", most=formats.number(data.MOST_TOLD), claims=listed)
    ui.show(ui.heading(eyebrow, text("shell.too_many", claims=text("shell.claims", view.selection.count)), told))
    counts, names_ = view.selection.counts["topic"], filters.names(view.records, "topic")
    kind = KIND_OF_PAGE.get(view.screen)
    left = [
        code
        for code, topic in view.records.topics.items()
        if counts[code] and kind in (None, topic.kind) and data.few(view.dossier, view.query, topic=code)
    ]
    rows = [
        ui.Row((ui.a(filters.link(view.page, topic=code), names_[code]), formats.number(counts[code])))
        for code in sorted(left, key=lambda code: (-counts[code], names_[code]))
    ]
    columns = [
        ui.Column(text("shell.filter_topic"), named=True),
        ui.Column(text("shell.page_claims"), css="value", named=True),
    ]
    if rows:
        ui.show(ui.table(columns, rows, name=text("shell.filter_topic")))


def no_dossier() -> None:
    """There is nothing to show: how to add a dossier."""
    code = {"file": "dossier.yaml", "folder": "seeds/", "option": "--seeds"}
    to_do = ui.sentence(
        "shell.no_dossier_do",
        None,
        **{name: Markup('<code dir="ltr">{}</code>').format(one) for name, one in code.items()},
    )
    ui.show(ui.heading(text("shell.product"), text("shell.no_dossier"), to_do))
