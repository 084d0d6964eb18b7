"""A segment of a production as a network of rules: what the library is told, and which facts it is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from afterword.engine.compile.program import Absent, Cell, Compare, Count, Find, Join, Operand, Seek, Table
from afterword.engine.run.network import Condition, NetPattern, NetRule, define
from afterword.engine.run.segments import Segment

BROUGHT = "w"
"""The type of the facts that stand for rows on their way."""


class Sought(NamedTuple):
    """A pattern, and which rows can match it: those of ``table`` under the key that ``keys`` make, within ``bounds``.

    Keys and bounds are read off the row that the pattern at ``giver`` among the segment's matches takes; off what is brought, where it
    is ``None``. The network is told the joins with other rows as well; these only say which rows it need not be shown.
    """

    seek: Seek
    type: str
    table: Table
    giver: int | None
    keys: tuple[Operand, ...]
    bounds: tuple[Join, ...]


class Round(NamedTuple):
    """A segment, its network as the library reads it, what each row brings along (``first``: nothing), and what is sought.

    ``columns`` are those of each relation that the network knows, with their names in it.
    """

    segment: Segment
    first: bool
    definition: str
    brought: tuple[tuple[Operand, str], ...]
    columns: dict[int, tuple[tuple[int, str], ...]]
    matches: tuple[Sought, ...]
    absents: tuple[Sought, ...]
    lookups: tuple[tuple[Sought, ...], ...]


def plan_round(segment: Segment, *, first: bool) -> Round:
    """Write the network of a segment; ``first``: the production starts with it."""
    writer = _Writer(segment, first=first)
    definition = define(list(writer.rules()))
    columns = {relation: tuple(named.items()) for relation, named in writer.columns.items()}
    types = iter(writer.types)
    places = {match.slot: place for place, match in enumerate(segment.matches)}
    return Round(
        segment,
        first,
        definition,
        tuple(writer.brought.items()),
        columns,
        tuple(_sought(match.seek, next(types), places) for match in segment.matches),
        tuple(_sought(absent.seek, next(types), places) for absent in segment.absents),
        tuple(tuple(_sought(seek, type_of(seek.relation), {}) for seek in seeks_of(step)) for step in segment.lookups),
    )


def type_of(relation: int) -> str:
    """What the network calls the facts of a relation."""
    return f"r{relation}"


def seeks_of(step: Find | Count | Absent) -> tuple[Seek, ...]:
    """What a look-up looks for."""
    return (step.seek,) if isinstance(step, Absent) else step.seeks


def _sought(seek: Seek, kind: str, places: dict[int, int]) -> Sought:
    """Take keys and bounds from the row that gives most keys."""
    givers = [places.get(join.operand.slot) if isinstance(join.operand, Cell) else None for join in seek.joins]
    equal = Counter(giver for giver, join in zip(givers, seek.joins, strict=True) if join.compare is Compare.EQ)
    giver = equal.most_common(1)[0][0] if equal else givers[0] if givers else None
    joins = [join for one, join in zip(givers, seek.joins, strict=True) if one == giver]
    keyed = [join for join in joins if join.compare is Compare.EQ]
    table = Table(seek.relation, seek.flag, tuple(int(join.column) for join in keyed))
    return Sought(seek, kind, table, giver, tuple(join.operand for join in keyed), tuple(join for join in joins if join not in keyed))


class _Writer:
    """Writes the rules of one segment, and keeps what they ask for."""

    def __init__(self, segment: Segment, *, first: bool) -> None:
        self.segment = segment
        self.first = first
        self.brought: dict[Operand, str] = {}
        self.columns: dict[int, dict[int, str]] = {}
        self.types: list[str] = []

    def rules(self) -> Iterator[NetRule]:
        own = {match.slot: match.seek.relation for match in self.segment.matches}
        brought = () if self.first else (NetPattern("w", BROUGHT, None, ()),)
        if self.segment.matches:
            patterns = [self._pattern(f"m{match.slot}", match.seek, own) for match in self.segment.matches]
            patterns += [self._pattern(f"n{place}", one.seek, own, absent=True) for place, one in enumerate(self.segment.absents)]
            yield NetRule("m", (*brought, *self._told_apart(patterns)))
        for place, step in enumerate(self.segment.lookups):
            for number, seek in enumerate(seeks_of(step)):
                yield NetRule(f"l{place}_{number}", (*brought, self._pattern("x", seek, own)))

    def _told_apart(self, patterns: Sequence[NetPattern]) -> Iterator[NetPattern]:
        """The library never binds one fact twice in a rule, as a case may: each pattern on a relation gets facts of its own."""
        seen: Counter[str] = Counter()
        for pattern in patterns:
            self.types.append(pattern.type + "b" * seen[pattern.type])
            seen[pattern.type] += 1
            yield pattern._replace(type=self.types[-1])

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
        return NetPattern(alias, type_of(seek.relation), flag, tuple(conditions), absent)

    def _column(self, relation: int, column: int) -> str:
        return self.columns.setdefault(relation, {}).setdefault(int(column), f"c{int(column)}")
