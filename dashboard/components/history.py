"""What was done to a record since it is kept: who, when, why, and what each field was and became."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from claims.store.history import Entry
from dashboard import components as ui
from dashboard import data, formats
from dashboard.components.markup import EMPTY
from dashboard.filters import View
from dashboard.texts import text


def of_record(view: View, kind: str, id_: str) -> Markup:
    """The entries of a record, first to last, as far as the dossier shown goes; nothing where it is read from files.

    A past day does not tell what was done later.
    """
    zone = view.dossier.changed.tzinfo
    told = [one for one in data.history_of(view.dossier, kind, id_) if one.at.astimezone(zone).date() <= view.as_of]
    if not told:
        return EMPTY
    lines = [Markup("<li>{}{}</li>").format(_line(view, one), _changes(one)) for one in told]
    return ui.joined(
        [ui.group(text("kept.history"), level=2), Markup('<ol class="history">{}</ol>').format(ui.joined(lines, ""))],
        between="",
    )


def _line(view: View, entry: Entry) -> Markup:
    when = formats.moment(entry.at.astimezone(view.dossier.changed.tzinfo))
    done = ui.sentence(f"kept.entry_{entry.step}_{entry.how}", who=ui.entered(entry.who))
    why = Markup(' <span class="why">{}</span>').format(ui.entered(entry.why)) if entry.why else EMPTY
    return Markup("<p>{} · {}{}</p>").format(when, done, why)


def _changes(entry: Entry) -> Markup:
    """Each field of a changed record: its name, what it was, what it became."""
    if entry.step != "changed":
        return EMPTY
    rows = [
        Markup('<dt><code dir="ltr">{}</code></dt><dd><del>{}</del> <ins>{}</ins></dd>').format(
            name, _value(before), _value(after)
        )
        for name, before, after in entry.fields()
    ]
    return Markup('<dl class="fields">{}</dl>').format(ui.joined(rows, ""))


def _value(value: Any) -> Markup:
    """As it was entered: words as they are, what has parts as the parts by name."""
    if value is None:
        return Markup("—")
    return ui.entered(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
