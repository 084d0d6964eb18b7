"""What the word under the cursor means, in a log."""

from __future__ import annotations

from afterword.engine.language.scope import text_of
from afterword.language_server.complete_log import TOP_KEYS, field_at, ids_of
from afterword.language_server.cursor import Cursor
from afterword.language_server.hover_pack import event_text, field_text, rule_text
from afterword.language_server.pack_words import PackWords


def hover_log(cursor: Cursor, words: PackWords) -> str:
    """Markdown; empty where there is nothing to say."""
    pack, text = words.pack, cursor.scalar.text
    if cursor.at_key:
        if not cursor.steps:
            section = next((one.about for one in pack.vocabulary.entities.values() if one.section == text), "")
            return section or TOP_KEYS.get(text, "")
        field = field_at(cursor, pack, text)
        return field_text(field) if field is not None else ""
    if cursor.under("events", "type") and text in pack.vocabulary.events:
        return event_text(pack.vocabulary.events[text])
    if cursor.under("waivers", "rule") and text in words.rules:
        return rule_text(words.rules[text], pack)
    field = field_at(cursor, pack, cursor.key)
    if field is None or field.type.entity is None:
        return ""
    thing = ids_of(cursor.nodes[0], pack.vocabulary.entities[field.type.entity].section).get(text)
    known = ", ".join(f"{entry.key.text}: {text_of(entry.value)}" for entry in thing.entries if text_of(entry.value)) if thing else ""
    return f"**{text}** {known}".rstrip()
