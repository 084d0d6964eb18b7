"""The native executor: generated functions over indexed rows."""

from __future__ import annotations

import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import CodeType
from typing import TypeAlias

from afterword.engine.compile.program import MISSING, Header, NativeCode, Production, Program, TextJoin
from afterword.engine.language.field_tests import passes
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.tables import flagged, group_rows

Run: TypeAlias = "Callable[[RowIndex, list[list[Row]], list[Sequence[Row] | dict[object, list[Row]] | None], list[Row]], None]"

_NAMES: Mapping[str, object] = {
    "bisect_left": bisect_left,
    "bisect_right": bisect_right,
    "in_order": itemgetter(Header.SEQ, Header.ID),
    "SEQ": itemgetter(Header.SEQ),
    "HI": itemgetter(Header.HI),
    "PHI": itemgetter(Header.PHI),
}


class Native:
    """Runs the productions of one program. Holds no state of a log: many threads may share it."""

    name = "native"

    def __init__(self, program: Program, code: NativeCode) -> None:
        """Load the code that `prepare` made for ``program``."""
        self._code = code
        names: dict[str, object] = dict(_NAMES)
        module: CodeType = marshal.loads(code.module)  # noqa: S302  (made by `prepare`, in this process or in this user's own cache)
        exec(module, names)  # noqa: S102
        self._tables_of: dict[int, list[int]] = {}
        for number, spec in enumerate(code.tables):
            self._tables_of.setdefault(spec.relation, []).append(number)
        groups = (*(stratum.productions for stratum in program.strata), program.outputs)
        runs = iter([(first, others, names[f"run_{number}"]) for number, (first, *others) in enumerate(code.needs)])
        self._runs: dict[int, list[tuple[int, list[int], Run]]] = {
            id(group): [next(runs) for _ in group]  # type: ignore[misc]
            for group in groups
        }

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], Sequence[Sequence[Row]]]:
        """What evaluates productions over ``base``, as it is at the moment of each call."""
        index = RowIndex(base, self._code)
        rows, tables, tables_of, runs = base.rows, index.tables, self._tables_of, self._runs

        def evaluate(productions: Sequence[Production]) -> Sequence[Sequence[Row]]:
            if base.grown:
                for relation in base.grown:
                    for number in tables_of.get(relation, ()):
                        tables[number] = None
                base.grown.clear()
            results: list[Sequence[Row]] = []
            for first, others, run in runs[id(productions)]:
                if not rows[first] or (others and not all([rows[one] for one in others])):
                    results.append(())
                else:
                    out: list[Row] = []
                    run(index, rows, tables, out)
                    results.append(out)
            return results

        return evaluate


class RowIndex:
    """The tables that generated code asks for, built when first asked, and the moments it has moved."""

    def __init__(self, base: FactBase, code: NativeCode) -> None:
        """Nothing is built yet."""
        self.span = base.span
        self.rank_span = base.rank_span
        self.tables: list[Sequence[Row] | dict[object, list[Row]] | None] = [None] * len(code.tables)
        self.shifted: list[dict[tuple[int, int], int]] = [{} for _ in code.shifts]
        self._base = base
        self._code = code

    def table(self, number: int) -> Sequence[Row] | dict[object, list[Row]]:
        """Build a table: a list of rows, or lists of rows by key."""
        spec = self._code.tables[number]
        rows = self._base.rows[spec.relation]
        found = self.tables[number] = group_rows(rows, spec) if spec.columns else flagged(rows, spec.flag)
        return found

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
