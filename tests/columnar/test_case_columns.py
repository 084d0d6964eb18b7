"""Lines of findings written for many cases at once are those of each verdict by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.bulk.write_columns import ColumnsWriter
from afterword.engine.columnar.case_columns import CaseColumns, LogHeads
from afterword.engine.columnar.many import make_many
from afterword.engine.columnar.read_back import STATES
from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.kernel.memory import V_STATE
from afterword.engine.report.finding_writer import FindingWriter, encode_lines
from afterword.engine.verdicts import FINDING_STATES
from afterword.tests.columnar.object_columns import ObjectColumns
from afterword.tests.oracle.random_logs import random_as_of, random_log
from afterword.tests.oracle.random_rules import random_pack
from afterword.tests.oracle.runs import Run
from afterword.tests.oracle.strategies import profile
from afterword.tests.oracle.test_lines import speaking_run


def check_lines(dice: Random) -> Counter[str]:
    """Fail unless the lines on some random logs by a random pack are the same both ways; how many name each kind of thing."""
    asked = [random_as_of(dice) for _ in range(5)]
    pack, first = speaking_run(dice, Run(random_pack(dice), random_log(dice), asked[0]))
    compiled, many = compile_for_evaluation(pack).value, make_many(pack).value
    if compiled is None or many is None:
        return Counter()
    logs = [replace(log, waivers=()) for log in (first, *(random_log(dice) for _ in asked[1:]))]
    native, writer = Evaluator(compiled, "native"), FindingWriter(pack)
    found = many.evaluate_logs(logs, asked)
    columns = ObjectColumns(logs, [native.events(log, moment) for log, moment in zip(logs, asked, strict=True)], asked, many.surroundings)
    scenes = [
        writer.scene("random", None, log.candidate, log.zone, writer.known(log.records), moment)
        for log, moment in zip(logs, asked, strict=True)
    ]
    heads = LogHeads([one.head for one in scenes], np.array([one.year for one in scenes]), dict(enumerate(scenes)))
    rows = found.found.verdicts
    makes_finding = np.array([state in FINDING_STATES for state in STATES])[rows[:, V_STATE]]
    lines = ColumnsWriter(writer).write(CaseColumns(found.read_back, columns, heads, rows[makes_finding]))
    texts = bytes(lines.text).splitlines(keepends=True)
    assert np.cumsum([0, *map(len, texts)])[1:].tolist() == lines.ends.tolist()
    kinds: Counter[str] = Counter()
    for number, (log, moment, scene) in enumerate(zip(logs, asked, scenes, strict=True)):
        wanted = writer.rows(scene, native.verdicts(log, moment))
        own = [place for place, owner in enumerate(lines.logs.tolist()) if owner == number]
        assert [texts[place] for place in own] == [encode_lines((text,)) for _, text, _ in wanted]
        assert [int(lines.ranks[place]) for place in own] == [urgency[0] for urgency, _, _ in wanted]
        kinds.update(type(one).__name__ for _, _, verdict in wanted for one in (*verdict.bound.values(), verdict.event))
    return kinds


@profile(60)
@given(st.randoms(use_true_random=True))
def test_random_packs(dice: Random) -> None:
    """A random pack that says random things, over several random logs."""
    check_lines(dice)


def test_random_packs_are_varied() -> None:
    """Things of all kinds are told of, and cases that nothing decided yet."""
    kinds: Counter[str] = sum((check_lines(Random(number)) for number in range(25)), Counter())
    assert {"Event", "Fact", "Item", "Record", "NoneType"} <= set(kinds)
