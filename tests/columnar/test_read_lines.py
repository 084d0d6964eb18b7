"""Lines that compiled code reads: they say what JSON says, and anything unusual makes one doubtful, alone."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from afterword.benchmarks.candidates import write_log
from afterword.engine.bulk.model import Chunk
from afterword.engine.evaluator import load_evaluator
from afterword.tests.bulk.mangled import mangle, whole_logs
from afterword.tests.bulk.shop import PACK, log

pytest.importorskip("numba")
pytest.importorskip("msgspec")

from afterword.engine.columnar.line_batch import LineBatch
from afterword.engine.columnar.line_values import ValueReader
from afterword.engine.columnar.read_lines import LineReader
from afterword.engine.kernel import read_json
from afterword.engine.kernel.json_blocks import BLOCK, FIRST, SECOND
from afterword.engine.kernel.json_text import seal_name
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.vocabulary import FieldType, Kind, Vocabulary
from afterword.tests.bulk.test_evaluate_columns import Both

EVALUATOR = load_evaluator("after-interview", {}).value
assert EVALUATOR is not None
VOCABULARY = EVALUATOR.pack.vocabulary
READER = LineReader(VOCABULARY)

USUAL = '{"$schema":"s","candidate":"Ö","timezone":"UTC","people":{"p1":{"name":"Ann"},"p2":{}},"events":[%s]}'
EVENT = '{"id":"e1","type":"search_activity","at":"2025-09-09T11:00:00Z","kind":"research"%s}'
PARTS = (
    *(
        '"',
        "\\",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        " ",
        "\t",
        "null",
        "true",
        "1",
        "-",
        ".",
        "e",
        "T",
        "Z",
        "{}",
        "[]",
        '""',
        "\x00",
        "\x1f",
        "\x7f",
        "é",
    ),
    *(
        "\\u0041",
        "\\n",
        '\\"',
        "\\\\",
        "\\ud83d",
        "\u0085",
        "\ufeff",
        '"id":"e1",',
        '"events":[],',
        '"note":"x",',
        '"$schema":"y",',
        '"p1":null,',
    ),
)


def batch_of(lines: list[bytes]) -> LineBatch:
    """The lines, as a batch."""
    return LineBatch(READER.read(b"\n".join(lines)), [None] * len(lines), VOCABULARY, lambda _: 2**51, Surroundings())


def line_with(more: str, log: str = USUAL) -> bytes:
    """A log of an event of which is said more."""
    return (log % (EVENT % more)).encode()


@pytest.mark.parametrize(
    "line",
    [
        line_with(',"note":"a","note":"b"'),
        line_with(',"note":"a","note":"a"'),
        line_with(',"note":null'),
        line_with(',"at":"2025-09-09T11:00:00Z"'),
        line_with(',"day":"2025-09-09"'),
        line_with(',"day":"soon"'),
        line_with(',"id":"e1"'),
        line_with(',"type":"search_activity"'),
        line_with(',"tz":"UTC"'),
        line_with(',"nothing":"x"'),
        line_with(',"n\\u006fte":"x"'),
        line_with(',"note":{}'),
        line_with(',"note":["a"]'),
        line_with(',"note":1'),
        line_with(',"addresses":["a",["b"]]'),
        line_with(',"addresses":["a'),
        line_with(',"addresses":["a"]'),
        line_with(',"note":"a'),
        line_with(',"note":"a\x01b"'),
        line_with(',"note":"a\x7fb"'),
        line_with(',"note":"\\x"'),
        line_with(',"note":"\\ud83d"'),
        line_with(',"note":"\\uD83D\\ude00"'),
        line_with(',"note":'),
        line_with(',"note"'),
        line_with(","),
        line_with(',"count":01'),
        line_with(',"count":1.0'),
        line_with(',"count":1e2'),
        line_with(',"count":"1"'),
        line_with(',"count":true'),
        line_with(',"count":1000000000000000'),
        line_with(',"count":1 2'),
        line_with("", USUAL.replace('"candidate":"Ö"', '"candidate":"Ö","candidate":"Ö"')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"candidate":null')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"candidate":1')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"unknown":1')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"waivers":[]')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"holidays":["2025-01-01"]')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"ended":"2025-10-01"')),
        line_with("", USUAL.replace('"s"', "1")),
        line_with("", USUAL.replace("UTC", "Nowhere/City")),
        line_with("", USUAL.replace('"people"', '"people":{},"people"')),
        line_with("", USUAL.replace('"p2":{}', '"p1":{}')),
        line_with("", USUAL.replace('"p2":{}', '"p1":null')),
        line_with("", USUAL.replace('"p2":{}', '"p\\u0031":{}')),
        line_with("", USUAL.replace('"p2":{}', '"p2":nul')),
        line_with("", USUAL.replace('"p2":{}', '"p2":[]')),
        line_with("", USUAL.replace('"p2":{}', '"p2"')),
        line_with("", USUAL.replace('"p2":{}', "p2:{}")),
        line_with("", USUAL.replace('"p2":{}', '"p2":{},')),
        line_with("", USUAL.replace('"p2":{}', '"p2":{"name":"Bob","name":"Bob"}')),
        line_with("", USUAL.replace('"p2":{}', '"p2":{"name":null}')),
        line_with("", USUAL.replace('"p2":{}', '"p2":{"role":"nobody"}')),
        line_with("", USUAL.replace('"p2":{}', '"p2":{"at":"x"}')),
        line_with("", USUAL.replace('{"p1":{"name":"Ann"},"p2":{}}', "[]")),
        line_with("", USUAL.replace('"events"', '"events":[],"events"')),
        line_with("", USUAL + "}"),
        line_with("", USUAL + " x"),
        line_with("", "\ufeff" + USUAL),
        line_with("", USUAL[:-1]),
        line_with("", USUAL[:-1] + ","),
        *(
            USUAL.replace("[%s]", end).encode()
            for end in ("[{}]", "[1]", '[{"type":1}]', '[{"type":"nothing"}]', "{}", "null", '"', "[", "[]]")
        ),
        *(USUAL.replace("[%s]", f"[{EVENT % ''}{end}").encode() for end in (",]", "", "}", ",")),
        b'{"candidate":"x"}',
        b"{}",
        b"[]",
        b"1",
        b"",
        b"\xff",
        line_with(',"note":"').replace(b'"note":"', b'"note":"\x80"'),
    ],
)
def test_doubt(line: bytes) -> None:
    """A key that stands twice, what is null, what is no JSON or not what a field holds: the log is left to others, and no other one is."""
    fine = line_with(',"note":"a \\" b \\\\ \\n é \\u00e9 \\u005c","source":"x","count":3')
    assert batch_of([fine, line, fine]).doubtful.tolist() == [False, True, False]


@pytest.mark.parametrize(
    "line",
    [
        line_with("", USUAL.replace('"p2":{}', '"p2":null')),
        line_with("", USUAL.replace('"p2":{}', '"p2": { "name" :\t"Bob" } ').replace("{", " { ").replace(",", " ,\t")) + b"\t ",
        USUAL.replace("%s", "").encode(),
        b'{"events":[]}',
        b'\t{ "events" : [ ] }',
        line_with("", '{"events":[%s],"people":{}}'),
    ],
)
def test_no_doubt(line: bytes) -> None:
    """Blanks between the parts, entities of which nothing is said, and logs without events are read."""
    assert batch_of([line]).doubtful.tolist() == [False]


def test_what_is_said() -> None:
    """Events and entities say what JSON says of them, however it is written."""
    told = {"note": 'é "\\\n', "source": "", "count": 3}
    written = [json.dumps(told, ensure_ascii=to_ascii)[1:-1] for to_ascii in (True, False)]
    batch, places = batch_of([*(line_with(f",{one}") for one in written), line_with(',"note":"n"')]), np.arange(3)
    assert not batch.doubtful.any()
    for name, value in told.items():
        assert batch.column("search_activity", name, places)[:2] == [value, value]
    assert batch.column("search_activity", "count", places)[2] is None
    assert batch.column("search_activity", "employer", places) == [None] * 3
    columns = batch._events["search_activity"].columns
    assert (len(columns), columns.get("employer")) == (len(list(columns)), None)
    assert batch.record_at(1, "person", 0).fields == {"name": "Ann"}


def _alike(text: bytes, dice: Random) -> bytes:
    """Another text with the same seal, of a block and a word more: only where all of it is looked at it is seen to be another one."""
    word, numbers = 8, 1 << 64
    begin, end = (int.from_bytes(part, "little") for part in (text[:word], text[BLOCK:]))
    while True:
        other = b'"' + bytes(dice.choices(b"abcdefghijklmnopqrstuvwxyz", k=word - 1))
        mixed = begin * FIRST ^ end * SECOND ^ int.from_bytes(other, "little") * FIRST
        rest = (mixed * pow(SECOND, -1, numbers) % numbers).to_bytes(word, "little")
        if rest.isalnum():
            return other + text[word:BLOCK] + rest


def test_texts_with_one_seal() -> None:
    """Texts with one seal are told apart, and so are those of several fields."""
    texts = [b'"' + b"a" * (BLOCK + 7)]
    texts.append(_alike(texts[0], Random(1)))
    assert len(set(map(seal_name, texts))) == 1
    one, other = (text[1:].decode() for text in texts)
    said = [(one, other), (other, one), (one, one), (other, other)]
    batch = batch_of([line_with(f',"note":"{note}","source":"{source}"') for note, source in said])
    found = [batch.column("search_activity", name, np.arange(4)) for name in ("note", "source")]
    assert list(zip(*found, strict=True)) == said


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.ZONE, Kind.TEXT, Kind.ENTITY])
def test_lists(kind: Kind) -> None:
    """Lists of values are read as one value is; a bad member makes a bad list."""
    good: dict[Kind, Any] = {Kind.INTEGER: 1, Kind.DECIMAL: 1, Kind.DATE: "2025-01-01", Kind.TIME: "2025-01-01T10:00Z", Kind.ZONE: "UTC"}
    one, many = ValueReader(FieldType(kind)), ValueReader(FieldType(kind, many=True))
    value = good.get(kind, "x")
    ((single,), (listed,)) = one.read([value], ["UTC"]), many.read([[value, value]], ["UTC"])
    assert listed == ((single,) if kind is Kind.ENTITY else (single, single))
    if kind in good:
        assert many.read([[value, "soon"]], ["UTC"]) == one.read(["soon"], ["UTC"]) == [None]


def _change(line: bytes, dice: Random) -> bytes:
    """A line with a few characters put in, left out or said again."""
    for _ in range(dice.choice((1, 1, 2))):
        at, size = dice.randrange(len(line) + 1), dice.choice((1, 2, 5, 20))
        put_in = dice.choice((dice.choice(PARTS).encode(), b"", line[at : at + size]))
        line = line[:at] + put_in + line[at + (0 if put_in else size) :]
    return line.replace(b"\n", b" ")


@pytest.mark.parametrize("seed", range(2))
def test_changed_lines(seed: int) -> None:
    """With characters put in, left out or said again, each line is told as it would be alone."""
    dice = Random(seed)
    whole = list(whole_logs())
    lines = [
        json.dumps(write_log(dice.randrange(1, 8), number), separators=dice.choice((None, (",", ":")))).encode() for number in range(60)
    ]
    lines += [mangle(dice.choice(whole), dice) for _ in range(60)]
    tally = Both("after-interview", "2025-09-12T06:00:00Z").compare(
        Chunk("x", b"\n".join([*(_change(line, dice) for line in lines), *lines]), 1)
    )
    assert tally.bad > 60
    assert tally.logs > 60


@pytest.mark.parametrize(
    "line",
    [
        b'{"candidate": , "events": []}',
        b'{"timezone":,"events":[]}',
        b'{"events":[{"type":"application_added","at":"2025-09-09T11:00:00Z","app":}]}',
        b'{"events":[{"type":"application_added","at":"2025-09-09T11:00:00Z","app":"a1","employer":}]}',
        b'{"events":[{"type":"application_added","at":}]}',
        b'{"events":[{"type":,"at":"2025-09-09T11:00:00Z"}]}',
        b'{"people":{"p1":{"name":}},"events":[]}',
        b'{"people":{"p1":},"events":[]}',
        b'{"people":{:{}},"events":[]}',
        b'{"events":[,]}',
        b'{"events":[{},]}',
        b"{,}",
        b"n",
        b'{"candidate":nul',
        b'{"candidate":"\\',
    ],
)
def test_nothing_where_something_must_stand(line: bytes) -> None:
    """It is told as it would be alone, also where it is the only text of its field."""
    both = Both("after-interview", "2025-09-12T06:00:00Z")
    assert [vars(both.compare(Chunk("x", line + end, 1)))["bad"] for end in (b"", b"\n")] == [1, 1]


def test_changed_lines_alone() -> None:
    """The same of lines that are changed, one at a time: nothing beside them hides what is odd."""
    dice, both = Random(5), Both("after-interview", "2025-09-12T06:00:00Z")
    lines = [json.dumps(write_log(number % 5, number)).encode() for number in range(20)]
    tallies = [both.compare(Chunk("x", _change(dice.choice(lines), dice), 1)) for _ in range(150)]
    assert {(tally.logs, tally.bad) for tally in tallies} == {(0, 1), (1, 0)}


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r", b"\n \t\n\n"])
def test_ends_of_lines(end: bytes) -> None:
    """However lines end, each is told with its number, and blank ones are passed over."""
    lines = [json.dumps(one).encode() for one in (write_log(3, 1), {}, write_log(2, 2))]
    for last in (b"", end):
        assert Both("after-interview", "2025-09-12T06:00:00Z").compare(Chunk("x", end.join(lines) + last, 5)).logs == 2


def test_many_texts() -> None:
    """However many texts fields have, long ones and short ones, each is told from all others, and known when it comes again."""
    said = [f"{number % 2_900}{'x' * (number % 5 * 11)}" for number in range(5_800)]
    batch = batch_of([line_with(f',"note":"{note}"') for note in said])
    assert batch.column("search_activity", "note", np.arange(len(said))) == said


def test_out_of_order() -> None:
    """However far events stand from where they belong, they count in the order of time, and those of one time in that of the file."""
    events = [
        {
            "id": f"e{number}",
            "type": "search_activity",
            "at": f"2025-09-{1 + number // 48:02}T{number // 2 % 24:02}:00:00Z",
            "kind": "research",
        }
        for number in range(300)
    ]
    dice = Random(3)
    shuffled, late = [dice.sample(events, len(events)) for _ in range(3)], [*events[1:], events[0]]
    orders = [events, events[::-1], late, *shuffled, *([*events[7 : 7 + far], events[0]] for far in (62, 63, 64, 65))]
    batch = batch_of([json.dumps({"timezone": "UTC", "events": order}).encode() for order in orders])
    names = batch.event_names().tolist()
    texts = batch.texts()
    found = [texts[name] for name in names]
    assert found == [event["id"] for order in orders for event in sorted(order, key=lambda event: str(event["at"]))]


@pytest.mark.parametrize("first", ["10:00:00", "10:00:31", "10:00:59"])
def test_told_twice_within_a_minute(first: str) -> None:
    """Minutes are those of the clock, whenever the first event of all was."""
    times = [f"2025-09-08T{first}Z", "2025-09-09T10:00:20Z", "2025-09-09T10:00:40Z", "2025-09-09T10:01:10Z"]
    events = [{"id": f"e{number}", "type": "search_activity", "at": time, "kind": "research"} for number, time in enumerate(times)]
    lines = [json.dumps({"timezone": "UTC", "events": [*events[:2], *more]}).encode() for more in (events[2:], events[3:])]
    assert batch_of(lines).doubtful.tolist() == [True, False]


def test_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs with more events or entities than there is room for are left to others."""
    logs = [write_log(9, number) for number in range(4)]
    lines = [json.dumps(log).encode() for log in logs]
    assert not batch_of(lines).doubtful.any()
    monkeypatch.setattr(read_json, "_MOST_THINGS", sum(len(log["events"]) for log in logs[:2]))
    assert batch_of(lines).doubtful.tolist()[::3] == [False, True]
    nulls = ",".join(f'"n{number}":null' for number in range(30))
    assert batch_of([b'{"people":{%b},"events":[]}' % nulls.encode()]).doubtful.tolist() == [True]


def test_no_entities(tmp_path: Path) -> None:
    """A vocabulary without entities, or without events."""
    path = tmp_path / "small.yaml"
    path.write_text(
        PACK.replace(PACK[PACK.index("  entities:") : PACK.index("  events:")], "").replace(", customer: {type: customer}", ""), "utf-8"
    )
    lines = [json.dumps(log(number)).encode() for number in range(8)]
    tally = Both(str(path), "2025-02-01T00:00Z").compare(Chunk("x", b"\n".join([*lines, b'{"customers":{},"events":[]}']), 1))
    assert (tally.logs, tally.bad) == (8, 1)
    nothing = Vocabulary({}, {})
    read = LineReader(nothing).read(b'{"events":[]}\n{"events":[{}]}\r\n{"candidate":"x"}\r')
    batch = LineBatch(read, [1, 2, 3], nothing, lambda _: 2**51, Surroundings())
    assert batch.doubtful.tolist() == [False, True, True]
