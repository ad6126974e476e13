"""Claims as linked data in schema.org's words: https://schema.org/Claim and https://schema.org/ClaimReview.

A ClaimReview says that somebody judged. So a claim has one only where an editor's assessment is in the dossier: a state
or status is worked out by rules and judged by nobody. No rating has a number: the verdicts are no steps of a scale.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from claims.models import Assessment, Claim, Edtf, Language, Source, Speaker, Text
from claims.records import DossierRecords
from claims.words import word

Node = dict[str, Any]

CONTEXT = "https://schema.org"
_TYPES: Mapping[str, Literal["Person", "Organization", "GovernmentOrganization"]] = {
    "person": "Person",
    "organisation": "Organization",
    "government": "GovernmentOrganization",
    "media": "Organization",
}
"""A document and an unnamed speaker are neither a person nor an organization: they are credited in words."""
_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")


def link_of_claim(site: str, dossier_id: str, claim_id: str, language: Language) -> str:
    """The permalink of a claim on the site that serves the dossier, like `https://example.org/claim?id=…`."""
    return f"{site.rstrip('/')}/claim?dossier={quote(dossier_id)}&id={quote(claim_id)}&lang={language}"


def graph(records: DossierRecords, chosen: Collection[str], as_of: date, site: str, language: Language) -> Node:
    """A JSON-LD document of the claims with these ids, in their order, each followed by its review.

    The review is that of the last assessment known by the day; `site` is the address under which the claims stand.
    """
    latest: dict[str, Assessment] = {}
    for one in sorted(records.assessments.values(), key=lambda one: (one.on.text, one.id)):
        if one.on.first is not None and one.on.first <= as_of:
            latest[one.claim] = one
    writer = _Writer(records, site, language)
    return {"@context": CONTEXT, "@graph": [*writer.nodes(chosen, latest)]}


class _Writer:
    def __init__(self, records: DossierRecords, site: str, language: Language) -> None:
        self.records, self.site, self.language = records, site, language
        self.origins: dict[str, list[Claim]] = {}
        for claim in records.claims.values():
            if claim.retired is None:
                self.origins.setdefault(self._root(claim), []).append(claim)

    def nodes(self, chosen: Collection[str], verdicts: Mapping[str, Assessment]) -> Iterator[Node]:
        for id_ in chosen:
            claim = self.records.claims[id_]
            yield self._claim(claim)
            if id_ in verdicts:
                yield self._review(claim, verdicts[id_])

    def _claim(self, claim: Claim) -> Node:
        speaker = self.records.speakers[claim.speaker]
        told = self.origins.get(self._root(claim), [claim])
        first = min(told, key=lambda one: (str(one.said_on.first or one.said_on.last), one.id != self._root(claim)))
        url = self._link(claim.id)
        return _given(
            {
                "@type": "Claim",
                "@id": url,
                "url": url,
                "identifier": claim.id,
                "text": claim.statement.in_language(self.language),
                "inLanguage": claim.statement.written_in(self.language),
                "datePublished": _iso(claim.said_on),
                "author": self._agents(speaker),
                "creditText": None if speaker.kind in _TYPES else self._words(speaker.name),
                "appearance": [self._work(self.records.sources[one.source]) for one in told],
                "firstAppearance": self._work(self.records.sources[first.source]),
            }
        )

    def _review(self, claim: Claim, verdict: Assessment) -> Node:
        url = self._link(claim.id)
        why = verdict.why.in_language(self.language)
        return _given(
            {
                "@type": "ClaimReview",
                "@id": f"{url}#{verdict.id}",
                "url": url,
                "identifier": verdict.id,
                "datePublished": verdict.on.text,
                "inLanguage": self.language,
                "author": {"@type": "Person", "name": verdict.by},
                "claimReviewed": claim.statement.in_language(self.language),
                "itemReviewed": {"@type": "Claim", "@id": url},
                "reviewBody": why,
                "reviewRating": {
                    "@type": "Rating",
                    "alternateName": word("status", verdict.status, self.language),
                    "ratingExplanation": why,
                },
                "citation": [self._work(self.records.sources[one]) for one in verdict.evidence],
            }
        )

    def _work(self, source: Source) -> Node:
        outlet = self.records.outlets[source.outlet]
        return _given(
            {
                "@type": "CreativeWork",
                "identifier": source.id,
                "url": source.url,
                "archivedAt": source.archive_url,
                "name": source.title,
                "inLanguage": source.language,
                "datePublished": _iso(source.published) if source.published else None,
                "publisher": {"@type": "Organization", "name": self._words(outlet.name)},
            }
        )

    def _agents(self, speaker: Speaker) -> list[Node]:
        """Who answers for the words: the speaker, or the sides in whose name a document speaks."""
        if speaker.kind in _TYPES:
            return [{"@type": _TYPES[speaker.kind], "name": self._words(speaker.name)}]
        names = {side.id: side.name for side in self.records.dossier.sides}
        sides = speaker.sides if speaker.kind == "document" else ()
        return [{"@type": "Organization", "name": self._words(names[side])} for side in sides]

    def _root(self, claim: Claim) -> str:
        while claim.same_as is not None:
            claim = self.records.claims[claim.same_as]
        return claim.id

    def _words(self, text: Text) -> str:
        return text.in_language(self.language)

    def _link(self, claim_id: str) -> str:
        return link_of_claim(self.site, self.records.dossier.id, claim_id, self.language)


def _given(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, [])}


def _iso(when: Edtf) -> str | None:
    """A day, month or year as ISO 8601 writes it, which is all that schema.org knows; None of any other date."""
    return when.text if _ISO.fullmatch(when.text) else None
