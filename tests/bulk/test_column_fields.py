"""Fields of each kind, right and wrong, in chunks that are read in columns: the bytes are those of one log after another."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from afterword.engine.bulk.model import Chunk
from afterword.tests.bulk.shop import event

pytest.importorskip("numba")
pytest.importorskip("msgspec")

from afterword.tests.bulk.test_evaluate_columns import Both

PACK = """\
pack: {id: kinds, version: "1", title: Kinds}
vocabulary:
  entities:
    shop: {section: shops, key: shop, fields: {zone: {type: zone}}}
  events:
    paid:
      fields:
        price: {type: decimal}
        pieces: {type: integer}
        gift: {type: boolean}
        zone: {type: zone}
        due: {type: time}
        on: {type: date}
        shop: {type: shop}
  duplicates: false
rules:
  - id: cheap
    kind: must
    title: Cheap
    for_each: {p: {event: paid}}
    require: {$p.price: {at_most: 2}, $p.pieces: {at_least: 1}, $p.gift: false, $p.due: {after: $p.at}, $p.on: {not_before: $p.at}}
    say: {violated: "{p.price}, {p.pieces} pieces, {p.zone}, {p.due}, {p.on}, in {p.shop.zone}."}
"""
VALUES: dict[str, tuple[Any, ...]] = {
    "price": (0, 1, 2, 3, -4, 10**9, 2.5, 1e3, "1", 10**17),
    "pieces": (0, 1, -2, 3, 1.0, 10**16, True),
    "gift": (True, False, 1),
    "zone": ("UTC", "Europe/London", "+01:00", "Nowhere/City", ""),
    "due": ("2025-01-01", "2025-01-05T10:00", "2025-03-30T01:30", "2024-12-31T23:00:00Z", "2025-01-01T10:00+00:00", "soon"),
    "on": ("2024-12-31", "2025-01-01", "2025-01-05", "2025-02-30"),
    "shop": ("s1", "s2", "s3"),
}


def random_event(dice: Random, number: int) -> dict[str, Any]:
    """An event with some fields, of which the values named first are plainly right."""
    some = dice.sample(sorted(VALUES), dice.randrange(1, 6))
    fields = {name: dice.choice(VALUES[name][: 2 if dice.random() < 0.8 else None]) for name in some}
    return event(number, "paid", "2025-01-01", **fields)


@pytest.mark.parametrize("seed", range(3))
def test_fields_of_each_kind(seed: int, tmp_path: Path) -> None:
    """Hundreds of logs, of which a part has values that are in doubt or wrong."""
    path = tmp_path / "kinds.yaml"
    path.write_text(PACK, encoding="utf-8")
    dice = Random(seed)
    logs = [
        {
            "timezone": dice.choice(("Europe/London", "+05:30")),
            "shops": {"s1": {"zone": "UTC"}, "s2": None if dice.random() < 0.2 else {}},
            "events": [random_event(dice, number) for number in range(dice.randrange(4))],
        }
        for _ in range(300)
    ]
    tally = Both(str(path), "2025-02-01").compare(Chunk("x.jsonl", "\n".join(map(json.dumps, logs)).encode(), 1))
    assert tally.bad > 20
    assert tally.logs > 150
    assert sum(tally.findings.values()) > 100


ALIKE = """\
pack: {id: alike, version: "1", title: Alike}
vocabulary:
  entities:
    shop: {section: shops, key: shop, introduced_by: [opened, moved], fields: {what: {type: integer}, note: {type: text}}}
    clerk: {section: clerks, key: clerk, belongs_to: shop, introduced_by: [hired], fields: {shop: {type: shop}, what: {type: text}}}
  events:
    opened: {fields: {shop: {type: shop}, what: {type: integer}, clerk: {type: clerk}}}
    moved: {fields: {shop: {type: shop}, what: {type: boolean}, clerks: {type: [clerk]}}}
    hired: {fields: {clerk: {type: clerk, required: true}, shop: {type: shop}, what: {type: text}, after: {type: event}}}
    closed: {fields: {what: {type: time}, shops: {type: [shop]}, afters: {type: [event]}}}
    counted: {fields: {what: {type: [integer]}, shop: {type: shop}}}
  duplicates: [what]
