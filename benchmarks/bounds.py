"""What is to be reached: the table's rows, in its order."""

from __future__ import annotations

from benchmarks.measure import Bound

VALIDATION = Bound("validation", "Import: validation", "bare `model_validate_json`, line by line", 0.9, at_least=True)
IMPORT = Bound("import", "Import, everything", "the same steps bare, with `sqlite3`", 0.6, at_least=True)
SLOPE = Bound("slope", "Import, slope", "ten times the import of a tenth", 1.2)
FACETS_DATASETTE = Bound("facets-datasette", "Five facets and a page of 50", "Datasette, limits lifted", 0.05)
FACETS_DUCKDB = Bound("facets-duckdb", "Five facets and a page of 50", "DuckDB", 1.0)
INTERACTION = Bound("interaction", "Whole interaction", "plain pandas", 0.10)
INTERACTION_MS = Bound("interaction-ms", "Whole interaction, time", "the clock", 100, "ms")
WORDS = Bound("words", "Whole interaction with a new word", "plain pandas", 0.15)
WORDS_AGAIN = Bound("words-again", "The same word again", "the interaction without words", 1.2)
STATES = Bound("states", "States of all deadlines as of a day", "the clock", 30, "ms")
MATRIX = Bound("matrix", "Agreement matrix of 500 speakers", "the totals of the same topic", 4)
IMAGE = Bound("image", "Column image, a claim", "the ruler", 60, "bytes")
PROCESS = Bound("process", "Memory of the process", "a process that keeps a DataFrame", 0.2)
EDIT = Bound("edit", "Edit with lock and history", "the same without the lock", 1.15)
START = Bound("start", "Start to first chart in a browser", "an empty Streamlit page with one chart", 1.5, at=None)
PAGE_CHANGE = Bound("page-change", "Page change, beyond the empty page", "an empty Streamlit page", 60, "ms", at=None)

BOUNDS = (
    VALIDATION,
    IMPORT,
    SLOPE,
    FACETS_DATASETTE,
    FACETS_DUCKDB,
    INTERACTION,
    INTERACTION_MS,
    WORDS,
    WORDS_AGAIN,
    STATES,
    MATRIX,
    IMAGE,
    PROCESS,
    EDIT,
    START,
    PAGE_CHANGE,
)

BY_KEY = {one.key: one for one in BOUNDS}
