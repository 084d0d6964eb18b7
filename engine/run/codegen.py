"""Productions as Python source: one function each, plain loops over tuples, with nothing left to look up about the rule.

A function takes a `RowIndex` and a list to which it appends what the production emits. Relations are in the log's order, so SEQ,
HI and PHI never fall along a list: a lower bound on one of them is where a walk starts, an upper bound where it stops. LO and PLO
lag behind by at most the longest doubt in the log, which the bounds on them allow for.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence

from afterword.engine.compile.program import (
    MISSING,
    NEVER,
    NOTHING_AFTER,
    NOTHING_BEFORE,
    Absent,
    Cell,
    Compare,
    Count,
    Default,
    EmitCase,
    EmitFact,
    Find,
    Found,
    Header,
    Join,
    Latest,
    Match,
    NativeCode,
    Operand,
    Pick,
    Production,
    Program,
    Seek,
    Shift,
    Step,
    Table,
    TextJoin,
)

_EXACT = {Header.SEQ: "SEQ", Header.HI: "HI", Header.PHI: "PHI"}
_LAGGING = {Header.LO: (Header.HI, "HI", "span"), Header.PLO: (Header.PHI, "PHI", "rank_span")}
_LOWER = (Compare.GT, Compare.GE)
_UPPER = (Compare.LT, Compare.LE)
_BISECT = {Compare.GT: "bisect_right", Compare.GE: "bisect_left", Compare.LT: "bisect_left", Compare.LE: "bisect_right"}


class Source:
    """The text of a module with one function ``run_K`` for each production (strata first), and the objects that its numbers name."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        self.text = ""
        self.tables: list[Table] = []
        self.shifts: list[Shift] = []
        self.texts: list[TextJoin] = []


def generate(program: Program) -> Source:
    """Write all productions of a program."""
    source = Source()
    source.text = "\n\n".join(
        "\n".join(_Function(source, production).lines(number)) for number, production in enumerate(program.productions)
    )
    return source


def prepare(program: Program) -> NativeCode:
    """Generate and compile the functions of a program."""
    source = generate(program)
    module = compile(source.text, "<afterword productions>", "exec", optimize=2)
    return NativeCode(marshal.dumps(module), tuple(source.tables), tuple(source.shifts), tuple(source.texts))


