"""What is timed against others says the same as they do, and what differs is found before a time is shown."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from afterword.benchmarks.peers import sections
from afterword.benchmarks.peers.compare import Crash, Entrant, Line, Missing, compare, measure_apart
from afterword.benchmarks.peers.entrants import ENTRANTS, LOOP, NATIVE, OURS
from afterword.benchmarks.peers.events import Events, candidate_events, gather, read_events
from afterword.benchmarks.peers.growth import many_rules, one_case
from afterword.benchmarks.peers.loop import Loop
from afterword.benchmarks.peers.rules import NEGATIVE, WHOLE, Rule, Template, choose_rules, declare_text, pack_text, round_up, without_time
from afterword.benchmarks.peers.verdicts import Answer, Detail, coarsen, rows_of, tell_difference
from afterword.engine.times.model import HOUR, MINUTE, SECOND
from afterword.engine.times.zones import DAY
from afterword.tests.declare.checker import SATISFIED, Constraint, Step, check
from afterword.tests.declare.examples import any_target, is_a

CANDIDATES = candidate_events(40)
RULES = choose_rules(CANDIDATES)


class Forgetful(Loop):
    """A loop that loses one verdict."""

    name = "forgetful"

    def tell(self, found: object) -> Answer:
        """All but one."""
        return frozenset(sorted(super().tell(found))[1:])


def checked(rules: Sequence[Rule], events: Events) -> Answer:
    """The verdicts of the checker of Declare in the tests, which shares nothing with the benchmarks."""
    rows = []
    for number, rule in enumerate(rules):
        kind = rule.template.value.rstrip("23").lower().replace(" ", "-")
        constraint = Constraint(kind, is_a(rule.activation), any_target(rule.target), 0, rule.window, WHOLE.get(rule.template, 1))
        for case, (types, times) in enumerate(events.traces):
            trace = [Step(name, time, {}) for name, time in zip(types, times, strict=True)]
            for place, result in check(constraint, trace, times[-1] + 1, over=True).items():
                rows.append((number, case, -1 if place is None else place, result.verdict == SATISFIED))
    return frozenset(rows)


@pytest.mark.parametrize("timed", [True, False], ids=["windows", "no windows"])
def test_the_yardstick_is_right(timed: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """The loop that all are held against says what an independent checker says, of logs that keep and break each rule."""
    rules = RULES if timed else without_time(RULES)
    loop = Loop(rules)
    found = loop.tell(loop.run(loop.load(CANDIDATES)))
    assert not tell_difference(checked(rules, CANDIDATES), found, rules)
    if timed:
        assert Counter((rule, kept) for rule, _, _, kept in found).keys() == {(rule, kept) for rule in range(12) for kept in (True, False)}


@pytest.mark.parametrize("entrant", OURS, ids=lambda one: f"{one.maker} {one.engine}".strip())
def test_engines_and_polars_say_what_the_loop_says(entrant: Entrant) -> None:
    """Each engine and polars come to the same verdict on each activation, by the twelve rules and many more."""
    if not entrant.here:
        pytest.skip("not installed")
    entrant = entrant._replace(cases=8)
    (line,) = compare([entrant], LOOP, [*RULES, *many_rules(CANDIDATES, 60)], CANDIDATES, rounds=1)
    assert isinstance(line, Line)
    assert line.measured.answer == line.loop.answer
    assert line.measured.detail is Detail.ACTIVATIONS


@pytest.mark.skipif(not all(find_spec(name) for name in ("clips", "Declare4Py", "pm4py")), reason="the peers are not installed")
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("entrant", ENTRANTS, ids=lambda one: f"{one.maker} {one.engine}".strip())
def test_peers_say_what_the_loop_says(entrant: Entrant) -> None:
    """As far as each tells; `uv run --group peers pytest tests/benchmarks` asks them."""
    (line,) = compare([entrant], LOOP, RULES, CANDIDATES, rounds=1)
    assert isinstance(line, Line)


def test_a_difference_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who says something else is not timed, and it is told what differs."""
    monkeypatch.setattr("afterword.benchmarks.peers.loop.Forgetful", Forgetful, raising=False)
    with pytest.raises(
        SystemExit, match=r"forgetful and Python loop do not say the same of 40 candidates: 1 differ of [\d,]+\n  missing: Response"
    ):
        compare([Entrant("loop", "Forgetful")], LOOP, RULES, CANDIDATES, rounds=1)


def test_what_is_missing_is_told() -> None:
    """Who is not installed is passed over with a word."""
    assert compare([Entrant("loop", "Loop", ("no_such_module",))], LOOP, RULES, CANDIDATES, rounds=1) == [Missing("Loop", "not installed")]


def test_a_crash_is_told() -> None:
    """A contender that dies takes no more than its own process along."""
    found = measure_apart(Entrant("loop", "NoSuchMaker"), RULES, CANDIDATES, rounds=1)
    assert found == Crash("its process ended with 1")


def test_less_detail_is_less_detail() -> None:
    """Rows come to counts of each case, and these to the cases that break a rule; several verdicts on an activation count once."""
    rows = rows_of([(0, 1, 2, True), (0, 1, 3, False), (0, 1, 3, True), (0, 2, 0, True), (1, 1, -1, False)])
    assert rows == {(0, 1, 2, True), (0, 1, 3, False), (0, 2, 0, True), (1, 1, -1, False)}
    assert coarsen(rows, Detail.ACTIVATIONS) == rows
    assert coarsen(rows, Detail.COUNTS) == {(0, 1, 1, 1), (0, 2, 1, 0), (1, 1, 0, 1)}
    assert coarsen(rows, Detail.CASES) == {(0, 1), (1, 1)}


