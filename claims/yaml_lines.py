"""YAML with the line of every field: plain data, no surprises.

Only what records need is read: mappings, lists, text, numbers, true, false and null, by the core schema of YAML 1.2.
So dates stay text, and `on` and `no` too. Anchors, aliases, tags, second documents, repeated keys and deep nesting are
refused. The events of the C parser are walked without recursion, so no input can exhaust the stack or, by aliases,
the memory.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

DEEPEST = 40

_CORE = re.compile(
    r"(?P<null>~|null|Null|NULL|)"
    r"|(?P<true>true|True|TRUE)|(?P<false>false|False|FALSE)"
    r"|(?P<int>[-+]?[0-9]{1,4000})|0o(?P<octal>[0-7]{1,4000})|0x(?P<hex>[0-9a-fA-F]{1,4000})"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<infinite>[-+]?\.(?:inf|Inf|INF))|(?P<nan>\.(?:nan|NaN|NAN))"
)
_MAYBE_NOT_TEXT = frozenset("~nNtTfF+-.0123456789")


class Fields(dict[str, Any]):
    """A mapping that knows its own line and the line of each of its keys, counted from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Items(list[Any]):
    """A list that knows its own line and the line of each of its items, counted from 1."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


class Unread:
    """Stands where a value was refused: whoever meets it again has nothing to add."""

    def __repr__(self) -> str:
        return "?"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a file as such, in which line (None: in the whole file)."""

    line: int | None
    reason: str
    gaps: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Read:
    """What a file holds; where it is not `complete`, `data` ends in the containers that are `torn`."""

    data: Any = None
    flaws: list[Flaw] = field(default_factory=list)
    torn: list[Fields | Items] = field(default_factory=list)
    complete: bool = False


def read(text: str) -> Read:
    """The data of a YAML text, and its flaws."""
    result = Read()
    try:
        _build(yaml.CSafeLoader(text), result)
    except yaml.MarkedYAMLError as fault:
        # What was opened and never closed is mended where it was opened.
        unclosed = "end of stream" in (fault.problem or "") and fault.context_mark
        mark = unclosed or fault.problem_mark or fault.context_mark
        problem = " ".join(part for part in (fault.context, fault.problem) if part)
        result.flaws.append(Flaw(mark.line + 1 if mark else None, "yaml_not_read", {"problem": problem}))
    except yaml.reader.ReaderError as fault:
        line = text.encode().count(b"\n", 0, fault.position) + 1
        result.flaws.append(Flaw(line, "yaml_not_read", {"problem": fault.reason}))
    return result


def line_of(data: Any, path: tuple[str | int, ...]) -> int | None:
    """The line of the field at that path, or of the nearest thing around it that is there."""
    line: int | None = getattr(data, "line", None)
    for step in path:
        if isinstance(data, Fields) and step in data:
            line, data = data.lines[str(step)], data[str(step)]
        elif isinstance(data, Items) and isinstance(step, int) and step < len(data):
            line, data = data.lines[step], data[step]
        else:
            break
    return line


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of every comment; the text must be readable."""
    marks = [hit.start() for hit in re.finditer(r"(?<![^\s])#", text)]
    if not marks:
        return
    starts, ends = [], []
    for event in _events(yaml.CSafeLoader(text)):
        if isinstance(event, ScalarEvent):
            start = _mark(event).index
            # The line of `|` or `>` may end in a comment.
            starts.append(text.find("\n", start) if event.style in ("|", ">") else start)
            ends.append(event.end_mark.index if event.end_mark else start)
    last_line = 0
    for mark in marks:
        around = bisect_right(starts, mark) - 1
        line = text.count("\n", 0, mark) + 1
        if line != last_line and (around < 0 or mark >= ends[around]):
            last_line = line
            yield line, text[mark:].split("\n", 1)[0].rstrip()


def scalar(words: str) -> Any:
    """The value of an unquoted word: null, true, false, a number, else the text."""
    if words and words[0] not in _MAYBE_NOT_TEXT:
        return words
    found = _CORE.fullmatch(words)
    if found is None:
        return words
    match found.lastgroup:
        case "true" | "false":
            return found.lastgroup == "true"
        case "int":
            return int(words)
        case "octal" | "hex":
            return int(words, 0)
        case "float":
            return float(words)
        case "infinite":
            return float("-inf") if words[0] == "-" else float("inf")
        case "nan":
            return float("nan")
    return None


def _events(loader: yaml.CSafeLoader) -> Iterator[Event]:
    while (event := loader.get_event()) is not None:
        yield event


def _mark(event: Event) -> Any:
    # The C parser marks every event, by a class of its own; only hand-made ones have none.
    assert event.start_mark is not None
    return event.start_mark


def _build(loader: yaml.CSafeLoader, result: Read) -> None:
    """Put the events together; `result.data` grows as they come.

    What stops the reading leaves `complete` False and the containers that were not closed in `torn`.
    """
    flaws, open_ = result.flaws, result.torn
    keys: list[str | None] = []  # of each open container the key whose value comes next
    documents = 0
    for event in _events(loader):
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            open_.pop()
            keys.pop()
            continue
        line = _mark(event).line + 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                flaws.append(Flaw(line, "several_documents"))
                return
        if not isinstance(event, NodeEvent):
            continue
        flaws.extend(_refused(event, line))
        inside = open_[-1] if open_ else None
        if isinstance(inside, Fields) and keys[-1] is None:
            if not isinstance(event, ScalarEvent):
                flaws.append(Flaw(line, "key_not_text"))
                return
            keys[-1] = key = event.value
            if key in inside.lines:
                flaws.append(Flaw(line, "duplicate_key", {"name": key, "first": inside.lines[key]}))
            else:
                inside.lines[key] = line
            continue
        value = _value(event, line)
        if inside is None:
            result.data = value
        elif isinstance(inside, Items):
            inside.append(value)
            inside.lines.append(line)
        else:
            inside.setdefault(str(keys[-1]), value)
            keys[-1] = None
        if isinstance(value, (Fields, Items)):
            open_.append(value)
            keys.append(None)
            if len(open_) > DEEPEST:
                flaws.append(Flaw(line, "too_deep", {"limit": DEEPEST}))
                return
    result.complete = True


def _value(event: NodeEvent, line: int) -> Any:
    if isinstance(event, ScalarEvent):
        return event.value if event.style else scalar(event.value)
    if isinstance(event, MappingStartEvent):
        return Fields(line)
    return Items(line) if isinstance(event, SequenceStartEvent) else Unread()


def _refused(event: NodeEvent, line: int) -> Iterator[Flaw]:
    if isinstance(event, AliasEvent):
        yield Flaw(line, "alias", {"found": f"*{event.anchor}"})
        return
    if event.anchor is not None:
        yield Flaw(line, "anchor", {"found": f"&{event.anchor}"})
    if isinstance(event, (ScalarEvent, CollectionStartEvent)) and event.tag is not None:
        yield Flaw(line, "tag", {"found": event.tag})
