"""What a JSON Schema validator finds, in words for people who know nothing of schemas.

Each keyword has an explanation of its own. Where a schema offers alternatives, the one that was plainly meant explains the mistake: the
one that takes this kind of value and knows most of the keys given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from afterword.engine.diagnostics import Diagnostic, Related, choices_hint, nearest, quote
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Place, Scalar, Table
from afterword.engine.reading.plain_values import KIND_OF, Schema, SchemaPart, read_scalar

if TYPE_CHECKING:
    from jsonschema import ValidationError

_NAMES = {
    "object": "a mapping (`key: value`)",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_WAYS = {
    "object": "write keys and values: `key: value`",
    "array": "write it in square brackets, or one item a line, each with a dash",
    "string": "write a single text",
    "integer": "write it in digits, as in `2`",
    "number": "write it in digits, as in `2.5`",
    "boolean": "write true or false",
    "null": "leave it empty",
}
_TRUTHS = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}
_QUOTED = re.compile(r'"([\w$][\w $.-]*)"')
_CLOSED_UP = re.compile(r"[\w-]+:\S")
_UNITS = (("Items", "item"), ("Properties", "key"), ("Length", "letter"))
_LONGEST_EXAMPLE = 40
_MOST_CHOICES = 30  # as many as a rule has


class _Error(NamedTuple):
    """What the validator says: which keyword of which schema is not met by the value at ``path``."""

    keyword: str
    wanted: Any
    """The keyword's own value."""
    schema: Schema
    path: tuple[str | int, ...]
    found: Any
    """The value; of `propertyNames`, the key."""
    of_name: bool
    branches: tuple[tuple[int | str, ValidationError], ...]
    """The errors of each alternative, with its number."""


