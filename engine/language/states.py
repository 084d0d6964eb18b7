"""Which states a rule can come to, from what it asks for: only these may have messages and topics."""

from __future__ import annotations

from afterword.engine.language.patterns import Combine, Direction, Target
from afterword.engine.language.rule import Rule, RuleKind, Window
from afterword.engine.verdicts import State


def reachable_states(rule: Rule) -> tuple[State, ...]:
    """The states of a rule's cases, in the order of `State`; none for a fact rule."""
    reached = _reach(rule)
    return tuple(state for state in State if state in reached)


def _reach(rule: Rule) -> set[State]:
    if rule.kind is RuleKind.FACT:
        return set()
    target = rule.target
    if rule.kind is RuleKind.MUST_NOT:
        return {State.VIOLATED, State.WAIVED} | ({State.CLEAR} if target is not None else _ended(rule))
    if rule.kind is RuleKind.ADVICE:
        done = _reach_expected(target) - {State.OVERDUE, State.LATE} if target is not None else set()
        passed = {State.LAPSED} if target is None and rule.show.due is not None else set()
        return {State.OPEN, State.WAIVED} | _ended(rule) | passed | done | _reach_window(rule.show)
    if target is None or target.direction in {Direction.BEFORE, Direction.PREVIOUS}:
        return {State.DONE, State.VIOLATED, State.WAIVED} | _ended(rule)
    if target.at_least is None:
        return {State.VIOLATED, State.CLEAR, State.WAIVED}
    return {State.WAIVED} | _ended(rule) | _reach_expected(target)


def _ended(rule: Rule) -> set[State]:
    """A case lapses when an `unless` comes."""
    return {State.LAPSED} if rule.unless else set()


def _reach_expected(target: Target) -> set[State]:
    if target.direction in {Direction.FIRST, Direction.LAST}:
        return {State.OPEN, State.DONE, State.VIOLATED}
    reached = {State.OPEN, State.DONE} | _reach_window(target.window)
    if target.window.due is not None or target.every is not None:
        reached |= {State.OVERDUE, State.LATE}
    if target.at_most is not None or target.barriers or target.combine is Combine.ONE_OF or target.direction is Direction.NEXT:
        reached.add(State.VIOLATED)
    return reached


def _reach_window(window: Window) -> set[State]:
    return {State.UPCOMING} if window.opens is not None else set()