rules:
  - {id: one, kind: must, title: One, for_each: {o: {event: opened}}, require: {$o.what: 1}, say: {violated: "{o.what} {o.shop.what}"}}
  - {id: yes, kind: must, title: Yes, for_each: {m: {event: moved}}, require: {$m.what: true}, say: {violated: "{m.what} {m.clerks}"}}
  - {id: then, kind: must, title: Then, for_each: {c: {event: closed}}, require: {$c.what: {after: $c.at}}, say: {violated: "{c.what}"}}
  - id: hire
    kind: must
    title: Hire
    for_each: {o: {event: opened}}
    expect: {event: hired, where: {shop: $o.shop}, within: 1 day}
    say: {overdue: "Nobody in {o.shop}."}
  - id: staffed
    kind: must
    title: Staffed
    for_each: {c: {record: clerk}}
    expect: {event: moved, where: {shop: $c.shop}}
    say: {open: "{c.shop}, {c.what}"}
"""
WHAT: dict[str, tuple[Any, ...]] = {
    "opened": (0, 1, 2),
    "moved": (True, False),
    "hired": ("1", "true", ""),
    "closed": ("2025-01-01", "1970-01-01T00:00Z", "2025-01-09T10:00"),
    "counted": ([0, 0], [1], []),
}


def alike_event(dice: Random, number: int) -> dict[str, Any]:
    """An event whose field `what` means something else in each type; most of what it names is there."""
    kind = dice.choice(sorted(WHAT))
    fields: dict[str, Any] = {"what": dice.choice((*WHAT[kind], *WHAT[kind], None))}
    shops, clerks = (*["s1"] * 9, "s2", "s3"), (*["c1"] * 9, "c2", "c3")
    if kind != "closed":
        fields["shop"] = dice.choice(shops)
    if kind in {"opened", "hired"}:
        fields["clerk"] = dice.choice(clerks)
    if kind == "moved":
        fields["clerks"] = dice.choices(clerks, k=dice.randrange(3))
    if kind == "hired":
        fields["after"] = dice.choice(("e0", "e1", "e0", None))
    if kind == "closed":
        fields["shops"], fields["afters"] = dice.choices(shops, k=dice.randrange(3)), ["e0"] * dice.randrange(2)
    day = dice.choice(("2025-01-01", "2025-01-02", "2025-01-04"))
    return event(number, kind, day, **{name: value for name, value in fields.items() if value is not None})


@pytest.mark.parametrize("seed", range(3))
def test_fields_that_only_look_alike(seed: int, tmp_path: Path) -> None:
    """1, true, "1" and a moment under one name; entities that events bring up, and that belong to one other, or to two; repeats."""
    path = tmp_path / "alike.yaml"
    path.write_text(ALIKE, encoding="utf-8")
    dice = Random(seed)
    logs = [
        {
            "timezone": "Europe/London",
            "shops": {"s1": dice.choice(({"what": 1}, {}, None)), **({"s2": {"note": "1"}} if dice.random() < 0.5 else {})},
            "clerks": dice.choice(({"c1": {"shop": "s1"}}, {"c1": {"shop": "s1"}}, {"c1": {}, "c2": {"shop": "s9", "what": "1"}}, {})),
            "events": [alike_event(dice, number) for number in range(dice.randrange(6))],
        }
        for _ in range(500)
    ]
    tally = Both(str(path), "2025-02-01").compare(Chunk("x.jsonl", "\n".join(map(json.dumps, logs)).encode(), 1))
    assert tally.bad > 20
    assert tally.logs > 150
    assert sum(tally.findings.values()) > 100