class Explainer:
    """Turns a validator's errors for one document into diagnostics."""

    def __init__(self, document: Document, schema: Schema) -> None:
        self.document = document
        self.part = SchemaPart((schema,), schema)
        self.diagnostics: list[Diagnostic] = []
        self.meant: set[tuple[Place, str]] = set()  # keys that an unknown one was plainly meant to be, by the place of the mapping

    def explain(self, errors: Iterable[ValidationError]) -> None:
        """Tell every error: unknown keys first, so that a misspelt key does not count as missing as well."""
        for error in sorted((_read(one) for one in errors), key=lambda one: one.keyword not in _UNKNOWN):
            told = Explainer.wrong_name if error.of_name else _EXPLANATIONS.get(error.keyword, Explainer.wrong_form)
            told(self, error, self.node(error.path))

    def node(self, path: Iterable[str | int]) -> Node:
        """The value at a path."""
        node = self.document.root
        for step in path:
            node = _child(node, step)
        return node

    def part_at(self, path: Iterable[str | int]) -> SchemaPart:
        """All that the schema says about a path."""
        part = self.part
        for step in path:
            part = part.key(step) if isinstance(step, str) else part.items
        return part

    def about(self, error: _Error) -> str | None:
        """What the schema says of the place in words."""
        return _description(error.schema, *self.part_at(error.path).schemas)

    def sample(self, error: _Error) -> str | None:
        """A value as the schema shows one."""
        schemas = (error.schema, *self.part_at(error.path).schemas)
        shown = next((one["examples"][0] for one in schemas if one.get("type") == "object" and "examples" in one), None)
        if shown is None:
            return None
        plain = _QUOTED.sub(r"\1", json.dumps(shown))
        return f"write it as in {quote(plain)}"

    def report(self, code: str, message: str, place: Place, hint: str | None = None, *related: Related) -> None:
        """Note a mistake."""
        self.diagnostics.append(Diagnostic(code, message, place.span(self.document.source), hint, related))

    def wrong_kind(self, error: _Error, node: Node) -> None:
        """`type`: another kind of value is wanted."""
        wanted = error.wanted
        self.tell_kind(node, [wanted] if isinstance(wanted, str) else wanted, error)

    def tell_kind(self, node: Node, wanted: Sequence[str], error: _Error) -> None:
        """What is wanted, what is there, and how to write it."""
        names = " or ".join(_NAMES[kind] for kind in wanted)
        if isinstance(node, Scalar):
            items = self.part_at(error.path).items.kinds
            hint = _how_to_write(node, wanted, listed=not items or "string" in items)
        else:
            bracketed = self.document.source.line(node.place.line)[node.place.column - 1 :].startswith(("{", "["))
            hint = _how_to_unfold(wanted, bracketed=bracketed)
        hint = hint or self.sample(error) or self.about(error) or _WAYS[wanted[0]]
        self.report("wrong-kind", f"expected {names}, found {_describe(node)}", node.place, hint)

    def unknown_keys(self, error: _Error, node: Node) -> None:
        """`additionalProperties: false`: keys that mean nothing here; the validator tells all of a mapping in one."""
        schemas = [error.schema] if error.keyword == "additionalProperties" else SchemaPart((error.schema,), self.part.root).schemas
        known = list(dict.fromkeys(key for schema in schemas for key in schema.get("properties", {})))
        patterns = [pattern for schema in schemas for pattern in schema.get("patternProperties", {})]
        for key in (entry.key for entry in _entries(node)):
            if key.text in known or any(re.search(pattern, key.text) for pattern in patterns):
                continue
            hint = choices_hint(key.text, known, _MOST_CHOICES) or "leave it out"
            meant = nearest(key.text, known)
            if not meant and self.is_cut_off(key):
                hint = "a comma ends a text within brackets: put the whole text in quotes"
            if not key.quoted and _CLOSED_UP.match(key.text):
                meant = key.text.split(":")[0]
                hint = f"put a space after the colon: {quote(key.text.replace(':', ': ', 1))}"
            self.meant.add((node.place, meant or ""))
            self.report("unknown-key", f"{quote(key.text)} is not a key that can stand here", key.place, hint)

    def is_cut_off(self, key: Scalar) -> bool:
        """Whether what passes for a key is the rest of a text with a comma in it: no colon comes after it."""
        after = self.document.source.line(key.place.end_line)[key.place.end_column - 1 :]
        return not key.quoted and after.lstrip()[:1] in {",", "}"}

    def missing_keys(self, error: _Error, node: Node) -> None:
        """`required`: the validator tells each missing key apart, and this tells all, the same each time."""
        part = self.part_at(error.path)
        for key in error.wanted:
            if not _has(node, key) and (node.place, key) not in self.meant:
                where = _condition(node, part, "required", key) or ""
                about = _description(*part.key(key).schemas)
                hint = f"add {quote(f'{key}: …')}{f' ({about})' if about else ''}"
                self.report("missing-key", f"the key {quote(key)} is missing{where}", node.place, hint)

    def misplaced_keys(self, error: _Error, node: Node) -> None:
        """A schema that is `false`: keys that others rule out. The validator says which mapping it is, not which key."""
        outer = error.path[:-1]
        ruled_out = [
            (key, where)
            for holder, path in ((node, error.path), (self.node(outer), outer))
            for key in (entry.key for entry in _entries(holder))
            if (where := _condition(holder, self.part_at(path), "properties", key.text)) is not None
        ]
        for key, where in ruled_out:
            self.report("misplaced-key", f"{quote(key.text)} cannot stand here{where}", key.place, "leave it out")
        if not ruled_out:
            self.wrong_form(error, node)

    def unknown_value(self, error: _Error, node: Node) -> None:
        """`enum` and `const`: one of a few values is wanted."""
        values = [error.wanted] if error.keyword == "const" else error.wanted
        choices = [value if isinstance(value, str) else json.dumps(value) for value in values]
        if isinstance(node, Scalar):
            self.report(
                "unknown-value",
                f"{_describe(node)} is not one of the words that can stand here",
                node.place,
                choices_hint(node.text, choices, _MOST_CHOICES),
            )
        else:
            self.tell_kind(node, list(dict.fromkeys(KIND_OF[type(value)] for value in values)), error)

    def wrong_form(self, error: _Error, node: Node) -> None:
        """`pattern`, and whatever has no words of its own: the schema's description says what is wanted."""
        named = error.schema.get("type", ())
        others = [kind for kind in named if kind != "string"] if not isinstance(named, str) else []
        if error.keyword == "pattern" and others:
            self.tell_kind(node, others, error)
        else:
            message = f"{_describe(node)} does not have the form that is wanted here"
            hint = _mend(node.text if isinstance(node, Scalar) else "", error, self.about(error))
            self.report("wrong-form", message, node.place, hint)

    def wrong_name(self, error: _Error, node: Node) -> None:
        """`propertyNames`: a key that may be any, but not of any form."""
        key = next(entry.key for entry in _entries(node) if entry.key.text == error.found)
        message = f"{quote(key.text)} cannot be the name of anything here"
        self.report("wrong-name", message, key.place, _mend(key.text, error, _description(error.schema)))

    def wrong_size(self, error: _Error, node: Node) -> None:
        """Too few or too many items, keys or letters."""
        limit = error.wanted
        unit = next(word for part, word in _UNITS if error.keyword.endswith(part))
        units = f"{limit} {unit}{'' if limit == 1 else 's'}"
        if error.keyword.startswith("max"):
            self.report("too-long", f"at most {units} can stand here", node.place, self.about(error) or "leave out what is too many")
        else:
            message = "there is nothing in this" if limit == 1 else f"at least {units} are wanted here"
            self.report("too-short", message, node.place, self.about(error) or "fill it in, or leave it out")

    def out_of_range(self, error: _Error, node: Node) -> None:
        """A number too small or too large."""
        words = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most", "exclusiveMaximum": "less than"}
        message = f"expected a number of {words[error.keyword]} {error.wanted}, found {_describe(node)}"
        self.report("out-of-range", message, node.place, self.about(error) or "check the number")

    def ruled_out(self, error: _Error, node: Node) -> None:
        """`not`: keys that do not go together."""
        schema = error.wanted
        for one in schema.get("anyOf", (schema,)):
            keys = one.get("required", ()) if set(one) <= {"required", "description"} else ()
            if keys and all(_has(node, key) for key in keys):
                self.tell_conflict(node, keys)
                return
        self.wrong_form(error, node)

    def tell_conflict(self, node: Node, keys: Sequence[str]) -> None:
        """Keys of which only one can stand in a mapping."""
        first, *others = (entry.key for entry in _entries(node) if entry.key.text in keys)
        for key in others:
            related = Related(f"{quote(first.text)} stands here", first.place.span(self.document.source))
            self.report(
                "keys-in-conflict", f"{quote(key.text)} does not go with {quote(first.text)}", key.place, "keep one of them", related
            )

    def alternatives(self, error: _Error, node: Node) -> None:
        """`oneOf` and `anyOf`: the mistakes of the alternative that was meant."""
        branches = error.wanted
        if all(isinstance(branch, Mapping) and set(branch) == {"required"} for branch in branches):
            self.one_key_of([key for branch in branches for key in branch["required"]], node)
            return
        kind = KIND_OF[type(error.found)]
        parts = [SchemaPart((branch,), self.part.root) for branch in branches]
        fitting = [
            index for index, part in enumerate(parts) if not part.kinds or part.kinds & {kind, "number" if kind == "integer" else kind}
        ]
        found = {index: [one for branch, one in error.branches if branch == index] for index in fitting}
        if not fitting:
            self.tell_kind(node, [kind for kind in _NAMES if any(kind in part.kinds for part in parts)], error)
        elif not error.branches:
            self.wrong_form(error, node)
        else:
            meant = min(fitting, key=lambda index: _distance(node, parts[index], found[index]))
            self.explain(found[meant])

    def one_key_of(self, keys: Sequence[str], node: Node) -> None:
        """Exactly one of some keys is wanted, and there is none, or more."""
        if any(_has(node, key) for key in keys):
            self.tell_conflict(node, keys)
        elif not any((node.place, key) in self.meant for key in keys):
            self.report("missing-key", "a key is missing here", node.place, f"one of: {', '.join(keys)}")


