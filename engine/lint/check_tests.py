"""Finds tests that nothing can pass, and requirements whose answer the case has given already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.field_tests import passes
from afterword.engine.language.patterns import Direction, EventSource, FactSource, Pattern
from afterword.engine.language.rule import Criterion, Op, Ref, Rule, Test, TimeExpr
from afterword.engine.lint.contradictions import candidates, choices_of, find_conflict
from afterword.engine.lint.subject import Role, Subject, patterns_of, timed_aliases
from afterword.engine.vocabulary import Vocabulary


def check_tests(subject: Subject) -> Iterator[Diagnostic]:
    """`never-matches`, `always-violated` and `no-effect`, from the tests that rules make."""
    vocabulary = subject.pack.vocabulary
    for rule in (one.rule for one in subject.sound):
        for role, pattern in patterns_of(rule):
            yield from _check_pattern(role, pattern, rule, vocabulary)
        yield from _check_criteria(rule, vocabulary)


def _check_pattern(role: Role, pattern: Pattern, rule: Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    for name, tests in _by_field(pattern.where):
        conflict = find_conflict(tests, choices_of(pattern.source, name, vocabulary))
        if conflict:
            yield _tell(conflict, role.value)
        elif name == "at" and role in {Role.EXPECTED, Role.FORBIDDEN, Role.ONE_OF_SEVERAL}:
            yield from _check_order(role, tests, rule, pattern)


def _check_order(role: Role, tests: Sequence[Test], rule: Rule, pattern: Pattern) -> Iterator[Diagnostic]:
    """What is looked for after the case's event cannot be before it, nor the other way round."""
    target = rule.target
    if target is None or pattern not in target.patterns or not isinstance(pattern.source, EventSource | FactSource):
        return
    aliases = timed_aliases(rule)
    match target.direction:
        case Direction.AFTER | Direction.NEXT:
            side, known = "after", [Test("at", Op.NOT_BEFORE, TimeExpr(Ref(one, "at", pattern.span)), pattern.span) for one in aliases]
        case Direction.BEFORE | Direction.PREVIOUS if len(aliases) == 1:
            side, known = "before", [Test("at", Op.NOT_AFTER, TimeExpr(Ref(aliases[0], "at", pattern.span)), pattern.span)]
        case _:
            return
    for test in tests:
        if any(find_conflict((test, one), None) for one in known):
            message = f"nothing that comes {side} the case's event passes this test, {role.value}"
            yield Diagnostic("never-matches", message, test.span, "leave the test out, or turn it round")


def _check_criteria(rule: Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    sources = {binding.alias: binding.pattern for binding in rule.bindings}
    for (alias, name), group in groupby(rule.criteria, key=lambda one: (one.alias, one.test.field)):
        criteria = list(group)
        choices = choices_of(sources[alias].source, name, vocabulary)
        asked = [one.test for one in criteria]
        conflict = find_conflict(asked, choices)
        if conflict:
            yield _tell(conflict, "so every case that has the field is violated")
            continue
        given = [test for test in sources[alias].where if test.field == name]
        if find_conflict([*given, *asked], choices):
            message = f"`for_each` lets in no `{name}` that passes this, so every case is violated"
            yield Diagnostic("always-violated", message, asked[0].span, "let the tests in `for_each` and here go together", _places(given))
        elif given:
            yield from _check_met(criteria, given, choices)


def _check_met(criteria: Sequence[Criterion], given: Sequence[Test], choices: Sequence[str] | None) -> Iterator[Diagnostic]:
    """A requirement that all cases meet, because `for_each` takes no others."""
    literal = [test for test in given if not isinstance(test.value, Ref | TimeExpr)]
    values = candidates(literal, choices)
    left = [one for one in values or () if all(passes(test.op, one, test.value) for test in literal)]
    for test in (one.test for one in criteria):
        same = any(replace(other, span=test.span) == test for other in given)
        settled = left and not isinstance(test.value, Ref | TimeExpr) and all(passes(test.op, value, test.value) for value in left)
        if same or settled:
            message = f"`for_each` lets in no `{test.field}` that fails this, so it is always met"
            yield Diagnostic("no-effect", message, test.span, "leave it out here, or let `for_each` take more", _places(given))


def _tell(conflict: Sequence[Test], consequence: str) -> Diagnostic:
    *others, last = sorted(conflict, key=lambda test: (test.span.line, test.span.column))
    tests = "this test" if not others else "both tests" if len(others) == 1 else "all these tests"
    message = f"no `{last.field}` passes {tests}, {consequence}"
    hint = "change one of them, or leave it out" if others else "change it, so that something is left that passes"
    return Diagnostic("never-matches", message, last.span, hint, _places(others))


def _places(tests: Sequence[Test]) -> tuple[Related, ...]:
    return tuple(Related("beside this test", test.span) for test in tests)


def _by_field(tests: Sequence[Test]) -> Iterator[tuple[str, list[Test]]]:
    fields: dict[str, list[Test]] = {}
    for test in tests:
        fields.setdefault(test.field, []).append(test)
    yield from fields.items()
