"""Linked data, expanded by a processor of JSON-LD and held against schema.org's own words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyld import jsonld

from claims.exchange.claimreview import CONTEXT, graph
from claims.models import Assessment, Text
from claims.models.base import Day

VOCABULARY = json.loads((Path(__file__).parent / "schema_org.json").read_text("utf-8"))["types"]
SITE = "https://example.org/"
AS_OF = date(2026, 11, 23)


def offline(address, _options):
    """What schema.org answers to its address, as far as we need it: its words are all of one vocabulary."""
    assert address == CONTEXT
    addresses = {name: {"@type": "@id"} for name in ("url", "archivedAt")}
    context = {"@vocab": f"{CONTEXT}/", **addresses}
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": {"@context": context},
    }


def expanded(document):
    return jsonld.expand(json.loads(json.dumps(document)), {"documentLoader": offline})


def ancestors(type_: str | None) -> Iterator[str]:
    while type_ is not None:
        yield type_
        type_ = VOCABULARY[type_]["of"]


def faults(node) -> Iterator[str]:
    """What schema.org does not know, in a node and all that it holds."""
    (type_,) = (one.removeprefix(f"{CONTEXT}/") for one in node["@type"])
    known = {name: takes for one in ancestors(type_) for name, takes in VOCABULARY[one]["properties"].items()}
    for address, values in node.items():
        if address.startswith("@"):
            continue
        name = address.removeprefix(f"{CONTEXT}/")
        if name not in known:
            yield f"{type_} has no {name}"
            continue
        for value in values:
            if "@type" in value and isinstance(value["@type"], list):
                if not {*known[name]} & {*ancestors(value["@type"][0].removeprefix(f"{CONTEXT}/"))}:
                    yield f"{name} of {type_} takes no {value['@type']}"
                yield from faults(value)
            elif "@id" in value:
                if "URL" not in known[name]:
                    yield f"{name} of {type_} takes no address"
            elif {"Date", "DateTime"} & {*known[name]}:
                date.fromisoformat((value["@value"] + "-01-01")[:10])
            elif "Text" not in known[name]:
                yield f"{name} of {type_} takes no text"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_claim_is_said_in_words_of_schema_org(iraq, language):
    nodes = expanded(graph(iraq, iraq.claims, AS_OF, SITE, language))
    assert len(nodes) == len(iraq.claims) + len(iraq.assessments)
    assert [fault for node in nodes for fault in faults(node)] == []


def test_the_vocabulary_finds_what_schema_org_does_not_know():
    odd = {"@type": "Claim", "verdict": "false", "author": {"@type": "Rating"}, "reviewRating": "5"}
    (node,) = expanded({"@context": CONTEXT, **odd})
    assert {*faults(node)} == {
        "Claim has no verdict",
        "author of Claim takes no ['https://schema.org/Rating']",
        "Claim has no reviewRating",
    }


def test_only_a_claim_that_an_editor_judged_has_a_review_and_it_is_the_last_one(iraq):
    (given,) = iraq.assessments.values()
    later = Assessment(
        id="later",
        claim=given.claim,
        status="corrected",
        on=Day.parse("2026-12-01"),
        by="B",
        why=Text(ar="صُحّح"),
        evidence=(),
    )
    records = replace(iraq, assessments={given.id: given, later.id: later})

    def reviews(as_of):
        nodes = graph(records, iraq.claims, as_of, SITE, "ar")["@graph"]
        return [node for node in nodes if node["@type"] == "ClaimReview"]

    assert reviews(date(2026, 11, 22)) == []
    (first,), (last,) = reviews(date(2026, 11, 23)), reviews(date(2026, 12, 1))
    assert (first["identifier"], first["datePublished"]) == (given.id, "2026-11-23")
    assert (last["identifier"], last["reviewRating"]["ratingExplanation"]) == ("later", "صُحّح")
    assert "ratingValue" not in first["reviewRating"]
    assert first["itemReviewed"]["@id"] == f"{SITE}claim?dossier=iraq-coalition&id={given.claim}&lang=ar"


def test_a_claim_names_every_document_in_which_it_appears_and_the_first(iraq):
    echo = next(claim for claim in iraq.claims.values() if claim.same_as is not None)
    root = iraq.claims[echo.same_as]
    node = graph(iraq, [echo.id], AS_OF, SITE, "en")["@graph"][0]
    shown = [work["identifier"] for work in node["appearance"]]
    assert {echo.source, root.source} <= {*shown}
    assert node["firstAppearance"]["identifier"] in shown


def test_a_document_speaks_for_its_sides_and_an_unnamed_source_for_nobody(iraq):
    kinds = {"document": None, "anonymous": None}
    for claim in iraq.claims.values():
        kinds[iraq.speakers[claim.speaker].kind] = claim
    document, unnamed = (
        graph(iraq, [kinds[kind].id], AS_OF, SITE, "en")["@graph"][0] for kind in ("document", "anonymous")
    )
    names = {side.id: side.name.en for side in iraq.dossier.sides}
    sides = iraq.speakers[kinds["document"].speaker].sides
    assert [one["name"] for one in document.get("author", [])] == [names[side] for side in sides]
    assert "author" not in unnamed
    assert unnamed["creditText"] == iraq.speakers[kinds["anonymous"].speaker].name.en
