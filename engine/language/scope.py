"""What the readers of a pack share: where mistakes go, the words of the pack, and the names bound so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from afterword.engine.diagnostics import Diagnostic, Related, choices_hint, quote
from afterword.engine.language.rule import PackSource, Parameter
from afterword.engine.language.shapes import UNREAD, Shape
from afterword.engine.reading.nodes import Items, Node, Scalar, Table
from afterword.engine.spans import Source, Span
from afterword.engine.vocabulary import FieldType, Vocabulary

_LISTED = {
    "unknown-entity": "under `entities` in the vocabulary",
    "unknown-event-type": "under `events` in the vocabulary",
    "unknown-scope": "under `scopes` in the vocabulary",
    "unknown-source": "under `sources`",
    "unknown-step": "under `steps`",
    "unknown-topic": "under `topics`",
}
"""Where a pack lists what its rules name."""


@dataclass(frozen=True, slots=True)
class Mistakes:
    """Collects what is wrong in one file of a pack; all files of a pack share ``found``."""

    source: Source
    found: list[Diagnostic]

    def span(self, node: Node) -> Span:
        """Where a node stands."""
        return node.place.span(self.source)

    def add(self, code: str, message: str, node: Node, hint: str | None = None, related: tuple[Related, ...] = ()) -> None:
        """Note a mistake at ``node``."""
        self.add_at(code, message, self.span(node), hint, related)

    def add_at(self, code: str, message: str, span: Span, hint: str | None = None, related: tuple[Related, ...] = ()) -> None:
        """Note a mistake at a place within a node."""
        self.found.append(Diagnostic(code, message, span, hint, related))

    def add_unknown(self, code: str, what: str, node: Scalar, choices: Iterable[str]) -> None:
        """Note a word that is none of ``choices``; ``what`` says what was looked for."""
        hint = choices_hint(node.text, tuple(choices)) or f"list it {_LISTED.get(code, 'first')}"
        self.add(code, f"there is no {what} {quote(node.text)}", node, hint)

    def blames(self, node: Node) -> bool:
        """Whether a mistake was noted inside ``node``."""
        start, end = node.place[:2], node.place[2:]
        return any(one.span.source is self.source and start <= (one.span.line, one.span.column) < end for one in self.found)


@dataclass(frozen=True, slots=True)
class Words:
    """All that rules may name. ``facts`` holds the shape of every fact that some rule concludes."""

    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    sources: Mapping[str, PackSource] = field(default_factory=dict)
    steps: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    facts: dict[str, Shape] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """The surroundings of a part of a rule: ``shapes`` maps each alias bound so far to what it stands for."""

    words: Words
    mistakes: Mistakes
    shapes: dict[str, Shape] = field(default_factory=dict)

    @property
    def has_case_event(self) -> bool:
        """Whether the case has an event or a fact to count time from."""
        return any(shape.timed for shape in self.shapes.values())

    def field_type(self, shape: Shape, name: str, node: Node) -> FieldType | None:
        """The type of a field; ``None``, once noted, where there is none of that name."""
        if not shape.has(name):
            message = f"{shape.lacking} {quote(name)}"
            self.mistakes.add("unknown-field", message, node, _hint_field(shape, name))
        return shape.fields.get(name)

    def shape_of(self, alias: str) -> Shape:
        """What an alias stands for."""
        return self.shapes.get(alias, UNREAD)


def _hint_field(shape: Shape, name: str) -> str | None:
    if shape.fields or shape.whole is None or shape.whole.entity is None:
        return choices_hint(name, tuple(shape.fields), most=20)
    return f"bind what it names: `{{record: {shape.whole.entity}, where: {{id: $the_member}}}}`"


def as_scalar(node: Node | None) -> Scalar | None:
    """The node where it is a value; the schema has complained of anything else."""
    return node if isinstance(node, Scalar) else None


def as_table(node: Node | None) -> Table | None:
    """The node where it is a mapping."""
    return node if isinstance(node, Table) else None


def as_nodes(node: Node | None) -> tuple[Node, ...]:
    """The members of a list; a lone value is a list of one."""
    if node is None:
        return ()
    return node.nodes if isinstance(node, Items) else (node,)


def as_scalars(node: Node | None) -> tuple[Scalar, ...]:
    """The values of a list; a lone value is a list of one."""
    return tuple(scalar for scalar in map(as_scalar, as_nodes(node)) if scalar is not None)


def as_tables(node: Node | None) -> tuple[Table, ...]:
    """The mappings of a list; a lone mapping is a list of one."""
    return tuple(table for table in map(as_table, as_nodes(node)) if table is not None)


def is_null(node: Scalar) -> bool:
    """Whether a value is written as nothing: `~`, `null` or left empty."""
    return not node.quoted and node.text in {"", "~", "null", "Null", "NULL"}


def text_of(node: Node | None) -> str:
    """The text of a value, empty where there is none."""
    return node.text if isinstance(node, Scalar) and not is_null(node) else ""
