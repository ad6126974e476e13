"""What stands in place of an answer: faults, or a source whose words are not kept. (For nothing found: `filters`.)"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from claims.faults import Fault
from claims.models import Source
from dashboard import formats
from dashboard.components.headings import heading
from dashboard.components.lines import addresses
from dashboard.components.markup import EMPTY, joined
from dashboard.components.tables import Column, Row, table
from dashboard.texts import language, text


def fault_face(name: str | Markup, folder: Path | None, faults: Sequence[Fault]) -> Markup:
    """A dossier with faults shows nothing but them: where, what was found, what to do; `folder` None: from a store."""
    columns = [
        Column(text("shell.file_and_line"), named=True),
        Column(text("shell.field_and_record"), named=True),
        Column(text("shell.found"), named=True),
        Column(text("shell.to_do"), named=True),
    ]
    rows = [
        Row(
            (
                Markup('<code dir="ltr">{}{}</code>').format(
                    _below(fault.file, folder), f":{fault.line}" if fault.line is not None else ""
                ),
                joined(
                    [
                        Markup('<b dir="ltr">{}</b>').format(fault.field) if fault.field else EMPTY,
                        Markup('<code dir="ltr">{}</code>').format(fault.record) if fault.record else EMPTY,
                    ],
                    between=Markup("<br>"),
                ),
                fault.found(language()),
                fault.to_do(language()),
            )
        )
        for fault in faults
    ]
    return joined(
        [
            heading(name, text("shell.faults", len(faults)), text("shell.faults_meaning")),
            table(columns, rows, name=text("shell.faults", len(faults))),
            Markup('<p class="why">{} <code dir="ltr">claims check {}</code></p>').format(
                text("shell.same_in_terminal"), folder
            )
            if folder
            else EMPTY,
        ]
    )


def _below(file: str, folder: Path | None) -> str:
    """The file as it is called inside the dossier, which may be one file itself."""
    if folder is None:
        return file
    if Path(file) == folder:
        return folder.name
    return Path(file).relative_to(folder).as_posix() if Path(file).is_relative_to(folder) else file


def source_missing(source: Source) -> Markup:
    """In place of a source's text: that it is not kept, its address, and what is known of it."""
    facts = [
        text("shell.retrieved", day=formats.edtf(source.retrieved)) if source.retrieved else "",
        Markup('<code dir="ltr">{}</code>').format(source.sha256) if source.sha256 else "",
    ]
    links = addresses(source)
    words = text("shell.text_not_kept" if links else "shell.no_address")
    return Markup('<div class="missing"><p>{}</p>{}<p class="why">{}</p></div>').format(
        words, Markup("").join(Markup("<p>{}</p>").format(link) for link in links), joined(facts, between=" · ")
    )
