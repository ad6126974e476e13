"""A dossier that says what nobody may run: each payload stands in every text that its models take.

What a text is, the models say: a field that takes words of no form. So a field that a model gains is filled here too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from claims.faults import RecordType
from claims.folder import MODELS
from claims.models import LABEL_LETTERS, Label, Record, Side, Term, Topic
from claims.models.dossier import KIND_OF_FIELD
from claims.records import DossierRecords

PAYLOADS = (
    "<script planted>ran=1</script>",
    "<img planted src onerror=ran=1>",
    "<svg planted onload=ran=1>",
    "<iframe planted src=//planted.x>",
    "<meta planted http-equiv=refresh content='0;url=https://planted.test/'>",
    "javascript:window.ran=1//planted",
    "data:text/html,<b planted>",
    "![planted](//planted.test/x)",
    "**planted** [planted](//p.test)",
    "$planted^2$ \\(planted\\)",
    "{{planted}}{%x%}%(x)s{0.real}%s",
    "</style><style>*{color:red}",
    "</script><b planted>",
    "\"'><b planted autofocus x='",
    "\u202eplanted\u200b\u2067\u2069\u2069\u200f",
    '=HYPERLINK("//planted.test";1)',
    "planted" * 60,
    ":red[planted] :material/home:",
)
EVERY = " ".join(PAYLOADS)
"""All of them at once, for what a page shows one of: the dossier, the claim and the topic that are looked at."""
WORDS = (EVERY, *PAYLOADS)


def short(words: str) -> str:
    return words[:LABEL_LETTERS]


def takes_any_words(model: type[Record], name: str) -> bool:
    """Whether a field of a model is a text: not an id, a code, a date or an address."""
    field = model.model_fields[name]
    try:
        _alone(field).validate_python("<words> of no form;")
    except ValidationError:
        return False
    return True


def _alone(field: FieldInfo) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation)


def inner_of(field: FieldInfo) -> type[Record] | None:
    """The model of a field that holds a record, or records."""
    waiting = [field.annotation]
    for one in waiting:
        if isinstance(one, type) and issubclass(one, Record):
            return one
        waiting += get_args(one)
    return None


def filled(model: type[Record], data: Mapping[str, Any], words: str) -> dict[str, Any]:
    """The data with these words in each text that it does not have; a record inside is filled where it is given."""
    found = dict(data)
    for name, field in model.model_fields.items():
        inner = inner_of(field)
        if inner is None:
            if name not in found and takes_any_words(model, name):
                found[name] = short(words) if issubclass(model, Label) else words
        elif name in found:
            if isinstance(found[name], Mapping):
                found[name] = filled(inner, found[name], words)
        elif set(inner.model_fields) == {"en", "ar"}:
            found[name] = filled(inner, {}, words)
    kind = found.get("kind")
    return {name: value for name, value in found.items() if model is not Topic or KIND_OF_FIELD.get(name, kind) == kind}


def address(words: str) -> str:
    """The words as far as an address can have them."""
    return "https://example.org/?" + "".join(letter for letter in words if letter.isprintable() and letter != " ")


def records() -> DossierRecords:
    """The dossier, with the records numbered as `WORDS` are: `speaker-0` says all of them."""
    made: dict[RecordType, dict[str, Any]] = {kind: {} for kind in MODELS}
    texts: dict[str, str] = {}

    def add(of: RecordType, words: str, **data: Any) -> None:
        model = MODELS[of]
        made[of][data["id"]] = model.model_validate(filled(model, data, words))

    sides = [filled(Side, {"id": f"side-{at}"}, words) for at, words in enumerate(WORDS)]
    terms = [filled(Term, {"id": f"term-{at}"}, words) for at, words in enumerate(WORDS)]
    add("dossier", EVERY, id="hostile", time_zone="Asia/Baghdad", sides=sides, terms=terms)
    values: dict[str, dict[str, Any]] = {
        "deadline": {"role": "by", "due": "2026-11-30", "force": "commitment"},
        "figure": {"low": 2500, "high": 2500, "qualifier": "exact", "as_of": "2026-11"},
        "position": {"stance": "affirms"},
    }
    for at, words in enumerate(WORDS):
        day = f"2026-10-{at + 1:02}"
        text = f"{words}\n"
        add("outlet", words, id=f"outlet-{at}")
        add(
            "source",
            words,
            id=f"source-{at}",
            outlet=f"outlet-{at}",
            url=address(words),
            archive_url=address(words),
            published=day,
            language="en",
            text=f"texts/source-{at}.txt",
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        texts[f"source-{at}"] = text
        add("speaker", words, id=f"speaker-{at}", kind="person", sides=[f"side-{at}"])
        for kind, value in values.items():
            topic = f"{kind}-{at}"
            add("topic", words, id=topic, kind=kind, **({"obligors": [f"side-{at}"]} if kind == "deadline" else {}))
            said = {
                "topic": topic,
                "speaker": f"speaker-{at}",
                "said_on": day,
                "attribution": "direct",
                "source": f"source-{at}",
                "quote": {"text": words, "start": 0, "end": len(words)},
                kind: value,
            }
            add("claim", words, id=topic, **said)
        gone = {"on": "2026-11-01"}
        add("claim", words, id=f"gone-{at}", **said, retired=gone)
        done = {"topic": f"deadline-{at}", "happened_on": day, "result": "partly", "source": f"source-{at}"}
        add("outcome", words, id=f"outcome-{at}", **done)
        add("outcome", words, id=f"gone-{at}", **done, retired=gone)
        verdict = {"claim": f"figure-{at}", "status": "contradicted", "on": day, "evidence": [f"source-{at}"]}
        add("assessment", words, id=f"assessment-{at}", **verdict)
    return DossierRecords(
        dossier=made["dossier"]["hostile"],
        topics=made["topic"],
        speakers=made["speaker"],
        outlets=made["outlet"],
        sources=made["source"],
        claims=made["claim"],
        outcomes=made["outcome"],
        assessments=made["assessment"],
        texts=texts,
    )
