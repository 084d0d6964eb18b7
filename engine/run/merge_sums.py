"""Productions with each sum worked out only once: the two ends of a window, and all that is looked for in it, ask for the same."""

from __future__ import annotations

from afterword.engine.compile.program import (
    Absent,
    Count,
    Default,
    EmitCase,
    EmitFact,
    Find,
    Match,
    Operand,
    Production,
    Register,
    Seek,
    Shift,
    Step,
)


def merge_sums(production: Production) -> Production:
    """The same production without the shifts and defaults that come to what an earlier one has."""
    renamed = _Renamed({})
    known: dict[tuple[type, Step], int] = {}
    steps: list[Step] = []
    for one in production.steps:
        step = renamed.step(one)
        if isinstance(step, Shift | Default):
            first = known.setdefault((type(step), step._replace(register=0)), step.register)
            if first != step.register:
                renamed.numbers[step.register] = first
                continue
        steps.append(step)
    return production._replace(steps=tuple(steps), emit=renamed.emit(production.emit))


class _Renamed:
    """What reads registers, reading others in their place."""

    def __init__(self, numbers: dict[int, int]) -> None:
        self.numbers = numbers

    def step(self, step: Step) -> Step:
        match step:
            case Match(seek=seek) | Absent(seek):
                return step._replace(seek=self._seek(seek))
            case Find(seeks=seeks) | Count(seeks=seeks):
                return step._replace(seeks=tuple(map(self._seek, seeks)))
            case Shift(operand=operand, zone=zone):
                return step._replace(operand=self._operand(operand), zone=self._operand(zone))
            case Default(operand=operand):
                return step._replace(operand=self._operand(operand))
            case _:
                return step

    def emit(self, emit: EmitFact | EmitCase) -> EmitFact | EmitCase:
        if isinstance(emit, EmitFact):
            return emit._replace(operands=tuple(map(self._optional, emit.operands)))
        opens, due, counted = map(self._optional, (emit.opens, emit.due, emit.counted))
        return emit._replace(opens=opens, due=due, counted=counted)

    def _seek(self, seek: Seek) -> Seek:
        joins = tuple(join._replace(operand=self._operand(join.operand)) for join in seek.joins)
        return seek._replace(joins=joins, texts=tuple(join._replace(operand=self._operand(join.operand)) for join in seek.texts))

    def _optional(self, operand: Operand | None) -> Operand | None:
        return None if operand is None else self._operand(operand)

    def _operand(self, operand: Operand) -> Operand:
        return Register(self.numbers.get(operand.number, operand.number)) if isinstance(operand, Register) else operand
