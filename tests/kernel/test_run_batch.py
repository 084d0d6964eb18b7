"""Batches run with too little room, with answers that are missed, and with texts forgotten between them: verdicts stay what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from afterword.engine.columnar.many import ManyEvaluator, make_many
from afterword.engine.kernel import questions, run_batch
from afterword.engine.kernel.layout import MOST_CRITERIA
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.questions import Questions
from afterword.engine.language.rule import Op, Pack
from afterword.engine.log.model import Log
from afterword.engine.run.model import Verdict
from afterword.engine.times.calendar import Calendar
from afterword.tests.columnar.agreement import check_agreement
from afterword.tests.oracle import build
from afterword.tests.oracle.build import at, days, events, expect, make_log, make_pack, must, require
from afterword.tests.oracle.random_logs import random_as_of, random_log
from afterword.tests.oracle.random_rules import random_pack
from afterword.tests.oracle.test_default_pack import default_pack, random_candidate


def evaluator(pack: Pack) -> ManyEvaluator:
    """The pack, ready for many logs."""
    many = make_many(pack).value
    assert many is not None
    return many


def verdicts(many: ManyEvaluator, logs: Sequence[Log], as_of: Sequence[int]) -> list[tuple[Verdict, ...]]:
    """All verdicts, by log."""
    found = many.evaluate_logs(logs, as_of)
    return [found.of(number) for number in range(len(logs))]


def random_batch(dice: Random, count: int) -> tuple[list[Log], list[int]]:
    """Logs in the words of the default pack, and when they are asked about."""
    return [random_candidate(dice) for _ in range(count)], [random_as_of(dice) for _ in range(count)]


@pytest.mark.parametrize("seed", range(12))
def test_little_room(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for hardly a row grows until each log fits; what came out before is kept."""
    monkeypatch.setattr(run_batch, "_ROOM", 1)
    dice = Random(seed)
    pack = random_pack(dice)
    logs = [random_log(dice) for _ in range(4)]
    check_agreement(pack, logs, [random_as_of(dice) for _ in logs])


def test_room_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default pack needs more than four rows of room, and says the same as with plenty; room that was made is used again."""
    logs, as_of = random_batch(Random(5), 8)
    plenty = verdicts(evaluator(default_pack()), logs, as_of)
    monkeypatch.setattr(run_batch, "_ROOM", 4)
    many = evaluator(default_pack())
    assert verdicts(many, logs, as_of) == plenty
    room = many._runner._room
    assert room > 4
    assert verdicts(many, logs, as_of) == plenty
    assert many._runner._room == room


def test_what_came_out_stays() -> None:
    """While anybody holds what came out, nothing is written over it; its room is used again once it is let go."""
    many = evaluator(default_pack())
    logs, as_of = random_batch(Random(6), 12)
    many.evaluate_logs(logs, as_of)  # once all answers are known, nothing is copied to bring it in order
    held = many.evaluate_logs(logs[:6], as_of[:6])
    parts, room = [one.tolist() for one in held.found], many._runner._out
    again = many.evaluate_logs(logs[6:], as_of[6:])
    assert [one.tolist() for one in held.found] == parts != [one.tolist() for one in again.found]
    assert many._runner._out is not room
    room = many._runner._out
    del again
    assert [one.tolist() for one in many.evaluate_logs(logs[:6], as_of[:6]).found] == parts
    assert many._runner._out is room


def test_missed_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs near a clock change are evaluated again, behind the others; what comes out is in the order of logs, and asked once only."""
    asked: list[int] = []
    answer = Questions.answer

    def spy(self: Questions, missed: Integers, zones: Sequence[str], calendars: Sequence[Calendar]) -> None:
        asked.append(len(missed))
        answer(self, missed, zones, calendars)

    monkeypatch.setattr(Questions, "answer", spy)
    summer, autumn = (in_london(make_log(f"a1 {day}T10:00,b1 {day}T12:00,a2 {day}T13:00")) for day in ("07-01", "10-25"))
    many = evaluator(daily_pack())
    logs, as_of = [autumn, summer, autumn, summer], [at("12-01T10:00")] * 4
    found = many.evaluate_logs(logs, as_of)
    assert found.columns["log"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert found.columns["state"].tolist() == ["done", "overdue"] * 4
    assert asked == [4, 0]
    again = many.evaluate_logs(logs, as_of)
    assert asked == [4, 0, 0]
    assert [again.of(log) for log in range(4)] == [found.of(log) for log in range(4)]
    check_agreement(daily_pack(), logs, as_of)


def daily_pack() -> Pack:
    """A rule about days."""
    return make_pack(must({"x": events("a")}, expect(events("b"), due=days(1))))


def in_london(log: Log) -> Log:
    """The log with events by the clocks of London."""
    return replace(log, events=tuple(replace(one, zone="Europe/London") for one in log.events))


def test_more_missed_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missed beyond the room for it is missed again, until all is known."""
    dice = Random(2)
    pack, logs = daily_pack(), [in_london(make_log(f"a1 10-25T{hour:02}:{minute:02}")) for hour in range(10) for minute in range(20)]
    rounds: list[int] = []
    answer = Questions.answer

    def spy(self: Questions, missed: Integers, zones: Sequence[str], calendars: Sequence[Calendar]) -> None:
        rounds.append(len(missed))
        answer(self, missed[:7] if len(missed) > 7 else missed, zones, calendars)

    monkeypatch.setattr(Questions, "answer", spy)
    dice.shuffle(logs)
    assert check_agreement(pack, logs[:60], [at("12-01T10:00")] * 60) == 60
    assert len(rounds) == 10
    assert rounds == sorted(rounds, reverse=True)


def test_symbols_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches say the same whether the texts of those before are remembered or forgotten."""
    dice = Random(8)
    batches = [random_batch(dice, 5) for _ in range(3)]
    keeping, forgetful = evaluator(default_pack()), evaluator(default_pack())
    kept = [verdicts(keeping, *batch) for batch in batches]
    monkeypatch.setattr(questions, "_MOST_SYMBOLS", len(forgetful._encoded.questions.symbols.values))
    symbols = []
    for batch, wanted in zip(batches, kept, strict=True):
        assert verdicts(forgetful, *batch) == wanted
        symbols.append(forgetful._encoded.questions.symbols)
    assert len(set(map(id, symbols))) == 3


def test_nothing_to_run() -> None:
    """Compiling ahead runs no log, and leaves nothing behind."""
    many = evaluator(daily_pack())
    many.compile()
    found = many._runner.run(np.zeros(0, np.int64), np.zeros(0, np.int32), 0, many.surroundings)
    assert [len(one) for one in found] == [0, 0, 0, 0, 0]


def test_undecided() -> None:
    """Cases of a rule with more tests than there are bits have no state in columns, and no verdict is made of them."""
    tests = [build.test("number", Op.AT_LEAST, number) for number in range(MOST_CRITERIA + 1)]
    rule = must({"x": events("a")}, criteria=require("x", *tests), id="long")
    many = evaluator(make_pack(rule, must({"x": events("b")}, criteria=require("x", tests[0]), id="short")))
    log = make_log("a1 09-09T10:00,b1 09-09T10:00", b1={"number": -1})
    found = many.evaluate_logs([log, make_log("b1 09-09T10:00")], [at("09-10T10:00")] * 2)
    assert many.unlowered == ("long",)
    assert found.columns["state"].tolist() == [None, "violated", "done"]
    assert found.columns["standing"].tolist() == [None, "violated", "satisfied"]
    assert [one.state.value for one in found.of(1)] == ["done"]
    with pytest.raises(ValueError, match="long"):
        found.of(0)
