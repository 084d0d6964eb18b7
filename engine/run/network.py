"""durable-rules 2.0.28, driven through its C module within the limits at which it is right.

The library crashes or errs outside a narrow path (ARCHITECTURE.md lists what was seen). What keeps to it: flat lists of patterns on
integer fields, one clock pattern in front of every rule and its fact asserted last, negation only of what is complete by then, the last
join of a pattern repeated, patterns on one type spread over groups so that no fact meets too many siblings, ids that do not collide in
its 32-bit hash, a fact before any other so that state can always be deleted, and no `Host`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, NamedTuple
from weakref import finalize

from afterword.engine.compile.program import Compare

_GROUP = 48  # conditions that one fact may meet side by side; the library's stack holds 64
MOST_PATTERNS = 14
"""Patterns that a rule may have beside its clock; the library matches 16 in all."""
_OPERATORS = {
    Compare.NE: "$neq",
    Compare.LT: "$lt",
    Compare.LE: "$lte",
    Compare.GT: "$gt",
    Compare.GE: "$gte",
}


class Condition(NamedTuple):
    """``field`` of the pattern's fact compares with ``other`` of the fact bound to ``alias``."""

    field: str
    compare: Compare
    alias: str
    other: str


class NetPattern(NamedTuple):
    """A pattern of a network rule: facts of ``type``, with the field ``flag`` set to 1, meeting the conditions."""

    alias: str
    type: str
    flag: str | None
    conditions: tuple[Condition, ...]
    absent: bool = False


class NetRule(NamedTuple):
    """Patterns in conjunction; those absent stand last."""

    name: str
    patterns: tuple[NetPattern, ...]


class NetFact(NamedTuple):
    """A fact: its type and its integer fields."""

    type: str
    fields: Mapping[str, int]


def define(rules: Sequence[NetRule]) -> str:
    """Rules as the library reads them."""
    groups = _Groups()
    definition = {rule.name: {"all": list(_patterns(rule, groups))} for rule in rules}
    definition |= {f"_{name}": {"all": [{"c": {"t": f"#{name}"}}]} for name in ("begin", "clock")}
    return json.dumps(definition, separators=(",", ":"))


class Network:
    """A compiled set of rules, for one thread at a time."""

    def __init__(self, definition: str) -> None:
        """Build the network that `define` wrote down."""
        import durable_rules_engine  # (it is there on some Pythons only)

        self._engine: Any = durable_rules_engine
        self._handle = self._engine.create_ruleset("afterword", definition)
        finalize(self, self._engine.delete_ruleset, self._handle).atexit = False  # the library would keep its memory

    def fire(self, facts: Iterable[NetFact]) -> Iterator[tuple[str, dict[str, int]]]:
        """Every match of every rule over ``facts``: the rule's name, and the place among ``facts`` of the fact bound to each alias."""
        engine, handle = self._engine, self._handle
        state = self._put('{"id":"#b","t":"#begin","at":0}')
        try:
            self._drain(state)
            for number, fact in enumerate(facts):
                columns = "".join(f',"{name}":{value}' for name, value in fact.fields.items())
                self._put(f'{{"id":"{_safe_id(number)}","t":"{fact.type}","at":0{columns}}}')
            state = self._put('{"id":"#c","t":"#clock","at":0}')
            yield from self._drain(state)
        finally:
            engine.delete_state(handle, "0")

    def _put(self, fact: str) -> int:
        code, state = self._engine.assert_fact(self._handle, fact)
        if code not in (0, 1):  # 1: no rule speaks of it
            message = f"durable-rules refused a fact with code {code}: {fact}"
            raise RuntimeError(message)
        return int(state)

    def _drain(self, state: int) -> list[tuple[str, dict[str, int]]]:
        fired: list[tuple[str, dict[str, int]]] = []
        started = self._engine.start_action_for_state(self._handle, state)
        message = started[1] if started else None
        while message:
            ((name, row),) = json.loads(message).items()
            message = self._engine.complete_and_start_action(self._handle, state)
            if not name.startswith("_"):
                fired.append((name, {alias: _SAFE_PLACES[fact["id"]] for alias, fact in row.items() if alias != "c"}))
        return fired


class _Groups:
    """Spreads the patterns on one type over groups; a test that always passes tells the groups apart."""

    def __init__(self) -> None:
        self._load: dict[str, int] = {}

    def test(self, kind: str, weight: int) -> dict[str, Any]:
        """A test for one more pattern of that type."""
        load = self._load.get(kind, 0)
        if load % _GROUP + weight > _GROUP:
            load += _GROUP - load % _GROUP
        self._load[kind] = load + weight
        return {"$gte": {"at": -(1 + load // _GROUP)}}


def _patterns(rule: NetRule, groups: _Groups) -> Iterator[dict[str, Any]]:
    yield {"c": {"$and": [{"t": "#clock"}, groups.test("#clock", 1)]}}
    for pattern in rule.patterns:
        joins = [_join(condition) for condition in pattern.conditions]
        flags = [{pattern.flag: 1}] if pattern.flag is not None else []
        tests = [{"t": pattern.type}, groups.test(pattern.type, 2 + len(joins) + len(flags)), *flags, *joins, *joins[-1:]]
        yield {pattern.alias + ("$not" if pattern.absent else ""): {"$and": tests}}


def _join(condition: Condition) -> dict[str, Any]:
    other = {condition.alias: condition.other}
    if condition.compare is Compare.EQ:
        return {condition.field: other}
    return {_OPERATORS[condition.compare]: {condition.field: other}}


_SAFE_IDS: list[str] = []
_SAFE_PLACES: dict[str, int] = {}
_SAFE_HASHES = {0}
_SAFE_LOCK = Lock()


def _safe_id(number: int) -> str:
    """An id whose 32-bit hash, which is all the library compares, is that of no other id."""
    if number >= len(_SAFE_IDS):
        with _SAFE_LOCK:
            candidate = len(_SAFE_IDS)
            while number >= len(_SAFE_IDS):
                name = f"f{candidate}"
                candidate += 1
                if (hashed := _fnv(name)) not in _SAFE_HASHES:
                    _SAFE_HASHES.add(hashed)
                    _SAFE_PLACES[name] = len(_SAFE_IDS)
                    _SAFE_IDS.append(name)
    return _SAFE_IDS[number]


def _fnv(text: str) -> int:
    """FNV-1a in 32 bits, as the library computes it."""
    hashed = 0x811C9DC5
    for byte in text.encode():
        hashed = ((hashed ^ byte) * 0x01000193) & 0xFFFFFFFF
    return hashed


_SAFE_HASHES.update(_fnv(name) for name in ("#b", "#c"))
