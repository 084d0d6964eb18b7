"""What steps read: asked while productions are made and cut, not while they run."""

from __future__ import annotations

from afterword.engine.compile.program import (
    Absent,
    Count,
    Default,
    EmitCase,
    EmitFact,
    Find,
    Found,
    Latest,
    Match,
    Operand,
    Register,
    Seek,
    Shift,
    Step,
)


def operands_of(part: Step | EmitFact | EmitCase) -> tuple[Operand, ...]:  # noqa: PLR0911 - one line a step
    """The operands that a step, or the end of a production, reads; slots it names are not among them."""
    match part:
        case Match(_, seek) | Absent(seek):
            return _seek_operands((seek,))
        case Find(_, seeks) | Count(_, seeks):
            return _seek_operands(seeks)
        case Shift(operand=operand, zone=zone):
            return (operand, zone)
        case Default(operand=operand):
            return (operand,)
        case Latest() | Found():
            return ()
        case EmitFact(operands=operands):
            return tuple(operand for operand in operands if operand is not None)
        case EmitCase(opens=opens, due=due, counted=counted):
            return tuple(operand for operand in (opens, due, counted) if operand is not None)


def registers_of(part: Step | EmitFact | EmitCase) -> tuple[int, ...]:
    """The registers that a step, or the end of a production, reads."""
    return tuple(operand.number for operand in operands_of(part) if isinstance(operand, Register))


def _seek_operands(seeks: tuple[Seek, ...]) -> tuple[Operand, ...]:
    return tuple(operand for seek in seeks for operand in (*(join.operand for join in seek.joins), *(text.operand for text in seek.texts)))
