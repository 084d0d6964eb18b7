"""What the word in a place of a pack names."""

from __future__ import annotations

from enum import Enum

from afterword.engine.language.facts import FACT_HEADS
from afterword.language_server.cursor import Cursor, Step
from afterword.language_server.pack_words import EVENT_HEADS


class Role(Enum):
    """A sort of name."""

    EVENT = "event"
    FACT = "fact"
    ENTITY = "entity"
    TOPIC = "topic"
    SOURCE = "source"
    STEP = "step"
    PACK = "pack"
    RULE = "rule"
    TAG = "tag"
    STATE = "state"
    FIELD = "field"


_BY_KEY = {
    **dict.fromkeys(EVENT_HEADS, Role.EVENT),
    **dict.fromkeys(FACT_HEADS, Role.FACT),
    "record": Role.ENTITY,
    "topic": Role.TOPIC,
    "source": Role.SOURCE,
    "step": Role.STEP,
    "extends": Role.PACK,
    "per": Role.FIELD,
}
_BY_KEYS = {
    ("switch_off", "rules"): Role.RULE,
    ("switch_off", "tags"): Role.TAG,
    ("examples", "expect"): Role.STATE,
    ("rules", "id"): Role.RULE,
}
_OF_KEYS: dict[tuple[Step, ...], Role] = {("override",): Role.RULE, ("vocabulary", "events"): Role.EVENT}


def role_of(cursor: Cursor) -> Role | None:
    """What a value names; a key names a rule where it overrides one, and an event type where it declares one."""
    if cursor.at_key:
        return _OF_KEYS.get(cursor.steps)
    for keys, role in _BY_KEYS.items():
        if cursor.under(*keys):
            return role
    if cursor.steps[:1] == ("vocabulary",) or "log" in cursor.steps:
        return None
    if cursor.under("topic", cursor.key):
        return Role.TOPIC
    return _BY_KEY.get(cursor.key)
