"""The records of a dossier: frozen models that refuse unknown fields."""

from claims.models.base import LABEL_LETTERS, LANGUAGES, Day, Label, Language, Record, Retired, Slug, Text
from claims.models.claim import (
    END_ROLES,
    HOLDING_ROLES,
    START_ROLES,
    Attribution,
    Claim,
    Deadline,
    DeadlineRole,
    Figure,
    Force,
    Position,
    Qualifier,
    Quote,
    Stance,
)
from claims.models.dates import Edtf
from claims.models.dossier import COMPARABLE_WITHIN_DAYS, Dossier, Kind, Side, Term, Topic
from claims.models.outcome import Assessment, Outcome, Result, Verdict
from claims.models.source import Outlet, Source
from claims.models.speaker import Speaker

__all__ = [
    "COMPARABLE_WITHIN_DAYS",
    "END_ROLES",
    "HOLDING_ROLES",
    "LABEL_LETTERS",
    "LANGUAGES",
    "START_ROLES",
    "Assessment",
    "Attribution",
    "Claim",
    "Day",
    "Deadline",
    "DeadlineRole",
    "Dossier",
    "Edtf",
    "Figure",
    "Force",
    "Kind",
    "Label",
    "Language",
    "Outcome",
    "Outlet",
    "Position",
    "Qualifier",
    "Quote",
    "Record",
    "Result",
    "Retired",
    "Side",
    "Slug",
    "Source",
    "Speaker",
    "Stance",
    "Term",
    "Text",
    "Topic",
    "Verdict",
]
