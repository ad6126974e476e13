"""Empty tables to fill in and import: each column with its help, codes and ids to choose from, and an example.

Whatever explains stands in rows that begin with `#`, which an import passes over, or on a sheet that is no kind's.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from claims.catalogue import domain
from claims.check import REFERENCES
from claims.exchange.columns import Column, as_cells, columns
from claims.exchange.incoming import Form
from claims.exchange.reading import REMARK
from claims.exchange.workbook import MOST_ROWS, letter
from claims.faults import RecordType
from claims.flat import Data
from claims.models import LANGUAGES, Language

KINDS: tuple[RecordType, ...] = ("topic", "speaker", "outlet", "source", "claim", "outcome", "assessment")
Known = Mapping[str, Sequence[str]]
"""The ids that a dossier has, by kind of record."""

_LISTS = "lists"
_MOST_LETTERS_OF_LIST = 255
"""Codes written into a validation itself; longer lists stand on a sheet (ECMA-376, 18.3.1.33)."""


def template(form: Form, kinds: Sequence[RecordType], language: Language, known: Known) -> bytes:
    """The bytes of a template. Of CSV, which has no sheets, `kinds` is one."""
    if form == "xlsx":
        return _workbook(kinds, language, known)
    out = io.StringIO(newline="")
    if form == "csv":
        (kind,) = kinds
        writer = csv.writer(out)
        writer.writerow([column.name for column in columns(kind)])
        writer.writerows(_help(kind, language))
        writer.writerows(_rows(kind))
        # With the mark of its byte order, or Excel would take Arabic for something else.
        return out.getvalue().encode("utf-8-sig")
    out.write(f"{REMARK} {domain(language).text('import.template_lines', None, command='claims schema bulk')}\n")
    for kind in kinds:
        for example in examples(kind):
            out.write(f"{REMARK} {json.dumps({'type': kind, **example}, ensure_ascii=False)}\n")
    return out.getvalue().encode()


def examples(kind: RecordType) -> list[Data]:
    """Records of a small dossier that fit each other, to show how such a row is filled in."""

    def both(name: str) -> dict[str, str]:
        return {language: domain(language).text(f"import.example_{name}") for language in LANGUAGES}

    said = {"speaker": "minister", "said_on": "2025-08-17", "attribution": "direct", "source": "gazette-2025-08-17"}
    found: dict[RecordType, list[Data]] = {
        "topic": [
            {"id": "exit", "kind": "deadline", "question": both("exit"), "obligors": ["iraq"]},
            {"id": "troops", "kind": "figure", "question": both("troops"), "unit": "people", "basis": "all ranks"},
            {"id": "stay", "kind": "position", "question": both("stay"), "proposition": both("stays")},
        ],
        "speaker": [{"id": "minister", "name": both("minister"), "kind": "person", "sides": ["iraq"]}],
        "outlet": [{"id": "gazette", "name": both("gazette"), "country": "IQ", "language": "ar"}],
        "source": [
            {
                "id": "gazette-2025-08-17",
                "outlet": "gazette",
                "url": "https://example.org/2025-08-17",
                "published": "2025-08-17",
                "retrieved": "2025-08-18",
                "language": "ar",
            }
        ],
        "claim": [
            {
                **{"id": "2025-08-17-minister-exit", "topic": "exit", **said, "statement": both("leaves")},
                "deadline": {"role": "by", "due": "2025-09", "force": "commitment"},
            },
            {
                **{"id": "2025-08-17-minister-troops", "topic": "troops", **said, "statement": both("counts")},
                "figure": {"low": 2500, "high": None, "qualifier": "at-least", "as_of": "2025-08"},
            },
            {
                **{"id": "2025-08-17-minister-stay", "topic": "stay", **said, "statement": both("denies")},
                "position": {"stance": "denies"},
            },
        ],
        "outcome": [
            {
                **{"id": "2025-09-30-left", "topic": "exit", "happened_on": "2025-09-30", "result": "fulfilled"},
                **{"statement": both("left"), "source": "gazette-2025-08-17", "declared_by": ["iraq"]},
            }
        ],
        "assessment": [
            {
                **{"id": "2025-10-01-troops", "claim": "2025-08-17-minister-troops", "status": "documented"},
                **{"on": "2025-10-01", "by": "Zainab", "why": both("verdict"), "evidence": ["gazette-2025-08-17"]},
            }
        ],
    }
    return found[kind]


def _rows(kind: RecordType) -> list[list[Any]]:
    """The examples as rows that are no records."""
    found = [as_cells(kind, example) for example in examples(kind)]
    return [_remark([cells[column.name] for column in columns(kind)]) for cells in found]


def _help(kind: RecordType, language: Language) -> list[list[Any]]:
    """What each column means, whether it is required and what it takes, each below its head."""
    return [
        _remark([column.meaning(language) for column in columns(kind)]),
        _remark([_required(column, language) for column in columns(kind)]),
        _remark([column.takes(language) for column in columns(kind)]),
    ]


def _required(column: Column, language: Language) -> str:
    return domain(language).text("import.required", None, when=column.is_required(language))


def _remark(cells: list[Any]) -> list[Any]:
    return [f"{REMARK} {cells[0]}", *cells[1:]]


def _workbook(kinds: Sequence[RecordType], language: Language, known: Known) -> bytes:
    """A sheet a kind, with the help of a column beside its head and lists to choose from; and all help on one sheet."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    say = domain(language)
    with Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, faint = book.add_format({"bold": True}), book.add_format({"italic": True, "font_color": "#666666"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        pages = {kind: book.add_worksheet(f"{kind}s") for kind in kinds}
        help_page, lists = book.add_worksheet(say.text("import.help")), book.add_worksheet(_LISTS)
        lists.hide()
        listed: dict[str, str] = {}
        for kind, page in pages.items():
            page.freeze_panes(1, 0)
            for at, column in enumerate(columns(kind)):
                page.set_column(at, at, max(14, len(column.name) + 3))
                page.write_string(0, at, column.name, bold)
                told = (column.meaning(language), _required(column, language), column.takes(language))
                page.write_comment(0, at, "\n".join(told), {"x_scale": 2, "y_scale": 1.5})
                choices = column.allowed or known.get(REFERENCES.get(kind, {}).get(column.name, ""), ())
                if not choices or column.holds == "ids":
                    continue
                source: Any = [*choices]
                if len(",".join(choices)) > _MOST_LETTERS_OF_LIST:
                    key = "\n".join(choices)
                    if key not in listed:
                        place = letter(len(listed))
                        lists.write_column(0, len(listed), choices)
                        listed[key] = f"={_LISTS}!${place}$1:${place}${len(choices)}"
                    source = listed[key]
                # An id may be that of a record which the same file adds.
                strict = "stop" if column.allowed else "information"
                page.data_validation(
                    1, at, MOST_ROWS - 1, at, {"validate": "list", "source": source, "error_type": strict}
                )
            for row, cells in enumerate(_rows(kind), 1):
                page.write_row(row, 0, cells, faint)
        heads = [
            say.text(f"import.head_{name}") for name in ("sheet", "column", "required", "meaning", "takes", "example")
        ]
        help_page.write_row(0, 0, heads, bold)
        for at, width in enumerate((12, 24, 24, 60, 60, 40)):
            help_page.set_column(at, at, width, wrapped)
        help_page.freeze_panes(1, 0)
        row = 0
        for kind in kinds:
            shown = [as_cells(kind, example) for example in examples(kind)]
            for column in columns(kind):
                row += 1
                example = next((cells[column.name] for cells in shown if cells[column.name] is not None), "")
                told = (column.is_required(language), column.meaning(language), column.takes(language))
                help_page.write_row(row, 0, (f"{kind}s", column.name, *told, example))
        if language == "ar":
            for page in book.worksheets():
                page.right_to_left()
    return out.getvalue()
