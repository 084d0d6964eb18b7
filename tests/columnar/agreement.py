"""Many logs at once against each log alone: columns and whole verdicts, down to the last field."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.columnar.evaluate_many import ManyVerdicts
from afterword.engine.columnar.many import make_many
from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.run.model import Item, Verdict


def check_agreement(pack: Pack, logs: Sequence[Log], as_of: Sequence[int]) -> int:
    """Fail unless the verdicts are those of `native` in the same order; how many there are."""
    compiled = compile_for_evaluation(pack).value
    assert compiled is not None
    native = Evaluator(compiled, "native")
    wanted = [native.verdicts(log, moment) for log, moment in zip(logs, as_of, strict=True)]
    many = make_many(pack).value
    assert many is not None
    found = many.evaluate_logs(logs, as_of)
    told = told_by_columns(found, pack)
    for number, (log, verdicts) in enumerate(zip(logs, wanted, strict=True)):
        assert told.get(number, []) == [_told(verdict) for verdict in verdicts], (number, log)
        if not log.waivers:
            assert found.of(number) == verdicts, (number, log)
    assert len(found.columns) == sum(map(len, wanted))
    return len(found.columns)


def told_by_columns(found: ManyVerdicts, pack: Pack) -> dict[int, list[tuple[object, ...]]]:
    """What the columns say of each log, with their IDs read back."""
    many = make_many(pack).value
    assert many is not None
    told: dict[int, list[tuple[object, ...]]] = {}
    bases = {log: found.rows(log) for log in found.columns["log"].unique()} if len(found.columns) else {}
    for row in found.columns.iter_rows(named=True):
        base, plan = bases[row["log"]], many.program.plans[row["rule"]]
        event = None if row["event"] is None else base.evidence(row["event"])
        told.setdefault(row["log"], []).append(
            (
                plan.rule.id,
                row["state"],
                tuple(base.origin(row[f"bound{place}"]) for place in range(len(plan.aliases))),
                (row["since_lo"], row["since_hi"], base.zone(row["zone"])),
                (row["opens"], row["due"], row["count"], tuple(row.get("fields") or ())),
                event[-1] if event else None,
            )
        )
    return told


def _told(verdict: Verdict) -> tuple[object, ...]:
    bound = tuple(one.value if isinstance(one, Item) else one for one in verdict.bound.values())
    since = (verdict.since.lo, verdict.since.hi, verdict.zone) if verdict.since else None
    return (
        verdict.rule.id,
        verdict.state.value,
        bound,
        since,
        (verdict.opens, verdict.due, verdict.count, verdict.fields),
        verdict.event,
    )
