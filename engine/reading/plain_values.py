"""Nodes to plain Python values, typed as a JSON Schema asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from math import isfinite
from typing import Any, TypeAlias
from urllib.parse import unquote

from afterword.engine.reading.nodes import Items, Node, Scalar, Table

Schema: TypeAlias = Mapping[str, Any]
"""A JSON Schema that is an object; `true` and `false`, which are schemas too, say nothing about types."""

Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | None"

_INTEGER = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def plain(node: Node, schema: Schema) -> Plain:
    """The values that ``node`` stands for where ``schema`` is asked for.

    A scalar is text, unless it stands without quotes, the schema allows something else there, and it is spelled like that in YAML 1.2:
    `yes`, `no`, `on` and `off` are texts, and `010` is ten.
    """
    return _value(node, SchemaPart((schema,), schema))


def read_scalar(text: str, kind: str) -> tuple[Plain, ...]:
    """The value of that JSON Schema type that is spelled so: in a tuple, which is empty where none is."""
    if kind == "null" and text in _NOTHING:
        return (None,)
    if kind == "boolean" and text in _TRUTH:
        return (_TRUTH[text],)
    if kind in {"integer", "number"} and _INTEGER.fullmatch(text):
        return (int(text),)
    if kind == "number" and _NUMBER.fullmatch(text) and isfinite(number := float(text)):
        return (number,)
    return ()


class SchemaPart:
    """All that a schema says about one place: the given schemas with those that they refer to and combine."""

    def __init__(self, schemas: tuple[Any, ...], root: Schema) -> None:
        self.root = root
        self.schemas = tuple(_spread(schemas, root))
        self._keys: dict[str, SchemaPart] = {}

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The types it names, or implies by the values it lists."""
        return frozenset(kind for schema in self.schemas for kind in _kinds(schema))

    @cached_property
    def items(self) -> SchemaPart:
        """What it says about the members of a list."""
        return SchemaPart(tuple(schema["items"] for schema in self.schemas if "items" in schema), self.root)

    def key(self, name: str) -> SchemaPart:
        """What it says about the value of a key."""
        if name not in self._keys:
            self._keys[name] = SchemaPart(tuple(one for schema in self.schemas for one in _of_key(schema, name)), self.root)
        return self._keys[name]


def _value(node: Node, part: SchemaPart) -> Plain:
    match node:
        case Table(entries):
            return {key.text: _value(value, part.key(key.text)) for key, value in entries}
        case Items(nodes):
            return [_value(item, part.items) for item in nodes]
        case Scalar(text, quoted):
            spelled = () if quoted else next((found for kind in _ORDER if kind in part.kinds and (found := read_scalar(text, kind))), ())
            return spelled[0] if spelled else text


_ORDER = ("null", "boolean", "integer", "number")


def _spread(schemas: tuple[Any, ...], root: Schema) -> Iterator[Schema]:
    """The schemas, and those that take part in what they say about the same place; each once."""
    seen: set[int] = set()
    waiting = list(reversed(schemas))
    while waiting:
        schema = waiting.pop()
        if not isinstance(schema, Mapping) or id(schema) in seen:
            continue
        seen.add(id(schema))
        yield schema
        waiting += [one for word in ("allOf", "anyOf", "oneOf") for one in schema.get(word, ())]
        waiting += [schema[word] for word in ("if", "then", "else") if word in schema]
        if "$ref" in schema:
            waiting.append(follow(schema["$ref"], root))


def follow(reference: str, root: Schema) -> Any:  # noqa: ANN401 (a schema is any JSON)
    """The part of ``root`` that a reference within it (`#/$defs/rule`) means."""
    found: Any = root
    for part in reference.removeprefix("#").split("/")[1:]:
        found = found[unquote(part).replace("~1", "/").replace("~0", "~")]
    return found


def _of_key(schema: Schema, name: str) -> list[Any]:
    """What one schema says about the value of a key."""
    found = [one for pattern, one in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
    if name in schema.get("properties", {}):
        found.append(schema["properties"][name])
    return found or [schema[word] for word in ("additionalProperties", "unevaluatedProperties") if word in schema]


def _kinds(schema: Schema) -> Iterator[str]:
    named = schema.get("type", ())
    yield from (named,) if isinstance(named, str) else named
    values = [*schema.get("enum", ()), *((schema["const"],) if "const" in schema else ())]
    yield from (KIND_OF[type(value)] for value in values)


KIND_OF: Mapping[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
}
