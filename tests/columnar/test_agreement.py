"""Columns say what `native` says: on cases made by hand, on random packs and logs, on the default pack and realistic candidates."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.benchmarks.parts import Sample, load
from afterword.engine.evaluator import compile_for_evaluation
from afterword.engine.log.model import Log
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.text import read_path
from afterword.engine.times.model import HOUR
from afterword.tests.columnar.agreement import check_agreement
from afterword.tests.oracle.build import HandCase, make_pack
from afterword.tests.oracle.random_logs import random_as_of, random_log
from afterword.tests.oracle.random_rules import random_pack
from afterword.tests.oracle.strategies import profile
from afterword.tests.oracle.test_default_pack import EXAMPLES as LOGS
from afterword.tests.oracle.test_default_pack import default_pack, open_whole, random_candidate
from afterword.tests.oracle.test_oracle import HAND_CASES

EXAMPLES = [([path for path, other in LOGS if other == name], name) for name in dict.fromkeys(name for _, name in LOGS)]
"""Logs, by the pack that they are checked by."""


@pytest.mark.parametrize("case", HAND_CASES, ids=lambda case: case.name)
def test_hand_case(case: HandCase) -> None:
    """What was worked out by hand, beside another log and an empty one."""
    empty = Log(case.log.source, None, "UTC", frozenset(), {}, ())
    check_agreement(make_pack(*case.rules), (case.log, empty, case.log), (case.as_of, case.as_of, case.as_of + 1))


@profile(80)
@given(st.randoms(use_true_random=True))
def test_random_packs(dice: Random) -> None:
    """A random pack over several random logs, each asked at its own moment."""
    pack = random_pack(dice)
    if compile_for_evaluation(pack).value is not None:
        logs = [random_log(dice) for _ in range(6)]
        check_agreement(pack, logs, [random_as_of(dice) for _ in logs])


def test_random_candidates() -> None:
    """The default pack over random logs of its words."""
    dice = Random(11)
    logs = [random_candidate(dice) for _ in range(40)]
    assert check_agreement(default_pack(), logs, [random_as_of(dice) for _ in logs]) > 300


def test_realistic_candidates() -> None:
    """The default pack over 200 logs of candidates who do what people do."""
    samples = [Sample(20, seed) for seed in range(200)]
    reader = load("native")
    assert check_agreement(default_pack(), [one.read(reader) for one in samples], [one.micros for one in samples]) > 2_000


@pytest.mark.parametrize(("paths", "name"), EXAMPLES, ids=lambda one: str(one).rsplit("/", 1)[-1])
def test_examples(paths: list[Path], name: str) -> None:
    """The example logs of each pack, all at once, asked after each of their events."""
    logs, moments = [], []
    for path in paths:
        source = read_path(str(path)).value
        (document,) = (source and parse_documents(source).value) or ()
        log = read_log(document, open_whole(name).vocabulary).value
        assert log is not None
        for event in log.events:
            logs.append(log)
            moments.append(event.when.hi + HOUR)
    assert check_agreement(open_whole(name), logs, moments)
