"""The quick yes or no to a schema."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.language.structure import structure_schema
from afterword.engine.reading.acceptor import make_acceptor
from afterword.engine.reading.nodes import Document, Items, Node, Place, Scalar, Table
from afterword.engine.reading.nodes import Entry as TableEntry
from afterword.engine.reading.schema_check import check_schema
from afterword.engine.spans import Source
from afterword.tests.reading.trees import yaml_of

PLACE = Place(1, 1, 1, 1)
WORDS = ("true", "no", "12", "-1", "1.5", "", "~", "$grace", "x", "integer", "interview", "Two words", "1 day")
KEYS = (
    "id",
    "kind",
    "rules",
    "pack",
    "event",
    "where",
    "title",
    "when",
    "some",
    "expect",
    "within",
    "is",
    "x",
    "4",
    "vocabulary",
    "events",
    "fields",
)

scalars = st.builds(Scalar, st.sampled_from(WORDS), st.booleans(), st.just(PLACE))
keys = st.builds(Scalar, st.sampled_from(KEYS), st.just(value=False), st.just(PLACE))


def _inside(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    entries = st.lists(st.builds(TableEntry, keys, nodes), max_size=4, unique_by=lambda entry: entry.key.text).map(tuple)
    return st.builds(Items, st.lists(nodes, max_size=3).map(tuple), st.just(PLACE)) | st.builds(Table, entries, st.just(PLACE))


trees: st.SearchStrategy[Node] = st.recursive(scalars, _inside, max_leaves=12)

SMALL = """
  type: object
  required: [id]
  minProperties: 1
  propertyNames: {pattern: "^[a-z0-9]+$"}
  properties:
    id: {type: [integer, string], pattern: "^\\\\$"}
    kind: {enum: [x, integer]}
    when: {type: array, minItems: 1, maxItems: 2, items: {$ref: "#/$defs/part"}}
    some: false
    is: true
  additionalProperties: {type: [number, boolean, "null", object, array, string], minLength: 1}
  $defs: {part: {type: [string, object], additionalProperties: {$ref: "#/$defs/part"}, properties: {x: {type: boolean}}}}
"""


@pytest.mark.parametrize("schema", [yaml.safe_load(SMALL), structure_schema()], ids=["small", "pack"])
def test_it_agrees_with_the_validator(schema: dict[str, Any]) -> None:
    """It takes what the validator takes, and nothing else."""
    accepts = make_acceptor(schema)

    @given(trees)
    def agree(tree: Node) -> None:
        assert accepts(tree) == (not check_schema(Document(tree, Source("a.yaml", "")), schema))

    agree()


def test_a_good_document() -> None:
    """One that is taken, as random ones seldom are."""
    accepts = make_acceptor(yaml.safe_load(SMALL))
    assert accepts(yaml_of("{id: $x, kind: x, when: [a, {x: true, y: {z: b}}], is: [], other: 1.5}"))
    assert not accepts(yaml_of("{id: $x, kind: x, when: [a, {x: yes}]}"))
    assert not accepts(yaml_of("{id: '1'}"))


def test_a_schema_beyond_it() -> None:
    """It says so at once, instead of taking what it does not understand."""
    with pytest.raises(ValueError, match="oneOf"):
        make_acceptor({"oneOf": []})
