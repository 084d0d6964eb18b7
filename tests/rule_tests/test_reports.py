"""What came of tests, as text, JSON and JUnit XML."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from afterword.engine.language.rule import Rule, RuleKind
from afterword.engine.log.model import Log
from afterword.engine.rule_tests.model import (
    Coverage,
    Difference,
    Disagreement,
    Evaluated,
    Expectation,
    MomentResult,
    PackTests,
    RuleCoverage,
    RuleTests,
    Seen,
    TrialKind,
    TrialResult,
)
from afterword.engine.run.model import Verdict
from afterword.engine.spans import NOWHERE, Source, Span
from afterword.engine.verdicts import Level, State
from afterword.reports.rule_tests_json import render_tests_json
from afterword.reports.rule_tests_junit import render_tests_junit
from afterword.reports.rule_tests_text import render_failure, render_tests
from afterword.tests.language.packs import HEAD, load, read_pack

TEXT = """\
rules:
  - id: letter
    examples:
      - name: in time
        expect: [done, open]
"""
SOURCE = Source("pack/letters.yaml", TEXT)
RULE, NAME, EXPECT = Span(SOURCE, 2, 9, 2, 15), Span(SOURCE, 4, 15, 4, 22), Span(SOURCE, 5, 17, 5, 29)
PACK = read_pack(load(HEAD + "rules: []\n"))
LOG = Log(SOURCE, None, "UTC", frozenset(), {}, ())
NOON = datetime(2025, 9, 10, 12, tzinfo=UTC)


def verdict(state: State) -> Verdict:
    """What an engine says of a case."""
    return Verdict(Rule("letter", RuleKind.MUST, NOWHERE), state, {}, "UTC")


OVERDUE = Seen(
    "letter",
    State.OVERDUE,
    {"person": "p1", "event": None},
    NOON.replace(hour=11),
    Level.OVERDUE,
    "Write to Ann today.",
    verdict(State.OVERDUE),
)
DONE = Seen("letter", State.DONE, {"person": "p2", "event": "e7"}, None, None, None, verdict(State.DONE))
OPEN = Expectation("letter", EXPECT, "open", State.OPEN)


def moment(*differences: Difference, disagreements: tuple[Disagreement, ...] = ()) -> MomentResult:
    """A moment, asked about at noon."""
    return MomentResult(NOON, EXPECT, ("native",), differences, (DONE,), disagreements, Evaluated(PACK, LOG, 0, ()))


def trial(*moments: MomentResult, kind: TrialKind = TrialKind.EXAMPLE, name: str = "in time") -> TrialResult:
    """A test of the rule."""
    return TrialResult(kind, name, ("letter",), NAME, moments)


def came_of(*trials: TrialResult, left_out: int = 0, shown: tuple[str, ...] = ("open", "done")) -> RuleTests:
    """The tests of one pack."""
    coverage = Coverage(
        (RuleCoverage("letter", RULE, ("open", "overdue", "done"), shown), RuleCoverage("fact", RULE, ("made",), ("made",)))
    )
    return RuleTests((PackTests("letters", "Letters", "2", trials, left_out, coverage),))


GOOD = trial(moment())
BAD = trial(moment(Difference(OPEN, OVERDUE)))
STORY = trial(
    moment(),
    moment(
        Difference(OPEN._replace(text="open, person p1", span=RULE), OVERDUE),
        Difference(OPEN._replace(text="", span=RULE), None),
        Difference(OPEN._replace(text=""), OVERDUE, forbidden=True),
        Difference(None, OVERDUE),
        Difference(None, DONE),
    ),
    kind=TrialKind.CASE,
    name="a panel",
)
APART = trial(moment(disagreements=(Disagreement("durable", OVERDUE),)), kind=TrialKind.CASE, name="\x1bodd")


def shown(tests: RuleTests, *, width: int = 100, color: bool = False, coverage: bool = False, least: float | None = None) -> str:
    """The text."""
    return render_tests(tests, color=color, width=width, coverage=coverage, least=least)


def test_all_is_well() -> None:
    """One line says so; a second one that examples were left out."""
    assert shown(came_of(GOOD, GOOD, shown=("open", "overdue", "done"))) == "letters 2: 2 examples as expected. Coverage 100 % (4 of 4).\n"
    assert shown(came_of(GOOD, left_out=1)).splitlines() == [
        "letters 2: 1 example as expected. Coverage 75 % (3 of 4).",
        "1 example left out: the rules are switched off.",
    ]


def test_nothing_to_run() -> None:
    """A pack without tests is told where to put them."""
    assert shown(came_of()) == "letters 2: no tests yet. Put `examples` beside its rules.\n"


def test_failed_example() -> None:
    """The rule and the name, the line with a caret, what was expected, what came out and says, and what was right."""
    assert (
        shown(came_of(GOOD, BAD))
        == """\
