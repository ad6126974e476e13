"""JSON Schemas of the files of a dossier, so that an editor completes and checks while one types.

They are generated from the models into `claims/schemas/` by `python -m claims.schema`; a test holds the two together.
An editor is told by its settings which schema a file has, since a line in the file itself would be a comment, which
the formatter does not keep. `.vscode/settings.json` does so for VS Code with its YAML extension; other editors with the
YAML language server take the same pairs under `yaml.schemas`:

    claims/schemas/claims.schema.json    seeds/*/claims.yaml, seeds/*/claims/*.yaml
    claims/schemas/topics.schema.json    seeds/*/topics.yaml        (and so on, one a file)
    claims/schemas/bulk.schema.json      each line of a .jsonl file
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from claims.folder import FILES, MODELS, Layout

FOLDER = Path(__file__).parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file in `FOLDER`."""
    _, shared = models_json_schema([(model, "validation") for model in MODELS.values()])
    models: dict[str, Any] = shared["$defs"]
    of_files = {f"{name.removesuffix('.yaml')}.schema.json": _of_file(layout) for name, layout in FILES.items()}
    of_files["bulk.schema.json"] = {
        "description": "One line of a .jsonl file: a record with its type.",
        "oneOf": [_with_type(type_, models[model.__name__]) for type_, model in MODELS.items()],
    }
    return {
        name: {
            "$schema": DIALECT,
            "title": name.removesuffix(".schema.json"),
            **schema,
            "$defs": _needed(schema, models),
        }
        for name, schema in of_files.items()
    }


def written(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _of_file(layout: Layout) -> dict[str, Any]:
    refs = [{"$ref": f"#/$defs/{MODELS[type_].__name__}"} for type_ in layout.types]
    if layout.single:
        return refs[0]
    lists = [{"type": "array", "items": ref} for ref in refs]
    if not layout.sections:
        return lists[0]
    properties = dict(zip(layout.sections, lists, strict=True))
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _with_type(type_: str, model: dict[str, Any]) -> dict[str, Any]:
    properties = {"type": {"const": type_}, **model["properties"]}
    return {**model, "properties": properties, "required": ["type", *model["required"]]}


def _needed(schema: Any, models: dict[str, Any]) -> dict[str, Any]:
    """The models that a schema refers to, and those that they refer to in turn."""
    needed: set[str] = set()
    open_ = [schema]
    while open_:
        part = open_.pop()
        if isinstance(part, dict):
            name = str(part.get("$ref", "")).removeprefix("#/$defs/")
            if name and name not in needed:
                needed.add(name)
                open_.append(models[name])
            open_.extend(part.values())
        elif isinstance(part, list):
            open_.extend(part)
    return {name: models[name] for name in sorted(needed)}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_text(written(schema), encoding="utf-8")
