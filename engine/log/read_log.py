"""A log, from its tree to typed events, in one pass.

The types of the vocabulary are applied directly, with no schema in between, so that every value is looked at once. All mistakes of a file
are reported together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from afterword.engine.collector import collector_paused
from afterword.engine.diagnostics import Outcome, nearest, quote, sort_diagnostics
from afterword.engine.log.context import Belonging, Context, is_null
from afterword.engine.log.days_off import read_holidays
from afterword.engine.log.fields import field_table, read_fields, read_text, read_zone
from afterword.engine.log.model import Event, Log, Record
from afterword.engine.log.read_events import EventReader
from afterword.engine.log.references import check_references, check_retractions, complete_records, find_owners
from afterword.engine.log.waivers import read_waivers
from afterword.engine.reading.nodes import Document, Node, Table
from afterword.engine.vocabulary import Entity, Vocabulary

_UNSAID = "UTC"  # the zone of a log that names none
_SCHEMA = "$schema"  # how JSON, which has no comments, names its schema to an editor


def read_log(document: Document, vocabulary: Vocabulary, rules: Collection[str] | None = None, *, example: bool = False) -> Outcome[Log]:
    """The log of a document, or every mistake in it. ``rules`` are the ids that waivers may name, where they are known.

    An ``example`` may leave out ids, the time zone (UTC then), and entities that its events name.
    """
    return LogReader(vocabulary, rules, example=example).read(document)


class LogReader:
    """Reads logs of one vocabulary, as `read_log` does; what it learns of the vocabulary it keeps for the next log."""

    def __init__(self, vocabulary: Vocabulary, rules: Collection[str] | None = None, *, example: bool = False) -> None:
        """Take what all the logs have in common."""
        self._vocabulary = vocabulary
        self._rules = rules
        self._example = example
        self._events = EventReader(vocabulary, example=example)
        self._sections = {one.name: field_table(f"an entry of `{one.section}`", one.fields) for one in vocabulary.entities.values()}
        self._keys = (
            "candidate",
            "timezone",
            "holidays",
            "ended",
            *(one.section for one in vocabulary.entities.values()),
            "events",
            "waivers",
        )

    def read(self, document: Document) -> Outcome[Log]:
        """The log of a document, or every mistake in it."""
        with collector_paused():
            return self._read(document)

    def _read(self, document: Document) -> Outcome[Log]:
        context = Context(document.source)
        parts = self._read_parts(document.root, context)
        candidate = read_text(parts["candidate"], context) if "candidate" in parts else None
        context.zone = zone = self._read_zone(parts.get("timezone"), context)
        records = {one.name: self._read_section(one, parts.get(one.section), context) for one in self._vocabulary.entities.values()}
        events = self._events.read(parts.get("events"), records, context)
        holidays = read_holidays(parts.get("holidays"), events, context)
        ended = self._read_ended(parts.get("ended"), events, context)
        waivers = read_waivers(parts.get("waivers"), self._vocabulary, self._rules, context)
        context.report_homeless()
        if not self._example:
            check_references(records, self._vocabulary, context)
        check_retractions(self._vocabulary, context)
        owners = find_owners(self._vocabulary, context)
        if context.problems:
            return Outcome(None, sort_diagnostics(context.problems))
        complete = complete_records(records, owners, context, self._vocabulary)
        return Outcome(Log(document.source, candidate, zone or _UNSAID, holidays, complete, events, waivers, ended))

    def _read_parts(self, root: Node, context: Context) -> Mapping[str, Node]:
        """The top-level values that are there."""
        if type(root) is not Table:
            context.wrong_type("a log, with keys such as `timezone:` and `events:`", root, "put the list of what happened under `events:`")
            return {}
        for key, _ in root.entries:
            if key.text not in self._keys and key.text != _SCHEMA:
                context.report("unknown-key", f"a log has no part {quote(key.text)}", key.place, context.near(key.text, self._keys))
        if root.get("events") is None and not any(nearest(key.text, ("events",)) for key, _ in root.entries if key.text not in self._keys):
            hint = "add `events:` with a list of what happened, or `events: []`"
            context.report("missing-field", "a log needs `events`", root.entries[0].key.place if root.entries else root.place, hint)
        return {key.text: node for key, node in root.entries if not is_null(node)}

    def _read_zone(self, node: Node | None, context: Context) -> str | None:
        """The log's zone. A wrong one is reported, and stood in for: the times that need it are not to blame."""
        if node is None:
            return _UNSAID if self._example else None
        return read_zone(node, context) or _UNSAID

    def _read_ended(self, node: Node | None, events: tuple[Event, ...], context: Context) -> int | None:
        """The moment from which on nothing more will happen, where the log says so."""
        if node is None:
            return None
        from afterword.engine.log.ending import read_ended

        return read_ended(node, events, context)

    def _read_section(self, entity: Entity, node: Node | None, context: Context) -> dict[str, Record]:
        """The entities of a kind that the log lists, by id."""
        if node is None:
            return {}
        if type(node) is not Table:
            context.wrong_type(f"ids, each with what is known of that {entity.name}", node, f"write it as in {_sample(entity, 'x1')}")
            return {}
        owner = self._vocabulary.entities[entity.belongs_to].key if entity.belongs_to else None
        return {key.text: self._read_record(entity, key.text, one, owner, context) for key, one in node.entries}

    def _read_record(self, entity: Entity, id_: str, node: Node, owner: str | None, context: Context) -> Record:
        if type(node) is not Table:
            if not is_null(node):
                context.wrong_type(f"what is known of this {entity.name}", node, f"write it as in {_sample(entity, id_)}")
            return Record(entity.name, id_, {})
        given = {entry.key.text: entry for entry in node.entries}
        values = read_fields(given, self._sections[entity.name], node.place, context)
        belongs_to = values.get(owner) if owner else None
        if owner and isinstance(belongs_to, str):
            context.belongings.append(Belonging(entity.name, id_, belongs_to, given[owner].value.place))
        return Record(entity.name, id_, values)


def _sample(entity: Entity, id_: str) -> str:
    """How an entry of a section is written."""
    name = entity.label or next(iter(entity.fields), "")
    return quote(f"{id_}: {{{name}: …}}") if name else quote(f"{id_}: {{}}")
