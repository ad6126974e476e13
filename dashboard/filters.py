"""What the reader asks for: the link and the widgets. Nothing else touches query parameters, and but for `entered` and
`notices` nothing else session state.

The link is the one truth. A run reads it, gives the widgets their values and draws them; a widget that changes writes
the link before the next run. Lists repeat their key, values are codes and ISO days, and what is default is left out.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Literal, NoReturn, get_args
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit
from zoneinfo import ZoneInfo

import numpy as np
import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from claims import links
from claims.analysis.standing import Standing
from claims.columns import FORCES, NO_DAY, among, day_number, day_of_number
from claims.errors import HistoryError
from claims.links import EARLIEST, LATEST, Parameter
from claims.models import LANGUAGES, Language
from claims.query import FACETS, Facet, Query, Selection, day_of
from claims.records import DossierRecords
from claims.store.past import moment_of
from claims.tables import Tables
from dashboard import components as ui
from dashboard import data, formats, texts, theme
from dashboard.components.copying import copy_button
from dashboard.components.markup import a
from dashboard.components.paging import ROWS, Pages
from dashboard.data import DayTables, Dossier, Faulty
from dashboard.texts import text

Codes = Iterable[str] | Container[str]

SHARED = tuple(parameter.name for parameter in links.SHARED)
"""The parameters that every page keeps; all others belong to one page."""

CHIPS = 6
"""How many values the result line shows before it says how many more there are."""

AT_A_GLANCE = 20
"""Up to how many choices are shown all at once; of more, one is found by typing."""

DAYS_OFFERED = 24
YEARS_OFFERED = 8
LETTERS_OF_CODE = 60

Page = Literal[
    "overview", "deadlines", "figures", "compare", "claims", "claim", "speakers", "sources", "changes", "data",
    "desk", "methodology", "edit", "claim_print", "commitment_print", "comparison_print",
]  # fmt: skip
PAGES: tuple[Page, ...] = get_args(Page)
PAPER: Mapping[Page, Page] = {
    "claim_print": "claim",
    "commitment_print": "deadlines",
    "comparison_print": "compare",
}
"""Pages that are made to be printed, with the page on screen that shows the same.

None ends as another page is called: Streamlit would take that for the page's name, and the rest for the server's.
"""
UNFILTERED: tuple[Page, ...] = ("desk", "edit", *PAPER)
"""Pages that are not narrowed by the filters; these stay in the link, for the way back."""


@dataclass(frozen=True)
class View:
    """One reader's view for one run: the dossier, the question, the day."""

    page: Page
    dossier: Dossier
    query: Query
    today: date
    ignored: tuple[str, ...] = field(default=(), compare=False)
    """Values of the link that mean nothing here."""

    @property
    def records(self) -> DossierRecords:
        return self.dossier.records

    @property
    def on_paper(self) -> bool:
        """True where nothing may be folded, shortened or left behind a link."""
        return self.page in PAPER

    @property
    def screen(self) -> Page:
        """The page itself; of one on paper the one that it prints."""
        return PAPER.get(self.page, self.page)

    @property
    def as_of(self) -> date:
        return self.query.as_of

    @property
    def unfiltered(self) -> Query:
        """Everything on that day."""
        return Query(as_of=self.as_of)

    @property
    def recorded_at(self) -> datetime | None:
        """The moment whose dossier is shown, in its time zone; None for what is kept now."""
        return self.dossier.kept.until if self.dossier.kept else None

    @property
    def is_past(self) -> bool:
        return self.query.as_of < self.today

    @cached_property
    def tables(self) -> DayTables:
        """Every claim of the dossier as of the day; `selection.rows(table)` leaves those that the filters leave.

        Of a large dossier they have these alone.
        """
        return data.seen(self.dossier, self.query)

    @property
    def standing(self) -> Standing:
        """State and status of every claim, as codes."""
        return data.on(self.dossier, self.as_of).standing

    @cached_property
    def selection(self) -> Selection:
        return data.select(self.dossier, self.query)

    @cached_property
    def behind(self) -> tuple[int, int, int]:
        """How many origins, speakers and sources have the claims that the filters leave."""
        claims, rows = self.dossier.tables.claims, self.selection.rows_of_claims
        origins, speakers = (int((np.bincount(one[rows]) > 0).sum()) for one in (claims.root, claims.speaker))
        return origins, speakers, data.sources_counted(self.dossier, self.query)


