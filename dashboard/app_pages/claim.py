"""One claim by its link: its words, its standing and why, and what others say."""

from dashboard import components as ui
from dashboard import filters
from dashboard.components import claim_card, claim_faces
from dashboard.components.claim_card import Card

view = filters.view()
asked = next(iter(filters.asked("id")), "")
claim = view.records.claims.get(asked)
if claim is None:
    claim_faces.unknown(view, asked)
elif (card := Card(view, claim)).face == "later":
    claim_faces.later(card)
else:
    ui.show(ui.heading(claim_card.path(card), ui.data(claim.statement)), claim_card.page(card))
