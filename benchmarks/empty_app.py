"""The least that Streamlit can show: pages with one chart and nothing else."""

import plotly.graph_objects as go
import streamlit as st


def chart() -> None:
    st.plotly_chart(go.Figure(go.Bar(x=[1, 2, 3], y=[2, 1, 3])))


def first() -> None:
    chart()


def second() -> None:
    chart()


st.navigation([st.Page(first, default=True), st.Page(second)]).run()
