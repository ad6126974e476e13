"""One claim on paper: its words, its standing and why, and what others say."""

from dashboard import components as ui
from dashboard import filters
from dashboard.components import claim_card, claim_faces, printed
from dashboard.components.claim_card import Card

LEFT_TO_RIGHT, END = "\u2066", "\u2069"
"""Around an id, whose parts would change places in an Arabic line."""

view = filters.view()
asked = next(iter(filters.asked("id")), "")
claim = view.records.claims.get(asked)
if claim is None:
    claim_faces.unknown(view, asked)
elif (card := Card(view, claim)).face == "later":
    claim_faces.later(card)
else:
    ui.show(
        ui.heading(claim_card.path(card), ui.data(claim.statement)),
        claim_card.sheet(card),
        printed.running(f"{LEFT_TO_RIGHT}{claim.id}{END}"),
    )
