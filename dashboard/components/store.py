"""What the page of data says of the store: what it is, what is in it, whether it is sound."""

from __future__ import annotations

from markupsafe import Markup

from claims.store.about import About
from claims.store.errors import break_in_words
from claims.store.history import Entry
from dashboard import components as ui
from dashboard import formats
from dashboard.components.markup import EMPTY
from dashboard.data import Health
from dashboard.filters import View
from dashboard.texts import language, text

MEGABYTE, KILOBYTE = 2**20, 2**10


def facts(view: View, store: About, last: Entry, *, whole: bool) -> Markup:
    """The dossier in the store and its last change; of the `whole` store only to whom no dossier in it is hidden."""
    zone = view.dossier.changed.tzinfo
    named = ui.sentence(f"kept.kind_{store.kind}", name=ui.entered(store.name))
    why = Markup(' <span class="why">{}</span>').format(ui.entered(last.why)) if last.why else EMPTY
    changed = ui.sentence("kept.changed_by", moment=formats.moment(last.at.astimezone(zone)), who=ui.entered(last.who))
    return ui.facts(
        [
            *([(text("kept.store"), named), (text("kept.size"), size(store.size_bytes))] if whole else []),
            (text("kept.dossier"), records(view)),
            (text("kept.last_change"), Markup("{}{}").format(changed, why)),
            (text("kept.history_length"), text("kept.entries", last.seq)),
            (text("kept.tables"), text("kept.version", number=store.version)),
        ]
    )


def records(view: View) -> Markup:
    """How many records of each kind the dossier has."""
    counted = [(kind, len(found)) for kind, found in view.records.by_kind.items() if kind != "dossier"]
    return ui.joined([text(f"kept.count_{kind}", count) for kind, count in counted], between=text("shell.comma"))


def size(bytes_: int) -> str:
    """ "2.4 MB", "612 KB"."""
    if bytes_ >= MEGABYTE:
        return text("kept.megabytes", number=formats.number(round(bytes_ / MEGABYTE, 1)))
    return text("kept.kilobytes", number=formats.number(-(-bytes_ // KILOBYTE)))


def health(view: View, found: Health) -> Markup:
    """Whether the history holds; else each place where it does not."""
    looked_at = formats.moment(found.looked_at.astimezone(view.dossier.changed.tzinfo))
    when = Markup(' <span class="why">{}</span>').format(text("kept.looked_at", moment=looked_at))
    if not found.breaks:
        return Markup('<p class="sound"><i aria-hidden="true">✓</i> {}{}</p>').format(text("kept.sound"), when)
    told = [Markup("{}").format(break_in_words(one, language())) for one in found.breaks]
    return Markup('<div class="unsound" role="alert"><p><b>{}</b>{}</p>{}</div>').format(
        text("kept.unsound", len(told)), when, ui.listed(told)
    )


def addresses(rows: list[tuple[str, str, str]]) -> Markup:
    """For other programs: what is there, its address, and what it is for."""
    columns = [ui.Column(text(f"kept.head_{name}"), named=True) for name in ("what", "address", "use")]
    lines = [
        ui.Row((name, Markup('<a href="{}" dir="ltr"><code>{}</code></a>').format(href, href.partition("?")[0]), use))
        for name, href, use in rows
    ]
    return ui.table(columns, lines, name=text("kept.for_programs"))
