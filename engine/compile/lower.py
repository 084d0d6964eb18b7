"""Rules to productions: what each kind of rule asks for, said in steps over rows of integers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from afterword.engine.compile.draft import Draft, Reading, after, before, not_earlier, not_later
from afterword.engine.compile.operands import registers_of
from afterword.engine.compile.program import (
    BoundAlias,
    Cell,
    Compare,
    Default,
    EmitCase,
    EmitFact,
    FactRows,
    Header,
    Join,
    Judgement,
    Operand,
    Pick,
    Production,
    RulePlan,
    Seek,
    Shift,
    Step,
)
from afterword.engine.compile.relations import Relations
from afterword.engine.compile.windows import ANY_TIME, Joins, frame, mirrored
from afterword.engine.language.patterns import (
    Combine,
    Condition,
    Direction,
    EventSource,
    FactSource,
    ItemSource,
    Pattern,
    Quantifier,
    RecordSource,
    Target,
)
from afterword.engine.language.rule import Literal, Ref, Rule, RuleKind, TimeExpr, Window
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import Vocabulary

_ADJACENT = {
    Direction.NEXT: Judgement.NEXT,
    Direction.PREVIOUS: Judgement.PREVIOUS,
    Direction.FIRST: Judgement.NEXT,
    Direction.LAST: Judgement.LAST,
}


class Outputs:
    """The productions that yield cases, as they are lowered."""

    def __init__(self, relations: Relations, vocabulary: Vocabulary) -> None:
        """No production yet."""
        self.relations = relations
        self.vocabulary = vocabulary
        self.productions: list[Production] = []

    def plan(self, rule: Rule) -> RulePlan:
        """Lower a rule that makes verdicts."""
        target = rule.target
        if target is None:
            return self._plan_untargeted(rule)
        wanted = _ADJACENT.get(target.direction)
        if wanted is not None:
            return self._plan(rule, wanted if target.at_least else Judgement.NEIGHBOUR, (self._adjacent(rule, target),))
        if target.at_least is None:
            return self._plan(rule, Judgement.PROHIBITION, (self._allowed(rule, target),), tuple(self._violations(rule, target)))
        if target.direction is Direction.BEFORE:
            return self._plan(rule, Judgement.BACKWARD, (self._backward(rule, target),))
        if target.combine is Combine.ONE_OF:
            return self._plan(rule, Judgement.ONE_OF, (self._duty(rule, target),))
        violations = tuple(self._violations(rule, target)) if target.at_most is not None else ()
        cases = tuple(self._recurring(rule, target)) if target.every is not None else (self._duty(rule, target),)
        return self._plan(rule, Judgement.DUTY, cases, violations)

    def _plan(self, rule: Rule, judgement: Judgement, cases: tuple[int, ...], violations: tuple[int, ...] = ()) -> RulePlan:
        return RulePlan(rule, judgement, tuple(_aliases(rule, self.vocabulary)), cases, violations)

    def _plan_untargeted(self, rule: Rule) -> RulePlan:
        if rule.criteria:
            return self._plan(rule, Judgement.REQUIREMENT, (self._bare(rule),))
        if rule.kind is RuleKind.MUST_NOT:
            return self._plan(rule, Judgement.CASE, (self._bare(rule),))
        draft = self._begin(rule)
        shown = frame(draft, rule.show, draft.row_moments(draft.anchor), Reading.POSSIBLE)
        ended = _ended(draft, ())
        return self._plan(rule, Judgement.ADVICE, (self._finish(draft, opens=shown.opens, due=shown.due, ended_ever=ended),))

    def _begin(self, rule: Rule) -> Draft:
        draft = Draft(self.relations, rule)
        draft.bind_all()
        return draft

    def _finish(  # noqa: PLR0913  (one argument for each thing a case may hand over)
        self,
        draft: Draft,
        *,
        anchor: int | None = None,
        opens: Operand | None = None,
        due: Operand | None = None,
        hit: int | None = None,
        late: int | None = None,
        ended: int | None = None,
        ended_ever: int | None = None,
        barrier: int | None = None,
        count: Operand | None = None,
        others: tuple[int, ...] = (),
    ) -> int:
        bound = tuple(slot for slot, _ in draft.aliases.values())
        emit = EmitCase(bound, draft.anchor if anchor is None else anchor, opens, due, hit, late, ended, ended_ever, barrier, count, others)
        self.productions.append(_production(draft, emit))
        return len(self.productions) - 1

    def _bare(self, rule: Rule) -> int:
        """The case alone, and what repaired it."""
        draft = self._begin(rule)
        return self._finish(draft, ended_ever=_ended(draft, ()))

    def _allowed(self, rule: Rule, target: Target) -> int:
        """The case alone, and what puts an end to its prohibition."""
        if target.direction is Direction.BEFORE:
            return self._bare(rule)
        draft = self._begin(rule)
        narrow = frame(draft, target.window, draft.row_moments(draft.anchor), Reading.CERTAIN)
        onward = after(draft.anchor, Reading.POSSIBLE)
        barrier = draft.find(draft.seek(one, Reading.POSSIBLE, onward) for one in target.barriers) if target.barriers else None
        return self._finish(draft, opens=narrow.opens, due=narrow.due, ended_ever=_ended(draft, ()), barrier=barrier)

    def _duty(self, rule: Rule, target: Target, occurrence: Pattern | None = None) -> int:
        """A match is expected after the case's event, or on either side of it."""
        draft = self._begin(rule)
        since = draft.anchor
        if occurrence is not None:
            since = draft.match(draft.seek(occurrence, Reading.POSSIBLE, after(draft.anchor, Reading.POSSIBLE)))
        window = Window(due=target.every) if target.every is not None else target.window
        wide = frame(draft, window, draft.row_moments(since), Reading.POSSIBLE, target.direction)
        order: Joins = () if target.direction is Direction.ANY else after(draft.anchor, Reading.POSSIBLE)
        if occurrence is not None:
            order += (Join(Header.SEQ, Compare.GT, Cell(since, Header.SEQ)),)
        barrier = None
        closed: Joins = ()
        if target.barriers:
            barrier = draft.find(draft.seek(one, Reading.CERTAIN, after(since, Reading.CERTAIN)) for one in target.barriers)
            closed = (Join(Header.PLO, Compare.LE, Cell(barrier, Header.PHI)),)
        hit = draft.find(_seeks(draft, target, Reading.POSSIBLE, (*order, *closed), wide.inside), nth=target.at_least or 1)
        others: tuple[int, ...] = ()
        if target.combine is Combine.ONE_OF:
            narrow = frame(draft, window, draft.row_moments(since), Reading.CERTAIN, target.direction).inside
            sure = () if target.direction is Direction.ANY else after(since, Reading.CERTAIN)
            others = tuple(
                draft.find(draft.seek(pattern, Reading.CERTAIN, (*sure, *joins)) for joins in narrow) for pattern in target.patterns
            )
        late = None
        if wide.due is not None:
            late = draft.find(_seeks(draft, target, Reading.POSSIBLE, (*order, *closed), wide.early), nth=target.at_least or 1)
        in_time = closed if wide.due is None else (*closed, not_later(wide.due, Reading.POSSIBLE))
        ended = _ended(draft, in_time)
        ended_ever = ended if in_time == closed else _ended(draft, closed)
        return self._finish(
            draft,
            anchor=since,
            opens=wide.opens,
            due=wide.due,
            hit=hit,
            late=late,
            ended=ended,
            ended_ever=ended_ever,
            barrier=barrier,
            others=others,
        )

    def _recurring(self, rule: Rule, target: Target) -> Iterator[int]:
        """A case for the start, and one for each match."""
        yield self._duty(rule, target)
        for pattern in target.patterns:
            yield self._duty(rule, target, pattern)

    def _backward(self, rule: Rule, target: Target) -> int:
        """A match must have come before the case's event."""
        draft = self._begin(rule)
        joins = mirrored(draft, target.window, Reading.POSSIBLE)
        joins += before(draft.anchor, Reading.POSSIBLE)
        if target.barriers:
            seeks = [draft.seek(one, Reading.CERTAIN, before(draft.anchor, Reading.CERTAIN)) for one in target.barriers]
            barrier = draft.find(seeks, Pick.LAST)
            joins += (Join(Header.PHI, Compare.GE, Cell(barrier, Header.PLO)),)
        hit = draft.find((draft.seek(pattern, Reading.POSSIBLE, joins) for pattern in target.patterns), Pick.LAST)
        return self._finish(draft, hit=hit, ended_ever=_ended(draft, ()))

    def _adjacent(self, rule: Rule, target: Target) -> int:
        """The next, previous, first or last event of the log is looked at."""
        draft = self._begin(rule)
        direction = target.direction
        reading = Reading.CERTAIN if rule.kind is RuleKind.MUST_NOT else Reading.POSSIBLE
        sides = {Direction.NEXT: Compare.GT, Direction.PREVIOUS: Compare.LT}
        beside = (Join(Header.SEQ, sides[direction], Cell(draft.anchor, Header.SEQ)),) if direction in sides else ()
        onward = direction in (Direction.NEXT, Direction.FIRST)
        neighbour = draft.find((draft.every_event(beside),), Pick.FIRST if onward else Pick.LAST)
        is_neighbour = (Join(Header.SEQ, Compare.EQ, Cell(neighbour, Header.SEQ)),)
        window = ANY_TIME
        stretches: tuple[Joins, ...] = (mirrored(draft, target.window, reading),)
        if direction is not Direction.PREVIOUS:
            window = frame(draft, target.window, draft.row_moments(draft.anchor), reading)
            stretches = window.early if onward and reading is Reading.POSSIBLE else window.inside
        hit = draft.find(_seeks(draft, target, reading, is_neighbour, stretches))
        cut = (Join(Header.PLO, Compare.LE, Cell(neighbour, Header.PHI)),) if onward else ()
        return self._finish(draft, opens=window.opens, due=window.due, hit=hit, ended_ever=_ended(draft, cut), others=(neighbour,))

    def _violations(self, rule: Rule, target: Target) -> Iterator[int]:
        """The events that are one too many, or forbidden at all; one production for each alternative."""
        most = target.at_most or 0
        sides = (0, 1) if target.direction is Direction.ANY and isinstance(target.window.opens, Duration) else (0,)
        for pattern, side in product(target.patterns, sides):
            draft = self._begin(rule)
            if target.direction is Direction.BEFORE:
                stretches: tuple[Joins, ...] = (mirrored(draft, target.window, Reading.CERTAIN),)
                order = before(draft.anchor, Reading.CERTAIN)
            else:
                stretches = frame(draft, target.window, draft.row_moments(draft.anchor), Reading.CERTAIN, target.direction).inside
                order = () if target.direction is Direction.ANY else after(draft.anchor, Reading.CERTAIN)
            joins = (*stretches[side], *order)
            given = () if target.by is None else (target.by,)
            culprit = draft.match(draft.seek(pattern, Reading.CERTAIN, joins, given))
            backward = target.direction is Direction.BEFORE
            since, until = (culprit, draft.anchor) if backward else (draft.anchor, culprit)
            between = (*after(since, Reading.POSSIBLE), *before(until, Reading.POSSIBLE))
            excuse = after(draft.anchor, Reading.POSSIBLE) if backward else between
            for end in rule.unless:
                draft.absent(draft.seek(end, Reading.POSSIBLE, excuse))
            for barrier in target.barriers:
                draft.absent(draft.seek(barrier, Reading.POSSIBLE, between))
            count = None
            if most:
                earlier = [*order, Join(Header.SEQ, Compare.LT, Cell(culprit, Header.SEQ))]
                if target.sliding is not None:
                    at = draft.row_moments(culprit)
                    oldest = draft.shift(at.latest_end, at.zone, target.sliding, -1, latest=True)
                    earlier.append(not_earlier(oldest, Reading.CERTAIN))
                seeks = [
                    draft.seek(other, Reading.CERTAIN, (*earlier, *joins, *_same(draft, target, pattern, other, culprit)), given)
                    for other, joins in product(target.patterns, stretches)
                ]
                count = draft.count(seeks, at_least=most)
            yield self._finish(draft, hit=culprit, count=count)


