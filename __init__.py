"""Afterword: what to do next after a job interview, what went wrong and what is overdue, by rules that a coach can read.

`docs/api.md` tells how to use it from a program. Everything here is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from afterword.engine.embedding import CheckedReport, Evaluator, InputError, Session, load_log, load_pack, parse_log, run_pack_tests
    from afterword.engine.report.model import Finding, Report
    from afterword.engine.rule_tests.model import RuleTests
    from afterword.engine.verdicts import Level, Standing, State
    from afterword.engine.why.model import Explanation, Reason, Why

__all__ = [
    "CheckedReport",
    "Evaluator",
    "Explanation",
    "Finding",
    "InputError",
    "Level",
    "Reason",
    "Report",
    "RuleTests",
    "Session",
    "Standing",
    "State",
    "Why",
    "load_log",
    "load_pack",
    "parse_log",
    "run_pack_tests",
]

_HOMES = {
    "Explanation": "why.model",
    "Finding": "report.model",
    "Level": "verdicts",
    "Reason": "why.model",
    "Report": "report.model",
    "RuleTests": "rule_tests.model",
    "Standing": "verdicts",
    "State": "verdicts",
    "Why": "why.model",
}


def __getattr__(name: str) -> object:
    """A public name, from the module it lives in."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.engine.{_HOMES.get(name, 'embedding')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return list(__all__)
