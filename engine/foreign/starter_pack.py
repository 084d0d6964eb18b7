"""A pack to begin with: the words of logs that were imported, as YAML, with room for rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath

from afterword.engine.foreign.spelled import json_text, scalar, slug
from afterword.engine.foreign.survey import Survey
from afterword.engine.vocabulary import Field

_SCOPE = "event"

_RULES = """
# Write your rules here; docs/rules.md tells how. This one, without the marks, asks for one thing after another:
#
#   - id: first-rule
#     kind: must
#     title: One thing after another
#     for_each: {{first: {{event: {first}}}}}
#     expect: {{event: {second}, within: 7 days}}
#     say: {{overdue: "This should have been done by {{due}}.", late: "This came {{late_by}} late."}}
rules: []
"""


def render_starter(survey: Survey, name: str) -> str:
    """The vocabulary of everything that was seen, the usual types first; ``name`` is that of the file that it was seen in."""
    stem = PurePath(name).name.partition(".")[0].strip("<>") or "imported"
    id_ = slug(stem, "-") or "imported"
    vocabulary = survey.vocabulary()
    types = sorted(vocabulary.events.values(), key=lambda one: -survey.counts[one.name])
    shared = [name for name in (types[0].fields if types else ()) if all(name in one.fields for one in types)]
    first, second = (*(scalar(one.name) for one in types[:2]), "one", "other")[:2]
    lines = [
        f"# The words of the logs that were imported from {json_text(PurePath(name).name)}.",
        f'pack: {{id: {id_}, version: "1", title: {scalar(stem)}}}',
        "",
        "vocabulary:",
        "  duplicates: false # each event counts, even where two are alike",
    ]
    for entity in vocabulary.entities.values():
        lines += ["  entities:", f"    {entity.name}:", f"      section: {entity.section}", f"      about: {scalar(entity.about)}"]
        lines += ["      fields:", *_fields(entity.fields, 8)]
    if shared:
        lines += ["  scopes:", f"    {_SCOPE}:", *_fields({one: types[0].fields[one] for one in shared}, 6)]
    lines.append("  events:" if types else "  events: {}")
    for one in types:
        own = {name: field for name, field in one.fields.items() if name not in shared}
        head = f"    {scalar(one.name)}:"
        seen = survey.counts[one.name]
        count = f" # {seen:,} times" if seen > 1 else " # once"
        if own:
            lines += [head + count, *([f"      scope: {_SCOPE}"] if shared else []), "      fields:", *_fields(own, 8)]
        else:
            lines.append(f"{head} {f'{{scope: {_SCOPE}}}' if shared else '{}'}{count}")
    return "\n".join(lines) + "\n" + _RULES.format(first=first, second=second)


def _fields(fields: Mapping[str, Field], indent: int) -> Iterator[str]:
    """Fields, one a line."""
    for field in fields.values():
        type_ = f"[{field.type.kind.value}]" if field.type.many else field.type.kind.value
        said = f"{{type: {type_}, about: {scalar(field.about)}}}" if field.about else type_
        yield f"{' ' * indent}{field.name}: {said}"