def test_rules_are_chosen_by_what_the_log_has() -> None:
    """What most cases have comes first, with what follows it most often; of a prohibition, least often; windows fit the waits."""
    told = [
        *(("x", kind, time * HOUR) for time, kind in enumerate(["a", "b", "a", "c", "a", "b"])),
        *(("y", kind, time * HOUR) for time, kind in enumerate(["a", "b"])),
    ]
    rules = {rule.template: rule for rule in choose_rules(gather("told", told))}
    assert list(rules) == list(Template)
    assert rules[Template.RESPONSE] == Rule(Template.RESPONSE, "a", "b", 3_600)
    assert rules[Template.ALTERNATE_RESPONSE].activation == "b"
    assert (rules[Template.NOT_RESPONSE].activation, rules[Template.NOT_RESPONSE].target) == ("b", "a")
    assert (rules[Template.EXISTENCE].activation, rules[Template.EXISTENCE].seconds) == ("a", 7_200)
    assert choose_rules(gather("told", told)) == tuple(rules.values())


@pytest.mark.parametrize(
    ("time", "seconds"),
    [(0, 1), (1, 1), (SECOND + 1, 2), (MINUTE, 60), (MINUTE + 1, 120), (HOUR + 1, 7_200), (DAY, 86_400), (DAY + 1, 172_800)],
)
def test_windows_are_round(time: int, seconds: int) -> None:
    """A window is whole seconds, minutes, hours or days, and never shorter than the wait."""
    assert round_up(time) == seconds


def test_logs_with_few_activities_have_rules_too() -> None:
    """One activity alone is enough, and each rule is a rule of a pack."""
    rules = choose_rules(gather("told", [("x", "only", 0)]))
    assert pack_text(rules).count("- id: ") == len(rules)


def test_rules_are_one_declare_model() -> None:
    """What the pack is made of is the text that Declare4Py reads: what comes first in time stands first."""
    rules = [Rule(Template.PRECEDENCE, "later", "sooner", 60), Rule(Template.ABSENCE, "later", "", None)]
    assert declare_text(rules) == "activity later\nactivity sooner\nPrecedence[sooner, later] | | |0,60,s\nAbsence3[later] | |\n"


def test_many_rules_are_different() -> None:
    """A pack that grows does not grow by the same rules again."""
    assert len(set(many_rules(CANDIDATES, 200))) == 200


def test_logs_are_read_from_each_kind_of_file(tmp_path: Path) -> None:
    """JSON Lines, CSV and XES give the same events: by case, then time, then line; names of activities become plain."""
    told = [("x", "a [1]", 2_000), ("y", "b", 1_500), ("x", "b", 1_000), ("x", "a, 1", 2_000)]
    lines = [json.dumps({"case": case, "act": act, "ts": time}) for case, act, time in told]
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = ["who,what,when", *(f'{case},"{act}",1970-01-01T00:00:0{time / 1000}' for case, act, time in told)]
    (tmp_path / "log.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    event = '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="1970-01-01T00:00:0{}Z"/></event>'
    traces = ["".join(event.format(act, time / 1000) for one, act, time in told if one == case) for case in ("x", "y")]
    (tmp_path / "log.xes").write_text(f"<log>{''.join(f'<trace>{trace}</trace>' for trace in traces)}</log>", encoding="utf-8")
    wanted = Events("log", [0, 0, 0, 1], ["b", "a 1", "a 1 2", "b"], [1_000_000, 2_000_000, 2_000_000, 1_500_000])
    assert read_events(tmp_path / "log.jsonl") == wanted
    assert read_events(tmp_path / "log.csv", ("who", "what", "when")) == wanted
    assert read_events(tmp_path / "log.xes") == wanted


def test_samples_are_whole_cases() -> None:
    """A sample has so many cases, evenly taken, each as it was."""
    sample = CANDIDATES.sample(10)
    assert list(sample.traces) == list(CANDIDATES.traces)[::4]
    assert sample.cases[-1] == 9
    assert CANDIDATES.sample(100) == CANDIDATES


def test_one_case_is_one_case() -> None:
    """A log that grows is one case of the size that is asked for."""
    events = one_case(200)
    assert len(events.cases) == 200
    assert set(events.cases) == {0}


def test_prohibitions_are_the_rules_that_pm4py_can_say() -> None:
    """Which templates forbid something is told by their names."""
    assert {template for template in Template if template.value.startswith("Not")} == NEGATIVE


def test_ratios_asked_for_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The section of the peers gives a table, a plot and the ratios for each log."""
    monkeypatch.setattr(sections, "ENTRANTS", (NATIVE,))
    section = sections.against_peers(sections.Wish(quick=True))
    (table,) = section.tables
    assert [row[0] for row in table.rows] == ["Python loop", "Afterword, native"]
    assert section.goals[0][:2] == ("speed of `native` in units of the loop's, 200 candidates", "at least 0.5")
    assert section.plots["peers"].startswith("<svg ")