FAILED letter: in time
pack/letters.yaml:5:17: asked about Wed 10 Sep 2025 12:00 (UTC)
  5 |         expect: [done, open]
    |                 ^^^^^^^^^^^^
  - expected  open
  + came out  overdue, person p1, due Wed 10 Sep 2025 11:00
              “Write to Ann today.”
  = both      done, person p2, event e7

With --why, how these cases came to their states is shown.

letters 2: 1 of 2 examples as expected. Coverage 75 % (3 of 4).
"""
    )
    assert render_failure(BAD) + "\n" == shown(came_of(BAD)).partition("\n\n")[0] + "\n"


def test_failed_case() -> None:
    """Each expectation is shown at its place, and what nobody expected together."""
    assert (
        shown(came_of(STORY))
        == """\
FAILED a panel
pack/letters.yaml:2:9: asked about Wed 10 Sep 2025 12:00 (UTC)
  2 |   - id: letter
    |         ^^^^^^
  - expected  letter open, person p1
  + came out  letter overdue, person p1, due Wed 10 Sep 2025 11:00
              “Write to Ann today.”
  - expected  letter
  + came out  nothing like it
pack/letters.yaml:5:17: asked about Wed 10 Sep 2025 12:00 (UTC)
  5 |         expect: [done, open]
    |                 ^^^^^^^^^^^^
  - expected  no letter
  + came out  letter overdue, person p1, due Wed 10 Sep 2025 11:00
              “Write to Ann today.”
  - expected  nothing more
  + came out  letter overdue, person p1, due Wed 10 Sep 2025 11:00
              “Write to Ann today.”
  + came out  letter done, person p2, event e7

With --why, how these cases came to their states is shown.

