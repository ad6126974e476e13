"""The words of a claim, picked from the stored text of its source: with the mouse, or by how they begin."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from claims.editing import anchoring
from claims.editing.anchoring import Span
from claims.faults import Fault
from claims.records import DossierRecords
from dashboard import components as ui
from dashboard import entered
from dashboard.components.editing import fields, ways
from dashboard.entered import Sheet
from dashboard.filters import plain
from dashboard.texts import direction, text

SHOWN = 12
"""So many passages are offered; more words leave fewer."""
LETTERS = 160

_SELECT = """
export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.querySelector(".document-to-select") ?? document.createElement("div");
  place.className = "document-to-select";
  place.lang = data.language;
  place.dir = data.direction;
  place.tabIndex = 0;
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", data.label);
  const letters = Array.from(data.text);
  const words = (start, end) => letters.slice(start, end).join("");
  const mark = document.createElement("mark");
  mark.textContent = words(data.start, data.end);
  place.replaceChildren(words(0, data.start), ...(data.end > data.start ? [mark] : []), words(data.end));
  if (!place.isConnected) parentElement.append(place);
  if (data.end > data.start) place.scrollTop = mark.offsetTop - place.offsetTop - place.clientHeight / 3;

  const picked = () => {
    // Inside a shadow root the document's own selection ends at its host.
    const root = place.getRootNode();
    const selection = root.getSelection?.() ?? document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!place.contains(range.startContainer) || !place.contains(range.endContainer)) return;
    const before = document.createRange();
    before.selectNodeContents(place);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Array.from(before.toString()).length;
    setTriggerValue("picked", [start, start + Array.from(range.toString()).length]);
  };
  place.onpointerup = () => setTimeout(picked);
}
"""


def draw(records: DossierRecords, sheet: Sheet, faults: tuple[Fault, ...]) -> None:
    """The words that are anchored, in their context, and the ways to anchor others."""
    source = records.sources.get(sheet.text("source"))
    with st.container(key=fields.css("quote")):
        ui.show(ui.group(text("edit.quote"), level=2))
        stored = records.texts.get(source.id) if source else None
        if source is None or stored is None:
            _no_text(sheet, source is not None)
            fields.told(sheet, "quote", faults)
            return
        span = chosen(sheet)
        _by_words(sheet, stored)
        if span:
            shown = ui.quoted(span.words, source.language)
            ui.show(Markup('<p class="picked" role="status">{}</p>').format(shown))
            st.button(
                text("edit.quote_leave_out"),
                key=f"no-quote {sheet.kind} {sheet.key}",
                type="tertiary",
                on_click=take,
                args=(sheet, None),
            )
        fields.told(sheet, "quote", faults)


def chosen(sheet: Sheet) -> Span | None:
    """The words that are anchored."""
    start, end = sheet.text("quote.start"), sheet.text("quote.end")
    if not (start.isdecimal() and end.isdecimal()):
        return None
    return Span(int(start), int(end), sheet.text("quote.text"))


def take(sheet: Sheet, span: Span | None) -> None:
    """Anchor these words, or none."""
    given = ("", "", "") if span is None else (span.words, str(span.start), str(span.end))
    for part, value in zip(("text", "start", "end"), given, strict=True):
        sheet.values[f"quote.{part}"] = value
    sheet.touched.add("quote")
    sheet.keep()


def _no_text(sheet: Sheet, source_named: bool) -> None:
    if not source_named:
        ui.show(Markup('<p class="why">{}</p>').format(text("edit.quote_no_source")))
        return
    way = ways.way(key="way_text", kind="source", id=sheet.text("source"))
    ui.show(Markup('<p class="why">{} {}</p>').format(text("edit.quote_no_text"), way))


def _by_words(sheet: Sheet, stored: str) -> None:
    """Words typed or pasted: where they stand, and where the sentence ends that they begin."""
    with st.container(key="quote-words"):
        words = st.text_input(
            text("edit.quote_first_words"),
            placeholder=text("edit.quote_how"),
            autocomplete="off",
            **entered.scratch(sheet, "words"),
        )
    if not words.strip():
        return
    spans = passages(stored, words)
    if not spans:
        ui.show(Markup('<p class="fault" role="alert">{}</p>').format(text("edit.quote_not_found")))
        return
    labels = {str(at): plain(_short(span.words)) for at, span in enumerate(spans[:SHOWN])}
    key = f"{entered.scratch(sheet, 'passage')['key']} {words}"
    st.radio(
        text("edit.quote_found", len(spans)),
        list(labels),
        index=None,
        format_func=lambda at: labels.get(at, at),
        key=key,
        on_change=_passage_chosen,
        args=(sheet, key, spans),
    )


def passages(stored: str, words: str) -> list[Span]:
    """What words as an editor typed them can mean: each place up to the end of its sentence, then the words alone."""
    found = anchoring.find(stored, words)
    ends = [sentence.end for sentence in anchoring.sentences(stored)]
    whole = []
    for span in found:
        end = next((end for end in ends if end >= span.end), len(stored))
        whole.append(Span(span.start, end, stored[span.start : end]))
    return list(dict.fromkeys([*whole, *found]))


def _passage_chosen(sheet: Sheet, key: str, spans: list[Span]) -> None:
    at = entered.value(key)
    take(sheet, spans[int(at)] if isinstance(at, str) else None)


def document(records: DossierRecords, sheet: Sheet) -> None:
    """The text of the source beside the form, with the words that are anchored marked; others are selected in it."""
    source = records.sources.get(sheet.text("source"))
    stored = records.texts.get(source.id) if source else None
    if source is None or stored is None:
        return
    written_in, span = source.language, chosen(sheet)
    named = ui.joined(ui.source_facts(records, source)[:2], between=" · ")
    ui.show(ui.section(named))
    key = f"select {sheet.kind} {sheet.key} {sheet.text('source')}"

    def picked() -> None:
        if (found := within(stored, entered.value(key).picked)) is not None:
            take(sheet, found)

    st.components.v2.component("claims_select", js=_SELECT, isolate_styles=False)(
        key=key,
        data={
            "text": stored,
            "language": written_in,
            "direction": direction(written_in),
            "label": text("edit.quote_document"),
            "start": span.start if span else 0,
            "end": span.end if span else 0,
        },
        on_picked_change=picked,
    )


def within(stored: str, picked: Any) -> Span | None:
    """The words between two places that the browser names, without the space around them; None where there are none."""
    match picked:
        case [int(start), int(end)] if 0 <= start < end <= len(stored):
            words = stored[start:end]
            first = start + len(words) - len(words.lstrip())
            return Span(first, first + len(words.strip()), words.strip()) if words.strip() else None
    return None


def _short(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if len(one_line) <= LETTERS else f"{one_line[: LETTERS * 2 // 3]} … {one_line[-LETTERS // 4 :]}"
