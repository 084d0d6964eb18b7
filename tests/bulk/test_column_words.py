"""What findings are about, and what people call it, in chunks that are read in columns: the bytes are those of one log after another."""

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
pack: {id: words, version: "1", title: Words}
vocabulary:
  entities:
    town: {section: towns, key: town, label: called, fields: {called: {type: text}, rank: {type: integer}}}
    shop:
      section: shops
      key: shop
      label: sign
      belongs_to: town
      fields: {town: {type: town}, sign: {type: text}, motto: {type: text}}
      learned: {sign: signed.sign, motto: signed.amount}
      introduced_by: [opened]
    clerk:
      section: clerks
      key: clerk
      label: name
      belongs_to: shop
      fields: {shop: {type: shop}, name: {type: text}}
      learned: {name: hired.name}
      introduced_by: [hired]
  events:
    opened: {fields: {shop: {type: shop}, town: {type: town}}}
    signed: {fields: {shop: {type: shop}, sign: {type: text}, amount: {type: integer}}}
    hired: {fields: {clerk: {type: clerk}, shop: {type: shop}, name: {type: text}, with: {type: [clerk]}}}
    paid: {fields: {shop: {type: shop}, clerk: {type: clerk}, remark: {type: text}}}
  duplicates: false
rules:
  - id: pays
    kind: fact
    title: Pays
    for_each: {p: {event: paid}}
    conclude: {fact: pays, shop: $p.shop, clerk: $p.clerk, remark: $p.remark}
  - id: thank
    kind: must
    title: Thank
    for_each: {p: {event: paid}}
    expect: {event: hired, within: 1 day}
    say:
      overdue: "{p.shop|somewhere} of {p.clerk|somebody}, in {p.shop.town.called|some town}: {p.shop.motto|no motto}, {p.remark|no remark}."
      late: "{p.clerk|somebody} at {p.shop.sign}, {event.clerk|nobody}."
  - id: greet
    kind: advice
    title: Greet
    for_each: {h: {event: hired}, other: {item_of: $h.with}}
    show: {within: 900 days}
    say: {open: "{other|your friend} of {h.clerk|nobody}, {h.shop.town|nowhere}."}
  - id: visit
    kind: advice
    title: Visit
    about: {clerk: $f.clerk}
    for_each: {f: {fact: pays}}
    show: {within: 900 days}
    say: {open: "{f.clerk|your friend} at {f.shop|the shop}, {f.shop.sign}, {f.remark}."}
"""
NAMES = ("Ann", "Ann", "Zoë 🙂", "", " ", "your friend", "Your friend", 'a "b"\n', "somebody", "Ann  Lee", None)


def some(dice: Random, **fields: object) -> dict[str, Any]:
    """Some of these fields."""
    return {name: value for name, value in fields.items() if value is not None and dice.random() < 0.7}


def random_log(dice: Random) -> dict[str, Any]:
    """A log whose entities are named, or not, or by events alone; ids of different kinds are the same now and then."""
    towns, shops, clerks = (tuple(f"{kind}{number}" for number in range(3)) for kind in dice.choice(("tsc", "xxx")))
    town_of, shop_of = {shop: dice.choice(towns) for shop in shops}, {clerk: dice.choice(shops) for clerk in clerks}
    events = []
    for number in range(dice.randrange(7)):
        kind, clerk, name = dice.choice(("opened", "signed", "hired", "paid")), dice.choice(clerks), dice.choice(NAMES)
        shop = shop_of[clerk] if dice.random() < 0.95 else dice.choice(shops)
        fields: dict[str, dict[str, Any]] = {
            "opened": {"shop": shop, "town": town_of[shop]},
            "signed": {"shop": shop, "sign": name, "amount": dice.randrange(3)},
            "hired": {"clerk": clerk, "shop": shop, "name": name, "with": dice.sample(clerks, dice.randrange(3)) or None},
            "paid": {"shop": shop, "clerk": clerk, "remark": name},
        }
        events.append(event(number, kind, f"2025-01-0{dice.randrange(1, 4)}", **some(dice, **fields[kind])))
    return {
        "towns": {name: some(dice, called=dice.choice(NAMES), rank=3) for name in towns},
        "shops": {name: some(dice, town=town_of[name], sign=dice.choice(NAMES), motto=dice.choice(NAMES)) for name in shops},
        "clerks": {name: some(dice, shop=shop_of[name], name=dice.choice(NAMES)) for name in clerks if dice.random() < 0.8},
        "events": events,
    }


@pytest.mark.parametrize("seed", range(4))
def test_words_of_each_kind(seed: int, tmp_path: Path) -> None:
    """Hundreds of logs in one chunk."""
    path = tmp_path / "words.yaml"
    path.write_text(PACK, encoding="utf-8")
    dice = Random(seed)
    logs = [random_log(dice) for _ in range(400)]
    text = "\n".join(json.dumps(log, ensure_ascii=False) for log in logs)
    tally = Both(str(path), "2025-02-01").compare(Chunk("x.jsonl", text.encode(), 1))
    assert tally.logs > 300
    assert sum(tally.findings.values()) > 400
