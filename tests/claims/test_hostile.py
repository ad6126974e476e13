"""What people and files may say stands in the dossier of `tests.hostile` in full, and every other field refuses it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from claims.exchange.dossiers import data_of
from claims.faults import RecordType
from claims.folder import MODELS
from claims.models import LABEL_LETTERS, Record, Topic
from claims.models.claim import KINDS
from claims.models.source import WebAddress
from tests import hostile
from tests.hostile import PAYLOADS, inner_of

DOSSIER = hostile.records()


def fields(model: type[Record]) -> Iterator[tuple[str, ...]]:
    """The paths of all fields that hold no record themselves."""
    for name, field in model.model_fields.items():
        inner = inner_of(field)
        yield from ((name, *rest) for rest in fields(inner)) if inner else ((name,),)


def holders(data: Any, path: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The records inside a record that have, or could have, the last field of a path."""
    for one in data if isinstance(data, list) else [data]:
        if not isinstance(one, dict):
            continue
        if len(path) == 1:
            yield one
        elif path[0] in one:
            yield from holders(one[path[0]], path[1:])


def accepted(kind: RecordType, path: tuple[str, ...], payload: str) -> bool:
    """Whether a record of the dossier could say it there; so many are tried as there are kinds of claims and topics."""
    able = (data for data in map(data_of, DOSSIER.by_kind[kind].values()) if any(holders(data, path)))
    tried = [*islice(able, len(KINDS))]
    for data in map(deepcopy, tried):
        for holder in holders(data, path):
            holder[path[-1]] = payload
        try:
            MODELS[kind].model_validate(data)
        except ValidationError:
            continue
        return True
    return not tried


@pytest.mark.parametrize("kind", MODELS)
def test_each_payload_stands_in_every_field_or_is_refused_there(kind):
    left_out = []
    data = [data_of(record) for record in DOSSIER.by_kind[kind].values()]
    for path in fields(MODELS[kind]):
        values = [str(one.get(path[-1])) for record in data for one in holders(record, path)]
        said = "\n".join(values)
        for payload in PAYLOADS:
            short = payload[:LABEL_LETTERS] in values
            if payload not in said and not short and accepted(kind, path, payload):
                left_out.append((path, payload))
    assert left_out == []


def test_a_text_that_a_model_gains_is_filled():
    class More(Topic):
        motto: str | None = None

    more = hostile.filled(More, {"id": "x", "kind": "deadline"}, PAYLOADS[0])
    assert more["motto"] == PAYLOADS[0]


@pytest.mark.parametrize(
    "words", [*PAYLOADS, "//planted.test", "vbscript:x", "file:///etc/passwd", "http://", "https://a b"]
)
def test_an_address_leads_to_the_web_or_is_refused(words):
    with pytest.raises(ValidationError):
        TypeAdapter(WebAddress).validate_python(words)


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\r", "\x85", "\ud800"])
def test_our_words_have_no_control_characters(sign):
    with pytest.raises(ValidationError):
        Topic.model_validate(
            {"id": "x", "kind": "position", "question": {"en": f"a{sign}"}, "proposition": {"en": "b"}}
        )
