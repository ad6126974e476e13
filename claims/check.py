"""What must be true between the records of a dossier: references, quotes, circles; and what deserves a second look.

Everything is asked of the raw data, so that one faulty field hides no other fault.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, cast

from claims.entries import Entries, Entry
from claims.errors import RefusalError
from claims.faults import Fault, RecordType
from claims.folder import (
    LARGEST,
    TEXTS_FOLDER,
    decoded,
    flaw_of_folder,
    ids_mentioned,
    is_folder,
    read_bytes,
)
from claims.models import Claim, Edtf, Outcome, Source, Topic
from claims.models.claim import KINDS, values_given
from claims.models.source import TEXT_FILE
from claims.yaml_lines import Flaw

REFERENCES: dict[RecordType, dict[str, str]] = {
    "topic": {"obligors": "side"},
    "speaker": {"sides": "side"},
    "source": {"outlet": "outlet"},
    "claim": {
        "topic": "topic",
        "speaker": "speaker",
        "source": "source",
        "same_as": "claim",
        "responds_to": "claim",
    },
    "outcome": {"topic": "topic", "source": "source", "declared_by": "side"},
    "assessment": {"claim": "claim", "evidence": "source"},
}
_ASKED: dict[RecordType, tuple[str, ...]] = {
    "source": ("id", "outlet", "published", "text", "sha256"),
    "claim": ("id", "topic", "speaker", "source", "same_as", "responds_to", "quote", *KINDS),
    "assessment": ("id", "claim", "evidence"),
}
"""What is asked here of those records that a dossier has very many of."""
_ENOUGH_TO_COMPARE = 50_000
"""Above so many ids, the nearest to a wrong one are not searched for."""
_NAMED = 6
"""So many ids of a circle are told."""


def asked(type_: RecordType, data: dict[str, Any]) -> dict[str, Any]:
    """What `between` and `texts` ask of a sound record: they find the same, and less is kept in memory."""
    if type_ not in _ASKED:
        return data
    kept = {name: value for name in _ASKED[type_] if (value := data.get(name)) is not None}
    for name, value in kept.items():
        if name in REFERENCES[type_] and isinstance(value, str):
            # Thousands name the same topic.
            kept[name] = sys.intern(value)
        elif name in KINDS:
            kept[name] = True
    return kept


def unique_ids(entries: Entries) -> Iterator[Fault]:
    """Faults of ids that stand twice among records of a type, or among the dossier's sides or terms."""
    for of_type in entries.by_type.values():
        first: dict[str, Entry] = {}
        for entry in of_type:
            if entry.id is not None and first.setdefault(entry.id, entry) is not entry:
                yield entry.fault(("id",), "duplicate_id", found=entry.id, other=first[entry.id].place)
    for dossier in entries.by_type["dossier"]:
        for name in ("sides", "terms"):
            places: dict[str, int] = {}
            for place, one in _named(dossier, name):
                if places.setdefault(one, place) != place:
                    other = dossier.fault((name, places[one]), "duplicate_id").line
                    path = (name, place, "id")
                    yield dossier.fault(path, "duplicate_id", found=one, other=f"{dossier.file}:{other}")


def references(entries: Entries) -> Iterator[Fault]:
    """Faults of ids that no record has; none where the record stands in a file that could not be read."""
    known: dict[str, dict[str, Any]] = {
        type_: {entry.id: entry for entry in of_type if entry.id is not None}
        for type_, of_type in entries.by_type.items()
    }
    known["side"] = {side: place for dossier in entries.by_type["dossier"] for place, side in _named(dossier, "sides")}
    unsure: set[str] = {*entries.unsure}
    if "dossier" in unsure:
        unsure.add("side")
    unread: dict[str, set[str]] = {}
    nearest: dict[tuple[str, str], tuple[str, ...]] = {}
    for entry in entries:
        for name, wanted in REFERENCES.get(entry.type, {}).items():
            if wanted in unsure:
                continue
            for path, one in entry.references(name):
                if one in known[wanted]:
                    continue
                if wanted not in unread:
                    files = entries.unread[cast(RecordType, "dossier" if wanted == "side" else wanted)]
                    unread[wanted] = set().union(*map(ids_mentioned, files))
                if one in unread[wanted]:
                    continue
                if (wanted, one) not in nearest:
                    nearest[wanted, one] = nearest_ids(one, known[wanted])
                if near := nearest[wanted, one]:
                    yield entry.fault(path, "unknown_reference_near", wanted=wanted, found=one, nearest=near)
                else:
                    yield entry.fault(path, "unknown_reference", wanted=wanted, found=one)