def _seeks(draft: Draft, target: Target, reading: Reading, joins: Joins, stretches: Sequence[Joins]) -> list[Seek]:
    """What any of the target's patterns finds in any stretch of time."""
    return [draft.seek(pattern, reading, (*joins, *stretch)) for pattern, stretch in product(target.patterns, stretches)]


def lower_fact(relations: Relations, rule: Rule, same_stratum: frozenset[str]) -> tuple[Production, ...]:
    """Lower a fact rule. A `some` over a fact of the same stratum becomes a match, one production for each choice of alternatives."""
    if rule.conclude is None:
        message = f"{rule.id} concludes nothing"
        raise ValueError(message)
    matched = [condition.patterns for condition in rule.when if _feeds(condition, same_stratum)]
    relation = relations.place(FactRows(rule.conclude.fact))
    productions = []
    for alternatives in product(*matched):
        draft = Draft(relations, rule)
        draft.bind_all(alternatives)
        operands: list[Operand | None] = []
        literals: dict[int, str | int | bool] = {}
        for name in relations.fact_fields(rule.conclude.fact):
            value = rule.conclude.fields.get(name)
            if isinstance(value, str | int | bool):
                literals[len(operands)] = value
            operands += _concluded(draft, relation, name, value)
        parents = tuple(slot for slot, source in draft.aliases.values() if isinstance(source, EventSource | FactSource))
        productions.append(_production(draft, EmitFact(relation, draft.anchor, tuple(operands), literals, parents)))
    return tuple(productions)


