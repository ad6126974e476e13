"""The ways from what is read to the form that changes it, for those who may."""

from __future__ import annotations

from markupsafe import Markup

from claims.flat import Data
from claims.models import Claim, Outcome, Source, Speaker
from dashboard import filters
from dashboard.components.markup import EMPTY, a, joined
from dashboard.filters import Page, View
from dashboard.reader import reader
from dashboard.texts import text

READ_AT: dict[str, tuple[Page, str, str]] = {
    "claim": ("claim", "id", "id"),
    "source": ("sources", "source", "id"),
    "speaker": ("speakers", "speaker", "id"),
    "outlet": ("sources", "outlet", "id"),
    "topic": ("claims", "topic", "id"),
    "outcome": ("deadlines", "topic", "topic"),
    "assessment": ("claim", "id", "claim"),
    "dossier": ("data", "dossier", "id"),
}


def read_at(kind: str, said: Data) -> tuple[Page, str, str]:
    """The page on which a record is read, the parameter that names it there, and its code."""
    page, parameter, field = READ_AT[kind]
    return page, parameter, str(said[field])


def may_edit(view: View) -> bool:
    """Whether what is shown is what is kept now, and the reader may change it."""
    return (
        view.dossier.kept is not None
        and view.recorded_at is None
        and not view.on_paper
        and reader().may("edit", view.records.dossier)
    )


def of_claim(view: View, claim: Claim) -> Markup:
    """Change a claim or its question, judge, answer or retire it."""
    ways = [
        way("way_edit", kind="claim", id=claim.id),
        way("way_assess", kind="assessment", claim=claim.id),
        way("way_answer", kind="claim", answers=claim.id),
        way("way_question", kind="topic", id=claim.topic),
    ]
    if claim.retired is None:
        ways.append(way("way_retire", kind="claim", id=claim.id, do="retire"))
    return _line(view, ways)


def of_source(view: View, source: Source) -> Markup:
    """Add a claim or what happened from a source; change it or its outlet."""
    return _line(
        view,
        [
            way("way_claim", kind="claim", source=source.id),
            way("way_outcome", kind="outcome", source=source.id),
            way("way_edit", kind="source", id=source.id),
            way("way_outlet", kind="outlet", id=source.outlet),
        ],
    )


def of_speaker(view: View, speaker: Speaker) -> Markup:
    return _line(view, [way("way_edit", kind="speaker", id=speaker.id)])


def of_outcome(view: View, outcome: Outcome) -> Markup:
    ways = [way("way_edit", kind="outcome", id=outcome.id)]
    return _line(view, [*ways, way("way_retire", kind="outcome", id=outcome.id, do="retire")])


def of_dossier(view: View) -> Markup:
    """Say who may read it and who decides verdicts, which an admin does."""
    administers = may_edit(view) and reader().may("administer", view.records.dossier)
    return _line(view, [way("way_dossier", kind="dossier")]) if administers else EMPTY


def way(key: str, **asked: str) -> Markup:
    """To the form that these parameters ask for."""
    return a(filters.link("edit", **form(**asked)), text(f"edit.{key}"))


def form(**asked: str) -> dict[str, str | None]:
    """The parameters of the form that these ask for: what the page before was asked for is not what it is of."""
    return {**dict.fromkeys(("id", "do", "source", "claim", "answers")), **asked}


def _line(view: View, ways: list[Markup]) -> Markup:
    return Markup('<p class="ways-to-edit">{}</p>').format(joined(ways, between=" · ")) if may_edit(view) else EMPTY
