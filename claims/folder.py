"""Which files a dossier has, and how their bytes are read without trusting them."""

from __future__ import annotations

import errno
import mmap
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.faults import RecordType
from claims.models import Assessment, Claim, Dossier, Outcome, Outlet, Record, Source, Speaker, Topic
from claims.yaml_lines import Flaw

MODELS: dict[RecordType, type[Record]] = {
    "dossier": Dossier,
    "topic": Topic,
    "speaker": Speaker,
    "outlet": Outlet,
    "source": Source,
    "claim": Claim,
    "outcome": Outcome,
    "assessment": Assessment,
}

MEGABYTE = 2**20
LARGEST_YAML = 16 * MEGABYTE
"""Files that people edit; claims may be spread over many of them."""
LARGEST = 64 * MEGABYTE
"""The texts of sources, and workbooks."""
LARGEST_BULK = 1024 * MEGABYTE
"""Files of records a line: two million claims."""


@dataclass(frozen=True)
class Layout:
    """What stands in a file: one record, a list of them, or lists by name (`sections`)."""

    types: tuple[RecordType, ...]
    single: bool = False
    sections: tuple[str, ...] = ()
    required: bool = False


FILES: dict[str, Layout] = {
    "dossier.yaml": Layout(("dossier",), single=True, required=True),
    "topics.yaml": Layout(("topic",), required=True),
    "speakers.yaml": Layout(("speaker",), required=True),
    "sources.yaml": Layout(("outlet", "source"), sections=("outlets", "sources"), required=True),
    "claims.yaml": Layout(("claim",)),
    "outcomes.yaml": Layout(("outcome",)),
    "assessments.yaml": Layout(("assessment",)),
}
CLAIMS_FOLDER = "claims"
TEXTS_FOLDER = "texts"
_ID = re.compile(rb"""id["']?:[ ]*["']?([a-z0-9-]{1,120})""")
_RECORD_ENDINGS = (".yaml", ".yml", ".json", ".jsonl")


def files_of(folder: Path, *, look_into_claims: bool) -> Iterator[tuple[Path, Layout | None]]:
    """The record files of a dossier in the order in which they are read; None for a file that has no place in it.

    Required files come whether or not they are there. OSError where a folder cannot be listed.
    """
    for name, layout in FILES.items():
        if layout.required or os.path.lexists(folder / name):
            yield folder / name, layout
        if name == "claims.yaml" and look_into_claims and os.path.lexists(folder / CLAIMS_FOLDER):
            for file in _record_files(folder / CLAIMS_FOLDER):
                yield file, layout if file.suffix == ".yaml" else None
    yield from ((file, None) for file in _record_files(folder) if file.name not in FILES)


def _record_files(folder: Path) -> list[Path]:
    """Files that look as if they held records; hidden ones belong to editors and systems."""
    return sorted(file for file in folder.iterdir() if file.suffix in _RECORD_ENDINGS and not file.name.startswith("."))


def is_folder(path: Path) -> bool:
    """Whether there is a folder; False where it may not even be asked."""
    return os.path.isdir(path)  # noqa: PTH112


def flaw_of_folder(folder: Path) -> Flaw | None:
    """What keeps a folder inside a dossier from being looked into; None where it is not there at all."""
    # os.path says no where Path would raise, as in a folder that may not be looked into.
    if os.path.islink(folder):  # noqa: PTH114
        return Flaw(None, "is_a_link")
    if os.path.lexists(folder) and not is_folder(folder):
        return Flaw(None, "not_a_folder")
    try:
        os.scandir(folder).close()
    except FileNotFoundError:
        return None
    except OSError as fault:
        return unreadable(fault)
    return None


def read_bytes(path: Path, largest: int) -> bytes | Flaw:
    """The bytes of a regular file of at most that size; nothing is read of any other."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            return Flaw(None, "is_a_link")
        handle = os.open(path, flags)
        try:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                return Flaw(None, "not_a_file")
            if about.st_size > largest:
                return _too_big(about.st_size, largest)
            with open(handle, "rb", closefd=False) as file:
                content = file.read(largest + 1)
        finally:
            os.close(handle)
    except OSError as fault:
        match fault.errno:
            case errno.ENOENT | errno.ENOTDIR:
                return Flaw(None, "file_missing")
            case errno.ENXIO:
                return Flaw(None, "not_a_file")
            case errno.ELOOP:
                return Flaw(None, "is_a_link")
        return unreadable(fault)
    return content if len(content) <= largest else _too_big(len(content), largest)


def _too_big(size: int, largest: int) -> Flaw:
    return Flaw(None, "file_too_big", {"megabytes": f"{size / MEGABYTE:,.0f}", "limit": largest // MEGABYTE})


def unreadable(fault: OSError) -> Flaw:
    return Flaw(None, "file_unreadable", {"problem": fault.strerror or type(fault).__name__})


def ids_mentioned(path: Path) -> set[str]:
    """What stands behind `id:` anywhere in a file that could not be read as records, without holding it in memory."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return {hit[1].decode() for hit in _ID.finditer(content)}
    except (OSError, ValueError):
        return set()


def decoded(content: bytes) -> str | Flaw:
    """The text of a file's bytes, code point by code point as it stands there."""
    if b"\0" in content:
        return Flaw(content.count(b"\n", 0, content.index(b"\0")) + 1, "nul_in_file")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return Flaw(content.count(b"\n", 0, fault.start) + 1, "not_utf8", {"byte": f"{fault.start + 1:,}"})


def read_text(path: Path, largest: int) -> str | Flaw:
    """The text of a record file."""
    content = read_bytes(path, largest)
    if isinstance(content, Flaw):
        return content
    if content.startswith(b"\xef\xbb\xbf"):
        return Flaw(1, "byte_order_mark")
    return decoded(content) if content.strip() else Flaw(None, "file_empty")
