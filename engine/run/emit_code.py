"""What a production hands over, as Python source: the tuple of a case, or a fact put where it belongs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from afterword.engine.compile.program import MISSING, NEVER, EmitCase, EmitFact, FieldColumn, FlagColumn, Operand, Relation
from afterword.engine.language.rule import Op

Text = Callable[[Operand], str]


def emitted_text(emit: EmitFact | EmitCase, text: Text) -> str:
    """The integers that a production hands over, in order; a literal's place holds 0."""
    if isinstance(emit, EmitFact):
        values = ["0" if operand is None else text(operand) for operand in emit.operands]
        return _tuple([f"s{emit.when}[0]", *values, *(f"s{slot}[0]" for slot in emit.parents)])
    found = (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier)
    return _tuple(
        [
            f"s{emit.anchor}[0]",
            str(MISSING) if emit.opens is None else text(emit.opens),
            str(NEVER) if emit.due is None else text(emit.due),
            *("-1" if slot is None else f"s{slot}[0]" for slot in found),
            "0" if emit.counted is None else text(emit.counted),
            *(f"s{slot}[0]" for slot in (*emit.others, *emit.bound)),
        ]
    )


def fact_prelude(emit: EmitFact) -> Iterator[str]:
    """What `fact_lines` has looked up before."""
    yield f"facts = rows[{emit.relation}]; shape = index.shapes[{emit.relation}]; symbols = index.symbols"
    yield "headers = index.headers; known = index.known; concluded = index.concluded"
    for place, literal in emit.literals.items():
        if isinstance(literal, str):
            yield f"l{place} = symbols.number({literal!r})"


def fact_lines(emit: EmitFact, relation: Relation, text: Text, is_present: Callable[[Operand], bool]) -> Iterator[str]:
    """The same as `FactBase.add` does with what a production of this fact emits."""
    values = [_literal(emit, place) if operand is None else text(operand) for place, operand in enumerate(emit.operands)]
    always = [place in emit.literals if operand is None else is_present(operand) for place, operand in enumerate(emit.operands)]
    when = f"s{emit.when}"
    header = f"{when}[1], {when}[2], {when}[3], {when}[4], {when}[5], {when}[6]"
    flags = list(_flags(relation, values, always))
    yield f"v = {_tuple(values)}"
    yield "out.append(v)"
    yield f"key = ({emit.relation}, {when}[1], *v)"
    yield "if key not in known:"
    yield "    known.add(key)"
    yield f"    if facts and {when}[1] < facts[-1][1]: index.unsettled.add({emit.relation})"
    yield "    n = len(headers)"
    yield f"    headers.append((n, {header}))"
    yield f"    concluded.append((shape, v, {_tuple([f's{slot}[0]' for slot in emit.parents])}))"
    yield f"    facts.append({_tuple(['n', header, *values, *flags])})"


def _literal(emit: EmitFact, place: int) -> str:
    literal = emit.literals.get(place)
    return str(MISSING) if literal is None else f"l{place}" if isinstance(literal, str) else str(int(literal))


def _flags(relation: Relation, values: list[str], always: list[bool]) -> Iterator[str]:
    """The flags of a row. Most ask whether fields are present, which the integers tell."""
    places: dict[str, int] = {}
    for place, column in enumerate(relation.columns):
        if isinstance(column, FieldColumn):
            places.setdefault(column.field, place)
    flags = [column for column in relation.columns if isinstance(column, FlagColumn)]
    for number, flag in enumerate(flags):
        if any(test.op is not Op.PRESENT or test.value is not True for test in flag.tests):
            yield f"shape.marks[{number}](v, symbols)"
            continue
        asked = [places[test.field] for test in flag.tests]
        tests = [f"{values[place]} != {MISSING}" for place in asked if not always[place]]
        yield f"1 if {' and '.join(tests)} else 0" if tests else "1"


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)},)" if parts else "()"
