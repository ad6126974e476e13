"""Text as a cell of a spreadsheet can hold it without harm, and how it is read back to the letter.

Text that a spreadsheet would reckon with gets an apostrophe before it (OWASP, "CSV Injection"). Text that already looks
guarded gets another one, so that an import takes exactly one off: from text that still would be a formula, or a guarded
one, without it. Control characters, which XML 1.0 does not have, are written `\\u000c`; so is the backslash of a text
that says just that, and the underscore of one that looks like the `_x000C_` of Excel (ECMA-376, 22.9.2.19).
"""

from __future__ import annotations

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet would reckon with text that begins so."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|\\(?=u[0-9a-f]{4})|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile(r"\\u([0-9a-f]{4})")


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def in_cell(text: str) -> str:
    """The text as a cell that `from_cell` reads back."""
    return guarded(_UNWRITABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text))


def from_cell(cell: str) -> str:
    """The text that `in_cell` was given."""
    bare = cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
    return _WRITTEN.sub(lambda code: chr(int(code[1], 16)), bare)
