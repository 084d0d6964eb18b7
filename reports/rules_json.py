"""Rules as JSON: what `rules list` and `rules show` say, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from afterword.engine.handbook.model import Example, Handbook, Message, Parameter, Rule, Source
from afterword.engine.handbook.prose import plain_phrase, plain_text

SCHEMA = 1
"""The version of the format."""


def render_rule_list_json(handbook: Handbook, rules: Sequence[Rule]) -> str:
    """One object on one line: the pack, and ``rules`` in short."""
    return _render({"schema": SCHEMA, "pack": _pack(handbook), "rules": [_head(rule) for rule in rules]})


def render_rule_json(handbook: Handbook, rule: Rule) -> str:
    """One object on one line: the pack, and all that is said of the rule."""
    return _render({"schema": SCHEMA, "pack": _pack(handbook), "rule": _whole(handbook, rule)})


def _render(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def _pack(handbook: Handbook) -> dict[str, Any]:
    return {"id": handbook.id, "version": handbook.version, "title": handbook.title}


def _head(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.kind,
        "step": rule.step,
        "title": rule.title,
        "enabled": rule.enabled,
        "tags": list(rule.tags),
        "outside": rule.outside,
        "source": list(rule.sources),
    }


def _whole(handbook: Handbook, rule: Rule) -> dict[str, Any]:
    parameters = {one.name: one for one in handbook.parameters}
    sources = {one.id: one for one in handbook.sources}
    return {
        **_head(rule),
        "severity": rule.severity,
        "why": rule.why,
        "description": plain_text(rule.description),
        "messages": [_message(message) for message in rule.messages],
        "parameters": [_parameter(parameters[name]) for name in rule.parameters],
        "sources": [_source(sources[one]) for one in rule.sources],
        "events": list(rule.events),
        "facts": list(rule.facts),
        "concludes": rule.concludes,
        "serves": list(rule.serves),
        "examples": [_example(example) for example in rule.examples],
        "places": [text.place for text in rule.texts],
    }


def _message(message: Message) -> dict[str, Any]:
    return {"state": message.state, "topic": message.topic or None, "text": plain_phrase(message.text) or None}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {"name": parameter.name, "value": parameter.value, "about": parameter.about, "changed": parameter.changed}


def _source(source: Source) -> dict[str, Any]:
    return {"id": source.id, "kind": source.kind, "title": source.title, "url": source.url}


def _example(example: Example) -> dict[str, Any]:
    events = [{"when": event.when, "type": event.type, "given": event.given} for event in example.events]
    return {"name": example.name, "given": list(example.others), "events": events, "as_of": example.as_of, "states": list(example.states)}