letters 2: 0 of 1 case as expected. Coverage 75 % (3 of 4).
"""
    )


def test_engines_that_differ() -> None:
    """What one engine alone found, and whose mistake that is; control characters move nothing."""
    text = shown(came_of(APART))
    assert "FAILED  odd\npack/letters.yaml:5:17: asked" in text
    assert "  only durable found letter overdue, person p1" in text
    assert "please report it" in text
    assert "please" not in shown(came_of(STORY))


def test_reasons() -> None:
    """Where they are asked for, they stand below each moment that is not as expected."""
    failed = trial(*BAD.moments, moment(), *BAD.moments)
    text = render_tests(came_of(failed, APART), color=False, width=100, reasons=lambda one: f"Because of {len(one.differences)}.\n")
    assert text.count("\n\nBecause of 1.\n\n") == 2
    assert "\n\n\n" not in text
    assert "--why" not in text


def test_narrow_and_in_colours() -> None:
    """Lines are wrapped behind their labels, and colours only paint."""
    narrow = shown(came_of(BAD), width=40)
    assert "  + came out  overdue, person p1, due\n              Wed 10 Sep 2025 11:00\n" in narrow
    colored = shown(came_of(BAD, APART), color=True, coverage=True, least=80)
    assert "\x1b[32m  - expected  open\x1b[0m" in colored
    plain = colored
    for code in ("31", "32", "1", "2", "0"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == shown(came_of(BAD, APART), coverage=True, least=80)


def test_coverage() -> None:
    """What is shown of each rule, and what keeps it below what is asked for."""
    assert shown(came_of(GOOD), coverage=True).splitlines()[:4] == [
        "COVERAGE  letters",
        "",
        " [ ] letter  open, done; not overdue",
        " [x] fact    made",
    ]
    assert shown(came_of(GOOD), least=75.5).splitlines()[:2] == [
        "FAILED coverage is 75 %, and 75.5 % is asked for. No test shows",
        "pack/letters.yaml:2:9: letter overdue",
    ]
    assert "FAILED" not in shown(came_of(GOOD), least=75)


def test_percent_is_never_rounded_up() -> None:
    """100 % means that nothing is missing; where there is nothing to show, nothing is."""
    goals = tuple(map(str, range(3000)))
    assert Coverage((RuleCoverage("letter", RULE, goals, goals[1:]),)).percent == 99.9
    assert Coverage(()).percent == 100


def test_json() -> None:
    """One object a line for each pack, with every test, difference and place."""
    lines = render_tests_json(RuleTests((*came_of(GOOD, BAD).packs, *came_of(APART).packs))).splitlines()
    first, second = map(json.loads, lines)
    assert (first["schema"], first["pack"], first["passed"], first["left_out"]) == (1, {"id": "letters", "version": "2"}, False, 0)
    assert first["coverage"]["percent"] == 75.0
    assert first["coverage"]["rules"][0] == {
        "rule": "letter",
        "shown": ["open", "done"],
        "missing": ["overdue"],
        "file": "pack/letters.yaml",
        "line": 2,
        "column": 9,
    }
    good, bad = first["tests"]
    assert (good["kind"], good["name"], good["rules"], good["passed"], good["line"]) == ("example", "in time", ["letter"], True, 4)
    assert bad["moments"] == [
        {
            "as_of": "2025-09-10T12:00:00+00:00",
            "engines": ["native"],
            "passed": False,
            "differences": [
                {
                    "expected": {"rule": "letter", "told": "open", "file": "pack/letters.yaml", "line": 5, "column": 17},
                    "found": {
                        "rule": "letter",
                        "state": "overdue",
                        "about": {"person": "p1", "event": None},
                        "due": "2025-09-10T11:00:00+00:00",
                        "level": "overdue",
                        "message": "Write to Ann today.",
                    },
                    "forbidden": False,
                }
            ],
            "disagreements": [],
        }
    ]
    assert second["tests"][0]["moments"][0]["disagreements"][0]["engine"] == "durable"
    assert json.loads(render_tests_json(came_of(trial(moment(Difference(None, DONE))))))["tests"][0]["moments"][0]["differences"] == [
        {
            "expected": None,
            "found": {
                "rule": "letter",
                "state": "done",
                "about": {"person": "p2", "event": "e7"},
                "due": None,
                "level": None,
                "message": None,
            },
            "forbidden": False,
        }
    ]


def test_junit() -> None:
    """A suite for each pack, a case for each test, with the failures that readers of JUnit show; no character that XML cannot hold."""
    nameless = trial(moment(Difference(OPEN, None)), name="")
    root = ET.fromstring(render_tests_junit(came_of(GOOD, BAD, STORY, APART, nameless)).encode())  # noqa: S314 - our own
    assert root.attrib == {"name": "afterword rules test", "tests": "5", "failures": "4", "errors": "0", "skipped": "0"}
    (suite,) = root
    assert suite.attrib == {"name": "letters", "tests": "5", "failures": "4", "errors": "0", "skipped": "0"}
    assert suite[0].attrib == {"classname": "letters.letter", "name": "in time", "file": "pack/letters.yaml", "line": "4"}
    assert len(suite[0]) == 0
    assert (suite[2].get("classname"), suite[2].get("name")) == ("letters.letters", "a panel")
    assert (suite[3].get("name"), suite[4].get("name")) == ("?odd", "letter")
    failures = [case[0] for case in suite if len(case)]
    assert [failure.get("message") for failure in failures] == [
        "expected open; came out overdue, person p1, due Wed 10 Sep 2025 11:00",
        "expected letter open, person p1; came out letter overdue, person p1, due Wed 10 Sep 2025 11:00",
        "the engines differ",
        "expected open; came out nothing like it",
    ]
    assert failures[0].text == render_failure(BAD)


def test_junit_of_coverage() -> None:
    """Where so much coverage is asked for, it is a case of its own."""
    for least, failures in ((75.0, 0), (100.0, 1)):
        root = ET.fromstring(render_tests_junit(came_of(GOOD), least=least).encode())  # noqa: S314 - our own
        case = root[0][-1]
        assert (case.get("name"), case.get("classname"), len(case)) == ("coverage", "letters", failures)
        assert root.get("failures") == str(failures)
        assert not failures or "pack/letters.yaml:2:9: letter overdue" in (case[0].text or "")
