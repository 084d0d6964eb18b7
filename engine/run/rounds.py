"""A segment of a production as a network of rules: what the library is told, and which facts it is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from afterword.engine.compile.program import Absent, Cell, Count, Find, Operand, Seek
from afterword.engine.run.network import Condition, NetPattern, NetRule, define
from afterword.engine.run.segments import Segment


class RelationFacts(NamedTuple):
    """Which rows of a relation become facts (those with one of ``flags`` set; all where it is empty), with which columns, how often."""

    relation: int
    flags: tuple[int, ...]
    columns: tuple[tuple[int, str], ...]
    copies: int


class Round(NamedTuple):
    """A segment, its network as the library reads it, what each row brings along (``first``: nothing), and the facts of relations."""

    segment: Segment
    first: bool
    definition: str
    brought: tuple[tuple[Operand, str], ...]
    relations: tuple[RelationFacts, ...]


def plan_round(segment: Segment, *, first: bool) -> Round:
    """Write the network of a segment; ``first``: the production starts with it."""
    writer = _Writer(segment, first=first)
    definition = define(list(writer.rules()))
    relations = (
        RelationFacts(
            relation,
            () if None in flags else tuple(sorted(flag for flag in flags if flag is not None)),
            tuple(writer.columns[relation].items()),
            writer.copies.get(relation, 1),
        )
        for relation, flags in writer.flags.items()
    )
    return Round(segment, first, definition, tuple(writer.brought.items()), tuple(relations))


def type_of(relation: int, copy: int = 0) -> str:
    """What the network calls the facts of a relation."""
    return f"r{relation}" + "b" * copy


def seeks_of(step: Find | Count | Absent) -> tuple[Seek, ...]:
    """What a look-up looks for."""
    return (step.seek,) if isinstance(step, Absent) else step.seeks


class _Writer:
    """Writes the rules of one segment, and keeps what they ask for."""

    def __init__(self, segment: Segment, *, first: bool) -> None:
        self.segment = segment
        self.first = first
        self.brought: dict[Operand, str] = {}
        self.columns: dict[int, dict[int, str]] = {}
        self.copies: dict[int, int] = {}
        self.flags: dict[int, set[int | None]] = {}

    def rules(self) -> Iterator[NetRule]:
        own = {match.slot: match.seek.relation for match in self.segment.matches}
        brought = () if self.first else (NetPattern("w", "w", None, ()),)
        if self.segment.matches:
            patterns = [self._pattern(f"m{match.slot}", match.seek, own) for match in self.segment.matches]
            patterns += [self._pattern(f"n{place}", one.seek, own, absent=True) for place, one in enumerate(self.segment.absents)]
            yield NetRule("m", (*brought, *self._told_apart(patterns)))
        for place, step in enumerate(self.segment.lookups):
            for number, seek in enumerate(seeks_of(step)):
                yield NetRule(f"l{place}_{number}", (*brought, self._pattern("x", seek, own)))

    def _told_apart(self, patterns: Sequence[NetPattern]) -> Iterator[NetPattern]:
        """The library never binds one fact twice in a rule, as a case may: each pattern on a relation gets facts of its own."""
        seen: dict[int, int] = {}
        for pattern in patterns:
            relation = int(pattern.type.removeprefix("r"))
            copy = seen[relation] = seen.get(relation, -1) + 1
            self.copies[relation] = max(copy + 1, self.copies.get(relation, 1))
            yield pattern._replace(type=type_of(relation, copy))

    def _pattern(self, alias: str, seek: Seek, own: dict[int, int], *, absent: bool = False) -> NetPattern:
        self.columns.setdefault(seek.relation, {})
        conditions = []
        for join in seek.joins:
            source = join.operand
            if isinstance(source, Cell) and source.slot in own:
                other = (f"m{source.slot}", self._column(own[source.slot], source.column))
            else:
                other = ("w", self.brought.setdefault(source, f"w{len(self.brought)}"))
            conditions.append(Condition(self._column(seek.relation, join.column), join.compare, *other))
        flag = None if seek.flag is None else self._column(seek.relation, seek.flag)
        self.flags.setdefault(seek.relation, set()).add(seek.flag)
        return NetPattern(alias, type_of(seek.relation), flag, tuple(conditions), absent)

    def _column(self, relation: int, column: int) -> str:
        return self.columns.setdefault(relation, {}).setdefault(int(column), f"c{int(column)}")
