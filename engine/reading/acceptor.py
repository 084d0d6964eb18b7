"""Says quickly whether a tree is as a JSON Schema wants it, and not why it is not: that is for `schema_check`, which takes far longer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from afterword.engine.reading.nodes import Items, Node, Scalar, Table
from afterword.engine.reading.plain_values import Schema, follow, read_scalar

Accepts: TypeAlias = Callable[[Node], bool]

_SILENT = {"$schema", "$defs", "$comment", "title", "description", "examples", "default"}
_KNOWN = _SILENT | {
    *("$ref", "type", "enum", "pattern", "minLength", "items", "minItems", "maxItems"),
    *("properties", "required", "additionalProperties", "propertyNames", "minProperties"),
}


def make_acceptor(schema: Schema) -> Accepts:
    """A function that takes what ``schema`` allows, reading scalars as `plain` does.

    The schema may use a small part of Draft 2020-12 (``ValueError`` otherwise); every place in it names its types, or its words by `enum`.
    """
    return _Maker(schema).make(schema)


class _Maker:
    """Builds a function for each part of a schema, and one only for each definition."""

    def __init__(self, root: Schema) -> None:
        self._root = root
        self._made: dict[str, Accepts] = {}

    def make(self, schema: Schema | bool) -> Accepts:  # noqa: FBT001 (a schema may be true or false)
        if isinstance(schema, bool):
            return lambda _: schema
        if not schema.keys() <= _KNOWN:
            message = f"no quick way to check {sorted(schema.keys() - _KNOWN)}"
            raise ValueError(message)
        if "$ref" in schema:
            return self._refer(schema["$ref"])
        types = schema.get("type", "string" if "enum" in schema else ())
        kinds = (types,) if isinstance(types, str) else tuple(types)
        scalar = _scalar(schema, kinds)
        items = self._items(schema) if "array" in kinds else _never
        table = self._table(schema) if "object" in kinds else _never

        def accepts(node: Node) -> bool:
            if type(node) is Scalar:
                return scalar(node)
            return table(node) if type(node) is Table else items(node)

        return accepts

    def _refer(self, reference: str) -> Accepts:
        """The function of a definition, looked up when it is used: a definition may refer to itself."""
        if reference not in self._made:
            self._made[reference] = _never
            self._made[reference] = self.make(follow(reference, self._root))

        def accepts(node: Node) -> bool:
            return self._made[reference](node)

        return accepts

    def _items(self, schema: Schema) -> Accepts:
        member = self.make(schema.get("items", True))
        least, most = schema.get("minItems", 0), schema.get("maxItems")

        def accepts(node: Node) -> bool:
            nodes = node.nodes if isinstance(node, Items) else ()
            return least <= len(nodes) and (most is None or len(nodes) <= most) and all(map(member, nodes))

        return accepts

    def _table(self, schema: Schema) -> Accepts:
        known = {key: self.make(one) for key, one in schema.get("properties", {}).items()}
        other = self.make(schema.get("additionalProperties", True))
        required, least = schema.get("required", ()), schema.get("minProperties", 0)
        name = re.compile(schema.get("propertyNames", {}).get("pattern", ""))

        def accepts(node: Node) -> bool:
            entries = node.entries if isinstance(node, Table) else ()
            keys = {entry.key.text for entry in entries}
            return (
                len(entries) >= least
                and keys.issuperset(required)
                and all(map(name.search, keys))
                and all(known.get(entry.key.text, other)(entry.value) for entry in entries)
            )

        return accepts


def _scalar(schema: Schema, kinds: tuple[str, ...]) -> Callable[[Scalar], bool]:
    """Whether a value is spelled as one of ``kinds``; what the schema asks of texts is asked of those that are nothing else."""
    others = tuple(kind for kind in kinds if kind not in {"string", "array", "object"})
    words, least, pattern = schema.get("enum"), schema.get("minLength", 0), re.compile(schema.get("pattern", ""))
    plain = "string" in kinds and words is None and not least and not pattern.pattern

    def accepts(node: Scalar) -> bool:
        if plain or (not node.quoted and any(read_scalar(node.text, kind) for kind in others)):
            return True
        fits = len(node.text) >= least and pattern.search(node.text) is not None
        return "string" in kinds and fits and (words is None or node.text in words)

    return accepts


def _never(_: Any) -> bool:  # noqa: ANN401 (whatever it is)
    return False
