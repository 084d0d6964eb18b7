"""Reads the parameters of a pack, and the values that they are given from outside or by a pack that builds on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from afterword.engine.diagnostics import Diagnostic, Related, choices_hint, quote
from afterword.engine.language.rule import Literal, Parameter
from afterword.engine.language.rule_reader import read_sources
from afterword.engine.language.scope import Scope, Words, as_scalar, as_table, is_null, text_of
from afterword.engine.language.sections import Part, merge_tables
from afterword.engine.language.values import natural_value
from afterword.engine.reading.nodes import Node, Place, Scalar
from afterword.engine.spans import Source, Span
from afterword.engine.times.durations import duration_hint, parse_duration
from afterword.engine.times.model import Duration

SETTINGS = "--set"
"""The name by which mistakes in settings are placed."""

_NOWHERE = Place(1, 1, 1, 1)


def read_parameters(parts: Sequence[Part], words: Words) -> dict[str, Parameter]:
    """The parameters by name, with the pack's own values."""
    given = merge_tables(parts)
    names = [part.entry.key.text for part in given if as_table(part.entry.value) is not None]
    return {part.entry.key.text: _read_parameter(part, words, names) for part in given}


def _read_parameter(part: Part, words: Words, names: Sequence[str]) -> Parameter:
    name, node = part.entry.key, as_table(part.entry.value)
    if node is None:
        hint = choices_hint(name.text, names) or f"a parameter of your own is written `{name.text}: {{value: …, about: …}}`"
        part.mistakes.add("unknown-parameter", f"no pack that this one builds on has a parameter {quote(name.text)}", name, hint)
        return Parameter(name.text, "")
    value = as_scalar(node.get("value"))
    sources = read_sources(node.get("source"), Scope(words, part.mistakes))
    return Parameter(name.text, _parameter_value(value) if value is not None else "", text_of(node.get("about")), sources)


def _parameter_value(node: Scalar) -> Duration | Literal:
    """A length of time where it reads as one, even within quotation marks; else the value as it looks."""
    duration = parse_duration(node.text)
    return duration if duration is not None else natural_value(node)


def change_parameters(parameters: Mapping[str, Parameter], settings: Mapping[str, str], found: list[Diagnostic]) -> dict[str, Parameter]:
    """The parameters with the values set from outside, each of the kind that the pack's own value has."""
    changed = dict(parameters)
    for name, text in settings.items():
        source = Source(SETTINGS, f"{name}={text}")
        if name not in parameters:
            hint = choices_hint(name, tuple(parameters))
            span = Span(source, 1, 1, 1, len(name) + 1)
            found.append(Diagnostic("unknown-parameter", f"the pack has no parameter {quote(name)}", span, hint))
            continue
        own = parameters[name].value
        value = _setting_value(own, text)
        if value is None:
            span = Span(source, 1, len(name) + 2, 1, len(source.text) + 1)
            found.append(_wrong_setting(name, own, text, span))
        else:
            changed[name] = parameters[name]._replace(value=value, changed=value != own)
    return changed


def show_values(found: Sequence[Diagnostic], parts: Sequence[Part], settings: Mapping[str, str]) -> list[Diagnostic]:
    """The mistakes ``found``; one that was met where a rule names a parameter also shows where that gets its value."""
    spans: dict[str, Span] = {}
    for part in parts if found else ():
        table = as_table(part.entry.value)
        for key, value in table.entries if table is not None else ():
            node = _value_of(value)
            if node is not None:
                spans.setdefault(f"${key.text}", part.mistakes.span(node))
    for name, text in settings.items():
        if f"${name}" in spans:
            spans[f"${name}"] = Span(Source(SETTINGS, f"{name}={text}"), 1, len(name) + 2, 1, len(name) + len(text) + 2)
    return [_show_value(mistake, spans) for mistake in found]


def _show_value(mistake: Diagnostic, spans: Mapping[str, Span]) -> Diagnostic:
    at = mistake.span
    place = spans.get(at.source.line(at.line)[at.column - 1 : at.end_column - 1])
    return mistake if place is None or mistake.related else mistake._replace(related=(Related("its value stands here", place),))


def check_change(base: Node, own: Part) -> bool:
    """Whether a parameter of a base gets a value of the same kind as its own; noted where it does not."""
    old, new = _value_of(base), _value_of(own.entry.value)
    if old is None or new is None:
        return True
    value = _parameter_value(old)
    if type(_parameter_value(new)) is type(value) and not is_null(new):
        return True
    own.mistakes.found.append(_wrong_setting(own.entry.key.text, value, new.text, own.mistakes.span(new)))
    return False


def _value_of(node: Node) -> Scalar | None:
    table = as_table(node)
    return as_scalar(node if table is None else table.get("value"))


def _setting_value(own: Duration | Literal, text: str) -> Duration | Literal | None:
    """What ``text`` means for a parameter whose own value is ``own``; ``None`` where it means nothing."""
    if isinstance(own, Duration):
        return parse_duration(text)
    if isinstance(own, str):
        return text
    value = natural_value(Scalar(text, quoted=False, place=_NOWHERE))
    return value if type(value) is type(own) else None


def _wrong_setting(name: str, own: Duration | Literal, text: str, span: Span) -> Diagnostic:
    match own:
        case Duration():
            wanted, hint = "a length of time", duration_hint(text)
        case bool():
            wanted, hint = "`true` or `false`", "write one of these two words"
        case int():
            wanted, hint = "a whole number", "write it in digits"
        case _:
            wanted, hint = "a text", "put it in quotation marks"
    return Diagnostic("wrong-setting", f"{quote(name)} is {wanted}, which {quote(text)} is not", span, hint)
