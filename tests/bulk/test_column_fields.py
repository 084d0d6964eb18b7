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
