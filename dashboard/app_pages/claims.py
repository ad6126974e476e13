"""What exactly was said? Every claim that the filters leave, and the card of the chosen one."""

from markupsafe import Markup

from claims import saying
from claims.models import Claim
from claims.query import Query
from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import claim_card, paging, tally
from dashboard.components.claim_card import Card
from dashboard.components.markup import sentence
from dashboard.filters import View
from dashboard.texts import text

# By whether one speaker and one question are named.
_TITLES = {
    (False, False): "claims.title",
    (True, False): "claims.title_by",
    (False, True): "claims.title_on",
    (True, True): "claims.title_by_on",
}


def title(view: View, count: int) -> str:
    """How many claims, by whom, on which question, said when: as far as the filters name one."""
    query, records = view.query, view.records
    who = formats.name(records.speakers[query.speaker[0]].name) if len(query.speaker) == 1 else None
    topic = records.topics[query.topic[0]] if len(query.topic) == 1 else None
    on = formats.name(topic.label or topic.question) if topic else None
    claims = text(_TITLES[who is not None, on is not None], count, who=who, question=on)
    if not (query.from_ or query.to):
        return claims
    return text(f"claims.{_said(query)}", claims=claims, period=formats.period(query.from_, query.to))


def _said(query: Query) -> str:
    """How the period is told: a year, a day, or days from and to."""
    first, last = query.from_, query.to
    if first is None or last is None:
        return "said_between"
    if (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year):
        return "said_in"
    return "said_on" if first == last else "said_between"


def answer(view: View) -> Markup:
    """What a reader should look at first."""
    counts = tally.tally(
        view,
        view.selection.rows_of_claims,
        lambda facet, code: filters.link(
            "claims", **{"state": None, "status": None, facet: code, "chosen": None, "part": None}
        ),
    )
    if not counts:
        return Markup("{}").format(text("claims.nothing_to_look_at"))
    return sentence("claims.look_at", counts=counts)


def row(view: View, claim: Claim, chosen: Claim) -> ui.Row:
    card = Card(view, claim)
    who = ui.a(
        filters.link("claims", chosen=claim.id),
        Markup("<b>{}</b>").format(ui.data(card.speaker.name)),
        "choose",
    )
    what = Markup("{}{}<p>{} {}</p>").format(
        ui.side_square(claim_card.slot(view, card.speaker)),
        who,
        ui.data(claim.statement),
        claim_card.way(claim),
    )
    return ui.Row(
        (
            formats.edtf(claim.said_on, "short"),
            what,
            Markup("<b>{}</b>").format(formats.value(claim, card.topic, "short")),
            claim_card.standing_chips(card.stands),
        ),
        chosen=claim.id == chosen.id,
    )


view = filters.view()
count = view.selection.count
if not count:
    filters.empty_face(
        view, text("claims.none"), view.selection.known, lambda query: data.select(view.dossier, query).count
    )
else:
    newest_first = filters.choice("sort", ("newest", "oldest"), "newest") == "newest"
    ids, said, rows = view.dossier.tables.claims.id, view.dossier.tables.claims.said, view.selection.rows_of_claims
    chosen = filters.choice("chosen", view.selection, "", known=ids)
    asked = saying.place(said, rows, ids.row(chosen), newest_first=newest_first) if chosen else 0
    shown = filters.pages(count, otherwise=asked)
    listed = data.claims_of(view.dossier, ids.named(saying.page(said, rows, shown.rows, newest_first=newest_first)))
    chosen_claim = data.claims_of(view.dossier, [chosen])[0] if chosen else listed[0]
    filters.shows("chosen", chosen_claim.id)

    columns = [
        ui.Column(text("shell.filter_said_on"), css="day"),
        ui.Column(text("claims.who_and_what")),
        ui.Column(text("claims.value"), css="value"),
        ui.Column(text("shell.filter_state")),
    ]
    eyebrow = text("shell.eyebrow", page=text("shell.page_claims"), day=formats.day(view.as_of))
    ui.show(ui.heading(eyebrow, title(view, count), answer(view)))
    ways = Markup("{} {}").format(
        text("claims.newest_first" if newest_first else "claims.oldest_first"),
        ui.a(
            filters.link("claims", sort="oldest" if newest_first else None, part=None, chosen=None),
            text("claims.show_oldest_first" if newest_first else "claims.show_newest_first"),
        ),
    )
    turn = paging.turn(shown, lambda number: filters.link("claims", part=number, chosen=None), ways)
    table = ui.table(columns, [row(view, claim, chosen_claim) for claim in listed], name=title(view, count))
    filters.follow_in_place()
    ui.show(
        Markup('<div class="claims-page"><div class="list">{}{}</div><div class="chosen">{}</div></div>').format(
            table, turn, claim_card.panel(Card(view, chosen_claim))
        )
    )
