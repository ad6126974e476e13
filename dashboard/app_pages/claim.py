"""One claim by its link: its words, its standing and why, and what others say."""

from dashboard import components as ui
from dashboard import filters
from dashboard.components import claim_card, claim_faces

card = claim_faces.card_asked(filters.view())
if card is not None:
    ui.show(ui.heading(claim_card.path(card), ui.data(card.claim.statement)), claim_card.page(card))
