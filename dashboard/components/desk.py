"""The parts of the desk: the queue of questions to look at, drafts, verdicts that wait or were decided, edits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st
from markupsafe import Markup

from claims.access import Person
from claims.editing import saving
from claims.editing.queue import REASONS, Look, needing_a_look
from claims.editing.saving import Proposed
from claims.errors import ClaimsError, StoreError
from claims.flat import Data
from claims.models import LANGUAGES, Claim
from claims.store import drafts, history, waiting
from claims.store.drafts import Draft
from claims.store.engine import reading
from claims.store.history import Entry
from claims.store.waiting import Waiting
from dashboard import components as ui
from dashboard import data, entered, filters, formats
from dashboard.components.editing import options, ways
from dashboard.components.markup import a
from dashboard.filters import View
from dashboard.texts import language, text

DATES = 50
"""So many of the dates of a question are told."""
RECENT = 8
"""So many of the last edits are told; the page Changes tells what they changed."""
NEW = ("claim", "source", "speaker", "outlet", "topic", "outcome")
DECIDED_DAYS = 30
"""So long the author of a verdict is told what became of it."""
NAMING = ("statement", "question", "name", "title")
"""What a draft of a new record is told by."""


def looks(view: View) -> list[Look]:
    """What needs a look today, whatever day the view is of."""
    return needing_a_look(view.dossier.tables, view.today)


def answer(found: Sequence[Look]) -> Markup:
    """How many questions press, the worst first."""
    counts = {reason: sum(one.reason == reason for one in found) for reason in REASONS}
    told = [text(f"desk.count_{reason}", count) for reason, count in counts.items() if count]
    return ui.joined(told or [text("desk.nothing")], between=text("shell.comma"))


def queue(view: View, person: Person, found: Sequence[Look]) -> None:
    """The question to look at now, with what it says; one key notes that nothing was found."""
    if not found:
        ui.show(Markup('<p class="why">{}</p>').format(text("desk.nothing_do")))
        return
    place = [one.topic_id for one in found].index(_now(found))
    one = found[place]
    with st.container(border=True, key="look"):
        ui.show(_told(view, one))
        with st.container(horizontal=True, key="look-actions"):
            if st.button(text("desk.looked"), shortcut="n", type="primary", key="looked"):
                _done(lambda: _looked(view, person, one))
            if len(found) > 1 and st.button(text("desk.skip"), shortcut="j", key="skip"):
                filters.go("desk", look=found[(place + 1) % len(found)].topic_id)
            happened = filters.link("edit", kind="outcome", topic=one.topic_id)
            ui.show(a(happened, text("desk.happened")), width="content")
        ui.show(*_dated(view, one))


def following(view: View, found: Sequence[Look]) -> None:
    """The questions that come after the one to look at now."""
    rest = [one for one in found if one.topic_id != _now(found)]
    if rest:
        lines = [_told(view, one) for one in rest]
        ui.show(ui.section(text("desk.then", len(rest))), ui.listed(lines))


def _now(found: Sequence[Look]) -> str:
    """The question to look at now: the one that the link names, else the most pressing."""
    return filters.choice("look", [one.topic_id for one in found], found[0].topic_id if found else "")


def _looked(view: View, person: Person, one: Look) -> None:
    why = text("desk.why_looked")
    saving.looked(data.store(), person, view.dossier.id, one.topic_id, on=view.today, today=view.today, why=why)


def _done(work: Callable[[], Any]) -> None:
    """Do it and show what it changed, or say why it was not done."""
    try:
        work()
    except ClaimsError as error:
        if isinstance(error, StoreError):
            error.language = language()
        st.error(filters.plain(str(error)))
    else:
        st.rerun()


def _told(view: View, one: Look) -> Markup:
    topic = view.records.topics[one.topic_id]
    href = filters.link("desk", look=one.topic_id)
    checked = (
        text("desk.checked", day=formats.day(one.last_checked)) if one.last_checked else text("desk.never_checked")
    )
    due = text(f"desk.due_{one.reason}", day=formats.day(one.due))
    return Markup('<p><strong>{}</strong><br><span class="why">{}</span></p>').format(
        a(href, ui.data(topic.question)), ui.joined([due, checked], between=" · ")
    )


def _dated(view: View, one: Look) -> list[Markup]:
    """The words that set the dates, each with its source to look into."""
    lines = []
    ids = view.dossier.tables.claims.id.named(one.rows[:DATES])
    data.fetched(view.dossier, ids)
    for claim in data.claims_of(view.dossier, ids):
        source = view.records.sources[claim.source]
        assert claim.deadline is not None
        said = claim.deadline.due
        facts = [
            ui.data(view.records.speakers[claim.speaker].name),
            text("desk.said", day=formats.edtf(claim.said_on)),
            *([text("desk.due", day=formats.edtf(said))] if said else []),
            ui.a(filters.link("sources", source=source.id), ui.data(view.records.outlets[source.outlet].name)),
            formats.language_name(source.language),
        ]
        lines.append(
            Markup('<p>{}<br><span class="why">{}</span></p>').format(
                a(filters.link("claim", id=claim.id), ui.data(claim.statement)), ui.joined(facts, between=" · ")
            )
        )
    more = len(one.rows) - len(lines)
    if more:
        every = filters.link("deadlines", topic=one.topic_id, state=one.states)
        lines.append(Markup("<p>{}</p>").format(a(every, text("desk.more_dates", more))))
    return [ui.listed(lines)]


def new_records(view: View) -> None:
    """The ways to what is new."""
    forms = [a(filters.link("edit", kind=kind), text(f"edit.new_{kind}")) for kind in NEW]
    ui.show(ui.section(text("desk.new")), Markup("<p>{}</p>").format(ui.joined(forms, between=" · ")))


def own_drafts(view: View, person: Person) -> None:
    """What the person entered and has not saved: to go on with, or to throw away."""
    found = reading(data.store(), lambda at: [*drafts.of_person(at, view.dossier.id, person.key)])
    if not found:
        return
    ui.show(ui.section(text("desk.drafts", len(found))))
    for one in found:
        with st.container(horizontal=True, key=f"draft {one.kind} {one.record_id}"):
            link = filters.link("edit", kind=one.kind, **entered.asked_by(one))
            when = formats.moment(one.changed.astimezone(view.dossier.changed.tzinfo))
            ui.show(Markup('<p>{}<br><span class="why">{}</span></p>').format(a(link, _draft(view, one)), when))
            if st.button(text("desk.discard"), type="tertiary", key=f"discard {one.kind} {one.record_id}"):
                _done(lambda one=one: entered.forget(person, one))  # type: ignore[misc]


def _draft(view: View, one: Draft) -> str | Markup:
    """What a draft is of: a record by its words; a new one by those that it has so far, else by its source."""
    if one.base is not None:
        return options.words_of(view.records, one.kind, str(one.base["id"]))
    form, values = text(f"edit.new_{one.kind}"), one.entered["values"]
    written = ("", f".{language()}", *(f".{one}" for one in LANGUAGES))
    said = next((said for name in NAMING for tongue in written if (said := values.get(f"{name}{tongue}"))), "")
    if said:
        return ui.sentence("desk.draft_of", form=form, name=ui.entered(said))
    source = values.get("source")
    if source in view.records.sources:
        return ui.sentence("desk.draft_of", form=form, name=options.words_of(view.records, "source", source))
    return form


def verdicts(view: View, person: Person) -> None:
    """Verdicts that wait for a second person: who may agree or decline does it here; their authors take them back."""
    found = reading(data.store(), lambda at: [*saving.proposed(at, view.dossier.id)])
    if not found:
        return
    ui.show(ui.section(text("desk.waiting")))
    for one in found:
        with st.container(border=True, key=f"waiting {one.verdict.id}"):
            ui.show(_verdict(view, one.verdict))
            if one.overtaken or one.claim_changed:
                ui.show(Markup('<p class="note">{}</p>').format(text(f"desk.{_since(one)}")))
            _decide(view, person, one)


def _since(one: Proposed) -> str:
    return "overtaken" if one.overtaken else "claim_changed"


def _decide(view: View, person: Person, one: Proposed) -> None:
    store, dossier, id_ = data.store(), view.dossier.id, one.verdict.id
    own = one.verdict.person == person.key
    if not own and not person.may("confirm", view.records.dossier):
        return
    why = st.text_input(text("desk.reason" if own else "desk.reason_to_decline"), key=f"why {id_}")
    with st.container(horizontal=True, key=f"decide {id_}"):
        # The version is part of the key: what is agreed to is the claim as it stood above the button.
        agree = f"confirm {id_} {one.claim_version}"
        if not (own or one.overtaken) and st.button(text("desk.confirm"), type="primary", key=agree):
            _done(lambda: saving.confirm(store, person, dossier, id_, why, seen=one.claim_version))
        if st.button(text("desk.take_back" if own else "desk.decline"), key=f"decline {id_}"):
            _done(lambda: saving.decline(store, person, dossier, id_, why))


def decided(view: View, person: Person) -> None:
    """What became of the verdicts that the person wrote: who agreed or declined, when and why."""
    since = datetime.now(UTC) - timedelta(days=DECIDED_DAYS)
    found = reading(data.store(), lambda at: [*waiting.decided(at, view.dossier.id, person.key, since)])
    if found:
        ui.show(ui.section(text("desk.decided")), ui.listed([_became(view, one) for one in found]))


def _became(view: View, one: Waiting) -> Markup:
    assert one.decided_at is not None
    done = "taken_back" if one.decided_by == one.who else one.decision
    when = formats.moment(one.decided_at.astimezone(view.dossier.changed.tzinfo))
    told = ui.sentence(f"desk.became_{done}", who=ui.entered(one.decided_by or ""), moment=when)
    why = Markup('<br><span class="why">{}</span>').format(ui.entered(one.decided_why)) if one.decided_why else ui.EMPTY
    return Markup("<p>{}<br>{}{}</p>").format(_judged(view, json.loads(one.after)), told, why)


def _judged(view: View, after: Data) -> Markup:
    """The verdict and the claim that it is on."""
    claim = view.records.claims.get(after["claim"])
    words = ui.data(claim.statement) if isinstance(claim, Claim) else ui.entered(after["claim"])
    return ui.joined([ui.status(after["status"]), a(filters.link("claim", id=after["claim"]), words)])


def _verdict(view: View, one: Waiting) -> Markup:
    after = json.loads(one.after)
    said = after["why"].get(language()) or next(iter(after["why"].values()))
    when = formats.moment(one.at.astimezone(view.dossier.changed.tzinfo))
    return Markup('<p>{}<br>{}<br><span class="why">{} · {} · {}</span></p>').format(
        _judged(view, after),
        ui.entered(said),
        ui.entered(one.who),
        when,
        ui.entered(one.why),
    )


def _edited(view: View, one: Entry) -> Markup:
    """What was edited, by its words, and the way to it."""
    words = options.words_of(view.records, one.kind, one.record_id)
    said = json.loads(one.after or one.before or "{}")
    if one.kind not in ways.READ_AT:
        return words
    page, parameter, code = ways.read_at(one.kind, said)
    return ui.a(filters.link(page, **{parameter: code}), words)


def recent(view: View) -> None:
    """The last edits: when, who, what and why."""
    found = reading(data.store(), lambda at: history.last_edits(at, view.dossier.id, RECENT))
    if not found:
        return
    zone = view.dossier.changed.tzinfo
    lines = [
        Markup('<p>{} · {} · {}<br><span class="why">{}</span></p>').format(
            formats.moment(one.at.astimezone(zone)), ui.entered(one.who), _edited(view, one), ui.entered(one.why)
        )
        for one in found
    ]
    ui.show(ui.section(text("desk.recent")), ui.listed(lines))
