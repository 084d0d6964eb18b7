"""Many logs at once against each log alone: whole verdicts, down to the last field, in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from afterword.engine.columnar.many import make_many
from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log


def check_agreement(pack: Pack, logs: Sequence[Log], as_of: Sequence[int]) -> int:
    """Fail unless the verdicts are those of `native` in the same order; how many there are."""
    compiled, many = compile_for_evaluation(pack).value, make_many(pack).value
    assert compiled is not None
    assert many is not None
    assert not many.unlowered
    native = Evaluator(compiled, "native")
    found = many.evaluate_logs(logs, as_of)
    count = 0
    for number, (log, moment) in enumerate(zip(logs, as_of, strict=True)):
        wanted = native.verdicts(replace(log, waivers=()), moment)
        assert found.of(number) == wanted, (number, log)
        count += len(wanted)
    assert len(found) == count
    return count