@dataclass
class Read:
    """What the page itself has read in the link so far: what it shows for each parameter, and what means nothing."""

    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    ignored: dict[str, None] = field(default_factory=dict)


_view: ContextVar[View] = ContextVar("view")
_read: ContextVar[Read] = ContextVar("read")
_link: ContextVar[Mapping[str, tuple[str, ...]]] = ContextVar("link")


def view() -> View:
    """What this page is asked."""
    return _view.get()


# --- the link ---------------------------------------------------------------------------------------------------------


def opened() -> None:
    """A run begins: its link is read once, for a page leads to hundreds of addresses that keep what it asks."""
    _link.set({name: tuple(st.query_params.get_all(name)) for name in [*st.query_params]})


def language() -> Language:
    """The interface's language by the link."""
    asked = st.query_params.get("lang")
    return next((one for one in LANGUAGES if one == asked), "en")


def narrow() -> bool:
    """True on a phone: the shell of the page told the width before the first line was drawn."""
    return st.context.cookies.get(theme.WIDTH_COOKIE) == "1"


def theme_mode() -> theme.Mode:
    """Which palette the charts take: the page's own colours follow by themselves. Paper is always light."""
    shown = _view.get(None)
    return "dark" if st.context.theme.type == "dark" and not (shown and shown.on_paper) else "light"


def link(page: Page, **changes: object) -> str:
    """The address of a page under the same filters, with changes: a code, several codes, a day; None leaves out.

    `from_` is the parameter `from`. Parameters that belong to one page are kept only where the page stays the same,
    on screen or on paper.
    """
    shown = _view.get(None)
    names = None if shown is not None and shown.screen == PAPER.get(page, page) else SHARED
    return _address(page, _changed(_asked(names), changes))


def go(page: Page, **changes: object) -> NoReturn:
    """Leave for a page under the same filters, as `link` leads to it, without a reload."""
    query = parse_qs(urlsplit(link(page, **changes)).query)
    st.switch_page(f"app_pages/{page}.py", query_params={name: list(values) for name, values in query.items()})


def home(page: Page = "overview", **changes: object) -> str:
    """The address of a page without filters: dossier, day and language stay."""
    return _address(page, _changed(_asked(("dossier", "lang", "as_of")), changes))


def same(page: Page, **changes: object) -> str:
    """The address of what is on screen, with all its parameters, with changes."""
    return _address(page, _changed(_asked(), changes))


def served(path: str, takes: Iterable[Parameter] = links.SHARED, also: Mapping[str, str] | None = None) -> str:
    """The whole address of data under those of the same filters that it takes, without what nobody knows; `also` more.

    Where the link names no day, it follows the calendar.
    """
    asked = _asked([parameter.name for parameter in takes])
    known = {name: [one for one in values if one not in view().ignored] for name, values in asked.items()}
    query = urlencode({**known, **(also or {})}, doseq=True)
    return urljoin(st.context.url or "", f"{path.lstrip('/')}?{query}" if query else path.lstrip("/"))


def lasting() -> View:
    """The view with what the page chose where the link left a filter open: the next claim could change that choice."""
    seen, shown = view(), _read.get().shown
    chosen = {facet: shown[facet] for facet in FACETS if facet in shown and not getattr(seen.query, facet)}
    return replace(seen, query=replace(seen.query, **chosen)) if chosen else seen  # type: ignore[arg-type]


def own_parameters() -> dict[str, tuple[str, ...]]:
    """What the page shows for the parameters that it alone has."""
    return {name: values for name, values in _read.get().shown.items() if name not in SHARED}


def permalink() -> str:
    """The whole address of what is shown, on screen, which shows the same for ever.

    It names what other links leave out as default: the dossier, the language, the day, and all that the page chose.
    """
    seen = lasting()
    query, own = seen.query, own_parameters()
    asked_for: dict[str, tuple[str, ...]] = {facet: getattr(query, facet) for facet in FACETS}
    kept = seen.dossier.changed.astimezone(UTC) if seen.dossier.kept else None
    recorded = {"recorded_at": kept.isoformat().replace("+00:00", "Z") if kept else None}
    day_or_word = {**recorded, "as_of": query.as_of, "from_": query.from_, "to": query.to, "q": query.words or None}
    named = _changed({**own, **asked_for}, {"dossier": seen.dossier.id, "lang": texts.language(), **day_or_word})
    return urljoin(st.context.url or "", _address(seen.screen, named, explicit=True))


