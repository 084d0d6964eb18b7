"""Logs that went wrong in one of many ways, or only look as if they had; the same seed gives the same ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import yaml

from afterword.benchmarks.candidates import write_log

ROOT = Path(__file__).parents[2]
ODD_VALUES: tuple[Any, ...] = (
    None,
    "",
    " ",
    "null",
    "~",
    "no",
    "01",
    "1",
    0,
    -1,
    3,
    2.0,
    1.5,
    10**14,
    10**15,
    10**30,
    True,
    False,
    [],
    {},
    [None],
    [1],
    ["p1", "p1"],
    {"a": 1},
    "é ü 漢",
    "a\u00a0b",
    "x\u0007y",
    "😀",
    "p1",
    "a1",
    "email",
    "Europe/London",
)
ODD_TIMES = (
    "2025-09-09",
    "2025-09-09T11:00",
    "2025-09-09t11:00z",
    "2025-09-09 11:00:30.25+02:00",
    " 2025-09-09T11:00Z",
    "2025-03-30T01:30",
    "2025-10-26T01:30",
    "2025-10-26T01:30+00:00",
    "2025-09-09T24:00",
    "2025-09-09T11:00+15:00",
    "2025-09-09T11:00-00:00",
    "20250909T110000Z",
    "2025-W37-2T11:00:00Z",
    "2025-02-30",
    "2025-02-29T10:00Z",
    "1969-12-31T23:59Z",
    "2201-01-01T00:00Z",
    "2200-12-31T23:59-14:00",
    "11:00",
    "soon",
    "٢٠٢٥-09-09",
)
ODD_ZONES = ("Europe/London", "America/New_York", "UTC", "+01:00", "-09:30", "PST", "Europe/Lodnon", "europe/london", "Pacific/Apia", "")
WORDS = (
    "channel",
    "person",
    "app",
    "note",
    "source",
    "tz",
    "day",
    "at",
    "recorded_at",
    "interview",
    "chanel",
    "round",
    "id",
    "type",
    "event",
)


def whole_logs() -> Iterator[dict[str, Any]]:
    """Logs that are right: those of the examples, and some candidates."""
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        log = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - every scalar a text
        yield _typed(log)
    for seed in range(12):
        yield write_log(3 + 2 * seed, seed)


def _typed(value: Any) -> Any:  # noqa: ANN401 - whatever a log holds
    """Numbers and truth, as YAML means them in our examples."""
    match value:
        case dict():
            return {key: _typed(one) for key, one in value.items()}
        case list():
            return [_typed(one) for one in value]
        case "true" | "false":
            return value == "true"
        case str() if value.isdecimal() and len(value) == 1:
            return int(value)
        case _:
            return value


def mangle(log: dict[str, Any], random: Random) -> bytes:
    """The log as a line of JSON, with one to three changes."""
    log = deepcopy(log)
    for _ in range(random.choice((1, 1, 2, 3))):
        random.choice(_CHANGES)(log, random)
    text = json.dumps(log, ensure_ascii=random.random() < 0.2)
    for _ in range(random.choice((0, 0, 0, 1))):
        text = random.choice(_SLIPS)(text, random)
    return text.encode("utf-8", "surrogatepass")


def _event(log: dict[str, Any], random: Random) -> dict[str, Any]:
    events = log.get("events")
    some = [one for one in events if isinstance(one, dict)] if isinstance(events, list) else []
    return random.choice(some) if some else {}


def _table(log: dict[str, Any], random: Random) -> dict[str, Any]:
    tables = [log, *(one for name in ("applications", "people", "interviews") for one in _members(log.get(name))), _event(log, random)]
    return random.choice(tables)


def _members(section: object) -> list[dict[str, Any]]:
    found = [one for one in section.values() if isinstance(one, dict)] if isinstance(section, dict) else []
    return [*found, section] if isinstance(section, dict) else found


def _drop(log: dict[str, Any], random: Random) -> None:
    table = random.choice((_table, _event))(log, random)
    if table:
        del table[random.choice(list(table))]


def _rename(log: dict[str, Any], random: Random) -> None:
    table = _table(log, random)
    if table:
        table[random.choice(WORDS)] = table.pop(random.choice(list(table)))


def _retype(log: dict[str, Any], random: Random) -> None:
    table = random.choice((_table, _event))(log, random)
    if table:
        table[random.choice(list(table))] = random.choice(ODD_VALUES)


def _add(log: dict[str, Any], random: Random) -> None:
    _event(log, random)[random.choice(WORDS)] = random.choice(ODD_VALUES)


def _reorder(log: dict[str, Any], random: Random) -> None:
    table = _table(log, random)
    items = list(table.items())
    random.shuffle(items)
    table.clear()
    table.update(items)


def _shuffle(log: dict[str, Any], random: Random) -> None:
    if isinstance(log.get("events"), list):
        random.shuffle(log["events"])


def _retime(log: dict[str, Any], random: Random) -> None:
    event = _event(log, random)
    key = random.choice(("at", "at", "day", "recorded_at", "starts_at", "contact_from"))
    if key in {"at", "day"}:
        event.pop("at", None)
        event.pop("day", None)
    event[key] = random.choice(ODD_TIMES)


def _rezone(log: dict[str, Any], random: Random) -> None:
    random.choice((log, _event(log, random)))[random.choice(("timezone", "tz"))] = random.choice(ODD_ZONES)


def _unzone(log: dict[str, Any], random: Random) -> None:  # noqa: ARG001 - as all changes
    log.pop("timezone", None)


def _repeat(log: dict[str, Any], random: Random) -> None:
    if isinstance(log.get("events"), list):
        event = deepcopy(_event(log, random))
        event["id"] = random.choice((event.get("id"), "again"))
        log["events"].append(event)


def _retract(log: dict[str, Any], random: Random) -> None:
    if isinstance(log.get("events"), list):
        void = random.choice((_event(log, random).get("id"), "r0", "nothing"))
        log["events"].append({"id": random.choice(("r0", "r1")), "type": "event_retracted", "at": "2025-12-01T10:00Z", "event": void})


def _point_away(log: dict[str, Any], random: Random) -> None:
    _event(log, random)[random.choice(("app", "interview", "person", "to", "interviewers"))] = random.choice(("a99", "r1", ["p1", "zz"]))


def _rehome(log: dict[str, Any], random: Random) -> None:
    log["interviews"] = {"i1": {"app": random.choice(("a1", "a2", "a9"))}, "i1-1": {"app": random.choice(("a1", "a2"))}}


def _take_holidays(log: dict[str, Any], random: Random) -> None:
    given: tuple[Any, ...] = (
        ["2025-12-25"],
        "2025-12-25",
        "GB",
        ["GB-SCT", "2025-12-24"],
        "gb",
        ["2025-13-01"],
        [],
        [["2025-12-25"]],
        5,
        None,
    )
    log["holidays"] = random.choice(given)


def _end(log: dict[str, Any], random: Random) -> None:
    log["ended"] = random.choice(("2030-01-01", "2030-01-01T10:00", "2020-01-01", "never", 7, None))


def _waive(log: dict[str, Any], random: Random) -> None:
    rule = random.choice(("thank-you-letter", "thank-you-lettre", "write-notes"))
    about = random.choice(({"interview": "i1"}, {"app": "a1"}, {"person": "nobody"}, {"planet": "x"}, {}, {"event": 5}))
    one = {
        "rule": rule,
        "about": about,
        "reason": random.choice(("asked not to", "", 5, None)),
        "until": random.choice((*ODD_TIMES[:4], None)),
    }
    log["waivers"] = random.choice(([one], one, [one, one], ["x"], None))


def _head(log: dict[str, Any], random: Random) -> None:
    log[random.choice(("candidate", "$schema", "events", "people", "planets"))] = random.choice(ODD_VALUES)


_CHANGES: tuple[Callable[[dict[str, Any], Random], None], ...] = (
    _drop,
    _rename,
    _retype,
    _add,
    _reorder,
    _shuffle,
    _retime,
    _retime,
    _rezone,
    _unzone,
    _repeat,
    _retract,
    _point_away,
    _rehome,
    _take_holidays,
    _end,
    _waive,
    _head,
)


def _slip(find: str, instead: str) -> Callable[[str, Random], str]:
    """Replace one of the places where something stands."""

    def change(text: str, random: Random) -> str:
        parts = text.split(find)
        at = random.randrange(len(parts))
        return find.join(parts[:at]) + (instead if at else "") + find.join(parts[at:])

    return change


_SLIPS: tuple[Callable[[str, Random], str], ...] = (
    _slip('"id": ', '"id": "twice", "id": '),
    _slip('"app": ', '"app": "a1", "app": '),
    _slip('"note": ', '"note": 1, "note": '),
    _slip('"events": ', '"events": [], "events": '),
    _slip("true", "NaN"),
    _slip("true", "True"),
    _slip(", ", ",, "),
    _slip("]", ",]"),
    _slip('"type": "', '"type": "\\ud800'),
    _slip('"employer": "', '"employer": "\\ud83d\\ude00'),
    _slip('"employer": "', '"employer": "\\u0007'),
    _slip('"employer": "', '"employer": "\x7f'),
    _slip('"employer": "', '"employer": "\x85'),
    _slip('"employer": "', '"employer": "\ufffe'),
    _slip('"employer": "', '"employer": "\ud800'),
    _slip('"candidate": "', '"candidate": "a \\"b\\" \\\\ c'),
    _slip('"round": ', '"round": -0'),
    _slip('"round": ', '"round": 1e2'),
    _slip('"round": 1', '"round": 01'),
    _slip(": ", ":\t "),
    _slip("{", "{ /* x */"),
    _slip("}", "} }"),
)
