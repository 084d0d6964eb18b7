"""A small pack, and logs in its words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PACK = """\
pack: {id: shop, version: "1", title: Shop}
vocabulary:
  entities:
    customer: {section: customers, key: customer, fields: {name: {type: text}}}
  events:
    paid: {fields: {amount: {type: integer}, customer: {type: customer}}}
    shipped: {fields: {by: {type: text}}}
  duplicates: false
rules:
  - id: ship-soon
    kind: must
    title: Ship within a week
    for_each: {first: {event: paid}}
    expect: {event: shipped, within: 7 days}
    say: {open: "Ship by {due}.", overdue: "Ship, dear.", late: "Shipped late."}
  - id: ask
    kind: advice
    title: Ask how it was
    for_each: {first: {event: shipped}}
    show: {within: 400 days}
    say: {open: "Ask."}
"""
AS_OF = "--as-of=2025-03-01"


def event(number: int, type_: str, day: str, **fields: object) -> dict[str, Any]:
    """An event, at ten o'clock."""
    return {"id": f"e{number}", "type": type_, "at": f"{day}T10:00:00+00:00", **fields}


def log(number: int) -> dict[str, Any]:
    """One of some logs: shipped in time, late, not at all, or not yet."""
    second = {0: "2025-01-03", 1: "2025-01-20", 2: None, 3: None}[number % 4]
    first = "2025-02-27" if number % 4 == 3 else "2025-01-01"
    events = [event(1, "paid", first, amount=number), *([event(2, "shipped", second)] if second else [])]
    return {"candidate": f"c{number}", "timezone": "Europe/London", "events": events}


def write_pack(folder: Path) -> str:
    """The pack in a file."""
    path = folder / "shop.yaml"
    path.write_text(PACK, encoding="utf-8")
    return str(path)


def write_logs(path: Path, count: int) -> str:
    """So many logs, one a line."""
    path.write_text("".join(json.dumps(log(number)) + "\n" for number in range(count)), encoding="utf-8")
    return str(path)


def event_lines(count: int) -> list[str]:
    """The same logs with an event a line, each with a head."""
    lines = []
    for number in range(count):
        one = log(number)
        lines.append(json.dumps({name: value for name, value in one.items() if name != "events"}))
        lines += [json.dumps({"candidate": one["candidate"], **event}) for event in one["events"]]
    return lines
