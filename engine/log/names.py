"""What events tell of the things a log is about, such as the name of a person first known by an id alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from afterword.engine.log.model import Event, Log, Record
from afterword.engine.vocabulary import Learned, Vocabulary


def learned_records(events: Iterable[Event], log: Log, vocabulary: Vocabulary) -> Mapping[str, Mapping[str, Record]]:
    """The records of a log by kind and id, with the fields that its vocabulary lets them learn from ``events``, the latest winning.

    ``events`` are in their order of time, as `normalise` gives them.
    """
    lessons: dict[str, list[tuple[str, Learned]]] = {}
    for entity in vocabulary.entities.values():
        for learned in entity.learned:
            lessons.setdefault(learned.event, []).append((entity.name, learned))
    if not lessons:
        return log.records
    records = {kind: dict(known) for kind, known in log.records.items()}
    for event in events:
        for kind, learned in lessons.get(event.type, ()):
            id_, value = event.fields.get(learned.key), event.fields.get(learned.field)
            if isinstance(id_, str) and value is not None:
                known = records[kind][id_].fields if id_ in records[kind] else {}
                records[kind][id_] = Record(kind, id_, {**known, learned.name: value})
    return records
