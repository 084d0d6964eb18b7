"""Logs whose events stand on lines of their own: one event a line, with a `candidate` that says whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.diagnostics import Diagnostic, Outcome, Related, quote
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Scalar, Table

CANDIDATE, EVENTS, TYPE = "candidate", "events", "type"


def gather_events(documents: Sequence[Document]) -> Outcome[tuple[Document, ...]]:
    """The same logs, each candidate's lines put together into one, in the order in which the candidates come up.

    A line with a `type` is an event; any other is a log, or the head of one (time zone, people and so on) whose events stand on lines of
    their own. Without events on lines of their own, nothing changes.
    """
    if not any(_is_event(document.root) for document in documents):
        return Outcome(tuple(documents))
    heads: dict[str, Document] = {}
    told: dict[str, Document] = {}
    events: dict[str, list[Table]] = {}
    mistakes: list[Diagnostic] = []
    for document in documents:
        root = document.root
        name = _candidate(root)
        if name is None:
            hint = 'begin it with `{"candidate": "jane", …`'
            mistakes.append(Diagnostic("no-candidate", "this line does not say whose it is", root.place.span(document.source), hint))
        elif isinstance(root, Table) and _is_event(root):
            events.setdefault(name, []).append(_part(root, head=False))
            heads.setdefault(name, Document(_part(root, head=True), document.source))
        elif name in told:
            message = f"{quote(name)} has a line without an event already"
            first = (Related("the first one", told[name].root.place.span(told[name].source)),)
            mistakes.append(Diagnostic("two-heads", message, root.place.span(document.source), "make one line of the two", first))
        else:
            heads[name] = told[name] = document
    return Outcome(tuple(_join(head, events.get(name, ())) for name, head in heads.items()), tuple(mistakes))


def _is_event(root: Node) -> bool:
    return isinstance(root, Table) and root.get(TYPE) is not None and root.get(EVENTS) is None


def _candidate(root: Node) -> str | None:
    name = root.get(CANDIDATE) if isinstance(root, Table) else None
    return name.text if isinstance(name, Scalar) and name.text else None


def _part(root: Table, *, head: bool) -> Table:
    """The candidate alone of an event's line, as the head of a log; or the event without its candidate."""
    return Table(tuple(entry for entry in root.entries if (entry.key.text == CANDIDATE) is head), root.place)


def _join(head: Document, events: Sequence[Table]) -> Document:
    """A log with the events of its own lines behind those it has."""
    if not events or not isinstance(head.root, Table):
        return head
    own = head.root.get(EVENTS)
    nodes = (*(own.nodes if isinstance(own, Items) else ()), *events)
    place = events[0].place
    rest = tuple(entry for entry in head.root.entries if entry.key.text != EVENTS)
    together = Entry(Scalar(EVENTS, quoted=True, place=place), Items(nodes, place))
    return Document(Table((*rest, together), head.root.place), head.source)
