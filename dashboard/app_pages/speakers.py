"""Can I take this one's word? One speaker's record and changes of words, or the index of all speakers."""

import streamlit as st
from markupsafe import Markup

from claims.analysis import deadlines, record
from claims.query import Query
from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import paging, track_record
from dashboard.components.editing import ways
from dashboard.texts import text

view = filters.view()
tables, records = view.tables, view.records
claims = [records.claims[claim_id] for claim_id in view.selection.claim_ids]
eyebrow = text("shell.eyebrow", page=text("shell.page_speakers"), day=formats.day(view.as_of))

# Filters narrow the lists; a record is told of all dates given on the questions asked for.
judged = data.select(view.dossier, Query(as_of=view.as_of, topic=view.query.topic)).rows(tables.deadlines)


def one_speaker(speaker_id: str) -> None:
    """The record with both numbers, the dates, the changes, the questions."""
    speaker = records.speakers[speaker_id]
    given = judged[judged["speaker_id"] == speaker_id]
    own = deadlines.in_chains(given)
    found = track_record.rows_of(record.of_rows(own))
    origins = view.selection.rows(tables.origins)["origin_id"].nunique()
    answer = track_record.answer(found[0] if found else None, own, len(claims), origins)
    head = Markup('<span class="office">{}</span>{}').format(track_record.standing(view, speaker), answer)
    title, picker = st.columns([3, 1], vertical_alignment="top")
    with title:
        ui.show(ui.heading(eyebrow, track_record.name(speaker), head), ways.of_speaker(view, speaker))
    with picker, st.container(key="speakers-picker"):
        counts = view.selection.counts["speaker"]
        names = filters.names(records, "speaker")
        options = {
            code: text("shell.left", name=names[code], n=counts.get(code, 0))
            for code in sorted(names, key=lambda code: names[code])
            if counts.get(code) or code == speaker_id
        }
        filters.choose("speaker", text("speakers.another"), options, "", form="select")
        ui.show(ui.a(filters.link("speakers", speaker=None), text("speakers.all")))
    if found:
        ui.show(track_record.strip(own))
    left, right = st.columns([2.3, 1], gap="large")
    with left:
        dates(len(own))
        ui.show(
            ui.section(text("speakers.questions"), text("speakers.all_claims", len(claims)), filters.link("claims")),
            track_record.questions(view, claims),
        )
    with right:
        changes()


def dates(own: int) -> None:
    """The dates that the filters leave, each utterance once; where none was given, the latest claims."""
    dated = view.selection.rows(tables.deadlines)
    echoes = [claim.id for claim in claims if claim.same_as is not None]
    dated = dated[~dated["claim_id"].isin(echoes)]
    shown = len(deadlines.in_chains(dated))
    if dated.empty:
        ui.show(ui.section(text("speakers.latest")), track_record.latest(view, claims))
        return
    total = text("shell.commitments", own)
    note = text("deadlines.of_question", shown, total=total) if shown < own else ""
    ui.show(ui.section(text("speakers.dates"), note), track_record.dates(view, dated))


def changes() -> None:
    """Where the words changed."""
    dated, positions = (view.selection.rows(table) for table in (tables.deadlines, tables.positions))
    found = track_record.changes(view, dated, positions)
    ui.show(
        ui.section(text("speakers.changed")),
        ui.joined(found, between="") or Markup('<p class="why">{}</p>').format(text("speakers.unchanged")),
    )


def index() -> None:
    """All speakers that the filters leave, those with the most claims first."""
    counts: dict[str, int] = {}
    for claim in claims:
        counts[claim.speaker] = counts.get(claim.speaker, 0) + 1
    names = filters.names(records, "speaker")
    ranked = sorted(counts.items(), key=lambda item: (-item[1], names[item[0]]))
    found = record.of_rows(judged[judged["speaker_id"].isin(set(counts))])
    shown = filters.pages(len(ranked))
    ui.show(
        ui.heading(eyebrow, text("speakers.title"), track_record.index_answer(found, len(claims), len(ranked))),
        track_record.index(view, shown.of(ranked), found),
        paging.turn(shown, lambda number: filters.link("speakers", part=number)),
    )


filters.follow_in_place()
if not claims:
    filters.empty_face(
        view, text("speakers.none"), view.selection.known, lambda query: len(data.select(view.dossier, query).claim_ids)
    )
elif len(view.query.speaker) == 1:
    one_speaker(view.query.speaker[0])
else:
    index()
