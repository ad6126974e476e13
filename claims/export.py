"""A dossier written out as the folder that people edit, in the one standard form."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from claims import folder, writing
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
    """Write the dossier as the new folder `home`: all of it, or nothing. FileExistsError where something is there."""
    home.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(home):
        raise FileExistsError(str(home))
    unfinished = Path(tempfile.mkdtemp(dir=home.parent, prefix=f".{home.name}."))
    try:
        for path, text in files(records, claim_files):
            file = unfinished / path
            file.parent.mkdir(exist_ok=True)
            with file.open("x", encoding="utf-8", newline="") as written:
                written.write(text)
                written.flush()
                os.fsync(written.fileno())
        unfinished.chmod(0o777 & ~_umask())
        unfinished.rename(home)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _listed(records: list[Record]) -> list[Any]:
    return [_data(record) for record in records]


def _data(record: Record) -> Any:
    return writing.in_order(record.model_dump(mode="json", exclude_unset=True), type(record))
