"""The charts of the whole interaction, the same for all who take part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go


def bars(columns: Mapping[str, tuple[Any, Any]]) -> str:
    """Stacked bars as JSON: of each name its months and counts, as arrays of any library."""
    traces = [
        go.Bar(name=name, x=np.asarray(months, "datetime64[ns]"), y=np.asarray(counts, np.int64))
        for name, (months, counts) in sorted(columns.items())
    ]
    chart: str = go.Figure(traces).update_layout(barmode="stack").to_json()
    return chart
