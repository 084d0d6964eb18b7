"""What is said to stand for good does so: no verdict of that kind changes as a random log goes on to its end.

That those which may change can do so is shown in `tests/declare`, by going through every continuation of small logs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from hypothesis import given

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.log.model import Event, Record
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.verdicts import Standing, State
from afterword.tests.oracle.build import RETRACTION
from afterword.tests.oracle.runs import Run, random_run
from afterword.tests.oracle.strategies import profile, runs

MET = {Standing.SATISFIED, Standing.CURRENTLY_SATISFIED}
FINAL = {Standing.SATISFIED, Standing.VIOLATED}
Case = tuple[object, ...]
"""What tells a case from others, whenever it is looked at: its rule, what it binds, and when it began."""


def evaluator(run: Run) -> Evaluator:
    """What evaluates the pack of a run. Both executors leave it to the same judge how a case stands, so one will do."""
    outcome = compile_for_evaluation(run.pack)
    assert outcome.value is not None
    return Evaluator(outcome.value, "native")


def standings(run: Run, evaluate: Evaluator) -> dict[Case, set[Standing]]:
    """How each case stands; a case that is broken by several events has one verdict for each."""
    found: dict[Case, set[Standing]] = {}
    for verdict in evaluate.verdicts(run.log, run.as_of):
        if verdict.standing is not None:
            found.setdefault(_case(verdict), set()).add(verdict.standing)
    return found


def _case(verdict: Verdict) -> Case:
    recurs = verdict.rule.id, verdict.since
    return (*recurs, *(_name(one) for one in verdict.bound.values()))


def _name(bound: Bound) -> Case:
    match bound:
        case Event() | Record():
            return (bound.id,)
        case Fact():
            return (bound.name, bound.when, repr(sorted(bound.fields.items())), bound.evidence[-1:] and bound.evidence[-1].id)
        case Item():
            return (bound.value,)


def as_it_goes_on(run: Run) -> Iterator[Run]:
    """The run as of every moment at which something happens, and at its end, after which nothing does. Nothing is taken back."""
    events = tuple(event for event in run.log.events if event.type != RETRACTION.event)
    log = replace(run.log, events=events, ended=None, waivers=())
    moments = sorted({moment + more for event in events for moment in event.when for more in (-1, 0)})
    yield from (replace(run, log=log, as_of=moment) for moment in moments)
    end = max(moments, default=run.as_of) + 1
    yield replace(run, log=replace(log, ended=end), as_of=end)


def starts(run: Run) -> bool:
    """Whether the log has begun: without events a rule that binds nothing counts from the moment of asking."""
    return any(event.when.lo <= run.as_of for event in run.log.events)


@profile(250)
@given(runs)
def test_what_is_final_stays(run: Run) -> None:
    """A case that is satisfied is never broken later, one that is violated never mended."""
    evaluate = evaluator(run)
    found = [standings(one, evaluate) for one in as_it_goes_on(run) if starts(one)]
    for number, earlier in enumerate(found):
        for case, kinds in earlier.items():
            for later in found[number + 1 :]:
                if Standing.SATISFIED in kinds:
                    assert later.get(case, MET) <= MET, case
                if Standing.VIOLATED in kinds:
                    assert not later.get(case, MET) & MET, case


def test_ended_logs_are_final() -> None:
    """Once a log has ended, each case stands for good, and stood like that before if nothing came."""
    for number in range(200):
        run = random_run(Random(number))
        ended = replace(run, log=replace(run.log, ended=run.as_of, waivers=()))
        going = replace(run, log=replace(run.log, ended=None, waivers=()))
        before, after = standings(going, evaluator(run)), standings(ended, evaluator(run))
        assert before.keys() == after.keys()
        for case, kinds in after.items():
            assert kinds <= FINAL
            assert {kind in MET for kind in kinds} == {kind in MET for kind in before[case]}


def test_all_kinds_come_up() -> None:
    """Random runs are varied enough: every standing comes up, in many states."""
    thrown: Counter[tuple[State, Standing]] = Counter()
    for number in range(600):
        run = random_run(Random(number))
        thrown.update((verdict.state, verdict.standing) for verdict in run.verdicts("native") if verdict.standing is not None)
    assert {standing for _, standing in thrown} == set(Standing)
    assert len(thrown) >= 18
