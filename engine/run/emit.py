"""What a production hands over, from the rows and numbers it ends with."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.compile.program import MISSING, NEVER, Cell, EmitCase, EmitFact, Header, Operand, Production
from afterword.engine.run.facts import Row


def value(operand: Operand, slots: Sequence[Row], registers: Sequence[int]) -> int:
    """The integer an operand stands for."""
    return slots[operand.slot][operand.column] if isinstance(operand, Cell) else registers[operand.number]


def emitted(emit: EmitFact | EmitCase, slots: Sequence[Row], registers: Sequence[int]) -> Row:
    """The tuple for one row: see `EmitFact` and `EmitCase`; a literal's place holds 0."""
    if isinstance(emit, EmitFact):
        values = (0 if operand is None else value(operand, slots, registers) for operand in emit.operands)
        return (slots[emit.when][Header.ID], *values, *(slots[slot][Header.ID] for slot in emit.parents))
    found = (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier)
    return (
        slots[emit.anchor][Header.ID],
        MISSING if emit.opens is None else value(emit.opens, slots, registers),
        NEVER if emit.due is None else value(emit.due, slots, registers),
        *(-1 if slot is None else slots[slot][Header.ID] for slot in found),
        0 if emit.counted is None else value(emit.counted, slots, registers),
        *(slots[slot][Header.ID] for slot in (*emit.others, *emit.bound)),
    )


def emit_of(production: Production) -> EmitCase:
    """How a production of cases hands them over.

    Raises:
        TypeError: It makes facts.
    """
    if isinstance(production.emit, EmitFact):
        message = f"{production.name} makes no cases"
        raise TypeError(message)
    return production.emit
