"""A Declare model as a pack: the words of its activities, and a rule or more for each constraint, as YAML to read and to go on with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from afterword.engine.diagnostics import Outcome, sort_diagnostics
from afterword.engine.foreign.declare_model import Attribute, Model
from afterword.engine.foreign.declare_rules import MadeRule, Part, Plain, make_rules
from afterword.engine.foreign.declare_text import parse_declare
from afterword.engine.foreign.spelled import FieldNames, free_name, json_text, plain_line, scalar, slug
from afterword.engine.spans import Source
from afterword.engine.vocabulary import ENVELOPE, Kind

_WIDTH = 140


def import_declare(source: Source) -> Outcome[str]:
    """The YAML of a pack, or every mistake in a `.decl` file."""
    model, unread = parse_declare(source)
    fields = FieldNames(ENVELOPE)
    rules, unsaid = make_rules(model, fields)
    if unread or rules is None:
        return Outcome(None, sort_diagnostics((*unread, *unsaid)))
    return Outcome(_render(model, rules, fields, source.name))


def _render(model: Model, rules: Sequence[MadeRule], fields: FieldNames, name: str) -> str:
    stem = PurePath(name).name.partition(".")[0].strip("<>") or "declare"
    lines = [
        f"# Made of the Declare model {json_text(PurePath(name).name)}; docs/declare.md explains such rules.",
        f'pack: {{id: {slug(stem, "-") or "declare"}, version: "1", title: {scalar(stem)}}}',
        "",
        "vocabulary:",
        "  duplicates: false # each event counts, even where two are alike",
    ]
    types = {one.name: one for bound in model.activities.values() for one in bound.values()}
    choices = _name_choices(types, fields)
    if choices:
        lines += ["  choices:", *_block({choices[one]: types[one].type.choices for one in choices}, 4)]
    lines += ["  events:"] if model.activities else ["  events: {}"]
    for activity, bound in model.activities.items():
        held = {fields[one.name]: _field(one, fields[one.name], choices) for one in bound.values()}
        lines += _block({activity: {"fields": held} if held else {}}, 4)
    lines += ["", "rules:" if rules else "rules: []"]
    for made in rules:
        lines += [*(["", f"  # {plain_line(made.line)}"] if made.line else []), *_listed(made.rule)]
    return "\n".join(lines) + "\n"


def _name_choices(types: Mapping[str, Attribute], fields: FieldNames) -> dict[str, str]:
    """What the lists of values are called, by attribute: as the field, if that is not the word for a type."""
    taken = {kind.value for kind in Kind}
    named: dict[str, str] = {}
    for name, attribute in types.items():
        if attribute.type.choices:
            named[name] = free_name(fields[name], taken, "_")
            taken.add(named[name])
    return named


def _field(attribute: Attribute, field: str, choices: Mapping[str, str]) -> Part:
    type_ = Plain(choices.get(attribute.name, attribute.type.kind.value))
    about = "; ".join(filter(None, (f"called {attribute.name} there" if attribute.name != field else "", attribute.range)))
    return {"type": type_, "about": about} if about else type_


# ------------------------------------------------------------------------------------------------------------------- YAML


def _listed(rule: Mapping[str, Part]) -> Iterator[str]:
    """A member of a list."""
    first, *rest = _block(rule, 4)
    yield "  - " + first.lstrip()
    yield from rest


def _block(part: Mapping[str, Part], indent: int) -> Iterator[str]:
    """A mapping, a key a line; what is too long for its line goes over several."""
    for key, value in part.items():
        head = f"{' ' * indent}{scalar(key)}:"
        flow = _flow(value)
        if len(head) + 1 + len(flow) <= _WIDTH or not isinstance(value, dict | list | tuple) or not value:
            yield f"{head} {flow}"
        elif isinstance(value, Mapping):
            yield head
            yield from _block(value, indent + 2)
        else:
            yield head
            yield from _items(value, indent + 2)


def _items(value: Sequence[Part], indent: int) -> Iterator[str]:
    """The members of a list: plain ones side by side, as many as a line takes; others a line each."""
    if any(isinstance(one, Mapping) for one in value):
        for one in value:
            yield f"{' ' * indent}- {_flow(one)}"
        return
    line = " " * indent + "["
    for number, one in enumerate(value):
        word = _flow(one) + ("]" if number == len(value) - 1 else ", ")
        if len(line) + len(word) > _WIDTH:
            yield line.rstrip()
            line = " " * (indent + 1)
        line += word
    yield line


def _flow(part: Part) -> str:
    """A part on one line."""
    match part:
        case Plain():
            return str(part)
        case bool():
            return "true" if part else "false"
        case int():
            return str(part)
        case str():
            return scalar(part)
        case Mapping():
            return f"{{{', '.join(f'{scalar(key)}: {_flow(one)}' for key, one in part.items())}}}"
        case _:
            return f"[{', '.join(_flow(one) for one in part)}]"