def _read(error: ValidationError) -> _Error:
    """An error without the validator's own types, which promise nothing."""
    of_name = "propertyNames" in list(error.schema_path)[-2:-1]
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    branches = tuple((one.schema_path[0], one) for one in error.context or ())
    path = tuple(error.absolute_path)
    return _Error(str(error.validator), error.validator_value, schema, path, error.instance, of_name, branches)


def _distance(node: Node, part: SchemaPart, errors: Sequence[ValidationError]) -> tuple[int, int, int]:
    """How far a value is from an alternative: by keys whose values decide, by keys known, by mistakes."""
    known = {key for schema in part.schemas for key in schema.get("properties", {})}
    deciding = sum(one.validator in {"const", "enum"} for one in errors)
    return deciding, -sum(entry.key.text in known for entry in _entries(node)), len(errors)


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, Items) and isinstance(step, int):
        return node.nodes[step]
    return next(entry.value for entry in _entries(node) if entry.key.text == step)


def _entries(node: Node) -> tuple[Entry, ...]:
    return node.entries if isinstance(node, Table) else ()


def _has(node: Node, key: str) -> bool:
    return any(entry.key.text == key for entry in _entries(node))


def _text(node: Node, key: str) -> str | None:
    """The text of a scalar under a key."""
    return next((entry.value.text for entry in _entries(node) if entry.key.text == key and isinstance(entry.value, Scalar)), None)


