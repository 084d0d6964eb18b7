"""From nodes to plain values."""

from __future__ import annotations

from typing import Any

import pytest

from afterword.engine.reading.plain_values import Plain, plain
from afterword.tests.reading.trees import yaml_of


def typed(text: str, schema: dict[str, Any]) -> Plain:
    """What a YAML text stands for where a schema is asked for."""
    return plain(yaml_of(text), schema)


@pytest.mark.parametrize(
    ("text", "kinds", "value"),
    [
        ("no", "boolean", "no"),
        ("true", "boolean", True),
        ("FALSE", ["boolean", "string"], False),
        ("true", "string", "true"),
        ("'true'", "boolean", "true"),
        ("0123", "integer", 123),
        ("0123", "string", "0123"),
        ("-7", ["integer", "string"], -7),
        ("10:30", ["integer", "number", "boolean", "null"], "10:30"),
        ("1_000", "integer", "1_000"),
        ("9" * 5000, "integer", "9" * 5000),
        ("1.0", "integer", "1.0"),
        ("1.5", "number", 1.5),
        ("3", "number", 3),
        (".5e1", "number", 5.0),
        ("1e999", "number", "1e999"),
        (".inf", "number", ".inf"),
        ("~", "null", None),
        ("~", "string", "~"),
        ("Null", ["null", "string"], None),
    ],
)
def test_scalars_are_typed_by_the_schema(text: str, kinds: str | list[str], value: Plain) -> None:
    """Text, unless another type is allowed and it is spelled so in YAML 1.2; quoted always text."""
    found = typed(text, {"type": kinds})
    assert (type(found), found) == (type(value), value)


def test_without_a_type_a_scalar_is_text() -> None:
    """A schema that says nothing changes nothing."""
    assert typed("[1, true, {a: ~}]", {}) == ["1", "true", {"a": "~"}]


def test_types_are_found_wherever_the_schema_puts_them() -> None:
    """References, combinations, conditions, patterns of keys, values listed; a schema that refers to itself ends."""
    schema = {
        "properties": {
            "a": {"$ref": "#/$defs/whole"},
            "b": {"anyOf": [{"type": "string"}, {"type": "boolean"}]},
            "c": {"enum": ["x", 1]},
            "d": {"const": None},
            "e": {"type": "array", "items": {"type": "integer"}},
            "f": {"enum": [1.5, True, [], {}]},
            "g": True,
            "self": {"$ref": "#"},
        },
        "patternProperties": {"^n_": {"type": "integer"}},
        "additionalProperties": {"type": "boolean"},
        "if": {"properties": {"a": {"const": 1}}},
        "then": {"properties": {"h": {"type": "integer"}}},
        "else": False,
        "allOf": [{"properties": {"i": {"$ref": "#/$defs/a~1b%20c"}}}],
        "$defs": {"whole": {"type": "integer"}, "a/b c": {"type": "null"}},
    }
    text = "{a: 1, b: true, c: 1, d: null, e: [1, x], f: 1.5, g: 1, h: 1, i: ~, n_x: 1, z: true, self: {a: 2, self: {a: 3}}}"
    assert typed(text, schema) == {
        **dict.fromkeys(("a", "c", "h", "n_x"), 1),
        **dict.fromkeys(("b", "z"), True),
        **dict.fromkeys(("d", "i")),
        "e": [1, "x"],
        "f": 1.5,
        "g": "1",
        "self": {"a": 2, "self": {"a": 3}},
    }