def _feeds(condition: Condition, names: frozenset[str]) -> bool:
    """Whether a `some` condition rests on one of these facts."""
    return condition.quantifier is Quantifier.SOME and any(
        isinstance(pattern.source, FactSource) and pattern.source.name in names for pattern in condition.patterns
    )


def _concluded(draft: Draft, relation: int, name: str, value: Literal | Ref | TimeExpr | None) -> tuple[Operand | None, ...]:
    """The operands for a field's columns; ``None`` for a literal, and for what the rule does not say."""
    columns = draft.relations.columns_of(relation, name)
    if not isinstance(value, Ref | TimeExpr):
        return (None,) * len(columns)
    if len(columns) == 1:
        return (draft.cell(value if isinstance(value, Ref) else value.ref),)
    moments = draft.moments(value if isinstance(value, TimeExpr) else TimeExpr(value))
    return (moments.earliest_start, moments.latest_end)


def _production(draft: Draft, emit: EmitCase | EmitFact) -> Production:
    return Production(draft.rule.id, _used(draft.steps, emit), emit, draft.slots, draft.registers)


def _used(steps: Sequence[Step], emit: EmitCase | EmitFact) -> tuple[Step, ...]:
    """The steps without the sums that nobody asks for."""
    asked = set(registers_of(emit))
    kept: list[Step] = []
    for step in reversed(steps):
        if isinstance(step, Shift | Default) and step.register not in asked:
            continue
        asked.update(registers_of(step))
        kept.append(step)
    return tuple(reversed(kept))


