"""Finds regular expressions that can match nothing, and those that take very long on some texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.rule import Op, Rule, Test
from afterword.engine.lint.subject import Subject, patterns_of

_REGEXES = (Op.MATCHES, Op.NOT_MATCHES)
_EACH_LINE = re.compile(r"\(\?\w*m")  # a flag that lets `^` and `$` stand at each line
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")
_BEGINNINGS = ("AT_BEGINNING", "AT_BEGINNING_STRING")
_ENDS = {"AT_END": 1, "AT_END_STRING": 0}
"""How many characters may follow an end: before a last line break, `$` holds too."""

_ENDLESS = 2**32 - 1
"""The most times of a repetition that has no end."""


def check_regexes(subject: Subject) -> Iterator[Diagnostic]:
    """`slow-regex`, and `never-matches` for one that asks for something before the beginning or after the end."""
    for rule in (one.rule for one in subject.sound):
        for test in _tests(rule):
            parsed = import_module("re._parser").parse(str(test.value))  # as `re` reads it; it has no public name
            if _is_slow(parsed, stops=False):
                message = "a repetition within a repetition: on some texts this would take for ever"
                yield Diagnostic("slow-regex", message, test.span, "repeat one of the two: `(\\w+ )*` rather than `(\\w+ ?)*`")
            if not _EACH_LINE.search(str(test.value)) and _is_vain(parsed, 0, 0):
                message = "nothing matches this: it asks for something before the beginning of the text, or after its end"
                yield Diagnostic(
                    "never-matches", message, test.span, "put `^` first and `$` last; the characters themselves are `\\^` and `\\$`"
                )


def _tests(rule: Rule) -> Iterator[Test]:
    for _, pattern in patterns_of(rule):
        yield from (test for test in pattern.where if test.op in _REGEXES)
    yield from (one.test for one in rule.criteria if one.test.op in _REGEXES)


def _is_slow(body: Any, *, stops: bool) -> bool:  # noqa: ANN401 - the parts of a regular expression have no types
    """Whether a repetition without end holds another one with nothing fixed beside it, and something after it may fail.

    ``stops``: something that may fail comes after ``body``.
    """
    items = list(body)
    for place, (kind, value) in enumerate(items):
        rest = items[place + 1 :]
        may_fail = stops or any(other.name == "AT" for other, _ in rest) or _least(body, rest) > 0
        if kind.name in _REPEATS and value[1] == _ENDLESS and may_fail and _takes_over(value[2]):
            return True
        if any(_is_slow(inner, stops=may_fail) for inner in _inside(kind.name, value)):
            return True
    return False


def _takes_over(body: Any) -> bool:  # noqa: ANN401
    """Whether a repetition without end can make up all of ``body``, so that each text may be cut in many ways."""
    items = list(body)
    for place, (kind, value) in enumerate(items):
        if _least(body, items[:place] + items[place + 1 :]):
            continue
        if kind.name in _REPEATS and value[1] == _ENDLESS:
            return True
        if any(map(_takes_over, _inside(kind.name, value))):
            return True
    return False


def _is_vain(body: Any, before: int, after: int) -> bool:  # noqa: ANN401
    """Whether nothing matches; at least so many characters come ``before`` and ``after``."""
    items = list(body)
    for place, (kind, value) in enumerate(items):
        ahead, behind = before + _least(body, items[:place]), after + _least(body, items[place + 1 :])
        match kind.name:
            case "AT":
                if (value.name in _BEGINNINGS and ahead) or behind > _ENDS.get(value.name, behind):
                    return True
            case "SUBPATTERN" | "BRANCH":
                if all(_is_vain(inner, ahead, behind) for inner in _inside(kind.name, value)):
                    return True
            case "MAX_REPEAT" | "MIN_REPEAT":
                if value[0] and _is_vain(value[2], ahead, behind):
                    return True
            case _:
                pass
    return False


def _inside(kind: str, value: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """The parts of a group, of alternatives, or of a repetition."""
    match kind:
        case "SUBPATTERN":
            return (value[3],)
        case "BRANCH":
            return tuple(value[1])
        case "MAX_REPEAT" | "MIN_REPEAT":
            return (value[2],)
        case _:
            return ()


def _least(body: Any, items: list[Any]) -> int:  # noqa: ANN401
    """How many characters parts of ``body`` take at the least."""
    return int(type(body)(body.state, items).getwidth()[0])
