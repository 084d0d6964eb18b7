"""Plain rules as one function in Python: rules that ask of events nothing but what they are and when they were.

Where no time is in doubt, the columns of an event's row all say the same: its place in the log. So rows are places here, relations lists of
them, and `at` has the time of each. What a search does not find is `n`, behind all places, or -1, before them: with these at its ends a
list can be searched without asking whether anything is there. A window is a bisection, and one look at the clock.

A case is decided where it is found, by the tables of `engine.run.rulings`, and handed over as `(number of its `Frame`, number of its state,
place that decided it, …)`, behind which stand the numbers that its frame names. The function is written from the same productions as those
of `engine.run.codegen`, which take logs with doubt in them; `generate_places` gives ``None`` where a rule of the program is not plain.
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
    Program,
    StartRows,
    emit_of,
)
from afterword.engine.run.place_frames import CONSTANT, HEAD, NUMBER, PLACE, START, STATES, Frame, PlaceCode
from afterword.engine.run.place_steps import NotPlainError, Pipeline
from afterword.engine.run.rulings import NOBODY, Ask, Ruling, clock_is_patient, rulings_of
from afterword.engine.verdicts import State

_NUMBERS = {state: number for number, state in enumerate(STATES)}
_TABLED = frozenset(Judgement) - {Judgement.ONE_OF, Judgement.REQUIREMENT}
"""Judgements that a table decides alone."""


def prepare_places(program: Program) -> PlaceCode | None:
    """Generate and compile the function of a program."""
    written = generate_places(program)
    if written is None:
        return None
    text, frames = written
    return PlaceCode(marshal.dumps(compile(text, "<afterword places>", "exec", optimize=2)), frames)


def generate_places(program: Program) -> tuple[str, tuple[Frame, ...]] | None:
    """The text of the function, and the frames of its cases; ``None`` where a rule is not plain."""
    source = _Source(program)
    try:
        body = [line for number in range(len(program.plans)) for line in source.rule(number)]
        lists = list(source.lists())
    except NotPlainError:
        return None
    lines = ["n = len(at) - 2", "begin = at[0] if n else as_of", "get = places.get", "add = cases.append", *lists, *body]
    return "\n".join(["def decide(places, at, as_of, ended, cases):", *(f"    {line}" for line in lines)]) + "\n", tuple(source.frames)


class _Source:
    """The function being written."""

    def __init__(self, program: Program) -> None:
        self.frames: dict[Frame, int] = {}
        self._program = program
        self._used: dict[int, None] = {}

    def lists(self) -> Iterator[str]:
        """The lists of places of each relation that a rule asks for: `b` to go along, and `a`, with its two ends, to search in."""
        for number in self._used:
            relation = self._program.relations[number]
            if relation.columns:
                raise NotPlainError
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

    def rule(self, number: int) -> Iterator[str]:
        """A rule: what breaks its cases, if that is looked for apart, then these themselves, in the order of the log."""
        plan = self._program.plans[number]
        if plan.judgement not in _TABLED or len(plan.cases) != 1:
            raise NotPlainError
        if plan.violations:
            yield "broken = {}"
        for place in plan.violations:
            emit = emit_of(self._program.outputs[place])
            pipeline = self._pipeline(place)
            yield from pipeline.lines
            violation = self._case(number, pipeline, emit, str(_NUMBERS[State.VIOLATED]), emit.hit)
            yield f"{pipeline.indent}broken.setdefault({_key(emit)}, {{}}).setdefault(s{emit.hit}, {violation})"
        emit = emit_of(self._program.outputs[plan.cases[0]])
        pipeline = self._pipeline(plan.cases[0])
        if emit.bound != pipeline.matched_events:
            raise NotPlainError  # (other cases would come up in another order, or more than once)
        yield from pipeline.lines
        indent = pipeline.indent
        if plan.violations:
            yield f"{indent}found = broken.get({_key(emit)}) if broken else None"
            yield f"{indent}if found: cases += [found[hit] for hit in sorted(found)]"
            yield f"{indent}else:"
            indent += "    "
        for line in self._rulings(number, pipeline, emit):
            yield indent + line

    def _pipeline(self, place: int) -> Pipeline:
        pipeline = Pipeline(self._program.outputs[place], self._program.relations)
        self._used |= pipeline.relations
        return pipeline

    def _rulings(self, number: int, pipeline: Pipeline, emit: EmitCase) -> Iterator[str]:
        """The questions of its table, as far as they are open, and the case by each answer."""
        plan = self._program.plans[number]
        clock = _clock(pipeline, emit, is_patient=clock_is_patient(plan))
        word = "if"
        for ruling in rulings_of(plan, [emit]):
            test = _test(ruling, pipeline, emit)
            if test == "False":
                continue
            state = clock if ruling.state is None else str(_NUMBERS[ruling.state])
            case = self._case(number, pipeline, emit, state, None if ruling.event == NOBODY else _slot(emit, ruling.event))
            if test == "True":
                yield f"else: add({case})" if word == "elif" else f"add({case})"
                return
            yield f"{word} {test}: add({case})"
            word = "elif"

    def _case(self, number: int, pipeline: Pipeline, emit: EmitCase, state: str, event: int | None) -> str:
        """The tuple of a case."""
        texts: dict[str, int] = {}

        def part(slot: int | None) -> tuple[int, int]:
            if slot is None:
                return CONSTANT, -1
            start = pipeline.start_of(slot)
            return (PLACE, texts.setdefault(f"s{slot}", len(texts) + HEAD)) if start is None else (START, start)

        def value(text: str | None, default: int) -> tuple[int, int]:
            return (CONSTANT, default) if text is None else (NUMBER, texts.setdefault(text, len(texts) + HEAD))

        opens, due, counted = (None if one is None else pipeline.number(one) for one in (emit.opens, emit.due, emit.counted))
        found = map(part, (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier))
        head = (part(emit.anchor), value(opens, MISSING), value(due, NEVER))
        frame = Frame(number, (*head, *found, value(counted, 0), *map(part, emit.others), *map(part, emit.bound)))
        own = self.frames.setdefault(frame, len(self.frames))
        decided = "-1" if event is None else f"s{event}"
        return f"({', '.join([str(own), state, decided, *texts])})"


def _key(emit: EmitCase) -> str:
    """What is bound, as Python."""
    return f"s{emit.bound[0]}" if len(emit.bound) == 1 else f"({', '.join(f's{slot}' for slot in emit.bound)})"


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
    match ruling.ask:
        case Ask.FOUND:
            return found
        case Ask.FOUND_IN_TIME:
            return f"{found} and at[s{slot}] <= {due}"
        case Ask.FOUND_AT_LAST:
            return f"ended and {found}"
        case Ask.LACKING:
            return f"not {found}"
        case Ask.PAST_DUE:
            return f"as_of > {due}"
        case Ask.GOING_ON:
            return "not ended"
        case Ask.ALWAYS:
            return "True"


def _clock(pipeline: Pipeline, emit: EmitCase, *, is_patient: bool) -> str:
    """The state of what is still to be done."""
    text = str(_NUMBERS[State.OPEN])
    if emit.due is not None and not is_patient:
        text = f"{text} if as_of <= {pipeline.number(emit.due)} else {_NUMBERS[State.OVERDUE]}"
    if emit.opens is not None:
        text = f"{_NUMBERS[State.UPCOMING]} if as_of < {pipeline.number(emit.opens)} else {text}"
    return text
