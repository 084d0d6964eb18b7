"""Productions as Python source: one function each, plain loops over tuples, with nothing left to look up about the rule.

A function takes a `RowIndex`, with the rows of relations and the tables that it holds, and a list to which it appends what the production
emits. Facts it adds itself, unless they may be among what it reads.

Relations are in the log's order, so SEQ, HI and PHI never fall along a list: a lower bound on one of them is where a walk starts, an upper
bound where it stops. LO and PLO lag behind by at most the longest doubt in the log, which the bounds on them allow for. A walk along few
rows begins with the first of them, as looking for the right one would take longer; so all rows are tested anyway.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Sequence

from afterword.engine.compile.program import (
    MISSING,
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
    Register,
    Relation,
    Seek,
    Shift,
    Step,
    Table,
    TextJoin,
)
from afterword.engine.run.emit_code import emitted_text, fact_lines, fact_prelude
from afterword.engine.run.merge_sums import merge_sums
from afterword.engine.run.wider import find_wider, more_bounds

_EXACT = {Header.SEQ: "SEQ", Header.HI: "HI", Header.PHI: "PHI"}
_LAGGING = {Header.LO: (Header.HI, "HI", "span"), Header.PLO: (Header.PHI, "PHI", "rank_span")}
_LOWER = (Compare.GT, Compare.GE)
_UPPER = (Compare.LT, Compare.LE)
_FEW = 8
"""Fewer rows are walked along from their end."""
_BISECT = {Compare.GT: "bisect_right", Compare.GE: "bisect_left", Compare.LT: "bisect_left", Compare.LE: "bisect_right"}


class Source:
    """The text of a module with one function ``run_K`` for each production (strata first), and the objects that its numbers name.

    ``needs`` are the relations that each production matches rows of: where one is empty, it emits nothing.
    """

    def __init__(self) -> None:
        """Nothing is written yet."""
        self.text = ""
        self.tables: list[Table] = []
        self.shifts: list[Shift] = []
        self.texts: list[TextJoin] = []
        self.needs: list[tuple[int, ...]] = []


def generate(program: Program) -> Source:
    """Write all productions of a program."""
    source = Source()
    single = [id(one) for stratum in program.strata if not stratum.recursive for one in stratum.productions]
    source.text = "\n\n".join(
        "\n".join(_Function(source, production, program.relations if id(production) in single else ()).lines(number))
        for number, production in enumerate(program.productions)
    )
    return source


def prepare(program: Program) -> NativeCode:
    """Generate and compile the functions of a program."""
    source = generate(program)
    module = compile(source.text, "<afterword productions>", "exec", optimize=2)
    return NativeCode(marshal.dumps(module), tuple(source.tables), tuple(source.shifts), tuple(source.texts), tuple(source.needs))


class _Function:
    """One production being written; with ``relations`` it adds its facts itself, as nothing that it reads can be among them."""

    def __init__(self, source: Source, production: Production, relations: Sequence[Relation]) -> None:
        self._source = source
        self._relations = relations
        self._production = merge_sums(production)
        self._walks = 0
        self._matched: set[int] = set()
        self._present: set[Operand] = set()
        self._found: set[int] = set()
        self._prelude: dict[str, None] = {}

    def lines(self, number: int) -> Iterator[str]:
        matched = [step.seek.relation for step in self._production.steps if isinstance(step, Match)]
        self._source.needs.append(tuple(dict.fromkeys(matched)))
        body: list[str] = []
        depth = 1
        for step in self._production.steps:
            if not body:
                self._begin(step)
            body += ["    " * depth + line for line in self._step(step)]
            depth += isinstance(step, Match)
        body += ["    " * depth + line for line in self._emit(self._production.emit)]
        yield f"def run_{number}(index, rows, tables, out):  # {self._production.name}"
        yield from (f"    {line}" for line in self._prelude)
        yield from body

    def _emit(self, emit: EmitFact | EmitCase) -> Iterator[str]:
        if self._relations and isinstance(emit, EmitFact):
            self._prelude.update(dict.fromkeys(fact_prelude(emit)))
            return fact_lines(emit, self._relations[emit.relation], _text, self._is_present)
        return iter([f"out.append({emitted_text(emit, _text)})"])

    def _begin(self, step: Step) -> None:
        """Nothing else is looked up where there is nothing to start from."""
        if isinstance(step, Match) and step.seek.flag is not None:
            self._prelude[f"if not {self._rows(step.seek)[0]}: return"] = None

    def _step(self, step: Step) -> Iterator[str]:  # noqa: C901 - one case a step
        match step:
            case Match(slot, seek):
                self._matched.add(slot)
                yield from self._walk(f"s{slot}", seek, ())
            case Absent(seek):
                yield from self._absent(seek)
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
            case Shift():
                yield from self._shift(step)
            case Default(register, operand, value):
                yield f"r{register} = {_text(operand)}"
                if not self._is_present(operand):
                    yield f"if r{register} == {MISSING}: r{register} = {value}"
            case Found(slot):
                yield f"if s{slot}[0] < 0: continue"

    def _absent(self, seek: Seek) -> Iterator[str]:
        rows, rest = self._rows(seek)
        if rest or seek.texts or any(join.guard for join in seek.joins):
            yield "found = False"
            yield from self._walk("x", seek, ("found = True", "break"))
            yield "if found: continue"
        else:
            yield f"if {rows}: continue"

    def _shift(self, step: Shift) -> Iterator[str]:
        """What moves a moment to the same end by the same length is one shift, whose results are kept while the log lasts."""
        moment, zone = _text(step.operand), _text(step.zone)
        is_present = self._is_present(step.operand)
        if is_present:
            self._present.add(Register(step.register))
        if step.duration.elapsed:
            yield f"r{step.register} = {moment} + {step.sign * step.duration.elapsed}"
            if not is_present:
                yield f"if {moment} == {MISSING}: r{step.register} = {MISSING}"
            return
        own = step._replace(register=0, operand=Register(0), zone=Register(0))
        if own not in self._source.shifts:
            self._source.shifts.append(own)
        number = self._source.shifts.index(own)
        self._prelude[f"h{number} = index.shifted[{number}]"] = None
        yield f"r{step.register} = h{number}.get(({moment}, {zone}))"
        yield f"if r{step.register} is None: r{step.register} = index.shift({number}, {moment}, {zone})"

    def _is_present(self, operand: Operand) -> bool:
        """Whether an operand is never `MISSING`."""
        return operand in self._present or (isinstance(operand, Cell) and operand.slot in self._matched and operand.column < len(Header))

    def _find(self, step: Find) -> Iterator[str]:
        """What is found already, on the way to another row, is not looked for again."""
        if step.slot in self._found:
            return
        if step.nth > 1:
            yield from self._find_nth(step)
            return
        wide = self._wider(step)
        if wide is None:
            yield from self._find_nearest(step)
            return
        other, tests = wide
        if other.slot not in self._found:
            yield from self._find_nearest(other)
        yield f"if s{other.slot}[0] < 0 or {tests}: s{step.slot} = s{other.slot}"
        yield "else:"
        yield from ("    " + line for line in self._find_nearest(step))

    def _wider(self, step: Find) -> tuple[Find, str] | None:
        """A step that looks for the same with fewer bounds, and what its row must pass to be the one that ``step`` looks for.

        Most often it finds none, or one that passes.
        """
        wide = find_wider(self._production.steps, step)
        return wide and (wide, " and ".join(_test(f"s{wide.slot}", join) for join in more_bounds(wide, step)))

    def _find_nearest(self, step: Find) -> Iterator[str]:
        """The first or last row of all alternatives."""
        self._found.add(step.slot)
        slot, last = f"s{step.slot}", step.pick is Pick.LAST
        yield f"{slot} = {_nothing(step.pick)}"
        nearer = f"x[1] {'>' if last else '<'} {slot}[1] or x[1] == {slot}[1] and x[0] {'>' if last else '<'} {slot}[0]"
        for number, seek in enumerate(step.seeks):
            then = (f"if {nearer}: {slot} = x",) if number else (f"{slot} = x",)
            yield from self._walk("x", seek, (*then, "break"), backwards=last)

    def _find_nth(self, step: Find) -> Iterator[str]:
        """Not the nearest: the nearest of each alternative, put in order."""
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
        rows, rest = self._rows(seek)
        starts = [join for join in rest if join.compare in (_UPPER if backwards else _LOWER) and _rising(join)]
        stops = [join for join in rest if join.compare in (_LOWER if backwards else _UPPER) and _rising(join)]
        for lag in dict.fromkeys(_LAGGING[Header(join.column)][2] for join in (*starts, *stops) if join.column in _LAGGING):
            self._prelude[f"{lag} = index.{lag}"] = None
        guards = tuple(dict.fromkeys(_text(join.operand) for join in seek.joins if join.guard))
        if starts or guards:
            yield f"q{number} = {rows}"
            rows = f"q{number}"
        yield from (f"if {guard} == {MISSING}: {rows} = ()" for guard in guards)
        every = f"reversed({rows})" if backwards else rows
        if starts:
            places = [_place(join, rows) for join in starts]
            first = places[0] if len(places) == 1 else f"{'min' if backwards else 'max'}({', '.join(places)})"
            numbers = f"range({first} - 1, -1, -1)" if backwards else f"range({first}, len({rows}))"
            every = f"{every} if len({rows}) < {_FEW} else map({rows}.__getitem__, {numbers})"
        deeper = ""
        if starts and then:  # (most often there are no rows, and it is quicker to ask than to begin a walk)
            yield f"if {rows}:"
            deeper = "    "
        yield f"{deeper}for {row} in {every}:"
        body = [f"if not ({_stop(row, join)}): break" for join in stops]
        rest = [join for join in rest if join not in stops or join.column not in _EXACT]
        tests = [_test(row, join) for join in rest]
        tests += [self._text_test(row, join) for join in seek.texts]
        if then:
            body += [f"if {' and '.join(tests)}:", *("    " + line for line in then)] if tests else list(then)
        elif tests:
            body += [f"if not ({' and '.join(tests)}): continue"]
        yield from (f"{deeper}    {line}" for line in body)

    def _rows(self, seek: Seek) -> tuple[str, list[Join]]:
        """Rows in which those sought are, and what is still to be asked of them."""
        equal = {join.column: join for join in reversed(seek.joins) if join.compare is Compare.EQ}
        rest = [join for join in seek.joins if equal.get(join.column) is not join]
        keys = tuple(dict.fromkeys(join.column for join in seek.joins if join.compare is Compare.EQ))
        operands = [_text(equal[column].operand) for column in keys]
        table = Table(seek.relation, seek.flag, keys)
        if not keys and seek.flag is None:
            self._prelude[f"a{seek.relation} = rows[{seek.relation}]"] = None
            return f"a{seek.relation}", rest
        if table not in self._source.tables:
            self._source.tables.append(table)
        number = self._source.tables.index(table)
        make = (
            f"index.groupings[{number}](rows[{seek.relation}])" if keys else f"[row for row in rows[{seek.relation}] if row[{seek.flag}]]"
        )
        self._prelude[f"t{number} = tables[{number}]"] = None
        self._prelude[f"if t{number} is None: t{number} = tables[{number}] = {make}"] = None
        if not keys:
            return f"t{number}", rest
        key = operands[0] if len(operands) == 1 else f"({', '.join(operands)})"
        return f"t{number}.get({key}, ())", rest

    def _text_test(self, row: str, join: TextJoin) -> str:
        self._source.texts.append(join)
        return f"index.text({len(self._source.texts) - 1}, {row}[{join.column}], {_text(join.operand)})"


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
        return _test(row, join)
    column, _, lag = _LAGGING[Header(join.column)]
    late = "" if join.compare in _LOWER else f" - {lag}"
    return f"{row}[{int(column)}]{late} {join.compare.value} {_text(join.operand)}"


def _test(row: str, join: Join) -> str:
    return f"{row}[{int(join.column)}] {join.compare.value} {_text(join.operand)}"


def _text(operand: Operand) -> str:
    return f"s{operand.slot}[{int(operand.column)}]" if isinstance(operand, Cell) else f"r{operand.number}"


def _nothing(pick: Pick) -> str:
    return str(NOTHING_AFTER if pick is Pick.FIRST else NOTHING_BEFORE)
