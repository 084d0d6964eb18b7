"""Whether everything that a log refers to is there, and fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from afterword.engine.diagnostics import Related, quote
from afterword.engine.log.context import Belonging, Context, Mention
from afterword.engine.log.model import Record
from afterword.engine.vocabulary import Vocabulary

Records: TypeAlias = Mapping[str, Mapping[str, Record]]
"""Entities by kind and id."""


def check_references(records: Records, vocabulary: Vocabulary, context: Context) -> None:
    """Report ids that nothing has: each once, where it comes first, however often it is used."""
    unknown: dict[tuple[str | None, str], list[Mention]] = {}
    for mention in context.mentions:
        known = context.events if mention.kind is None else records[mention.kind]
        if mention.id not in known:
            unknown.setdefault((mention.kind, mention.id), []).append(mention)
    context.unknown |= set(unknown)
    for mentions in unknown.values():
        first = min(mentions, key=lambda one: one.place)
        times = f" (named {len(mentions)} times)" if len(mentions) > 1 else ""
        message = f"there is no {first.kind or 'event'} {quote(first.id)} in this log{times}"
        context.report("unknown-reference", message, first.place, _unknown_hint(first, records, vocabulary, context))


def check_retractions(vocabulary: Vocabulary, context: Context) -> None:
    """Report retractions that void a retraction: to have an event back, its retraction is deleted."""
    for mention in context.retractions:
        kind, place = context.events.get(mention.id, (None, mention.place))
        if vocabulary.retraction and kind == vocabulary.retraction.event:
            context.report(
                "retracts-retraction",
                f"{quote(mention.id)} is itself a retraction, and cannot be retracted",
                mention.place,
                "to have an event back, delete its retraction from the log",
                [Related("the retraction", place.span(context.source))],
            )


def find_owners(vocabulary: Vocabulary, context: Context) -> dict[tuple[str, str], Belonging]:
    """What each entity belongs to, by its first mention; report others that disagree, with both places.

    An owner that nothing has is passed over: that it is not there has been told.
    """
    owners: dict[tuple[str, str], Belonging] = {}
    for one in context.belongings:
        if context.unknown and (vocabulary.entities[one.kind].belongs_to, one.owner) in context.unknown:
            continue
        first = owners.setdefault((one.kind, one.id), one)
        if first.owner != one.owner:
            context.report(
                "belongs-elsewhere",
                f"{one.kind} {quote(one.id)} belongs to {quote(first.owner)}, not to {quote(one.owner)}",
                one.place,
                f"give each {one.kind} an id of its own, or correct one of the two places",
                [Related(f"here it belongs to {quote(first.owner)}", first.place.span(context.source))],
            )
    return owners


def complete_records(records: Records, owners: Mapping[tuple[str, str], Belonging], context: Context, vocabulary: Vocabulary) -> Records:
    """The records, with all that is mentioned and with what each one belongs to, as far as the log says it anywhere."""
    complete = {kind: dict(known) for kind, known in records.items()}
    for mention in context.mentions:
        if mention.kind is not None:
            complete[mention.kind].setdefault(mention.id, Record(mention.kind, mention.id, {}))
    for (kind, one), belonging in owners.items():
        parent = vocabulary.entities[kind].belongs_to
        if parent is not None and one in complete[kind]:
            known = complete[kind][one].fields
            complete[kind][one] = Record(kind, one, {vocabulary.entities[parent].key: belonging.owner, **known})
    return complete


def _unknown_hint(mention: Mention, records: Records, vocabulary: Vocabulary, context: Context) -> str | None:
    """What may have been meant: something of another kind, an id that is near, or one that has yet to be listed."""
    if mention.kind is None:
        return context.near(mention.id, context.events, most=0) or "name the `id` of an event of this log"
    other = next((kind for kind, known in records.items() if mention.id in known), None)
    if other:
        return f"{quote(mention.id)} is known as {other} only: name a {mention.kind} here"
    entity = vocabulary.entities[mention.kind]
    by_event = f", or log the `{entity.introduced_by[0]}` that brought it up" if entity.introduced_by else ""
    return context.near(mention.id, records[mention.kind], most=0) or f"list it under `{entity.section}`{by_event}"
