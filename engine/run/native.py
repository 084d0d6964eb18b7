"""The native executor: generated functions over indexed rows."""

from __future__ import annotations

import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import CodeType
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import MISSING, EmitFact, Header, NativeCode, Production, Program, TextJoin
from afterword.engine.language.field_tests import passes
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.tables import Grouped, grouping

Run: TypeAlias = "Callable[[RowIndex, list[list[Row]], list[Sequence[Row] | Grouped | None], list[Row]], None]"

_NAMES: Mapping[str, object] = {
    "bisect_left": bisect_left,
    "bisect_right": bisect_right,
    "in_order": itemgetter(Header.SEQ, Header.ID),
    "SEQ": itemgetter(Header.SEQ),
    "HI": itemgetter(Header.HI),
    "PHI": itemgetter(Header.PHI),
}


class _Group(NamedTuple):
    """Productions that run together: of each the first relation that it needs, the others, and its function.

    ``stale`` are the tables of what they make themselves, if they read it.
    """

    runs: Sequence[tuple[int, tuple[int, ...], Run]]
    stale: tuple[int, ...] = ()
    is_recursive: bool = False


class Native:
    """Runs the productions of one program. Holds no state of a log: many threads may share it."""

    name = "native"

    def __init__(self, program: Program, code: NativeCode) -> None:
        """Load the code that `prepare` made for ``program``."""
        self._code = code
        names: dict[str, object] = dict(_NAMES)
        module: CodeType = marshal.loads(code.module)  # noqa: S302  (made by `prepare`, in this process or in this user's own cache)
        exec(module, names)  # noqa: S102
        runs = [(first, tuple(others), names[f"run_{number}"]) for number, (first, *others) in enumerate(code.needs)]
        self._groupings = [grouping(spec) if spec.columns else None for spec in code.tables]
        self._groups: dict[int, _Group] = {}
        begin = 0
        for stratum in program.strata:
            end = begin + len(stratum.productions)
            made = {one.emit.relation for one in stratum.productions if isinstance(one.emit, EmitFact)} if stratum.recursive else ()
            stale = tuple(number for number, spec in enumerate(code.tables) if spec.relation in made)
            self._groups[id(stratum.productions)] = _Group(runs[begin:end], stale, stratum.recursive)  # type: ignore[arg-type]
            begin = end
        self._groups[id(program.outputs)] = _Group(runs[begin:])  # type: ignore[arg-type]

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], Sequence[Sequence[Row]]]:
        """What evaluates productions over ``base``, as it is at the moment of each call, and adds the facts that they make."""
        index = RowIndex(base, self._code, self._groupings)
        rows, tables, groups = base.rows, index.tables, self._groups

        def evaluate(productions: Sequence[Production]) -> Sequence[Sequence[Row]]:
            runs, stale, is_recursive = groups[id(productions)]
            for number in stale:
                tables[number] = None
            results: list[Sequence[Row]] = []
            for first, others, run in runs:
                if not rows[first] or (others and not all([rows[one] for one in others])):  # noqa: C419  (a list is quicker)
                    results.append(())
                else:
                    out: list[Row] = []
                    run(index, rows, tables, out)
                    results.append(out)
            if is_recursive:
                base.add(zip(productions, results, strict=True), base.known)
            return results

        return evaluate


class RowIndex:
    """What generated code asks for: tables and what makes them when first asked, moments that were moved, and where facts go."""

    def __init__(self, base: FactBase, code: NativeCode, groupings: Sequence[Callable[[Sequence[Row]], Grouped] | None]) -> None:
        """Nothing is built yet."""
        self.span = base.span
        self.rank_span = base.rank_span
        self.groupings = groupings
        self.tables: list[Sequence[Row] | Grouped | None] = [None] * len(code.tables)
        self.shifted: list[dict[tuple[int, int], int]] = [{} for _ in code.shifts]
        self.shapes, self.symbols, self.headers = base.shapes, base.symbols, base.headers
        self.known, self.concluded, self.unsettled = base.known, base.concluded, base.unsettled
        self._base = base
        self._code = code

    def shift(self, number: int, moment: int, zone: int) -> int:
        """A moment moved by one of the program's calendar steps."""
        moved = self.shifted[number][moment, zone] = self._base.shift(self._code.shifts[number], moment, zone)
        return moved

    def text(self, number: int, subject: int, operand: int) -> bool:
        """One of the program's tests between texts."""
        return text_join(self._base, self._code.texts[number], subject, operand)


def text_join(base: FactBase, join: TextJoin, subject: int, operand: int) -> bool:
    """Whether two values pass a test that integers cannot decide; absent values pass none."""
    if MISSING in (subject, operand):
        return False
    decode = base.symbols.decode
    return passes(join.op, decode(subject, join.column_kind), decode(operand, join.operand_kind))
