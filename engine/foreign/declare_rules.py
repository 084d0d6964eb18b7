"""Constraints of Declare as rules: what docs/declare.md shows, made of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from afterword.engine.diagnostics import Diagnostic, Outcome, sort_diagnostics
from afterword.engine.foreign.declare_model import Condition, Constraint, Link, Model, Period, Side, Sign, Template, Value
from afterword.engine.foreign.declare_sentences import describe_constraint, duration
from afterword.engine.foreign.declare_terms import MOST, Allowed, Choice, Term, TooMany, Unsaid, alternatives
from afterword.engine.foreign.spelled import FieldNames, free_name, slug
from afterword.engine.spans import Span
from afterword.engine.vocabulary import Kind

Part: TypeAlias = "str | int | bool | Plain | Sequence[Part] | Mapping[str, Part]"
"""A piece of YAML."""


class Plain(str):
    """A text that stands in YAML as it is: a reference, a length of time, a number."""

    __slots__ = ()


class MadeRule(NamedTuple):
    """A rule, and the line of the file that it says, above the first rule of each."""

    line: str
    rule: Mapping[str, Part]


class _Body(NamedTuple):
    """A rule without its words."""

    kind: str
    id: str
    parts: Mapping[str, Part]


class _Half(NamedTuple):
    """One activity activates, the other is the target; ``looks_back`` names them as the file does, the first `a`."""

    template: Template
    activity: str
    activations: tuple[Choice, ...]
    target: str
    targets: tuple[Choice, ...]

    @property
    def alias(self) -> str:
        """What the activation is called in the rule."""
        return "b" if self.template.looks_back else "a"


_HALVES = {
    Template.CO_EXISTENCE: (Template.RESPONDED_EXISTENCE, Template.RESPONDED_EXISTENCE),
    Template.SUCCESSION: (Template.RESPONSE, Template.PRECEDENCE),
    Template.ALTERNATE_SUCCESSION: (Template.ALTERNATE_RESPONSE, Template.ALTERNATE_PRECEDENCE),
    Template.CHAIN_SUCCESSION: (Template.CHAIN_RESPONSE, Template.CHAIN_PRECEDENCE),
    Template.NOT_CO_EXISTENCE: (Template.NOT_RESPONDED_EXISTENCE, Template.NOT_RESPONDED_EXISTENCE),
    Template.NOT_SUCCESSION: (Template.NOT_RESPONSE, Template.NOT_PRECEDENCE),
    Template.NOT_CHAIN_SUCCESSION: (Template.NOT_CHAIN_RESPONSE, Template.NOT_CHAIN_PRECEDENCE),
}
_DEMANDS: Mapping[Template, tuple[str, str]] = {
    Template.RESPONDED_EXISTENCE: ("must", "expect"),
    Template.RESPONSE: ("must", "expect"),
    Template.ALTERNATE_RESPONSE: ("must", "expect"),
    Template.CHAIN_RESPONSE: ("must", "next"),
    Template.PRECEDENCE: ("must", "require_before"),
    Template.ALTERNATE_PRECEDENCE: ("must", "require_before"),
    Template.CHAIN_PRECEDENCE: ("must", "previous"),
    Template.NOT_RESPONDED_EXISTENCE: ("must_not", "forbid"),
    Template.NOT_RESPONSE: ("must_not", "forbid"),
    Template.NOT_CHAIN_RESPONSE: ("must_not", "next"),
    Template.NOT_PRECEDENCE: ("must_not", "forbid_before"),
    Template.NOT_CHAIN_PRECEDENCE: ("must_not", "previous"),
}
_LISTED = {Sign.IS: "one_of", Sign.NOT: "not_one_of"}
"""The same test with a list of values, which may stand beside the one with a single value."""
_BOTH_WAYS = (Template.RESPONDED_EXISTENCE, Template.NOT_RESPONDED_EXISTENCE)
_BARRIERS = {Template.ALTERNATE_RESPONSE: "before_next", Template.ALTERNATE_PRECEDENCE: "after_previous"}


def make_rules(model: Model, fields: FieldNames) -> Outcome[tuple[MadeRule, ...]]:
    """The rules of all constraints, or what cannot be said; ``fields`` gives attributes their names."""
    maker = _Maker(fields, {one.name: one.type.kind for bound in model.activities.values() for one in bound.values()})
    made = tuple(rule for constraint in model.constraints for rule in maker.make(constraint))
    return Outcome(None, sort_diagnostics(maker.mistakes)) if maker.mistakes else Outcome(made)


class _Maker:
    """Makes rules with ids of their own."""

    def __init__(self, fields: FieldNames, kinds: Mapping[str, Kind]) -> None:
        self.mistakes: list[Diagnostic] = []
        self._fields = fields
        self._kinds = kinds
        self._ids: set[str] = set()

    def make(self, constraint: Constraint) -> Iterator[MadeRule]:
        """The rules of one constraint; none where it cannot be said, once noted."""
        try:
            bodies = [*self._bodies(constraint)]
        except TooMany:
            self._note(
                f"this can be met in more than {MOST} ways", constraint.line.span, "make several constraints of it, with fewer `or`s each"
            )
            return
        except Unsaid as unsaid:
            self._note(str(unsaid), unsaid.span, unsaid.hint)
            return
        say = describe_constraint(constraint)
        line = constraint.line.text
        title = f"{line.partition(']')[0]}]"
        for kind, id_, body in bodies:
            words: dict[str, Part] = {} if kind == "fact" else {"title": title}
            said: dict[str, Part] = {} if kind == "fact" else {"say": say}
            yield MadeRule(line, {"id": Plain(id_), "kind": Plain(kind), **words, **body, **said})
            line = ""

    def _bodies(self, constraint: Constraint) -> Iterator[_Body]:
        """What the rules of a constraint ask."""
        if constraint.template.is_unary:
            yield self._unary(constraint)
        elif constraint.template is Template.CHOICE:
            patterns = [*self._chosen(constraint, 0), *self._chosen(constraint, 1)]
            yield _Body("must", self._id(constraint), {"expect": {**_alternatives(patterns), **_window(constraint.period)}})
        elif constraint.template is Template.EXCLUSIVE_CHOICE:
            yield from self._exclusive(constraint)
        else:
            for half in self._halves(constraint):
                yield from self._binary(half, constraint)

    # -- the whole trace -------------------------------------------------------------------------------------------------

    def _unary(self, constraint: Constraint) -> _Body:
        what = _alternatives(self._chosen(constraint, 0))
        window, number = _window(constraint.period), constraint.number
        if constraint.template is Template.ABSENCE and number == 1:
            return _Body("must_not", self._id(constraint), {"forbid": {**what, **window}})
        match constraint.template:
            case Template.EXISTENCE:
                demand, bound = ("expect", {}) if number == 1 else ("count", {"at_least": number})
            case Template.ABSENCE:
                demand, bound, window = "count", {"at_most": number - 1}, _window(constraint.period, "before")
            case Template.EXACTLY:
                demand, bound = "count", {"exactly": number}
            case Template.INIT:
                if constraint.period is not None and constraint.period.least:
                    raise Unsaid("no time passes before the first event", constraint.line.span, "leave the time out")
                demand, bound, window = "first", {}, {}
            case _:
                demand, bound = "last", {}
        return _Body("must", self._id(constraint), {demand: {**what, **bound, **window}})

    def _exclusive(self, constraint: Constraint) -> Iterator[_Body]:
        """One of two; where one of them can be met in several ways, each way is concluded to be the same."""
        id_ = self._id(constraint)
        sides: list[Mapping[str, Part]] = []
        for place in (0, 1):
            patterns = self._chosen(constraint, place)
            fact = _snake(f"{id_}-{place + 1}")
            if len(patterns) > 1:
                yield from self._conclude(id_, fact, "a", patterns)
            sides.append({"fact": fact} if len(patterns) > 1 else patterns[0])
        yield _Body("must", id_, {"expect": {"one_of": sides, **_window(constraint.period)}})

    def _conclude(self, id_: str, fact: str, alias: str, patterns: Sequence[Mapping[str, Part]]) -> Iterator[_Body]:
        """A fact of each event that any of the patterns takes."""
        for pattern in patterns:
            way = self._free(f"{id_}-way")
            yield _Body("fact", way, {"for_each": {alias: pattern}, "conclude": {"fact": fact, "event": Plain(f"${alias}")}})

    def _chosen(self, constraint: Constraint, place: int) -> list[Mapping[str, Part]]:
        """The patterns of an activity that is looked for in the whole trace."""
        condition = constraint.correlation if place else constraint.activation
        side = Side.TARGET if place else Side.ACTIVATION
        return [self._pattern(constraint.activities[place], choice, side) for choice in self._ways(condition, constraint)]

    # -- one with another ------------------------------------------------------------------------------------------------

    def _halves(self, constraint: Constraint) -> Iterator[_Half]:
        first, second = constraint.activities
        activations, targets = self._ways(constraint.activation, constraint), self._ways(constraint.correlation, constraint)
        for choice in targets:
            if any(side is Side.ACTIVATION for side, _ in choice.term):
                hint = "move what begins with `A.` to the first condition"
                raise Unsaid("the condition on the target tests the activation", constraint.line.span, hint)
        halves = _HALVES.get(constraint.template)
        if halves is None:
            here, there = (second, first) if constraint.template.looks_back else (first, second)
            yield _Half(constraint.template, here, activations, there, targets)
            return
        if len(targets) > 1 and any(choice.links for choice in targets):
            hint = f"write two constraints instead: {halves[0].value} and {halves[1].value}"
            raise Unsaid("with `or`, two events that both activate cannot be compared", constraint.line.span, hint)
        links = tuple(Link(link.activation, link.sign.flipped, link.target, link.span) for link in targets[0].links)
        yield _Half(halves[0], first, activations, second, targets)
        turned = tuple(_turned(choice) for choice in targets)
        yield _Half(halves[1], second, turned, first, tuple(Choice(_turned(choice).term, links) for choice in activations))

    def _binary(self, half: _Half, constraint: Constraint) -> Iterator[_Body]:
        """A case for each activation. Where it can be met in several ways, what meets any of them is concluded before."""
        kind, demand = _DEMANDS[half.template]
        id_, alias = self._id(constraint), half.alias
        target: dict[str, Part] = {**_alternatives([self._pattern(half.target, one, Side.TARGET, alias) for one in half.targets])}
        if half.template in _BOTH_WAYS:
            target["direction"] = Plain("any")
        target |= _window(constraint.period)
        activations = [self._pattern(half.activity, one, Side.ACTIVATION) for one in half.activations]
        if half.template in _BARRIERS:
            target[_BARRIERS[half.template]] = _alternatives(activations)
        if len(activations) == 1:
            yield _Body(kind, id_, {"for_each": {alias: activations[0]}, demand: target})
            return
        fact = _snake(id_)
        yield from self._conclude(id_, fact, alias, activations)
        meant: Part = [{"some": {"fact": fact, "where": {"event": Plain(f"${alias}")}}}]
        yield _Body(kind, id_, {"for_each": {alias: {"event": half.activity}}, "when": meant, demand: target})

    # -- patterns --------------------------------------------------------------------------------------------------------

    def _ways(self, condition: Condition | None, constraint: Constraint) -> tuple[Choice, ...]:
        choices = alternatives(condition)
        if not choices:
            raise Unsaid("no event can meet this condition", constraint.line.span, "mend it, or leave the constraint out")
        return choices

    def _pattern(self, activity: str, choice: Choice, side: Side, alias: str = "") -> Mapping[str, Part]:
        """An event of an activity that meets a choice; ``alias`` is what the other side is called."""
        tests: dict[str, dict[str, Part]] = {}
        for (of, attribute), allowed in choice.term.items():
            if of is side:
                tests[self._fields[attribute]] = _tests(allowed, self._kinds[attribute])
        for link in choice.links:
            mine = tests.setdefault(self._fields[link.target.name], {})
            listed = _LISTED.get(link.sign)
            if listed is not None and listed not in mine and link.sign.value in mine:
                mine[listed] = [mine.pop(link.sign.value)]
            if link.sign.value in mine:
                raise Unsaid(f"one pattern can ask `{link.sign.value}` of an attribute only once", link.span, "compare it with one of them")
            mine[link.sign.value] = Plain(f"${alias}.{self._fields[link.activation.name]}")
        where: dict[str, Part] = {name: one["is"] if [*one] == ["is"] else one for name, one in tests.items()}
        return {"event": activity, "where": where} if where else {"event": activity}

    def _id(self, constraint: Constraint) -> str:
        number = str(constraint.number) if constraint.template.is_counted and constraint.number > 1 else ""
        wanted = slug(" ".join((constraint.template.value + number, *constraint.activities)), "-")
        return self._free(wanted or "rule")

    def _free(self, wanted: str) -> str:
        name = free_name(wanted, self._ids, "-")
        self._ids.add(name)
        return name

    def _note(self, message: str, span: Span, hint: str) -> None:
        self.mistakes.append(Diagnostic("beyond-rules", message, span, hint))


def _snake(id_: str) -> Plain:
    """The name of a fact."""
    return Plain(slug(id_, "_"))


def _turned(choice: Choice) -> Choice:
    """The same with both sides exchanged, without comparisons between them."""
    term: Term = {(Side.TARGET if side is Side.ACTIVATION else Side.ACTIVATION, name): one for (side, name), one in choice.term.items()}
    return Choice(term)


def _alternatives(patterns: Sequence[Mapping[str, Part]]) -> Mapping[str, Part]:
    return patterns[0] if len(patterns) == 1 else {"any_of": patterns}


def _tests(allowed: Allowed, kind: Kind) -> dict[str, Part]:
    """The tests of an attribute, as `where` has them."""

    def value(one: Value) -> Part:
        return Plain(one) if kind is Kind.DECIMAL else one

    tests: dict[str, Part] = {}
    if allowed.among is not None:
        tests |= {"is": value(allowed.among[0])} if len(allowed.among) == 1 else {"one_of": [value(one) for one in allowed.among]}
    if allowed.without:
        tests |= (
            {"not": value(allowed.without[0])} if len(allowed.without) == 1 else {"not_one_of": [value(one) for one in allowed.without]}
        )
    if allowed.least is not None:
        tests["more_than" if allowed.least[1] else "at_least"] = Plain(str(allowed.least[0]))
    if allowed.most is not None:
        tests["less_than" if allowed.most[1] else "at_most"] = Plain(str(allowed.most[0]))
    return tests or {"present": not allowed.absent}


def _window(period: Period | None, closes: str = "within") -> Mapping[str, Part]:
    """The time of a constraint."""
    if period is None:
        return {}
    opens = {"after": Plain(duration(period.least))} if period.least else {}
    return {**opens, **({closes: Plain(duration(period.most))} if period.most is not None else {})}
