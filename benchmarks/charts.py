"""The charts of the whole interaction, the same for all who take part."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go


def bars(columns: Mapping[str, tuple[list[str], list[int]]]) -> str:
    """Stacked bars as JSON: of each name its months and counts."""
    traces = [go.Bar(name=name, x=months, y=counts) for name, (months, counts) in sorted(columns.items())]
    chart: str = go.Figure(traces).update_layout(barmode="stack").to_json()
    return chart
