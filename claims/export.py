"""A dossier written out as the folder that people edit, in the one standard form."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any

from claims import folder, writing
from claims.errors import ExchangeError
from claims.models import Record
from claims.records import DossierRecords


def files(records: DossierRecords, claim_files: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """The path of each file inside the dossier's folder, with its text; a file that would be empty is left out.

    `claim_files` names the file under `claims/` of each claim, empty for `claims.yaml`.
    """
    claims: dict[str, list[Record]] = {}
    for claim in records.claims.values():
        claims.setdefault(claim_files.get(claim.id, ""), []).append(claim)
    of_type: dict[str, list[Record]] = {
        "topic": [*records.topics.values()],
        "speaker": [*records.speakers.values()],
        "outlet": [*records.outlets.values()],
        "source": [*records.sources.values()],
        "claim": claims.pop("", []),
        "outcome": [*records.outcomes.values()],
        "assessment": [*records.assessments.values()],
    }
    for name, layout in folder.FILES.items():
        if layout.single:
            yield Path(name), writing.as_yaml(_data(records.dossier))
        elif layout.sections:
            lists = zip(layout.sections, layout.types, strict=True)
            yield Path(name), writing.as_yaml({section: _listed(of_type[type_]) for section, type_ in lists})
        elif layout.required or of_type[layout.types[0]]:
            yield Path(name), writing.as_yaml(_listed(of_type[layout.types[0]]))
    for name, of_file in sorted(claims.items()):
        yield Path(folder.CLAIMS_FOLDER, Path(name).name), writing.as_yaml(_listed(of_file))
    kept = {source.text: records.texts[source.id] for source in records.sources.values() if source.text}
    yield from ((Path(name), text) for name, text in sorted(kept.items()))


def write(home: Path, records: DossierRecords, claim_files: Mapping[str, str]) -> None:
    """Write the dossier as the new folder `home`: all of it, or nothing.

    FileExistsError where something is there; ExchangeError where a file would be too big to be read again.
    """
    write_files(home, written(records, claim_files))


def written(
    records: DossierRecords, claim_files: Mapping[str, str]
) -> Iterator[tuple[Path, Callable[[IO[bytes]], None]]]:
    """The files of the folder, each with what writes it."""
    return ((path, partial(_write_text, path, text)) for path, text in files(records, claim_files))


def write_files(home: Path, contents: Iterable[tuple[Path, Callable[[IO[bytes]], None]]]) -> None:
    """Make the new folder `home` of files, each with what writes it: all of them, or nothing, and safe on the disk.

    FileExistsError where something is there.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(home):
        raise FileExistsError(str(home))
    unfinished = Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}."))
    try:
        for path, content in contents:
            file = unfinished / path
            file.parent.mkdir(exist_ok=True)
            with file.open("xb") as written:
                content(written)
                written.flush()
                os.fsync(written.fileno())
        unfinished.chmod(0o777 & ~_umask())
        for folder_ in (*(one for one in unfinished.rglob("*") if one.is_dir()), unfinished):
            _sync(folder_)
        unfinished.rename(home)
        _sync(home.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _write_text(path: Path, text: str, out: IO[bytes]) -> None:
    content = text.encode()
    limit = folder.LARGEST if path.parts[0] == folder.TEXTS_FOLDER else folder.LARGEST_YAML
    if len(content) > limit:
        raise ExchangeError("too_big_to_read", file=path, limit=limit // folder.MEGABYTE)
    out.write(content)


def _sync(home: Path) -> None:
    handle = os.open(home, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _listed(records: list[Record]) -> list[Any]:
    return [_data(record) for record in records]


def _data(record: Record) -> Any:
    return writing.in_order(record.model_dump(mode="json", exclude_unset=True), type(record))
