"""Three versions of a record, field by field: the one that was opened, mine, and the one that somebody saved since."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from claims.errors import ClaimsError
from claims.faults import RecordType
from claims.flat import Data, canonical
from claims.folder import MODELS
from claims.models import Language
from claims.writing import in_order

Side = Literal["mine", "theirs"]

_WHOLE = ("quote", "retired")
"""Groups of fields that mean nothing one by one: words with the place where they stand."""
_ABSENT = object()


@dataclass(frozen=True)
class Difference:
    """A field that somebody changed, by its dotted path; None where a version does not have it.

    `proposal` is the side that changed it, `mine` where both made the same of it; None is a clash: somebody chooses.
    """

    path: str
    base: Any
    mine: Any
    theirs: Any
    proposal: Side | None

    @property
    def is_clash(self) -> bool:
        return self.proposal is None


class UnchosenError(ClaimsError):
    """Fields that both changed differently and of which nobody said which version counts; `paths` names them."""

    def __init__(self, paths: tuple[str, ...], language: Language = "en") -> None:
        super().__init__(paths)
        self.paths = paths
        self.language = language

    def __str__(self) -> str:
        from claims.editing.fields import label_of
        from claims.faults import catalogue

        fields = " · ".join(label_of(path, self.language) for path in self.paths)
        return catalogue(self.language).text("editing.unchosen", None, fields=fields)


@dataclass(frozen=True)
class Versions:
    """The three versions of one record's data; `base` is empty where both entered it anew."""

    kind: RecordType
    base: Data
    mine: Data
    theirs: Data

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Every field that is not the same in all three, in the order of the model."""
        return tuple(_differences((), self.base, self.mine, self.theirs, self.kind))

    @property
    def clashes(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.is_clash)

    def resolved(self, choices: Mapping[str, Side]) -> Data:
        """The record with the chosen side of each field named, the proposed one of all others. UnchosenError lists the
        clashes without a choice."""
        if unchosen := tuple(one.path for one in self.clashes if one.path not in choices):
            raise UnchosenError(unchosen)
        data = copy.deepcopy(self.base)
        for one in self.differences:
            side = choices.get(one.path) or one.proposal
            path = tuple(one.path.split("."))
            _put(data, path, _at(self.mine if side == "mine" else self.theirs, path))
        ordered: Data = in_order(data, MODELS[self.kind])
        return ordered


def _differences(path: tuple[str, ...], base: Data, mine: Data, theirs: Data, kind: RecordType) -> Iterator[Difference]:
    order = (
        in_order(dict.fromkeys((*base, *mine, *theirs), ""), MODELS[kind]) if not path else {**base, **mine, **theirs}
    )
    for name in order:
        here = (*path, name)
        values = [_at(one, (name,)) for one in (base, mine, theirs)]
        old, own, other = values
        if all(isinstance(one, dict) for one in values) and name not in _WHOLE:
            yield from _differences(here, old, own, other, kind)
        elif not (_same(old, own) and _same(old, other)):
            proposal: Side | None = "mine" if _same(old, other) else "theirs" if _same(old, own) else None
            if proposal is None and _same(own, other):
                proposal = "mine"
            shown = [None if one is _ABSENT else one for one in values]
            yield Difference(".".join(here), shown[0], shown[1], shown[2], proposal)


def _same(one: Any, other: Any) -> bool:
    # As text, since 2500 and 2500.0 are equal to Python but not in a file.
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return canonical(one) == canonical(other)


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if not isinstance(data, dict) or name not in data:
            return _ABSENT
        data = data[name]
    return data


def _put(data: Data, path: tuple[str, ...], value: Any) -> None:
    *above, last = path
    for name in above:
        data = data[name]
    if value is _ABSENT:
        data.pop(last, None)
    else:
        data[last] = copy.deepcopy(value)
