"""Dossiers in files: read, checked, written back.

A dossier is a folder that people edit (`dossier.yaml`, `topics.yaml`, `speakers.yaml`, `sources.yaml`, `claims.yaml` or
any `claims/*.yaml`, `outcomes.yaml`, `assessments.yaml`, `texts/`), or a `.jsonl` file with one record a line, each
with its `type`, and with `texts/` beside it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, cast

from claims import check, folder, writing, yaml_lines
from claims.entries import Entries, Entry
from claims.errors import FaultyDossierError
from claims.faults import Fault, RecordType
from claims.folder import LARGEST_BULK, LARGEST_YAML, MODELS, Layout
from claims.progress import EVERY, Progress, unseen
from claims.records import DossierRecords
from claims.yaml_lines import Fields, Flaw, Items

BULK = ".jsonl"
CLAIMS_A_FILE = 5_000
"""More would make a file that is too big to be read, and for people to edit."""


SHIPPED = Path(__file__).parent.parent / "seeds"
"""The dossiers that come with the program."""


@dataclass(frozen=True)
class Reading:
    """What a dossier holds and all that is wrong with it; `records` is None as long as it has faults.

    `claim_files` names the file under `claims/` of each claim by its id, empty for `claims.yaml`.
    """

    records: DossierRecords | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    counts: Mapping[RecordType, int]
    claim_files: Mapping[str, str]


def read(path: Path, as_of: date | None = None, progress: Progress = unseen) -> Reading:
    """Read and check the dossier at a folder or `.jsonl` file; with a day, warn of deadlines lapsed by then."""
    files = _files_at(path)
    home = path if folder.is_folder(path) else path.parent
    entries, kept = files.entries, dict[str, str]()
    found = [*files.faults]
    progress("read", sum(map(len, entries.by_type.values())))
    for done, entry in enumerate(entries, 1):
        found.extend(entry.validate())
        if done % EVERY == 0:
            progress("checked", done)
    unknown = {fault.file for fault in found if fault.reason.startswith("unknown_field")}
    for file in files.rewritable:
        if str(file.path) not in unknown:
            found.extend(_as_written(file, entries, path))
    found.extend(check.faults(entries, home, kept))
    warnings = [
        *check.second_looks(entries),
        *check.codes_without_words(entries),
        *check.unused_texts(entries, home),
    ]
    if as_of is not None:
        warnings.extend(check.lapsed(entries, as_of))
    faults = files.sorted(found)
    records = None if faults else entries.records(kept)
    counts = Counter(entry.type for entry in entries)
    return Reading(records, faults, files.sorted(warnings), counts, dict(_claim_files(entries, path)))


def _claim_files(entries: Entries, dossier: Path) -> Iterator[tuple[str, str]]:
    """Claims of a bulk file that are too many for one file of a folder are spread over several, in their order."""
    claims = entries.by_type["claim"]
    for place, entry in enumerate(claims):
        file = Path(entry.file)
        if file == dossier:
            name = f"{place // CLAIMS_A_FILE + 1:04}.yaml" if len(claims) > CLAIMS_A_FILE else ""
        else:
            name = file.name if file.parent.name == folder.CLAIMS_FOLDER and file.parent.parent == dossier else ""
        if entry.id is not None:
            yield entry.id, name


def load(path: Path) -> DossierRecords:
    """The records of a dossier. FaultyDossierError lists its faults."""
    return load_filed(path)[0]


def load_filed(path: Path, progress: Progress = unseen) -> tuple[DossierRecords, Mapping[str, str]]:
    """The records of a dossier, and the file of each claim as in `Reading`. FaultyDossierError lists its faults."""
    reading = read(path, progress=progress)
    if reading.records is None:
        raise FaultyDossierError(reading.faults)
    return reading.records, reading.claim_files


def dossiers_in(folder: Path) -> list[Path]:
    """The dossiers of a folder: folders with a `dossier.yaml`, and `.jsonl` files."""
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if one.suffix == BULK or (one / "dossier.yaml").exists())


def rewrite(path: Path) -> Iterator[tuple[Path, bool]]:
    """Write every file of a dossier that is not yet as the formatter writes it; says of each whether it could.

    Left as it is: a file that could not be read to its end, or whose rewriting would lose something: a comment, a
    repeated key, an anchor.
    """
    files = _files_at(path)
    for name in sorted({fault.file for fault in files.faults if fault.reason != "unknown_file"}):
        yield Path(name), False
    for file in files.rewritable:
        saved = _text_of(file)
        if saved == file.text:
            continue
        lossless = file.layout is None or (
            yaml_lines.read(saved).data == _ordered(file) and not any(yaml_lines.comments(file.text))
        )
        if lossless:
            writing.replace_file(file.path, saved)
        yield file.path, lossless


@dataclass(frozen=True)
class _File:
    """A file that was read to its end without a flaw; a bulk file has no layout."""

    path: Path
    layout: Layout | None
    text: str
    data: Any


@dataclass
class _Files:
    """What the files of one dossier gave, in the order in which they were read."""

    entries: Entries = field(default_factory=Entries)
    faults: list[Fault] = field(default_factory=list)
    rewritable: list[_File] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)

    def flaws(self, file: Path, flaws: list[Flaw], entries: list[Entry] | None = None) -> None:
        """Take up the flaws of a file, each with the record in whose lines it stands."""
        for flaw in flaws:
            around: Entry | None = None
            for entry in entries or ():
                if flaw.line is not None and entry.line is not None and entry.line <= flaw.line:
                    around = entry
            self.faults.append(_placed(str(file), flaw, around))

    def unread(self, file: Path, types: tuple[RecordType, ...], flaw: Flaw | None = None) -> None:
        """Note that records of these types may stand in a file that was not read to its end."""
        nothing_there = ("file_missing", "file_unreadable", "is_a_link", "not_a_file")
        for type_ in types:
            if flaw is None or flaw.reason not in nothing_there:
                self.entries.unread[type_].append(file)
            elif type_ != "claim" or flaw.reason == "file_unreadable":
                # Claims may stand in many files; any other type has lost its only one.
                self.entries.unsure.add(type_)

    def sorted(self, faults: list[Fault]) -> tuple[Fault, ...]:
        """By file in reading order, then by line."""
        last = len(self.order)
        return tuple(sorted(faults, key=lambda one: (self.order.get(one.file, last), one.file, one.line or 0)))


def _placed(file: str, flaw: Flaw, around: Entry | None) -> Fault:
    """A flaw as a fault of the record around it and of that record's field, where there are such."""
    if around is None:
        return Fault(file, flaw.line, None, None, None, flaw.reason, flaw.gaps)
    name = flaw.gaps.get("name") if flaw.reason == "duplicate_key" else None
    if name is None and flaw.reason != "key_not_text" and isinstance(around.data, Fields) and flaw.line is not None:
        name = max((line, key) for key, line in [("", 0), *around.data.lines.items()] if line <= flaw.line)[1]
    return Fault(file, flaw.line, around.type, around.id, str(name) if name else None, flaw.reason, flaw.gaps)


