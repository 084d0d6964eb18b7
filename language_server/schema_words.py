"""What a JSON Schema says of a place in a document: the keys and words that may stand there, and what they mean."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

from afterword.language_server.cursor import Step

Schema: TypeAlias = Mapping[str, object]

_SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


@cache
def load_schema(name: str) -> Schema:
    """One of the schemas that come with the program, as `pack`."""
    schema: Schema = json.loads((_SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


def schemas_at(root: Schema, steps: Sequence[Step]) -> tuple[Schema, ...]:
    """The parts of a schema that speak of the node at the end of a way."""
    here = tuple(_parts(root, root))
    for step in steps:
        here = tuple(part for schema in here for inner in _inner(schema, step) for part in _parts(inner, root))
    return here


def keys_of(schemas: Iterable[Schema], root: Schema) -> dict[str, str]:
    """The keys that a mapping may have, each with its meaning."""
    keys: dict[str, str] = {}
    for schema in schemas:
        for name, inner in _tables(schema, "properties"):
            if isinstance(inner, Mapping):
                keys.setdefault(name, describe(inner, root))
    return keys


def words_of(schemas: Iterable[Schema]) -> tuple[str, ...]:
    """The words that may stand as a value, where the schema lists them."""
    return tuple(dict.fromkeys(word for schema in schemas for word in _list(schema, "enum") if isinstance(word, str)))


def describe(schema: Schema, root: Schema) -> str:
    """What a part of a schema says of itself; what it refers to speaks for it where it is silent."""
    return next((text for part in _parts(schema, root) if isinstance(text := part.get("description"), str)), "")


def _parts(schema: Schema, root: Schema) -> Iterator[Schema]:
    """A schema, and all that hold beside it or instead of it."""
    yield schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target: object = root
        for name in reference.removeprefix("#/").split("/"):
            target = target.get(name) if isinstance(target, Mapping) else None
        if isinstance(target, Mapping):
            yield from _parts(target, root)
    for key in ("allOf", "anyOf", "oneOf"):
        for one in _list(schema, key):
            if isinstance(one, Mapping):
                yield from _parts(one, root)


def _inner(schema: Schema, step: Step) -> Iterator[Schema]:
    if isinstance(step, int):
        inner = schema.get("items")
    else:
        properties = schema.get("properties")
        inner = properties.get(step) if isinstance(properties, Mapping) else None
        inner = schema.get("additionalProperties") if inner is None else inner
    if isinstance(inner, Mapping):
        yield inner


def _tables(schema: Schema, key: str) -> Iterable[tuple[str, object]]:
    table = schema.get(key)
    return table.items() if isinstance(table, Mapping) else ()


def _list(schema: Schema, key: str) -> Sequence[object]:
    found = schema.get(key)
    return found if isinstance(found, list) else ()
