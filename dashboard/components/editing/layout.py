"""In which order a form asks for the fields of a record, and which of them it folds away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Line = tuple[str, ...]

TEXT = "words"
"""The stored text of a source, which is a record of its own."""

WIDTHS: Mapping[str, int] = {"said_on": 2, "attribution": 5, "happened_on": 2, "result": 5, "on": 2, "status": 5}
"""How wide a field is beside another one: as wide, unless its choices need the room."""


@dataclass(frozen=True)
class Layout:
    """Lines of fields by their dotted names: in sight, with those that a kind of question has, and folded away."""

    above: Sequence[Line]
    of_kind: Mapping[str, Sequence[Line]]
    below: Sequence[Line] = ()
    folded: Sequence[Line] = ()


LAYOUTS: Mapping[str, Layout] = {
    "claim": Layout(
        above=(("source",), ("speaker",), ("topic",), ("said_on", "attribution")),
        of_kind={
            "deadline": (("deadline.role", "deadline.due"), ("deadline.force", "deadline.as_said")),
            "figure": (
                ("figure.qualifier", "figure.low", "figure.high"),
                ("figure.as_of", "figure.as_said"),
                ("figure.basis",),
            ),
            "position": (("position.stance", "position.searched_on"),),
        },
        below=(("statement",), ("quote",)),
        folded=(("same_as",), ("responds_to",), ("venue",), ("note",), ("id",)),
    ),
    "source": Layout(
        above=(("outlet",), ("title",), ("published", "language"), ("url",), (TEXT,)),
        of_kind={},
        folded=(("archive_url",), ("retrieved", "id")),
    ),
    "speaker": Layout(above=(("name",), ("kind", "sides"), ("role",)), of_kind={}, folded=(("short",), ("id",))),
    "outlet": Layout(above=(("name",), ("country", "language")), of_kind={}, folded=(("id",),)),
    "topic": Layout(
        above=(("kind",), ("question",)),
        of_kind={
            "deadline": (("obligors", "last_checked"),),
            "figure": (("unit", "basis", "comparable_within"),),
            "position": (("proposition",),),
        },
        below=(("label",), ("place",)),
        folded=(("id",),),
    ),
    "outcome": Layout(
        above=(("topic",), ("happened_on", "result"), ("statement",), ("source",), ("declared_by",)),
        of_kind={},
        folded=(("known_on", "id"), ("note",)),
    ),
    "assessment": Layout(
        above=(("claim",), ("status", "on"), ("why",), ("evidence",)),
        of_kind={},
        folded=(("id",),),
    ),
    # What it is about, its sides and its words are written once, in its file.
    "dossier": Layout(above=(("read_by", "verdicts_by"),), of_kind={}),
}