def asked(name: str) -> tuple[str, ...]:
    """The values that the link gives a parameter of the page's own."""
    given = tuple(value for value in st.query_params.get_all(name) if value)
    if given:
        shows(name, *given)
    return given


def choice(name: str, options: Codes, default: str, *, known: Codes = ()) -> str:
    """The code chosen for a parameter of the page's own; a link that names none of the options gets the default.

    What else the link names is ignored, and noted unless it is `known`: an option where other filters are set.
    """
    possible: Container[str] = options if isinstance(options, Container) else set(options)
    elsewhere: Container[str] = known if isinstance(known, Container) else set(known)
    given = list(dict.fromkeys(value for value in st.query_params.get_all(name) if value))
    chosen = next((value for value in given if value in possible), default)
    if name not in SHARED:
        _ignore(value for value in given if value != chosen and value not in possible and value not in elsewhere)
    if chosen:
        shows(name, chosen)
    return chosen


def day(name: str, default: date, latest: date) -> date:
    """The day that a parameter of the page's own names, a month by its first; what is none, or too late, is noted."""
    chosen = default
    for value in filter(None, st.query_params.get_all(name)[-1:]):
        try:
            found = day_of(value, edge="first")
        except ValueError:
            found = None
        if found is not None and EARLIEST <= found <= latest:
            chosen = found
        else:
            _ignore([value])
    shows(name, chosen.isoformat())
    return chosen


def choose_day(name: str, label: str, chosen: date, default: date, latest: date) -> None:
    """Draw a field for a day of the page's own."""
    key = f"{name}:{texts.language()}"
    _seed(key, chosen)
    st.date_input(
        label,
        min_value=EARLIEST,
        max_value=latest,
        format="YYYY-MM-DD",
        key=key,
        on_change=_day_chosen,
        args=(name, key, default),
    )


def shows(name: str, *codes: str) -> None:
    """What the page shows for a parameter, asked for or not: a link that shall show the same for ever names it."""
    _read.get().shown[name] = codes


