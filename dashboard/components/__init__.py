"""The parts that pages are made of: functions from plain values to escaped `Markup`, and `show` to draw it."""

from dashboard.components.faces import fault_face, source_missing
from dashboard.components.headings import group, heading, section
from dashboard.components.lines import (
    Step,
    chain,
    fold,
    listed,
    relation_line,
    source_line,
    states_strip,
    value_pair,
    words_link,
)
from dashboard.components.marks import (
    badge,
    befell,
    evidence,
    relation,
    side_square,
    stance,
    state,
    status,
    step,
)
from dashboard.components.markup import EMPTY, a, bold, capital, data, joined, quoted, sentence, show
from dashboard.components.quotes import Mark, quote_in_context
from dashboard.components.tables import Column, Group, Question, Row, table

__all__ = [
    "EMPTY",
    "Column",
    "Group",
    "Mark",
    "Question",
    "Row",
    "Step",
    "a",
    "badge",
    "befell",
    "bold",
    "capital",
    "chain",
    "data",
    "evidence",
    "fault_face",
    "fold",
    "group",
    "heading",
    "joined",
    "listed",
    "quote_in_context",
    "quoted",
    "relation",
    "relation_line",
    "section",
    "sentence",
    "show",
    "side_square",
    "source_line",
    "source_missing",
    "stance",
    "state",
    "states_strip",
    "status",
    "step",
    "table",
    "value_pair",
    "words_link",
]