def _files_at(path: Path) -> _Files:
    files = _Files()
    if folder.is_folder(path):
        _read_folder(path, files)
    else:
        _read_bulk(path, files)
    return files


def _read_folder(path: Path, files: _Files) -> None:
    claims = path / folder.CLAIMS_FOLDER
    if flaw := folder.flaw_of_folder(claims):
        files.flaws(claims, [flaw])
        files.entries.unsure.add("claim")
    try:
        listed = list(folder.files_of(path, look_into_claims=flaw is None))
    except OSError as fault:
        files.flaws(Path(fault.filename or path), [folder.unreadable(fault)])
        files.entries.unsure.update(MODELS)
        return
    for file, layout in listed:
        files.order[str(file)] = len(files.order)
        if layout is None:
            files.flaws(file, [Flaw(None, "unknown_file")])
        else:
            _read_yaml(file, layout, files)


def _read_yaml(file: Path, layout: Layout, files: _Files) -> None:
    text = folder.read_text(file, LARGEST_YAML)
    if isinstance(text, Flaw):
        files.flaws(file, [text])
        files.unread(file, layout.types, text)
        return
    read = yaml_lines.read(text)
    entries: list[Entry] = []
    flaws = read.flaws
    for type_, data, line in _records_in(layout, read.data, flaws):
        entry = Entry(type_, str(file), line, data)
        if not any(data is torn for torn in read.torn):
            files.entries.add(entry)
        entries.append(entry)
    if flaws:
        files.unread(file, layout.types)
    files.flaws(file, flaws, entries)
    if read.complete and not flaws:
        files.rewritable.append(_File(file, layout, text, read.data))


def _records_in(layout: Layout, data: Any, flaws: list[Flaw]) -> Iterator[tuple[RecordType, Any, int | None]]:
    """Type, data and line of each record of a file; adds to the flaws where the file has another form."""
    if layout.single:
        yield layout.types[0], data, getattr(data, "line", 1)
        return
    lists: list[tuple[RecordType, Any, int | None]] = [(layout.types[0], data, 1)]
    if layout.sections:
        if not isinstance(data, Fields):
            flaws.append(Flaw(1, "not_sections", {"sections": layout.sections}))
            return
        for name in data:
            if name not in layout.sections:
                gaps = {"name": name, "allowed": layout.sections}
                flaws.append(Flaw(data.lines[name], "unknown_field", gaps))
        lists = [
            (type_, data[name], data.lines[name])
            for type_, name in zip(layout.types, layout.sections, strict=True)
            if name in data
        ]
    for type_, records, line in lists:
        if isinstance(records, Items):
            yield from ((type_, record, at) for record, at in zip(records, records.lines, strict=True))
        else:
            flaws.append(Flaw(line, "not_a_list", {"found": records}))