def pages(total: int, otherwise: int = 0) -> Pages:
    """The part of a long list that the link asks for; if none that there is, the one that has the row `otherwise`."""
    parts = map(str, range(1, Pages(1, total).count + 1))
    # A list that has become shorter is no fault of the link.
    numbers = filter(str.isdecimal, st.query_params.get_all("part"))
    given = choice("part", parts, "", known=numbers)
    return Pages(int(given) if given else otherwise // ROWS + 1, total)


def _ignore(values: Iterable[str]) -> None:
    _read.get().ignored.update(dict.fromkeys(values))


def choose(
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    *,
    known: Iterable[str] = (),
    form: Literal["segmented", "select"] = "segmented",
) -> str:
    """Draw a choice without a reload and return its code: `options` is words by code; the link keeps the code."""
    chosen = choice(name, options, default, known=known)
    key = _key(name, options.values())
    _seed(key, chosen)
    codes = list(options)

    def say(code: str) -> str:
        return options.get(code, code)

    if form == "select":
        st.selectbox(label, codes, format_func=say, key=key, on_change=_one_chosen, args=(name, key, default))
    else:
        st.segmented_control(
            label,
            codes,
            format_func=lambda code: plain(say(code)),
            key=key,
            on_change=_one_chosen,
            args=(name, key, default),
            label_visibility="collapsed",
            required=True,
        )
    return chosen


def choose_many(name: str, label: str, options: Mapping[str, str], default: Sequence[str] = ()) -> tuple[str, ...]:
    """Draw a choice of several, in the reader's order; a link that names none has the default."""
    chosen = tuple(dict.fromkeys(code for code in asked(name) if code in options)) or tuple(default)
    shows(name, *chosen)
    key = _key(name, options.values())
    _seed(key, list(chosen))
    st.multiselect(
        label,
        list(options),
        format_func=lambda code: options.get(code, code),
        key=key,
        on_change=_several_chosen,
        args=(name, key),
        placeholder=text("shell.choose"),
        select_all=False,
    )
    return chosen


_FOLLOW = """
export default function ({ parentElement, setTriggerValue }) {
  const page = parentElement.ownerDocument;
  const follow = (event) => {
    const link = event.target.closest?.("a.choose");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue("href", link.getAttribute("href"));
  };
  page.addEventListener("click", follow);
  return () => page.removeEventListener("click", follow);
}
"""


def follow_in_place() -> None:
    """From here on the page's links of class `choose` change its own link, and it is not loaded anew.

    Without a script, or opened in another tab, they are links like any other.
    """
    key = "follow"

    def followed() -> None:
        href = st.session_state[key].href
        if href is not None:
            st.query_params.from_dict(parse_qs(urlsplit(href).query))

    st.components.v2.component("claims_follow", js=_FOLLOW)(key=key, on_href_change=followed)


def _asked(names: Iterable[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The parameters of the link; of all names or of these."""
    given = _link.get()
    return {name: given[name] for name in (names or given) if name in given}


def _changed(params: dict[str, tuple[str, ...]], changes: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    changed = dict(params)
    for name, value in changes.items():
        values = () if value is None else (str(value),) if isinstance(value, (str, date, int)) else tuple(value)  # type: ignore[arg-type]
        changed["from" if name == "from_" else name] = tuple(map(str, values))
    return changed


def _address(page: Page, params: Mapping[str, tuple[str, ...]], *, explicit: bool = False) -> str:
    """Relative, so that it holds wherever the dashboard is mounted; shared parameters come in one order."""
    ordered = sorted(params.items(), key=lambda item: (SHARED.index(item[0]) if item[0] in SHARED else -1, item[0]))
    query = urlencode(
        [
            (name, value)
            for name, values in ordered
            for value in values
            if value and (explicit or (name, value) != ("lang", "en"))
        ]
    )
    path = "./" if page == "overview" else page
    return f"{path}?{query}" if query else path


def _set(name: str, values: Sequence[str]) -> None:
    if name != "part" and "part" in st.query_params:
        # Another list begins with its first part.
        del st.query_params["part"]
    if values:
        st.query_params[name] = list(values)
    elif name in st.query_params:
        del st.query_params[name]


def _one_chosen(name: str, key: str, default: str) -> None:
    chosen = st.session_state[key]
    _set(name, [] if chosen in (None, default) else [chosen])


def _several_chosen(name: str, key: str) -> None:
    _set(name, st.session_state[key])


def _day_chosen(name: str, key: str, default: date | None = None) -> None:
    day = st.session_state[key]
    _set(name, [] if day in (None, default) else [day.isoformat()])


def _words_chosen(key: str) -> None:
    words = st.session_state[key].strip()
    _set("q", [words] if words else [])


def _unset(*names: str) -> None:
    for name in names:
        _set(name, [])


def _seed(key: str, value: object) -> None:
    """Give a widget the value of the link before it is drawn."""
    if st.session_state.get(key, None) != value or key not in st.session_state:
        st.session_state[key] = value


def _key(name: str, labels: Iterable[str]) -> str:
    """A widget whose words change is another widget: it remembers its choice by the words it showed."""
    return f"{name}:{texts.language()}:{zlib.crc32(chr(0).join(labels).encode()):x}"


def plain(words: str) -> str:
    """Words as the label of a widget, which would otherwise read them as markdown, icons and arrows."""
    # Signs that Streamlit replaces after it has read the markdown are parted by a joiner that nobody sees.
    parted = re.sub(r":(?=\w)|[-<>=~](?=[-<>=~])", lambda sign: f"{sign[0]}\u2060", words)
    return re.sub(r"[!-/:-@\[-`{-~]", lambda sign: f"\\{sign[0]}", parted)


# --- reading it -------------------------------------------------------------------------------------------------------


def dossier(known: Mapping[str, Dossier | Faulty]) -> Dossier | Faulty | None:
    """The dossier that the link names, else the first; None where there is none."""
    named = st.query_params.get("dossier", "")
    return known.get(named) or next(iter(known.values()), None)


def read(page: Page, dossier: Dossier) -> View:
    """The view that the link asks for; what the link names and the dossier does not have is ignored, and noted."""
    today = datetime.now(ZoneInfo(dossier.records.dossier.time_zone)).date()
    _read.set(Read())
    ignored = [value for value in st.query_params.get_all("dossier") if value not in (dossier.id, "")]
    read = links.asked({name: st.query_params.get_all(name) for name in SHARED}, today)
    dossier, not_kept = _as_recorded(dossier)
    ignored += not_kept
    ignored += [one.value for one in read.ignored]
    query = read.query
    for one in data.unknown(dossier, query):
        ignored.append(one.code)
        query = _without(query, one.facet, one.code)
    seen = View(page, dossier, query, today, tuple(ignored))
    _view.set(seen)
    return seen


def _as_recorded(dossier: Dossier) -> tuple[Dossier, list[str]]:
    """The dossier as it was kept when the link says, and what of that means nothing."""
    named = st.query_params.get("recorded_at")
    if not named:
        return dossier, []
    try:
        return data.recorded(dossier, moment_of(named, dossier.records.dossier.time_zone)), []
    except HistoryError:
        return dossier, [named]


def _without(query: Query, facet: Facet, code: str) -> Query:
    left: dict[str, tuple[str, ...]] = {facet: tuple(one for one in getattr(query, facet) if one != code)}
    return replace(query, **left)  # type: ignore[arg-type]


def names_in(dossier: Dossier, facet: Facet) -> dict[str, str]:
    """Each code of a facet in the reader's words."""
    if facet == "language":
        return {code: formats.language_name(code) for code in dossier.tables.languages}
    return names(dossier.records, facet)


def names(records: DossierRecords, facet: Facet) -> dict[str, str]:
    """The same of a facet whose codes are records, states or statuses."""
    if facet == "side":
        return {side.id: formats.name(side.name) for side in records.dossier.sides}
    if facet == "speaker":
        return {speaker.id: formats.name(speaker.name) for speaker in records.speakers.values()}
    if facet == "outlet":
        return {outlet.id: formats.name(outlet.name) for outlet in records.outlets.values()}
    if facet == "topic":
        return {topic.id: formats.name(topic.label or topic.question) for topic in records.topics.values()}
    codes = theme.STATES if facet == "state" else theme.STATUSES
    return {code: ui.capital(formats.word(facet, code)) for code in codes}


@dataclass(frozen=True)
class Setting:
    """One value that narrows the view: what it is, the query with it alone, and the query without it."""

    facet: str
    words: str
    alone: Query
    without: Query
    parameters: Mapping[str, tuple[str, ...]]
    """The parameters of the link that hold it, as they are once it is removed."""

    @property
    def label(self) -> str:
        return text("shell.chip", name=text(f"shell.filter_{self.facet}"), value=self.words)


def settings(view: View) -> list[Setting]:
    """Every value that is set, in the order of the bar."""
    query, bare = view.query, Query(as_of=view.as_of)
    found = []
    for facet in FACETS:
        known = names_in(view.dossier, facet) if getattr(query, facet) else {}
        for code in getattr(query, facet):
            left = _without(query, facet, code)
            alone = replace(bare, **{facet: (code,)})  # type: ignore[arg-type]
            found.append(Setting(facet, known[code], alone, left, {facet: getattr(left, facet)}))
    if query.from_ or query.to:
        days = formats.period(query.from_, query.to)
        alone = replace(bare, from_=query.from_, to=query.to)
        found.append(Setting("said_on", days, alone, replace(query, from_=None, to=None), {"from": (), "to": ()}))
    if query.words:
        alone = replace(bare, words=query.words)
        found.append(Setting("words", query.words, alone, replace(query, words=""), {"q": ()}))
    return found


# --- drawing it -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Places:
    """Where stands what can be told only once the page has read all of its link."""

    citation: PopoverContainer
    notes: DeltaGenerator


def bar(view: View, known: Mapping[str, Dossier | Faulty]) -> Places:
    """The filter bar and its result line."""
    with st.container(key="bar"):
        with st.container(horizontal=True, key="controls"):
            if not narrow() or len(known) > 1:
                dossier_choice(view.dossier, known)
            _facets(view)
            _words_field(view)
            _as_of_control(view)
        with st.container(horizontal=True, key="results"):
            citation = _results(view)
        notes = st.empty()
    if view.recorded_at:
        _recorded_strip(view, view.recorded_at)
    if view.is_past:
        _past_strip(view)
    return Places(citation, notes)


def notes() -> None:
    """What the link names and nobody knows, of the filters and of the page's own parameters."""
    ignored = dict.fromkeys([*view().ignored, *_read.get().ignored])
    told = [text("shell.unknown_code", code=_short(code)) for code in ignored]
    if told:
        ui.show(Markup('<p class="note" role="status">{}</p>').format(ui.joined(told)))


def _short(code: str) -> str:
    return code if len(code) <= LETTERS_OF_CODE else f"{code[:LETTERS_OF_CODE]}…"


def dossier_choice(chosen: Dossier | Faulty, known: Mapping[str, Dossier | Faulty]) -> None:
    """Which dossier; its title is always in sight."""
    titles = {code: title(one) for code, one in known.items()}
    with st.container(key="dossier"), st.popover(plain(title(chosen)), width="stretch"):
        if isinstance(chosen, Dossier):
            ui.show(Markup('<p class="why">{}</p>').format(ui.data(chosen.records.dossier.summary)))
        if len(known) > 1:
            key = _key("dossier", titles.values())
            _seed(key, next(code for code, one in known.items() if one is chosen))
            st.radio(
                text("shell.filter_dossier"),
                list(titles),
                format_func=lambda code: plain(str(titles.get(code, code))),
                key=key,
                on_change=_dossier_chosen,
                args=(key, next(iter(titles))),
            )


def title(dossier: Dossier | Faulty) -> str:
    """What a dossier is called; one with faults by its folder."""
    return formats.name(dossier.records.dossier.title) if isinstance(dossier, Dossier) else dossier.name


def _dossier_chosen(key: str, default: str) -> None:
    """Another dossier has other codes: only language and day stay."""
    _unset(*(name for name in [*st.query_params] if name not in ("lang", "as_of")))
    _one_chosen("dossier", key, default)


def _facets(view: View) -> None:
    groups: list[tuple[str, tuple[Facet, ...]]] = [
        ("side", ("side",)),
        ("speaker", ("speaker",)),
        ("outlet", ("outlet",)),
        ("topic", ("topic",)),
        ("state", ("state", "status")),
        ("language", ("language",)),
    ]
    chosen = {name: sum(len(getattr(view.query, facet)) for facet in facets) for name, facets in groups}
    said_on = int(bool(view.query.from_ or view.query.to))
    if narrow():
        with _popover("filters", sum(chosen.values()) + said_on):
            for _, facets in groups:
                for facet in facets:
                    _choices(view, facet)
            _said_on(view)
        return
    for name, facets in groups:
        with _popover(name, chosen[name]):
            for facet in facets:
                _choices(view, facet)
            words = a(f"{home('methodology')}#states", text("shell.how_decided")) if "state" in facets else ""
            ui.show(Markup('<p class="why">{} {}</p>').format(text("shell.counts_mean"), words))
    with _popover("said_on", said_on):
        _said_on(view)
        ui.show(Markup('<p class="why">{}</p>').format(text("shell.counts_mean")))


def _popover(name: str, count: int) -> st.delta_generator.DeltaGenerator:
    label = text(f"shell.filter_{name}")
    words = text("shell.filter_set", name=label, n=count) if count else label
    return st.popover(words, type="primary" if count else "secondary")


def _choices(view: View, facet: Facet) -> None:
    """The codes of a facet with what each would leave: set ones first, zeros last."""
    known = names_in(view.dossier, facet)
    counts = view.selection.counts[facet]
    chosen = getattr(view.query, facet)
    codes = sorted(known, key=lambda code: (code not in chosen, -counts.get(code, 0), known[code]))
    label, key = text(f"shell.choose_{facet}"), _key(facet, [f"{known[code]} {counts.get(code, 0)}" for code in known])
    _seed(key, list(chosen))
    if len(codes) <= AT_A_GLANCE:
        st.pills(
            label,
            codes,
            selection_mode="multi",
            format_func=lambda code: _counted(str(known.get(code, code)), counts.get(code, 0)),
            key=key,
            on_change=_several_chosen,
            args=(facet, key),
        )
    else:
        labels = _distinct({code: text("shell.left", name=known[code], n=counts.get(code, 0)) for code in known})
        st.multiselect(
            label,
            codes,
            format_func=lambda code: labels.get(code, code),
            placeholder=text("shell.type_to_find"),
            select_all=False,
            key=key,
            on_change=_several_chosen,
            args=(facet, key),
        )


def _counted(name: str, count: int) -> str:
    """A choice with what it leaves, in grey; all of it where that is nothing."""
    return f"{plain(name)} :gray[{count}]" if count else f":gray[{plain(name)} 0]"


def _distinct(labels: Mapping[str, str]) -> dict[str, str]:
    """Two of the same name are told apart by their codes."""
    often = Counter(labels.values())
    return {code: f"{label} · {code}" if often[label] > 1 else label for code, label in labels.items()}


def _said_on(view: View) -> None:
    for name, day in (("from", view.query.from_), ("to", view.query.to)):
        key = f"{name}:{texts.language()}"
        _seed(key, day)
        st.date_input(
            text(f"shell.{name}"),
            value=None,
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            key=key,
            on_change=_day_chosen,
            args=(name, key),
        )
    lines = [
        Markup("<li>{}<span>{}</span></li>").format(
            a(link(view.page, from_=year, to=year, part=None), year), formats.number(count)
        )
        for year, count in _years(view)
    ]
    ui.show(Markup('<ul class="days">{}</ul>').format(ui.joined(lines, between="")))


def _years(view: View) -> list[tuple[str, int]]:
    """The latest years in which something was said that the other filters leave, and how much."""
    rows = data.select(view.dossier, replace(view.query, from_=None, to=None)).rows_of_claims
    claims = view.dossier.tables.claims
    edges = (days[rows].astype("datetime64[D]") for days in (claims.said_first, claims.said))
    first, last = (days.astype("datetime64[Y]") for days in edges)
    counts = {year: int(((first <= year) & (year <= last)).sum()) for year in np.unique(np.concatenate([first, last]))}
    return [(str(year), counts[year]) for year in sorted(counts, reverse=True)][:YEARS_OFFERED]


def _words_field(view: View) -> None:
    with st.container(key="words-field"):
        key = f"words:{texts.language()}"
        _seed(key, view.query.words)
        st.text_input(
            text("shell.words"),
            placeholder=text("shell.words"),
            key=key,
            on_change=_words_chosen,
            args=(key,),
            label_visibility="collapsed",
        )


def _as_of_control(view: View) -> None:
    day = formats.day(view.as_of)
    label = text("shell.as_of_past" if view.is_past else "shell.as_of_today", day=day)
    if view.as_of > view.today:
        label = text("shell.as_of_past", day=day)
    with st.container(key="as-of"), st.popover(label, type="primary" if view.as_of != view.today else "secondary"):
        key = f"as_of:{texts.language()}"
        _seed(key, view.as_of)
        st.date_input(
            text("shell.as_of_day"),
            min_value=EARLIEST,
            max_value=LATEST,
            format="YYYY-MM-DD",
            key=key,
            on_change=_day_chosen,
            args=("as_of", key, view.today),
        )
        ui.show(Markup('<p class="why">{}</p>').format(text("shell.days_of_change")))
        rows = [(view.today, Markup("{}").format(text("shell.today")))]
        rows += [(when, ui.joined(words, between=Markup("<br>"))) for when, words in _days_of_change(view)]
        lines = [
            Markup("<li>{}<span>{}</span></li>").format(
                a(link(view.page, as_of=None if when == view.today else when), words), formats.day(when, "short")
            )
            for when, words in rows
        ]
        ui.show(Markup('<ul class="days">{}</ul>').format(ui.joined(lines, between="")))


def _days_of_change(view: View) -> list[tuple[date, list[str]]]:
    """The latest days before today on which a verdict could change: something happened, or a promised date ran out."""
    records = view.records
    days: dict[date, dict[str, None]] = {}
    for outcome in records.outcomes.values():
        known = outcome.known_on or records.sources[outcome.source].published or outcome.happened_on
        if known.last and outcome.retired is None:
            topic = records.topics[outcome.topic]
            words = text("shell.it_happened", topic=formats.name(topic.label or topic.question))
            days.setdefault(known.last, {})[words] = None
    for code, last in _dates_given(view.dossier.tables, view.today - timedelta(days=1)):
        topic = records.topics[view.dossier.tables.topics[code]]
        words = text("shell.date_ran_out", topic=formats.name(topic.label or topic.question))
        days.setdefault(day_of_number(last + 1), {})[words] = None
    before = sorted((day for day in days if day < view.today), reverse=True)
    return [(day, [*days[day]]) for day in before[:DAYS_OFFERED]]


def _dates_given(tables: Tables, before: date) -> list[tuple[int, int]]:
    """Each topic with each of the latest last days of dates that somebody committed to, as code and day number."""
    claims = tables.claims
    given = claims.counted & among(claims.force, FORCES, "commitment") & (claims.last != NO_DAY)
    given &= claims.last < day_number(before)
    topic, last = claims.topic[given], claims.last[given]
    if not len(last):
        return []
    latest = last.min() + np.flatnonzero(np.bincount(last - last.min()))[-DAYS_OFFERED:][0]
    pairs = np.unique(np.stack([topic[last >= latest], last[last >= latest]], axis=1), axis=0)
    return [(code, day) for code, day in pairs.tolist()]


def _results(view: View) -> PopoverContainer:
    selection = view.selection
    total = selection.known
    if view.query.narrows:
        left = ui.bold(selection.count)
        counts = ui.sentence("shell.claims_left", left=left, total=text("shell.claims", total))
    elif view.is_past:
        everything = text("shell.claims", total + selection.said_later)
        counts = ui.sentence("shell.claims_known", known=ui.bold(total), total=everything)
    else:
        counts = ui.joined([ui.sentence("shell.claims", total), *totals_behind(view)], between=" · ")
    ui.show(Markup('<span class="counts">{}</span>').format(counts), width="content")
    found = settings(view)
    shown = found if len(found) <= CHIPS else found[: CHIPS - 1]
    for at, setting in enumerate(shown):
        _chip(at, setting)
    if len(shown) < len(found):
        with st.popover(text("shell.more_chips", n=len(found) - len(shown)), key="chips-rest"):
            for at, setting in enumerate(found[len(shown) :], len(shown)):
                _chip(at, setting)
    if found:
        st.button(text("shell.reset"), type="tertiary", key="reset", on_click=_unset, args=(*FACETS, "from", "to", "q"))
    with st.container(horizontal=True, key="share"):
        ui.show(copy_button(text("shell.copy_link")), width="content")
        # Its words are made when somebody asks for them: few do, and all would wait for it.
        return st.popover(text("shell.cite"), type="tertiary", key="cite", on_change="rerun")


def claims_counted(view: View) -> str:
    """How many claims are known, and how many of them the filters leave."""
    known = text("shell.claims", view.selection.known)
    if not view.query.narrows:
        return known
    return text("shell.claims_left", left=formats.number(view.selection.count), total=known)


def totals_behind(view: View) -> list[str]:
    """Of how many origins, speakers and sources the claims are that the filters leave."""
    origins, speakers, sources = view.behind
    return [text("shell.origins", origins), text("shell.speakers", speakers), text("shell.sources", sources)]


def _chip(at: int, setting: Setting) -> None:
    st.button(f"{plain(setting.label)} ✕", key=f"chip-{at}", on_click=_removed, args=(setting.parameters,))


def _removed(parameters: Mapping[str, tuple[str, ...]]) -> None:
    for name, values in parameters.items():
        _set(name, values)


def _past_strip(view: View) -> None:
    later = view.selection.said_later
    ui.show(
        Markup('<p class="past" role="status">{} {} {}</p>').format(
            ui.sentence("shell.past_day", day=Markup("<b>{}</b>").format(formats.day(view.as_of))),
            text("shell.said_later", later, total=text("shell.claims", later + view.selection.known)) if later else "",
            a(link(view.page, as_of=None), text("shell.back_to_today")),
        )
    )


def _recorded_strip(view: View, moment: datetime) -> None:
    words = ui.sentence("kept.recorded_at", moment=Markup("<b>{}</b>").format(formats.moment(moment)))
    ui.show(
        Markup('<p class="past" role="status">{} {}</p>').format(
            words, a(same(view.page, recorded_at=None), text("kept.back_to_now"))
        )
    )


def empty_face(view: View, title: str, total: int, left: Callable[[Query], int], *, unit: str = "claims") -> None:
    """Nothing found: which filters emptied the page, and what comes back without each.

    `left` counts the page's rows for a query, `total` those without any filter; `unit` is the key of their plural.
    """
    ui.show(
        ui.heading(
            text("shell.eyebrow", page=text(f"shell.page_{view.screen}"), day=formats.day(view.as_of)),
            title,
            text("shell.nothing_wrong", total, total=text(f"shell.{unit}", total)),
        )
    )
    columns = [
        ui.Column(text("shell.filter")),
        ui.Column(text("shell.leaves_alone"), named=True),
        ui.Column(text("shell.without_it"), named=True),
        ui.Column(""),
    ]
    rows = [
        ui.Row(
            (
                Markup("<b>{}</b> <small>{}</small>").format(setting.words, text(f"shell.filter_{setting.facet}")),
                text("shell.of_total", n=left(setting.alone), total=total),
                text(f"shell.{unit}", left(setting.without)),
                a(_removal(view, setting), text("shell.remove")),
            )
        )
        for setting in settings(view)
    ]
    if rows:
        ui.show(ui.table(columns, rows, name=title))
        st.button(text("shell.reset_all"), key="reset-all", on_click=_unset, args=(*FACETS, "from", "to", "q"))


def _removal(view: View, setting: Setting) -> str:
    return _address(view.page, {**_asked(), **setting.parameters})


def shared() -> list[tuple[str, str]]:
    """The parameters that a link of the menu carries along."""
    return [(name, value) for name, values in _asked(SHARED).items() for value in values]