def nearest_ids(wrong: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """The known ids that look most like the wrong one, at most three."""
    if len(known) > _ENOUGH_TO_COMPARE:
        return ()
    within = [one for one in known if wrong and wrong in one]
    near = difflib.get_close_matches(wrong[:200], known, n=3, cutoff=0.6)
    return tuple(dict.fromkeys([*near, *within]))[:3]


def values(entries: Entries) -> Iterator[Fault]:
    """Faults of claims whose value, and of outcomes whose topic, is of another kind than it must be."""
    kinds = {entry.id: entry.text("kind") for entry in entries.by_type["topic"]}
    for claim in entries.by_type["claim"]:
        if not isinstance(claim.data, dict):
            continue
        given = values_given(claim.data)
        topic, kind = claim.text("topic"), kinds.get(claim.text("topic"))
        if len(given) == 1 and kind in KINDS and given[0] != kind:
            yield claim.fault((given[0],), "value_of_another_kind", given=given[0], topic=topic, kind=kind)
        elif len(given) != 1 and claim.record is None:
            yield claim.fault((), "not_one_value", given=given or "none")
    for outcome in entries.by_type["outcome"]:
        topic, kind = outcome.text("topic"), kinds.get(outcome.text("topic"))
        if kind in KINDS and kind != "deadline":
            yield outcome.fault(("topic",), "outcome_of_another_kind", topic=topic, kind=kind)


def known_days(entries: Entries) -> Iterator[Fault]:
    """Faults of outcomes of which nothing says when they became known."""
    sources = {entry.id: entry for entry in entries.by_type["source"]}
    for outcome in entries.by_type["outcome"]:
        source = sources.get(outcome.text("source"))
        if source is None or not isinstance(outcome.data, dict) or outcome.data.get("known_on") is not None:
            continue
        if not isinstance(source.data, dict) or source.data.get("published") is None:
            yield outcome.fault((), "known_on_missing", source=source.id)
        elif _is_open(source.data["published"]):
            yield outcome.fault((), "known_on_open", source=source.id, published=source.data["published"])


def _is_open(published: object) -> bool:
    """Whether a date has no last day; one that cannot be read is a fault of its own."""
    try:
        return isinstance(published, str) and Edtf.parse(published).last is None
    except RefusalError:
        return False


def echoes_and_answers(entries: Entries) -> Iterator[Fault]:
    """Faults of same_as and responds_to: a claim that names itself, a circle, an echo on another topic."""
    claims = {entry.id: entry for entry in entries.by_type["claim"] if entry.id is not None}
    for name in ("same_as", "responds_to"):
        leads_to = {id_: to for id_, entry in claims.items() if (to := entry.text(name)) in claims}
        for circle in _circles(leads_to):
            first = claims[circle[0]]
            if len(circle) == 1:
                yield first.fault((name,), "same_as_itself")
            else:
                shown = (*circle[:_NAMED], *(("…",) if len(circle) > _NAMED else ()), circle[0])
                yield first.fault((name,), "circle", circle=" › ".join(shown))
    for claim in claims.values():
        other = claims.get(claim.text("same_as") or "")
        if other is not None and None not in (claim.text("topic"), other.text("topic")):
            own, topic = claim.text("topic"), other.text("topic")
            if own != topic:
                yield claim.fault(("same_as",), "same_as_other_topic", other=other.id, topic=topic, own=own)


def _circles(leads_to: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Each circle once, from its first member in the mapping's order; a mapping leads each id to one other."""
    seen: dict[str, int] = {}
    for start_number, start in enumerate(leads_to):
        way: list[str] = []
        here: str | None = start
        while here is not None and here in leads_to and here not in seen:
            seen[here] = start_number
            way.append(here)
            here = leads_to[here]
        if here is not None and seen.get(here) == start_number:
            yield way[way.index(here) :]


def texts(entries: Entries, folder: Path, kept: dict[str, str]) -> Iterator[Fault]:
    """Faults of the text files that sources name; fills `kept` with the texts that can be read, by source id."""
    flaw = flaw_of_folder(folder / TEXTS_FOLDER)
    if flaw:
        yield Fault(str(folder / TEXTS_FOLDER), None, None, None, None, flaw.reason, flaw.gaps)
        return
    for source in entries.by_type["source"]:
        name, given = source.text("text"), source.text("sha256")
        if name is None or not re.fullmatch(TEXT_FILE, name):
            continue
        content = read_bytes(folder / name, LARGEST)
        if isinstance(content, Flaw) and content.reason == "file_missing":
            yield source.fault(("text",), "text_missing", text=name)
            continue
        text = content if isinstance(content, Flaw) else decoded(content)
        if text == "":
            text = Flaw(None, "text_file_empty")
        if isinstance(text, Flaw):
            yield Fault(str(folder / name), text.line, "source", source.id, "text", text.reason, text.gaps)
        elif source.id is not None:
            kept[source.id] = text
        if isinstance(content, bytes) and given is not None:
            right = hashlib.sha256(content).hexdigest()
            if right != given:
                yield source.fault(("sha256",), "hash_differs", text=name, right=right)


def quotes(entries: Entries, kept: Mapping[str, str]) -> Iterator[Fault]:
    """Faults of quotes that do not stand, letter by letter, where they say."""
    sources = {entry.id: entry for entry in entries.by_type["source"]}
    for claim in entries.by_type["claim"]:
        quote = claim.data.get("quote") if isinstance(claim.data, dict) else None
        source = sources.get(claim.text("source"))
        if not isinstance(quote, dict) or source is None or source.id is None:
            continue
        if source.id not in kept:
            if isinstance(source.data, dict) and source.data.get("text") is None:
                yield claim.fault(("quote",), "quote_without_text", source=source.id)
            continue
        words, start, end = quote.get("text"), quote.get("start"), quote.get("end")
        if not isinstance(words, str) or not words or type(start) is not int or type(end) is not int:
            continue
        text, name = kept[source.id], source.text("text")
        # An end that does not fit the length of the words is the quote's own fault.
        if start >= 0 and text.startswith(words, start):
            continue
        if places := [hit.start() for hit in re.finditer(f"(?={re.escape(words)})", text)][:3]:
            shown = ", ".join(f"{place}-{place + len(words)}" for place in places)
            yield claim.fault(("quote", "start"), "quote_elsewhere", text=name, start=start, end=end, places=shown)
        else:
            found = text[max(start, 0) : max(start, 0) + len(words)]
            yield claim.fault(("quote", "text"), "quote_not_found", text=name, start=start, found=found)


def second_looks(entries: Entries) -> Iterator[Fault]:
    """Warnings: what can be meant, but seldom is."""
    claims = {entry.id: entry for entry in entries.by_type["claim"]}
    for entry in claims.values():
        claim = entry.record
        other = claims[claim.same_as].record if isinstance(claim, Claim) and claim.same_as in claims else None
        if not isinstance(claim, Claim) or not isinstance(other, Claim):
            continue
        if claim.position and other.position:
            stances = claim.position.stance, other.position.stance
            if set(stances) == {"affirms", "denies"}:
                yield entry.fault(
                    ("position", "stance"), "echo_opposed", stance=stances[0], other=other.id, other_stance=stances[1]
                )
        if other.retired and not claim.retired:
            yield entry.fault(("same_as",), "echo_of_retired", other=other.id)
    for entry in entries.by_type["source"]:
        source = entry.record
        if isinstance(source, Source) and not (source.url or source.archive_url or source.text):
            yield entry.fault((), "source_without_words")


def codes_without_words(entries: Entries) -> Iterator[Fault]:
    """Warnings of units and bases for which a dossier that names others has no term: readers would see the code."""
    terms = {one for dossier in entries.by_type["dossier"] for _, one in _named(dossier, "terms")}
    if not terms:
        return
    for topic in entries.by_type["topic"]:
        for name in ("unit", "basis"):
            if isinstance(topic.record, Topic) and (code := getattr(topic.record, name)) and code not in terms:
                yield topic.fault((name,), "code_without_words", found=code)
    for claim in entries.by_type["claim"]:
        figure = claim.record.figure if isinstance(claim.record, Claim) else None
        if figure and figure.basis and figure.basis not in terms:
            yield claim.fault(("figure", "basis"), "code_without_words", found=figure.basis)


def unused_texts(entries: Entries, folder: Path) -> Iterator[Fault]:
    """Warnings of text files that no source names."""
    named = {source.text("text") for source in entries.by_type["source"]}
    texts_folder = folder / TEXTS_FOLDER
    if not is_folder(texts_folder) or flaw_of_folder(texts_folder):
        return
    for file in sorted(file for file in texts_folder.iterdir() if not file.name.startswith(".")):
        if f"{TEXTS_FOLDER}/{file.name}" not in named:
            yield Fault(str(file), None, None, None, None, "text_unused")


def lapsed(entries: Entries, as_of: date) -> Iterator[Fault]:
    """Warnings of deadline topics with a date gone by since somebody last looked, and no outcome that decides it."""
    decided = {
        outcome.topic
        for entry in entries.by_type["outcome"]
        if isinstance(outcome := entry.record, Outcome)
        if not outcome.retired and outcome.result in ("fulfilled", "not-fulfilled", "withdrawn")
    }
    latest: dict[str, tuple[date, str]] = {}
    for entry in entries.by_type["claim"]:
        claim = entry.record
        if isinstance(claim, Claim) and not claim.retired and not claim.same_as and claim.deadline:
            last = _last_day(claim.deadline.due, before=claim.deadline.role == "before")
            if last is not None and last < as_of:
                latest[claim.topic] = max(latest.get(claim.topic, (last, claim.id)), (last, claim.id))
    for entry in entries.by_type["topic"]:
        topic = entry.record
        if not isinstance(topic, Topic) or topic.kind != "deadline" or topic.id in decided or topic.id not in latest:
            continue
        due, claim_id = latest[topic.id]
        if topic.last_checked is None:
            yield entry.fault((), "lapsed_never_checked", due=due, claim=claim_id)
        elif topic.last_checked.last is not None and topic.last_checked.last < due:
            yield entry.fault(
                ("last_checked",), "lapsed_unchecked", due=due, claim=claim_id, checked=topic.last_checked
            )


def _last_day(due: Edtf | None, *, before: bool) -> date | None:
    if due is None:
        return None
    if not before:
        return due.last
    return due.first - timedelta(days=1) if due.first and due.first > date.min else None


def _named(dossier: Entry, name: str) -> Iterator[tuple[int, str]]:
    """Place and id of each side or term."""
    listed = dossier.data.get(name) if isinstance(dossier.data, dict) else None
    for place, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield place, one["id"]


def faults(entries: Entries, folder: Path, kept: dict[str, str]) -> Iterator[Fault]:
    """All faults between records, in no particular order; `kept` is filled with the texts of sources."""
    return chain(texts(entries, folder, kept), between(entries, kept))


def between(entries: Entries, kept: Mapping[str, str]) -> Iterator[Fault]:
    """Faults between records, and of quotes against the texts of their sources."""
    return chain(
        unique_ids(entries),
        references(entries),
        values(entries),
        known_days(entries),
        echoes_and_answers(entries),
        quotes(entries, kept),
    )
