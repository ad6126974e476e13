"""The schemas and the dictionary that are kept in git are those of today's models."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from claims import dictionary, schema
from claims.folder import FILES, MODELS
from tests.claims.broken import sound

README = Path(__file__).parent.parent.parent / "README.md"


def test_the_schemas_in_git_are_those_of_the_models() -> None:
    kept = {file.name: file.read_text(encoding="utf-8") for file in schema.FOLDER.iterdir()}
    assert kept == {name: schema.written(one) for name, one in schema.schemas().items()}, "run: python -m claims.schema"


def test_every_file_and_every_line_of_the_bulk_form_has_a_schema() -> None:
    names = {f"{name.removesuffix('.yaml')}.schema.json" for name in FILES}
    assert set(schema.schemas()) == names | {"bulk.schema.json"}
    lines = schema.schemas()["bulk.schema.json"]["oneOf"]
    assert [one["properties"]["type"]["const"] for one in lines] == list(MODELS)


def test_a_schema_takes_what_the_models_take_and_knows_every_field() -> None:
    for name, content in sound().items():
        if name.endswith(".yaml"):
            one = schema.schemas()[f"{name.split('/')[0].removesuffix('.yaml')}.schema.json"]
            assert fits(content, one, one["$defs"]), name
    claims = schema.schemas()["claims.schema.json"]
    assert not fits([{"id": "x"}], claims, claims["$defs"])
    assert not fits([{**sound()["claims/others.yaml"][0], "zz": 1}], claims, claims["$defs"])
    assert not fits([{**sound()["claims/others.yaml"][0], "attribution": "zz"}], claims, claims["$defs"])


def fits(value: Any, schema_: dict[str, Any], defs: dict[str, Any]) -> bool:
    """As much of JSON Schema as ours use."""
    if "$ref" in schema_:
        return fits(value, defs[schema_["$ref"].removeprefix("#/$defs/")], defs)
    if "anyOf" in schema_:
        return any(fits(value, one, defs) for one in schema_["anyOf"])
    match schema_.get("type"):
        case "object":
            fields = schema_["properties"]
            return (
                isinstance(value, dict)
                and set(schema_.get("required", ())) <= value.keys() <= fields.keys()
                and all(fits(one, fields[name], defs) for name, one in value.items())
            )
        case "array":
            return isinstance(value, list) and all(fits(one, schema_["items"], defs) for one in value)
        case "string":
            pattern = schema_.get("pattern", "")
            return isinstance(value, str) and bool(re.search(pattern, value)) and value in schema_.get("enum", [value])
        case "number" | "integer":
            return isinstance(value, int | float)
        case "null":
            return value is None
    return False


def test_every_field_is_described_in_the_schema_and_the_dictionary() -> None:
    words = dictionary.markdown()
    for one in schema.schemas().values():
        for model in one["$defs"].values():
            if "properties" in model and not {"en", "ar"} <= model["properties"].keys():
                for name, field in model["properties"].items():
                    assert field.get("description"), name
                    assert f"| `{name}` |" in words


def test_the_dictionary_replaces_what_stands_between_its_marks() -> None:
    page = f"before\n{dictionary.BEGIN}\nold\n{dictionary.END}\nafter"
    assert (
        dictionary.put_into(page) == f"before\n{dictionary.BEGIN}\n\n{dictionary.markdown()}\n{dictionary.END}\nafter"
    )
    assert "| `happened_on` | yes | EDTF date | when it happened |" in dictionary.markdown()
    assert "| `sides` |  | list of id | ids of the sides it speaks for |" in dictionary.markdown()


def test_the_dictionary_in_the_readme_is_that_of_the_models() -> None:
    page = README.read_text(encoding="utf-8")
    assert dictionary.put_into(page) == page, "run: python -m claims.dictionary README.md"


def test_the_schemas_are_json_schema() -> None:
    for one in schema.schemas().values():
        assert json.loads(schema.written(one)) == one
        assert one["$schema"] == schema.DIALECT