def _describe(node: Node) -> str:
    match node:
        case Scalar(text, quoted):
            return quote(f'"{text}"' if quoted else text) if text else "an empty text" if quoted else "nothing"
        case Items():
            return "a list"
        case Table():
            return "a mapping"


def _how_to_write(node: Scalar, wanted: Sequence[str], *, listed: bool) -> str | None:
    """The way to write what was plainly meant; ``listed``: a list may have texts for its items."""
    if node.quoted:
        return f"write {node.text} without quotes" if node.text and any(read_scalar(node.text, kind) for kind in wanted) else None
    ways = (
        ("boolean", node.text.lower() in _TRUTHS, f"write {_TRUTHS.get(node.text.lower())}"),
        ("array", re.match(r"-\S", node.text), "put a space after the dash"),
        ("object", _CLOSED_UP.match(node.text), "put a space after the colon"),
        ("array", listed and 0 < len(node.text) < _LONGEST_EXAMPLE, f"write it as a list: `[{node.text}]`"),
    )
    return next((way for kind, fits, way in ways if kind in wanted and fits), None)


def _how_to_unfold(wanted: Sequence[str], *, bracketed: bool) -> str | None:
    """The way to write what a list or mapping was plainly meant to be."""
    if "array" in wanted:
        return "put square brackets around it, or a dash before each item"
    if "object" in wanted:
        return "write keys and values, without dashes or square brackets around them"
    return "a text that begins with a bracket stands in quotes" if bracketed and "string" in wanted else None


def _condition(node: Node, part: SchemaPart, word: str, key: str) -> str | None:
    """`` where `kind` is `must` ``: what the `if` asks for whose `then` requires or rules out a key; empty for one that needs no `if`."""

    def rules(schema: Schema) -> bool:
        return key in schema.get(word, ()) and (word == "required" or schema[word][key] is False)

    for schema in part.schemas:
        if rules(schema) and not any(schema is one.get(word) for one in part.schemas for word in ("then", "else")):
            return ""
        if not isinstance(schema.get("then"), Mapping) or not rules(schema["then"]):
            continue
        asked = [(key, one["const"]) for key, one in schema["if"].get("properties", {}).items() if "const" in one]
        if all(_text(node, key) == value for key, value in asked):
            return "".join(f" where {quote(key)} is {quote(str(value))}" for key, value in asked[:1])
    return None


def _mend(text: str, error: _Error, about: str | None) -> str | None:
    """A text as near to what was written as the form allows, with what the schema says ``about`` it."""
    pattern = str(error.wanted) if error.keyword == "pattern" else None
    names = (re.sub("[^a-z0-9]+", joint, text.lower()).strip(joint) for joint in "-_") if pattern else ()
    for name in names:
        if pattern and name and re.search(pattern, name):
            return f"write {quote(name)}{f' ({about})' if about else ''}"
    return about or (f"it must match {quote(pattern)}" if pattern else None)


def _description(*schemas: Any) -> str | None:  # noqa: ANN401 (a schema is any JSON)
    """What a schema says about itself: the first that does."""
    return next((one["description"] for one in schemas if isinstance(one, Mapping) and "description" in one), None)


_UNKNOWN = {"additionalProperties", "unevaluatedProperties"}

_EXPLANATIONS: Mapping[str, Callable[[Explainer, _Error, Node], None]] = {
    "None": Explainer.misplaced_keys,
    "type": Explainer.wrong_kind,
    "enum": Explainer.unknown_value,
    "const": Explainer.unknown_value,
    "required": Explainer.missing_keys,
    "not": Explainer.ruled_out,
    "oneOf": Explainer.alternatives,
    "anyOf": Explainer.alternatives,
    **dict.fromkeys(("additionalProperties", "unevaluatedProperties"), Explainer.unknown_keys),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), Explainer.wrong_size),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), Explainer.out_of_range),
}
