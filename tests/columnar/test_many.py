"""Packs for many logs: from tables of events, with waivers, on nothing at all."""

from __future__ import annotations

from random import Random

import pytest

from afterword.engine.columnar.many import ManyEvaluator, load_many, make_many
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.patterns import Direction, Pick
from afterword.engine.language.rule import Op, Pack
from afterword.engine.log.model import Event, Log
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR, MINUTE, Interval
from afterword.engine.vocabulary import Entity, EventType, Vocabulary
from afterword.tests.columnar.agreement import check_agreement
from afterword.tests.oracle import build
from afterword.tests.oracle.build import at, days, events, expect, facts, hours, make_log, make_pack, must, must_not, ref, require, where

KINDS = ("pay", "ship", "return")
START = at("09-01T08:00")


def plain_pack(*, duplicates: bool) -> Pack:
    """Rules over events without fields, of every kind that such events can meet."""
    rules = (
        must({"x": events("pay")}, expect(events("ship"), due=days(2)), id="ship"),
        must({"x": events("ship")}, build.target(events("pay"), direction=Direction.BEFORE, at_least=1), id="paid"),
        must_not({"x": events("return")}, build.forbid(events("ship"), due=hours(3)), id="no-ship"),
        must({}, build.target(events("pay"), at_most=2), id="twice"),
        must({"x": events(tests=where(type=(Op.ONE_OF, ("pay", "ship"))), pick=Pick.LAST)}, expect(events("return")), id="any"),
        must({"x": events("ship", tests=where(id=(Op.NOT, "2")))}, expect(events("return")), id="not-second"),
        must({"x": events("pay")}, criteria=require("x", build.test("type", Op.IS, "ship")), id="odd"),
        build.fact("sent", {"x": events("ship")}, {"id": ref("x.id"), "kind": ref("x.type"), "since": build.time("x.at")}),
        must({"x": facts("sent", tests=where(kind="ship"))}, expect(events("return"), due=hours(5)), id="sent"),
        must({"x": build.records("thing")}, expect(events("pay")), id="thing"),
    )
    vocabulary = Vocabulary(
        {"thing": Entity("thing", "things", "thing", {})},
        {name: EventType(name, {}) for name in KINDS},
        None,
        () if duplicates else None,
    )
    pack = make_pack(*rules)
    return Pack(**{name: getattr(pack, name) for name in pack.__dataclass_fields__} | {"vocabulary": vocabulary})


@pytest.mark.parametrize("duplicates", [False, True])
def test_tables_of_events(*, duplicates: bool) -> None:
    """A table of events comes to what the logs made of it come to; one case has nothing by the moment of asking, or ties, or repeats."""
    dice = Random(3)
    rows = [(case, dice.choice(KINDS), START + dice.randrange(300) * 10 * MINUTE) for _ in range(120) for case in "dabc"]
    rows.append(("late", "pay", START + 1000 * HOUR))
    as_of = START + 45 * HOUR
    pack = plain_pack(duplicates=duplicates)
    many = make_many(pack).value
    assert many is not None
    found = many.evaluate_events({name: [row[place] for row in rows] for place, name in enumerate(("case", "type", "time"))}, as_of)
    logs = [_log([(kind, time) for case, kind, time in rows if case == name]) for name in ("d", "a", "b", "c", "late")]
    same = many.evaluate_logs(logs, [as_of] * 5)
    assert [found.of(number) for number in range(5)] == [same.of(number) for number in range(5)]
    assert set(found.columns["state"]) > {"done", "violated"}
    assert check_agreement(pack, logs, [as_of] * 5) == len(found)


def test_fields_that_no_table_has() -> None:
    """To rules about fields, the events of a table are events without any."""
    asked = must(
        {"x": events("a")}, criteria=require("x", build.test("number", Op.AT_LEAST, 1), build.test("words", Op.PRESENT, value=True))
    )
    many = make_many(make_pack(must({"x": events("a")}, expect(events("b", tests=where(number=1))), id="other"), asked)).value
    assert many is not None
    rows = [("a", START), ("b", START + HOUR)]
    found = many.evaluate_events({"case": [7, 7], "type": ["a", "b"], "time": [time for _, time in rows]}, START + HOUR)
    assert found.columns["state"].tolist() == ["open", "violated"]
    assert found.of(0) == many.evaluate_logs([_log(rows)], [START + HOUR]).of(0)
    assert [len(found), len(found.rows(0).events)] == [2, 2]


def test_events_that_lack_something() -> None:
    """An event of no case, or without a time, is not guessed at."""
    many = make_many(plain_pack(duplicates=False)).value
    assert many is not None
    with pytest.raises(ValueError, match="some events have no case and no time"):
        many.evaluate_events({"case": ["a", None], "type": ["pay", "pay"], "time": [START, None]}, START)


def _log(rows: list[tuple[str, int]]) -> Log:
    made = tuple(
        Event(str(place + 1), kind, Interval(time, time), day_only=False, zone="UTC", position=place, fields={})
        for place, (kind, time) in enumerate(rows)
    )
    return Log(Source("made", ""), None, "UTC", frozenset(), {}, made)


def test_nothing_to_do() -> None:
    """No logs, no rules, and neither, come to no verdicts."""
    ruled, idle = make_many(make_pack(must({"x": events("a")}, expect(events("b"))))).value, make_many(make_pack()).value
    assert ruled is not None
    assert idle is not None
    assert len(ruled.evaluate_logs([], [])) == 0
    assert len(idle.evaluate_logs([], [])) == 0
    assert len(idle.evaluate_logs([make_log("a1 09-09T10:00")], [at("09-09T12:00")])) == 0


def test_by_name() -> None:
    """A pack is opened by its name; one that is not there is a mistake, as it is everywhere."""
    found = load_many("release-checklist", {}).value
    opened = open_pack("release-checklist", {}).value
    assert isinstance(found, ManyEvaluator)
    assert opened is not None
    assert found.pack.id == opened.pack.id
    assert [one.code for one in load_many("no-such-pack", {}).diagnostics] == ["unknown-pack"]