def _aliases(rule: Rule, vocabulary: Vocabulary) -> Iterator[BoundAlias]:
    sources = {binding.alias: binding.pattern.source for binding in rule.bindings}
    for alias, source in sources.items():
        entity = _item_entity(source.ref, sources.get(source.ref.alias), vocabulary) if isinstance(source, ItemSource) else None
        yield BoundAlias(alias, entity, item=isinstance(source, ItemSource))


def _item_entity(ref: Ref, source: object, vocabulary: Vocabulary) -> str | None:
    """The entity that the members of a list field name."""
    match source:
        case EventSource(types):
            fields = vocabulary.events[(types or tuple(vocabulary.events))[0]].fields if vocabulary.events else {}
        case RecordSource(entity):
            fields = vocabulary.entities[entity].fields
        case _:
            return None
    return fields[ref.field].type.entity if ref.field and ref.field in fields else None


def _ended(draft: Draft, joins: Joins) -> int | None:
    """The first event that ends the duty, counted from the case's event."""
    if not draft.rule.unless:
        return None
    order = (*after(draft.anchor, Reading.POSSIBLE), *joins)
    return draft.find(draft.seek(pattern, Reading.POSSIBLE, order) for pattern in draft.rule.unless)


def _same(draft: Draft, target: Target, pattern: Pattern, other: Pattern, slot: int) -> Joins:
    """`by`: the row sought has the same value of the field as the one in ``slot``."""
    if target.by is None:
        return ()
    mine = draft.relations.column(draft.relations.of_pattern(pattern.source), target.by)
    theirs = draft.relations.column(draft.relations.of_pattern(other.source), target.by)
    return (Join(theirs, Compare.EQ, Cell(slot, mine)),)
