"""All records of one dossier, by id, as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from claims.models import Assessment, Claim, Dossier, Language, Outcome, Outlet, Record, Source, Speaker, Topic


@dataclass(frozen=True)
class DossierRecords:
    """A checked dossier: every reference inside it leads somewhere. Mappings keep the order of the files.

    `texts` holds the stored words of the sources that keep them, by source id.
    """

    dossier: Dossier
    topics: Mapping[str, Topic]
    speakers: Mapping[str, Speaker]
    outlets: Mapping[str, Outlet]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    outcomes: Mapping[str, Outcome]
    assessments: Mapping[str, Assessment]
    texts: Mapping[str, str]

    @property
    def by_kind(self) -> Mapping[str, Mapping[str, Record]]:
        """The records of each kind by id, each kind after those that it refers to; texts are none."""
        return {
            "dossier": {self.dossier.id: self.dossier},
            "topic": self.topics,
            "speaker": self.speakers,
            "outlet": self.outlets,
            "source": self.sources,
            "claim": self.claims,
            "outcome": self.outcomes,
            "assessment": self.assessments,
        }

    def term(self, code: str, language: Language) -> str:
        """What a unit or basis code means in words; the code itself, spaced, where the dossier gives none."""
        named = next((term.name for term in self.dossier.terms if term.id == code), None)
        return named.in_language(language) if named else code.replace("-", " ")
