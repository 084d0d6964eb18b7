"""Mistakes of structure, in the words of the document."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
import yaml

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.reading.nodes import DEEPEST
from afterword.engine.reading.schema_check import check_schema
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source
from afterword.tests.reading.trees import codes


def check(text: str, schema: str | dict[str, Any]) -> tuple[Diagnostic, ...]:
    """The mistakes of a YAML text by a schema, which may be written in YAML."""
    document = parse_yaml(Source("a.yaml", text)).value
    assert document is not None
    return check_schema(document, yaml.safe_load(schema) if isinstance(schema, str) else schema)


def only(text: str, schema: str | dict[str, Any]) -> tuple[str, str, str | None]:
    """Place and code, message, and hint of the one mistake."""
    (found,) = check(text, schema)
    return codes((found,))[0], found.message, found.hint


def test_nothing_is_wrong() -> None:
    """A document that is as the schema wants it has no diagnostics."""
    assert check("{a: 1, b: [x]}", "{type: object, properties: {a: {type: integer}, b: {items: {type: string}}}}") == ()


@pytest.mark.parametrize(
    ("text", "schema", "message", "hint"),
    [
        ("a: text", "{type: [array, object]}", "expected a list or a mapping (`key: value`), found `text`", "write it as a list: `[text]`"),
        ("a: b:c", "{type: object}", "expected a mapping (`key: value`), found `b:c`", "put a space after the colon"),
        ("a: -b", "{type: array}", "expected a list, found `-b`", "put a space after the dash"),
        (
            "a: b",
            "{type: array, items: {type: object}}",
            "expected a list, found `b`",
            "write it in square brackets, or one item a line, each with a dash",
        ),
        ("a: 'true'", "{type: boolean}", 'expected true or false, found `"true"`', "write true without quotes"),
        ("a: 'two'", "{type: integer}", 'expected a whole number, found `"two"`', "write it in digits, as in `2`"),
        ("a: ''", "{type: 'null'}", "expected nothing, found an empty text", "leave it empty"),
        ("a:", "{type: number}", "expected a number, found nothing", "write it in digits, as in `2.5`"),
        ("a: Off", "{type: boolean}", "expected true or false, found `Off`", "write false"),
        ("a: {person}", "{type: string}", "expected a text, found a mapping", "a text that begins with a bracket stands in quotes"),
        ("a:\n  - b", "{type: string}", "expected a text, found a list", "write a single text"),
        ("a: b", "{type: integer, description: Counted from 1.}", "expected a whole number, found `b`", "Counted from 1."),
        ("a: b", "{$ref: '#/$defs/n', description: Counted from 1.}", "expected a whole number, found `b`", "Counted from 1."),
    ],
)
def test_another_kind_is_wanted(text: str, schema: str, message: str, hint: str) -> None:
    """What was wanted, what is there, and how to write what was plainly meant."""
    whole = {"properties": {"a": yaml.safe_load(schema)}, "$defs": {"n": {"type": "integer"}}}
    line = 2 if "\n" in text else 1
    column = 3 if "\n" in text or text == "a:" else 4
    assert only(text, whole) == (f"wrong-kind {line}:{column}", message, hint)


def test_the_branch_for_this_kind_of_value_explains() -> None:
    """A list is measured against the alternative for lists, whatever is wrong with the others."""
    schema = "{oneOf: [{type: string}, {type: array, items: {type: integer}}, {type: object, required: [from]}]}"
    assert only("[1, x]", schema)[0] == "wrong-kind 1:5"
    assert only("{to: x}", schema)[:2] == ("missing-key 1:1", "the key `from` is missing")


def test_no_branch_takes_this_kind_of_value() -> None:
    """All the kinds that some alternative takes are named."""
    assert only("[]", "{anyOf: [{type: integer}, {$ref: '#/$defs/s'}], $defs: {s: {type: string}}}") == (
        "wrong-kind 1:1",
        "expected a text or a whole number, found a list",
        "a text that begins with a bracket stands in quotes",
    )


def test_the_branch_that_knows_most_of_the_keys_explains() -> None:
    """Keys decide which alternative was meant."""
    schema = """
      anyOf:
        - {type: object, properties: {from: {type: string}, plus: {type: string}}, additionalProperties: false, required: [from]}
        - {type: object, properties: {event: {type: string}, where: {type: object}}, additionalProperties: false, required: [event]}
    """
    assert only("{event: x, were: {}}", schema) == ("unknown-key 1:12", "`were` is not a key that can stand here", "did you mean `where`?")
    assert only("{plus: 1 day}", schema)[1] == "the key `from` is missing"


def test_a_word_that_decides_comes_before_the_keys() -> None:
    """`kind: b` means the alternative for `b`, though the other knows more of the keys."""
    schema = """
      oneOf:
        - {type: object, properties: {kind: {const: a}, x: {type: string}, y: {type: string}}, required: [kind]}
        - {type: object, properties: {kind: {const: b}, z: {type: string}}, required: [kind, z]}
    """
    assert only("{kind: b, x: 1, y: 2}", schema)[1] == "the key `z` is missing"


def test_numbers_fit_where_whole_numbers_are_found() -> None:
    """A whole number is a number."""
    schema = "{anyOf: [{type: number, minimum: 5}, {type: object}]}"
    assert only("3", schema)[:2] == ("out-of-range 1:1", "expected a number of at least 5, found `3`")


def test_alternatives_that_all_fit() -> None:
    """Where two of `oneOf` fit there is no branch to explain it."""
    assert only("x", "{oneOf: [{type: string}, {minLength: 1}], description: One of them.}") == (
        "wrong-form 1:1",
        "`x` does not have the form that is wanted here",
        "One of them.",
    )


def test_one_key_of_several() -> None:
    """None, two, or a misspelt one, which is told once."""
    schema = "{oneOf: [{required: [event]}, {required: [fact]}], properties: {event: {}, fact: {}, where: {}}, additionalProperties: false}"
    assert only("{where: x}", schema)[::2] == ("missing-key 1:1", "one of: event, fact")
    assert only("{evnt: x}", schema)[0] == "unknown-key 1:2"
    (found,) = check("{event: x, fact: y}", schema)
    assert found.message == "`fact` does not go with `event`"
    assert codes((Diagnostic("first", "", found.related[0].span),)) == ["first 1:2"]


def test_keys_that_do_not_go_together() -> None:
    """`not` with several pairs tells the pair that is there; any other `not` says what it can."""
    schema = "{not: {anyOf: [{required: [a, b]}, {required: [a, c]}]}}"
    assert only("{c: 1, a: 2}", schema)[:2] == ("keys-in-conflict 1:8", "`a` does not go with `c`")
    assert only("x", "{not: {const: x}, description: Anything else.}")[::2] == ("wrong-form 1:1", "Anything else.")


def test_keys_that_others_rule_out() -> None:
    """Each key is told with the condition that rules it out; without a condition, simply so."""
    schema = """
      properties: {gone: false}
      allOf:
        - {if: {properties: {kind: {const: must}}, required: [kind]}, then: {properties: {show: false, conclude: false}}}
        - {if: {properties: {kind: {const: fact}}, required: [kind]}, then: {properties: {expect: false}}}
    """
    found = check("{kind: must, show: 1, conclude: 2, expect: 3, gone: 4}", schema)
    assert codes(found) == ["misplaced-key 1:14", "misplaced-key 1:23", "misplaced-key 1:47"]
    assert found[0].message == "`show` cannot stand here where `kind` is `must`"
    assert found[2].message == "`gone` cannot stand here"


def test_nothing_may_stand_here() -> None:
    """`false` for the items of a list has no key to tell of."""
    assert only("[x]", "{items: false}")[0] == "wrong-form 1:1"
    assert only("[x]", "{prefixItems: [false]}")[0] == "wrong-form 1:1"


def test_patterns_of_keys_and_unevaluated_keys() -> None:
    """Keys that a pattern or a part of the schema allows are not told with the others."""
    schema = "{patternProperties: {^x-: {}}, properties: {a: {}}, additionalProperties: false}"
    assert only("{x-b: 1, a: 2, c: 3}", schema)[0] == "unknown-key 1:16"
    schema = "{allOf: [{properties: {a: {}}}], properties: {b: {}}, unevaluatedProperties: false}"
    assert only("{a: 1, b: 2, c: 3}", schema)[::2] == ("unknown-key 1:14", "one of: b, a")


def test_names_of_another_form() -> None:
    """A description of the names says more than their pattern."""
    schema = "{propertyNames: {pattern: '^[a-z]+$', description: Small letters only.}}"
    assert only("{good: 1, Bad: 2}", schema) == (
        "wrong-name 1:11",
        "`Bad` cannot be the name of anything here",
        "write `bad` (Small letters only.)",
    )
    assert only("{good: 1, longer: 2}", "{propertyNames: {maxLength: 4}}")[::2] == ("wrong-name 1:11", None)


def test_keywords_without_words_of_their_own() -> None:
    """Whatever else a schema may ask for is told at its place."""
    assert only("[1, 1]", "{uniqueItems: true}")[0] == "wrong-form 1:1"


@pytest.mark.parametrize("word", ["anyOf", "allOf"])
def test_a_schema_that_refers_to_itself(word: str) -> None:
    """The deepest tree that reading lets through is checked to its end."""
    schema = {
        "$ref": "#/$defs/tree",
        "$defs": {"tree": {word: [{"type": ["array", "string"], "items": {"$ref": "#/$defs/tree"}, "minItems": 1}]}},
    }
    assert check("[" * (DEEPEST - 1) + "x" + "]" * (DEEPEST - 1), schema) == ()
    assert codes(check("[" * DEEPEST + "]" * DEEPEST, schema)) == [f"too-short 1:{DEEPEST}"]


def test_jsonschema_is_imported_for_a_check_alone() -> None:
    """Whoever imports the engine does not wait for the validator."""
    script = "import sys, afterword.engine.reading.schema_check; sys.exit('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
