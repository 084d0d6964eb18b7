"""Tests of rules, read and ready to be run."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.log.model import Log
from afterword.engine.rule_tests.model import Expectation, TrialKind
from afterword.engine.spans import Span


class Moment(NamedTuple):
    """A moment of asking (microseconds), the log as it is then, and what is expected.

    ``expect`` names all findings of the rules that count (``None``: no matter which), ``some`` must be among the cases, ``none`` must not.
    """

    at: int
    log: Log
    span: Span
    expect: tuple[Expectation, ...] | None = None
    some: tuple[Expectation, ...] = ()
    none: tuple[Expectation, ...] = ()


class Trial(NamedTuple):
    """A test: an example, which is about one rule and names the states of all its cases, or a case, whose ``rules`` are all where empty.

    ``settings`` are the parameters that it changes; ``span`` is the place of its name.
    """

    kind: TrialKind
    name: str
    rules: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    moments: tuple[Moment, ...]
    span: Span