def _read_bulk(path: Path, files: _Files) -> None:
    files.order[str(path)] = 0
    text = folder.read_text(path, LARGEST_BULK)
    if isinstance(text, Flaw):
        files.flaws(path, [text])
        files.unread(path, tuple(MODELS), text)
        return
    flaws: list[Flaw] = []
    lines: list[tuple[RecordType, Any]] = []
    # JSON may hold the other line ends of Unicode inside its texts: only this one ends a record.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        data = json_record(line, number, flaws)
        if data is None:
            continue
        type_ = data.pop("type", None)
        if type_ not in MODELS:
            flaws.append(Flaw(number, "unknown_type", {"found": type_, "allowed": tuple(MODELS)}))
        elif type_ == "dossier" and files.entries.by_type["dossier"]:
            flaws.append(Flaw(number, "several_dossiers"))
        else:
            files.entries.add(Entry(cast(RecordType, type_), str(path), number, data))
            lines.append((cast(RecordType, type_), data))
    if not files.entries.by_type["dossier"] and not flaws:
        flaws.append(Flaw(None, "dossier_missing"))
    files.flaws(path, flaws)
    if flaws:
        files.unread(path, tuple(MODELS))
    if not flaws:
        files.rewritable.append(_File(path, None, text, lines))


def json_record(line: str, number: int, flaws: list[Flaw]) -> dict[str, Any] | None:
    """The object of one line of the bulk form; None, and flaws, where the line has none."""
    try:
        data = _PLAIN_LINES.decode(line)
    except (ValueError, RecursionError):
        return _looked_into(line, number, flaws)
    return data if isinstance(data, dict) and "\\u" not in line else _looked_into(line, number, flaws)


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number of JSON")


_PLAIN_LINES = json.JSONDecoder(object_pairs_hook=_without_twins, parse_constant=_no_number)
"""Reads the lines in which nothing is wrong; made once, as that takes as long as a short line."""


def _looked_into(line: str, number: int, flaws: list[Flaw]) -> dict[str, Any] | None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = Counter(name for name, _ in pairs)
            twice = (name for name in names if names[name] > 1)
            flaws.extend(Flaw(number, "duplicate_key", {"name": name, "first": number}) for name in twice)
        return found

    try:
        data = json.loads(line, object_pairs_hook=once, parse_constant=_no_number)
        if "\\u" in line:
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        problem = {
            UnicodeEncodeError: "half a surrogate pair",
            RecursionError: "nested too deeply",
        }.get(type(fault), str(fault))
        flaws.append(Flaw(number, "json_not_read", {"problem": problem}))
        return None
    if not isinstance(data, dict):
        flaws.append(Flaw(number, "not_fields", {"found": data}))
        return None
    return data


def _ordered(file: _File) -> Any:
    """The data of a file with its fields in order; of a bulk file, line by line."""
    if file.layout is None:
        return [{"type": type_, **writing.in_order(data, MODELS[type_])} for type_, data in file.data]
    models = [MODELS[type_] for type_ in file.layout.types]
    if not file.layout.sections:
        return writing.in_order(file.data, models[0])
    return {
        name: writing.in_order(file.data[name], model)
        for name, model in zip(file.layout.sections, models, strict=True)
        if name in file.data
    }


def _text_of(file: _File) -> str:
    """The file as the formatter writes it."""
    ordered = _ordered(file)
    return "".join(map(writing.as_json_line, ordered)) if file.layout is None else writing.as_yaml(ordered)


def _as_written(file: _File, entries: Entries, dossier: Path) -> Iterator[Fault]:
    """Faults of a YAML file that saving would alter: each comment, else the first line that differs.

    A bulk file is written by programs: only what it says is checked.
    """
    if file.layout is None or (saved := _text_of(file)) == file.text:
        return
    here = [entry for entry in entries if entry.file == str(file.path)]
    flaws = [Flaw(line, "comment", {"found": words}) for line, words in yaml_lines.comments(file.text)]
    if not flaws:
        old, new = file.text.split("\n"), saved.split("\n")
        line = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
        found, right = (lines[line] if line < len(lines) else "" for lines in (old, new))
        gaps = {"found": found, "right": right, "dossier": str(dossier)}
        flaws.append(Flaw(line + 1, "not_as_saved", gaps))
    taken = _Files()
    taken.flaws(file.path, flaws, here)
    yield from taken.faults
