"""What came of the tests of rules as JUnit XML, which most CI systems show: a suite for each pack, a test case for each test."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from afterword.engine.rule_tests.model import PackTests, RuleTests, TrialKind, TrialResult
from afterword.engine.spans import Span
from afterword.reports.rule_tests_text import render_failure, render_lacking, sum_up, title

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_tests_junit(tests: RuleTests, *, least: float | None = None) -> str:
    """The document. With ``least``, each suite has a case that fails where the coverage is lower than so many percent."""
    root = ET.Element("testsuites", name="afterword rules test")
    suites = [_suite(root, pack, least) for pack in tests.packs]
    _count(root, suites)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, pack: PackTests, least: float | None) -> ET.Element:
    suite = ET.SubElement(root, "testsuite", name=_clean(pack.pack_id))
    for trial in pack.trials:
        _case(suite, pack, trial)
    if least is not None:
        case = ET.SubElement(suite, "testcase", classname=_clean(pack.pack_id), name="coverage")
        if pack.coverage.percent < least:
            text = render_lacking(pack.coverage, least)
            _fail(case, text.splitlines()[0], text)
    _count(suite, [suite])
    return suite


def _case(suite: ET.Element, pack: PackTests, trial: TrialResult) -> None:
    """A test, in a class that is named for its pack and its rule or file."""
    group = trial.rules[0] if trial.kind is TrialKind.EXAMPLE else _stem(trial.span)
    name = trial.name or title(trial)
    case = ET.SubElement(suite, "testcase", classname=_clean(f"{pack.pack_id}.{group}"), name=_clean(name))
    case.set("file", _clean(trial.span.source.name))
    case.set("line", str(trial.span.line))
    if not trial.passed:
        _fail(case, sum_up(trial), render_failure(trial))


def _fail(case: ET.Element, message: str, text: str) -> None:
    failure = ET.SubElement(case, "failure", message=_clean(message), type="difference")
    failure.text = _clean(text)


def _count(element: ET.Element, suites: Sequence[ET.Element]) -> None:
    """Note how many tests there are, and how many failed."""
    cases = [case for suite in suites for case in suite.iter("testcase")]
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("errors", "0")
    element.set("skipped", "0")


def _stem(span: Span) -> str:
    """The name of a file without its folder and ending."""
    return re.split(r"[\\/]", span.source.name)[-1].rpartition(".")[0]


def _clean(text: str) -> str:
    """Text with a question mark for each character that XML cannot hold."""
    return _NOT_XML.sub("?", text)
