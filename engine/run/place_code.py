"""Plain rules as one function in Python: rules that ask of events nothing but what they are and when they were.

Where no time is in doubt, the columns of an event's row all say the same: its place in the log. So rows are places here, relations lists of
them, and `at` has the time of each. What a search does not find is `n`, behind all places, or -1, before them: with these at its ends a
list can be searched without asking whether anything is there. A window is a bisection, and one look at the clock.

A case is decided where it is found, by the tables of `engine.run.rulings`, and handed over as the number of its `Frame`, behind which stand
the numbers that this names. The function is written from the same productions as those of `engine.run.codegen`, which take logs with doubt
in them; `generate_places` gives ``None`` where a rule of the program is not plain.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator

from afterword.engine.compile.program import (
    MISSING,
    NEVER,
    CaseField,
    EmitCase,
    EventRows,
    Judgement,
    Match,
    Operand,
    Program,
    Shift,
    StartRows,
)
from afterword.engine.run.emit import emit_of
from afterword.engine.run.merge_sums import merge_sums
from afterword.engine.run.place_frames import CONSTANT, NOTHING, NUMBER, PLACE, START, TIME, Frame, Part, PlaceCode
from afterword.engine.run.place_steps import FILTERS, NotPlainError, Pipeline
from afterword.engine.run.rulings import NOBODY, Ask, Ruling, clock_is_patient, rulings_of
from afterword.engine.verdicts import State

_TABLED = frozenset(Judgement) - {Judgement.ONE_OF, Judgement.REQUIREMENT}
"""Judgements that a table decides alone."""


def prepare_places(program: Program) -> PlaceCode | None:
    """Generate and compile the function of a program."""
    source = generate_places(program)
    if source is None:
        return None
    return PlaceCode(
        marshal.dumps(compile(source.text, "<afterword places>", "exec", optimize=2)), tuple(source.frames), tuple(source.shifts)
    )


def generate_places(program: Program) -> Source | None:
    """Write the function of a program; ``None`` where a rule is not plain."""
    try:
        return Source(program)
    except NotPlainError:
        return None


class Source:
    """The ``text`` of the function, the frames of its cases, and the shifts along the calendar that its numbers name.

    Raises:
        NotPlainError: A rule is not plain.
    """

    def __init__(self, program: Program) -> None:
        """Write it."""
        self.frames: dict[Frame, int] = {}
        self.shifts: dict[Shift, int] = {}
        self._program = program
        self._used: dict[int, None] = {}
        body = [line for number in range(len(program.plans)) for line in self._rule(number)]
        begin = ["n = len(at) - 2", "begin = at[0] if n else as_of", "get = places.get", "add = cases.append", *self._lists()]
        lines = ["def decide(places, at, events, shift, zone, as_of, ended, cases):", *(f"    {line}" for line in (*begin, *body))]
        self.text = "\n".join(lines) + "\n"

    def _lists(self) -> Iterator[str]:
        """The places of each relation that a rule asks for: `b` to go along, and `a`, between its two ends, to search in."""
        for number in self._used:
            relation = self._program.relations[number]
            match relation.source:
                case EventRows(()):
                    yield f"b{number} = range(n)"
                    yield f"a{number} = range(-1, n + 1)"
                    continue
                case EventRows((name,)):
                    yield f"b{number} = get({name!r}, ())"
                case EventRows(names):
                    yield f"b{number} = sorted([{', '.join(f'*get({name!r}, ())' for name in names)}])"
                case StartRows():
                    yield f"b{number} = (-1,)"
                case _:
                    raise NotPlainError
            yield f"a{number} = [-1, *b{number}, n]"

    def _rule(self, number: int) -> Iterator[str]:
        """A rule: its cases, in the order of the log; before each, if it looks for what breaks them apart, what breaks it."""
        plan = self._program.plans[number]
        if plan.judgement not in _TABLED or len(plan.cases) > 1 or len(plan.violations) > 1:
            raise NotPlainError
        case, emit = self._pipeline(plan.cases[0])
        if emit.bound != case.matched_events:
            raise NotPlainError  # (its cases would come up in another order, or more than once)
        decided = [case.indent + line for line in self._rulings(number, case, emit)]
        if not plan.violations:
            yield from (*case.lines(), *decided)
            return
        breach, end = self._pipeline(plan.violations[0])
        broken = self._case(number, breach, end, State.VIOLATED, end.hit)
        shared = case.share(breach)
        own, others = ([type(step) for step in one.steps[shared:] if isinstance(step, FILTERS)] for one in (case, breach))
        if breach.matched_events != (*emit.bound, end.hit) or own or others[0] is not Match:
            raise NotPlainError  # (what breaks a case would not be found beside it)
        yield from case.lines(0, shared)
        yield f"{case.indent}before = len(cases)"
        yield from breach.lines(shared)
        yield f"{breach.indent}add({broken})"
        yield f"{case.indent}if len(cases) == before:"
        yield from (f"    {line}" for line in (*case.lines(shared), *decided))

    def _pipeline(self, place: int) -> tuple[Pipeline, EmitCase]:
        production = merge_sums(self._program.outputs[place])
        pipeline = Pipeline(production, self._program.relations, self.shifts)
        self._used |= pipeline.relations
        return pipeline, emit_of(production)

    def _rulings(self, number: int, pipeline: Pipeline, emit: EmitCase) -> Iterator[str]:
        """The questions of its table, as far as they are open, and the case by each answer."""
        plan = self._program.plans[number]
        word = "if"
        for ruling in rulings_of(plan, [emit]):
            test = _test(ruling, pipeline, emit)
            if test == "False":
                continue
            event = None if ruling.event == NOBODY else _slot(emit, ruling.event)
            if ruling.state is None:
                case = self._by_the_clock(number, pipeline, emit)
            else:
                case = self._case(number, pipeline, emit, ruling.state, event)
            if test == "True":
                yield f"else: add({case})" if word == "elif" else f"add({case})"
                return
            yield f"{word} {test}: add({case})"
            word = "elif"

    def _by_the_clock(self, number: int, pipeline: Pipeline, emit: EmitCase) -> str:
        """The case of what is still to be done."""
        text = self._case(number, pipeline, emit, State.OPEN, None)
        if emit.due is not None and not clock_is_patient(self._program.plans[number]):
            late = self._case(number, pipeline, emit, State.OVERDUE, None)
            text = f"{text} if as_of <= {pipeline.number(emit.due)} else {late}"
        if emit.opens is not None:
            early = self._case(number, pipeline, emit, State.UPCOMING, None)
            text = f"{early} if as_of < {pipeline.number(emit.opens)} else {text}"
        return text

    def _case(self, number: int, pipeline: Pipeline, emit: EmitCase, state: State, event: int | None) -> str:
        """The tuple of a case: the number of its frame, and what that names."""
        texts: dict[str, int] = {}

        def place(slot: int | None) -> Part:
            if slot is None:
                return NOTHING
            start = pipeline.start_of(slot)
            return (START, start, 0) if start is not None else (PLACE, texts.setdefault(f"s{slot}", 1 + len(texts)), 0)

        def value(operand: Operand | None, default: int) -> Part:
            if operand is None:
                return CONSTANT, default, 0
            time = pipeline.time_of(operand)
            if time is not None:
                return TIME, texts.setdefault(f"s{time[0]}", 1 + len(texts)), time[1]
            return NUMBER, texts.setdefault(pipeline.number(operand), 1 + len(texts)), 0

        found = map(place, (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier))
        head = (place(emit.anchor), value(emit.opens, MISSING), value(emit.due, NEVER))
        parts = (*head, *found, value(emit.counted, 0), *map(place, emit.others), *map(place, emit.bound))
        frame = self.frames.setdefault(Frame(number, state, place(event), parts), len(self.frames))
        return f"({', '.join([str(frame), *texts])},)"


def _slot(emit: EmitCase, field: int) -> int | None:
    """The slot whose ID stands at a field of a case."""
    found = (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier)
    if field == CaseField.ANCHOR:
        return emit.anchor
    return emit.others[field - len(CaseField)] if field >= len(CaseField) else found[field - CaseField.HIT]


def _test(ruling: Ruling, pipeline: Pipeline, emit: EmitCase) -> str:
    """A question as Python; `True` or `False` where the answer is known."""
    slot = _slot(emit, ruling.field)
    due = str(NEVER) if emit.due is None else pipeline.number(emit.due)
    found = "False" if slot is None else pipeline.is_found(slot)
    return {
        Ask.FOUND: found,
        Ask.FOUND_IN_TIME: f"{found} and at[s{slot}] <= {due}",
        Ask.FOUND_AT_LAST: f"ended and {found}",
        Ask.LACKING: f"not {found}",
        Ask.PAST_DUE: f"as_of > {due}",
        Ask.GOING_ON: "not ended",
        Ask.ALWAYS: "True",
    }[ruling.ask]
