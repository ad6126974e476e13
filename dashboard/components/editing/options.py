"""What can be chosen in a field, by code, in the reader's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from markupsafe import Markup

from claims.editing.fields import Field
from claims.models import Assessment, Claim, Outcome, Outlet, Source, Speaker, Topic
from claims.records import DossierRecords
from claims.store.kept import Kept
from dashboard import formats
from dashboard.components.markup import capital, data
from dashboard.texts import direction, language

LETTERS = 70
OFFERED = 500

R = TypeVar("R")


def of(records: DossierRecords, field: Field, topic: str, chosen: Iterable[str]) -> dict[str, str]:
    """Words by code, with those of the `chosen`; `topic` narrows the claims that a claim can name to its question's."""
    if field.refers_to is not None:
        return distinct(_records(records, field.refers_to, topic if field.kind == "claim" else "", chosen))
    if field.path[-1] == "language":
        codes = Counter(source.language for source in offered(records.sources))
        return {code: formats.language_name(code) for code, _ in codes.most_common()}
    return {code: capital(field.word(code, language())) for code in field.choices}


def distinct(named: Mapping[str, str]) -> dict[str, str]:
    """Two of the same name are told apart by their codes."""
    often = Counter(named.values())
    return {code: f"{name} · {code}" if often[name] > 1 else name for code, name in named.items()}


def _records(records: DossierRecords, kind: str, topic: str, chosen: Iterable[str]) -> dict[str, str]:
    match kind:
        case "dossier":
            return {records.dossier.id: formats.name(records.dossier.title)}
        case "term":
            return {one.id: formats.name(one.name) for one in records.dossier.terms}
        case "side":
            return {side.id: formats.name(side.name) for side in records.dossier.sides}
        case "topic":
            return {one.id: formats.name(one.question) for one in records.topics.values()}
        case "speaker":
            return {one.id: formats.name(one.name) for one in records.speakers.values()}
        case "outlet":
            return {one.id: formats.name(one.name) for one in records.outlets.values()}
        case "source":
            return {one.id: source_name(records, one) for one in offered(records.sources, chosen)}
        case "claim":
            return {
                one.id: claim_name(records, one)
                for one in offered(records.claims, chosen)
                if topic in ("", one.topic) and one.retired is None
            }
        case "outcome":
            return {
                one.id: f"{formats.edtf(one.happened_on, 'short')} · {_short(formats.name(one.statement))}"
                for one in records.outcomes.values()
            }
        case "assessment":
            return {
                one.id: claim_name(records, records.claims[one.claim]) for one in offered(records.assessments, chosen)
            }
        case _:
            return {}


def offered(records: Mapping[str, R], chosen: Iterable[str] = ()) -> Iterable[R]:
    """Of what a large dossier has many of only so many, and the chosen; any other id can be typed (`may_be_typed`)."""
    if isinstance(records, Kept):
        return (records.last(OFFERED) | records.those(one for one in chosen if one in records)).values()
    return records.values()


def may_be_typed(records: DossierRecords, field: Field) -> bool:
    """Whether a choice can be another one than those that are offered."""
    others = {"claim": records.claims, "source": records.sources}.get(field.refers_to or "")
    return field.refers_to == "term" or field.path[-1] == "language" or isinstance(others, Kept)


def source_name(records: DossierRecords, source: Source) -> str:
    """Outlet, day and headline."""
    parts = [formats.name(records.outlets[source.outlet].name)]
    parts += [formats.edtf(source.published, "short")] if source.published else []
    parts += [_short(source.title)] if source.title else []
    return " · ".join(parts)


def claim_name(records: DossierRecords, claim: Claim) -> str:
    """Who, when, and what in our words."""
    who = formats.name(records.speakers[claim.speaker].name)
    return " · ".join([who, formats.edtf(claim.said_on, "short"), _short(formats.name(claim.statement))])


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[:LETTERS].rpartition(' ')[0]} …"


def name_of(records: DossierRecords, kind: str, id_: str) -> str:
    """What a record is called, in short, a text as its source; its id where it is not there, or not any more."""
    match records.by_kind.get("source" if kind == "text" else kind, {}).get(id_):
        case Source() as source:
            return source_name(records, source)
        case Claim() as claim:
            return claim_name(records, claim)
        case Assessment(claim=judged):
            return claim_name(records, records.claims[judged])
    return _records(records, kind, "", ()).get(id_, id_)


def words_of(records: DossierRecords, kind: str, id_: str) -> Markup:
    """What a record says or is called, in full."""
    match records.by_kind.get(kind, {}).get(id_):
        case Claim(statement=words) | Outcome(statement=words) | Topic(question=words):
            return data(words)
        case Speaker(name=words) | Outlet(name=words):
            return data(words)
        case Source(title=str(title), language=written):
            return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(written, direction(written), title)
        case Assessment(claim=claim):
            return words_of(records, "claim", claim)
    return Markup("<bdi>{}</bdi>").format(name_of(records, kind, id_))
