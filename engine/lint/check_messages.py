"""Finds states that have no message, and places in messages that may have nothing to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.change_rules import OTHER
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.patterns import Combine, Direction, EventSource, FactSource, Pattern, Target
from afterword.engine.language.rule import Op, Rule, RuleKind, Slot, TimeExpr, Window
from afterword.engine.language.scope import as_table
from afterword.engine.language.states import reachable_states
from afterword.engine.lint.certain import Certainty, settled_fields
from afterword.engine.lint.subject import Subject, is_reported
from afterword.engine.verdicts import FINDING_STATES, State

_OWN = ("at", "id", "type")


def check_messages(subject: Subject) -> Iterator[Diagnostic]:
    """`silent-state` and `message-gap`."""
    certainty = Certainty(subject.pack.vocabulary, [one.rule for one in subject.rules])
    for read in subject.sound:
        if is_reported(read.rule):
            yield from _check_states(read)
            yield from _check_slots(read.rule, certainty)


def _check_states(read: ReadRule) -> Iterator[Diagnostic]:
    """A state that makes a finding has a message, or says with `~` that the checklist is enough."""
    rule, say = read.rule, read.node.get("say")
    states = [state.value for state in reachable_states(rule) if state in FINDING_STATES]
    if say is None:
        hint = "add `say:` with a message; or `say: ~`, where its line in the checklist is enough"
        yield Diagnostic("silent-state", "this rule has nothing to say, so it never makes a finding", rule.span, hint)
        return
    table = as_table(say)
    named = [entry.key.text for entry in table.entries] if table is not None else [OTHER]
    silent = [state for state in states if state not in named] if OTHER not in named else []
    if silent:
        place = next(entry.key for entry in read.node.entries if entry.value is say).place.span(read.source)
        message = f"a case can be {_listed(silent)}, and then nothing is said"
        hint = f"add a message for `{silent[0]}`; or `{silent[0]}: ~`, where its line in the checklist is enough"
        yield Diagnostic("silent-state", message, place, hint)


def _check_slots(rule: Rule, certainty: Certainty) -> Iterator[Diagnostic]:
    """A place that has no other words may come out as a question mark."""
    states: dict[tuple[str | Slot, ...], list[State]] = {}
    for state, template in rule.say.items():
        states.setdefault(template, []).append(state)
    for template, shared in states.items():
        for slot in template:
            if isinstance(slot, Slot) and slot.fallback is None:
                empty = [state.value for state in shared if not _has_value(slot, state, rule, certainty)]
                if empty:
                    name = ".".join(slot.path)
                    when = f" where a case is {_listed(empty)}" if len(shared) > 1 else ""
                    message = f"there may be no `{name}`{when}, and then a question mark stands in its place"
                    yield Diagnostic("message-gap", message, slot.span, f"say what to write instead, as in `{{{name}|other words}}`")


def _has_value(slot: Slot, state: State, rule: Rule, certainty: Certainty) -> bool:
    """Whether a place has something to say in that state."""
    head, *rest = slot.path
    patterns = {one.alias: one.pattern for one in rule.bindings}
    if head in patterns:
        settled = (head, *rest[:1]) in settled_fields(rule) | _owed_to(rule, state)
        return certainty.names(patterns[head], rest, patterns, settled=settled)
    if head == "event":
        return _event_has(rest, state, rule, certainty)
    if head == "fields":
        return state is State.VIOLATED and bool(rule.criteria)
    told = _TOLD.get(head)
    return told is None or state in told or (head in _ENDS and _is_set(rule, state, certainty, head))


_TOLD = {"due": (State.OVERDUE, State.LATE), "opens": (State.UPCOMING,), "left": (), "late_by": (State.OVERDUE, State.LATE)}
"""In which states a word always has a value; one that is not listed has it in all."""

_ENDS = ("due", "opens", "left")
"""Words that a window gives a value to."""


def _owed_to(rule: Rule, state: State) -> frozenset[tuple[str, ...]]:
    """The field without which a case would not be in that state: what it counts time from, or the one that is not as required."""
    fields = {(one.alias, one.test.field) for one in rule.criteria}
    if state is State.VIOLATED and len(fields) == 1 and all(one.test.op is not Op.PRESENT for one in rule.criteria):
        return frozenset(fields)
    window = rule.show if rule.target is None else rule.target.window
    end = window.opens if state is State.UPCOMING else window.due if state in {State.OVERDUE, State.LATE} else None
    time = end if isinstance(end, TimeExpr) or end is None else window.base
    return frozenset({(time.ref.alias, time.ref.field)} if time is not None and time.ref.field is not None else ())


def _is_set(rule: Rule, state: State, certainty: Certainty, word: str) -> bool:
    """Whether a case in that state has a time at which its window closes, or opens; ``word`` is one of `_ENDS`."""
    target = rule.target
    if state is State.VIOLATED and (target is None or not target.at_least or target.at_most is not None):
        return False
    if target is not None and target.direction in {Direction.BEFORE, Direction.PREVIOUS}:
        return False
    if word == "left" and (state not in {State.OPEN, State.UPCOMING} or (rule.kind is RuleKind.ADVICE and target is not None)):
        return False  # what is done, and advice that stays open, has none left
    window = rule.show if target is None else target.window
    if target is not None and target.every is not None:
        window = Window(due=target.every)
    end = window.opens if word == "opens" else window.due
    time = end if isinstance(end, TimeExpr) else window.base
    return end is not None and (time is None or _is_there(time, rule, certainty))


def _is_there(time: TimeExpr, rule: Rule, certainty: Certainty) -> bool:
    pattern = next((one.pattern for one in rule.bindings if one.alias == time.ref.alias), None)
    return pattern is None or time.ref.field is None or certainty.has_field(pattern, time.ref.field)


def _event_has(path: Sequence[str], state: State, rule: Rule, certainty: Certainty) -> bool:
    """Whether the event that brought a case into that state has what ``path`` leads to."""
    patterns = _deciding(state, rule)
    if patterns is None:
        return False
    if path[0] in _OWN:
        return True
    facts = any(isinstance(one.source, FactSource) for one in patterns)  # the event is then one that the fact rests on
    return facts or (bool(patterns) and all(certainty.names(one, path, {}) for one in patterns))


def _deciding(state: State, rule: Rule) -> tuple[Pattern, ...] | None:
    """The patterns of the event that brings a case into a state; empty where it may be any event, ``None`` where there is none."""
    target = rule.target
    if state is State.LATE and target is not None:
        return target.patterns
    if state is not State.VIOLATED:
        return None
    if target is None:
        timed = tuple(one.pattern for one in rule.bindings if isinstance(one.pattern.source, EventSource | FactSource))
        return timed or None
    return _breaking(target)


def _breaking(target: Target) -> tuple[Pattern, ...] | None:
    """As `_deciding`, for what is asked of other events."""
    if not target.at_least:
        return target.patterns
    if target.direction in {Direction.BEFORE, Direction.PREVIOUS}:
        return None
    picked = target.at_most is not None or target.combine is Combine.ONE_OF
    return target.patterns if picked and not target.barriers else ()


def _listed(states: Sequence[str]) -> str:
    return " or ".join(f"`{state}`" for state in states)
