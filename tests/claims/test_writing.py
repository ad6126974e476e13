"""Whatever is written reads back as it was, and the common case looks as PyYAML would write it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from claims import writing, yaml_lines
from claims.models import Claim, Outcome

NASTY = list("ab '\":#-?,[]{}&*!|>%@`\n\t0.1~=ي\u200f\x85\u2028\ufeff\x01😀yesno/\\\r")
texts = st.one_of(
    st.text(st.sampled_from(NASTY), max_size=12), st.text(), st.text(st.sampled_from("ab  ':"), max_size=300)
)
plain = st.one_of(texts, st.integers(-(10**20), 10**20), st.floats(allow_nan=False), st.booleans(), st.none())
trees = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(texts.filter(lambda k: len(k) < 400), inner, max_size=4)
    ),
    max_leaves=15,
)


class AsPyYamlWouldWrite(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


@given(trees)
@example("0\n")
@example({"a": "x\n\n"})
@example([[], {}, "", "on", "2025-09-30", "2014", "0o17", "1e5", "null", "- a", "a: b", "a #b"])
def test_written_yaml_reads_back_as_it_was_here_and_in_any_yaml_1_1_reader(data: Any) -> None:
    text = writing.as_yaml(data)
    read = yaml_lines.read(text)
    assert (read.data, read.flaws) == (data, [])
    assert yaml.load(text, Loader=yaml.CSafeLoader) == data
    assert writing.as_yaml(read.data) == text


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["a", "bc"]), st.text(st.sampled_from("abي '  :#-,"), max_size=300), min_size=1
        ),
        min_size=1,
    )
)
def test_one_line_texts_are_quoted_and_folded_as_pyyaml_does(records: list[dict[str, str]]) -> None:
    assert writing.as_yaml(records) == yaml.dump(
        records, Dumper=AsPyYamlWouldWrite, allow_unicode=True, width=writing.WIDTH, sort_keys=False
    )


def test_text_of_several_lines_keeps_its_lines() -> None:
    assert writing.as_yaml({"note": "one\ntwo"}) == "note: |-\n  one\n  two\n"


def test_fields_stand_in_their_models_order_and_unset_ones_are_left_out() -> None:
    claim = {
        "note": None,
        "figure": {"as_of": "2025", "qualifier": "more-than", "high": None, "low": 3},
        "statement": {"ar": "ب", "en": "a"},
        "id": "x",
        "retired": {"why": "b", "on": "2025-01-01"},
    }
    assert json.dumps(writing.in_order(claim, Claim)) == json.dumps(
        {
            "id": "x",
            "statement": {"en": "a", "ar": "ب"},
            "figure": {"low": 3, "high": None, "qualifier": "more-than", "as_of": "2025"},
            "retired": {"on": "2025-01-01", "why": "b"},
        }
    )


def test_an_empty_list_that_was_given_stays() -> None:
    assert writing.in_order({"declared_by": []}, Outcome) == {"declared_by": []}


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Any) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("old")
    file.chmod(0o640)
    writing.replace_file(file, "new ب")
    assert file.read_text(encoding="utf-8") == "new ب"
    assert file.stat().st_mode & 0o777 == 0o640
    with pytest.raises(UnicodeEncodeError):
        writing.replace_file(file, "\ud800")
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]
    assert file.read_text(encoding="utf-8") == "new ب"