class _Function:
    """One production being written."""

    def __init__(self, source: Source, production: Production) -> None:
        self._source = source
        self._production = production
        self._walks = 0
        self._used: list[int] = []

    def lines(self, number: int) -> Iterator[str]:
        body: list[str] = []
        depth = 1
        for step in self._production.steps:
            body += ["    " * depth + line for line in self._step(step)]
            depth += isinstance(step, Match)
        body.append("    " * depth + f"out.append(({', '.join(_emitted(self._production.emit))},))")
        yield f"def run_{number}(index, out):  # {self._production.name}"
        yield "    tables = index.tables; table = index.table"
        yield f"    t{self._used[0]} = tables[{self._used[0]}]"
        yield f"    if t{self._used[0]} is None: t{self._used[0]} = table({self._used[0]})"
        yield f"    if not t{self._used[0]}: return"
        for table in self._used[1:]:
            yield f"    t{table} = tables[{table}]"
            yield f"    if t{table} is None: t{table} = table({table})"
        yield "    span = index.span; rank_span = index.rank_span; shift = index.shift; text = index.text"
        yield from body

    def _step(self, step: Step) -> Iterator[str]:  # noqa: C901 - one case a step
        match step:
            case Match(slot, seek):
                yield from self._walk(f"s{slot}", seek, ())
            case Absent(seek):
                yield "found = False"
                yield from self._walk("x", seek, ("found = True", "break"))
                yield "if found: continue"
            case Find(slot, (seek,), pick, 1):
                yield f"s{slot} = {_nothing(pick)}"
                yield from self._walk("x", seek, (f"s{slot} = x", "break"), backwards=pick is Pick.LAST)
            case Find():
                yield from self._find(step)
            case Count(register, seeks, at_least):
                yield "near = set()"
                for seek in seeks:
                    yield from self._walk("x", seek, ("near.add(x[0])",))
                yield f"r{register} = len(near)"
                yield f"if r{register} < {at_least}: continue"
            case Latest(slot, slots):
                yield f"s{slot} = s{slots[0]}"
                yield from (f"if s{other}[1] > s{slot}[1]: s{slot} = s{other}" for other in slots[1:])
            case Shift(register, operand, _, _, zone):
                self._source.shifts.append(step)
                yield f"r{register} = shift({len(self._source.shifts) - 1}, {_text(operand)}, {_text(zone)})"
            case Default(register, operand, value):
                yield f"r{register} = {_text(operand)}"
                yield f"if r{register} == {MISSING}: r{register} = {value}"
            case Found(slot):
                yield f"if s{slot}[0] < 0: continue"

    def _find(self, step: Find) -> Iterator[str]:
        """Several alternatives, or not the nearest: the nearest of each, put in order."""
        last = step.pick is Pick.LAST
        yield "near = {}"
        for seek in step.seeks:
            yield f"left = {step.nth}"
            yield from self._walk("x", seek, ("near[x[0]] = x", "left -= 1", "if not left: break"), backwards=last)
        yield f"near = sorted(near.values(), key=in_order, reverse={last})"
        yield f"s{step.slot} = near[{step.nth - 1}] if len(near) >= {step.nth} else {_nothing(step.pick)}"

    def _walk(self, row: str, seek: Seek, then: Sequence[str], *, backwards: bool = False) -> Iterator[str]:
        """A loop over the rows sought; ``then`` is what to do with each, nothing where the steps that follow are its body."""
        number = self._walks
        self._walks += 1
        keys = tuple(dict.fromkeys(join.column for join in seek.joins if join.compare is Compare.EQ))
        equal = {join.column: join for join in reversed(seek.joins) if join.compare is Compare.EQ}
        rest = [join for join in seek.joins if equal.get(join.column) is not join]
        rows = self._rows(seek, keys, [_text(equal[column].operand) for column in keys])
        starts = [join for join in rest if join.compare in (_UPPER if backwards else _LOWER) and _rising(join)]
        stops = [join for join in rest if join.compare in (_LOWER if backwards else _UPPER) and _rising(join)]
        yield f"q{number} = {rows}"
        for guard in dict.fromkeys(_text(join.operand) for join in seek.joins if join.guard):
            yield f"if {guard} == {MISSING}: q{number} = ()"
        body: list[str] = []
        if not starts:
            yield f"for {row} in {f'reversed(q{number})' if backwards else f'q{number}'}:"
        else:
            places = [_place(join, f"q{number}") for join in starts]
            first = places[0] if len(places) == 1 else f"{'min' if backwards else 'max'}({', '.join(places)})"
            yield f"for i{number} in {f'range({first} - 1, -1, -1)' if backwards else f'range({first}, len(q{number}))'}:"
            body.append(f"{row} = q{number}[i{number}]")
        body += [f"if not ({_stop(row, join)}): break" for join in stops]
        rest = [join for join in rest if join not in (*starts, *stops) or join.column not in _EXACT]
        tests = [f"{row}[{int(join.column)}] {join.compare.value} {_text(join.operand)}" for join in rest]
        tests += [self._text_test(row, join) for join in seek.texts]
        if then:
            body += [f"if {' and '.join(tests)}:", *("    " + line for line in then)] if tests else list(then)
        elif tests:
            body += [f"if not ({' and '.join(tests)}): continue"]
        yield from ("    " + line for line in body)

    def _rows(self, seek: Seek, keys: tuple[int, ...], operands: Sequence[str]) -> str:
        table = Table(seek.relation, seek.flag, keys)
        if table not in self._source.tables:
            self._source.tables.append(table)
        number = self._source.tables.index(table)
        if number not in self._used:
            self._used.append(number)
        if not keys:
            return f"t{number}"
        key = operands[0] if len(operands) == 1 else f"({', '.join(operands)})"
        return f"t{number}.get({key}, ())"

    def _text_test(self, row: str, join: TextJoin) -> str:
        self._source.texts.append(join)
        return f"text({len(self._source.texts) - 1}, {row}[{join.column}], {_text(join.operand)})"


def _rising(join: Join) -> bool:
    return join.column in _EXACT or join.column in _LAGGING


def _place(join: Join, rows: str) -> str:
    """Where in the rows a bound on a rising column lies."""
    if join.column in _EXACT:
        return f"{_BISECT[join.compare]}({rows}, {_text(join.operand)}, key={_EXACT[Header(join.column)]})"
    _, key, lag = _LAGGING[Header(join.column)]
    bound = _text(join.operand) if join.compare in _LOWER else f"{_text(join.operand)} + {lag}"
    return f"{_BISECT[join.compare]}({rows}, {bound}, key={key})"


def _stop(row: str, join: Join) -> str:
    """What holds as long as rows further along may still pass a bound."""
    if join.column in _EXACT:
        return f"{row}[{int(join.column)}] {join.compare.value} {_text(join.operand)}"
    column, _, lag = _LAGGING[Header(join.column)]
    late = "" if join.compare in _LOWER else f" - {lag}"
    return f"{row}[{int(column)}]{late} {join.compare.value} {_text(join.operand)}"


def _text(operand: Operand) -> str:
    return f"s{operand.slot}[{int(operand.column)}]" if isinstance(operand, Cell) else f"r{operand.number}"


def _nothing(pick: Pick) -> str:
    return str(NOTHING_AFTER if pick is Pick.FIRST else NOTHING_BEFORE)


def _emitted(emit: EmitFact | EmitCase) -> Iterator[str]:
    """The integers a production hands over, in order."""
    if isinstance(emit, EmitFact):
        yield f"s{emit.when}[0]"
        yield from ("0" if operand is None else _text(operand) for operand in emit.operands)
        yield from (f"s{slot}[0]" for slot in emit.parents)
        return
    yield f"s{emit.anchor}[0]"
    yield str(MISSING) if emit.opens is None else _text(emit.opens)
    yield str(NEVER) if emit.due is None else _text(emit.due)
    yield from ("-1" if slot is None else f"s{slot}[0]" for slot in (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier))
    yield "0" if emit.counted is None else _text(emit.counted)
    yield from (f"s{slot}[0]" for slot in (*emit.others, *emit.bound))
