"""Conclusions that rest on conclusions, in chains longer than calls can be nested."""

from __future__ import annotations

from sys import getrecursionlimit

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.log.model import Event, Log
from afterword.engine.spans import Source
from afterword.engine.times.model import MINUTE, Interval
from afterword.tests.oracle.build import at, events, expect, fact, facts, make_pack, must, ref, where


def test_evidence_of_a_long_chain() -> None:
    """What the last conclusion rests on is every event of the chain."""
    first = fact("reach", {"x": events("a")}, {"id": ref("x.id")}, id="first")
    further = fact("reach", {"x": events("b"), "f": facts("reach", tests=where(id=ref("x.other")))}, {"id": ref("x.id")}, id="further")
    rule = must({"x": events("c"), "f": facts("reach", tests=where(id=ref("x.other")))}, expect(events("d")))
    length, start = getrecursionlimit() + 100, at("09-01T00:00")
    kinds = ["a", *"b" * (length - 2), "c"]
    chain = tuple(
        Event(f"e{number}", kind, Interval(moment, moment), day_only=False, zone="UTC", position=number, fields={"other": f"e{number - 1}"})
        for number, kind in enumerate(kinds)
        if (moment := start + number * MINUTE)
    )
    log = Log(Source("built", ""), None, "UTC", frozenset(), {"application": {}, "person": {}}, chain)
    compiled = compile_for_evaluation(make_pack(first, further, rule)).value
    assert compiled is not None
    (verdict,) = Evaluator(compiled, "native").verdicts(log, at("12-01T00:00"))
    assert verdict.evidence == chain
