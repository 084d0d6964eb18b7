"""Duties that a candidate was excused from."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from afterword.engine.diagnostics import quote
from afterword.engine.log.context import Context, Mention, is_null
from afterword.engine.log.fields import FieldTable, Reader, read_fields, read_text, read_time_or_day
from afterword.engine.log.model import Waiver
from afterword.engine.reading.nodes import Items, Node, Table
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Vocabulary

_REQUIRED = frozenset({"rule", "reason"})


def read_waivers(node: Node | None, vocabulary: Vocabulary, rules: Collection[str] | None, context: Context) -> tuple[Waiver, ...]:
    """The waivers of a log. ``rules`` are the ids they may name, where they are known."""
    if node is None or is_null(node):
        return ()
    if not isinstance(node, Items):
        context.wrong_type("a list of waivers", node, "begin each one with a dash, as in `- {rule: …, about: {…}, reason: …}`")
        return ()
    kinds: dict[str, str | None] = {one.key: one.name for one in vocabulary.entities.values()}
    kinds |= {name: name for name in vocabulary.entities} | {"event": None}
    return tuple(_read_waiver(one, kinds, rules, context) for one in node.nodes)


def _read_waiver(node: Node, kinds: Mapping[str, str | None], rules: Collection[str] | None, context: Context) -> Waiver:
    about: dict[str, str] = {}

    def read_about(node: Node, context: Context) -> None:
        """What it is about, each by the name of its kind or the key that events use."""
        if not isinstance(node, Table):
            context.wrong_type("what it is about", node, f"write it as in `{{{next(iter(kinds))}: …}}`")
            return
        for key, value in node.entries:
            if key.text not in kinds:
                context.report("unknown-key", f"a waiver cannot be about {quote(key.text)}", key.place, context.near(key.text, kinds))
                continue
            kind, one = kinds[key.text], read_text(value, context)
            if one is not None:
                context.mentions.append(Mention(kind, one, value.place))
                about[kind or "event"] = one

    if not isinstance(node, Table):
        context.wrong_type("a waiver", node, "write it as in `{rule: …, about: {…}, reason: …}`")
        return Waiver("", {}, "")
    given = {entry.key.text: entry for entry in node.entries}
    readers: dict[str, Reader] = {"rule": read_text, "about": read_about, "reason": read_text, "until": read_time_or_day}
    values = read_fields(given, FieldTable("a waiver", readers, _REQUIRED, {}), node.place, context)
    rule, reason, until = values.get("rule"), values.get("reason"), values.get("until")
    if isinstance(rule, str) and rules is not None and rule not in rules:
        hint = context.near(rule, rules) or "a report names the rule of each finding"
        context.report("unknown-rule", f"the pack has no rule {quote(rule)}", given["rule"].value.place, hint)
    if isinstance(reason, str) and not reason.strip():
        hint = "say why in a few words of your own, as in `reason: asked not to write`"
        context.report("missing-field", "a waiver needs a `reason`", given["reason"].value.place, hint)
    return Waiver(str(rule), about, str(reason), until.hi if isinstance(until, Interval) else None)
