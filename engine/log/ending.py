"""When a log is over: from then on, nothing more will happen."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.diagnostics import Related, quote
from afterword.engine.log.context import Context
from afterword.engine.log.fields import read_time_or_day
from afterword.engine.log.model import Event
from afterword.engine.reading.nodes import Node


def read_ended(node: Node, events: Sequence[Event], context: Context) -> int | None:
    """The moment in `ended`, a day being its end; a log whose events go on after it is a mistake."""
    time = read_time_or_day(node, context)
    if time is None:
        return None
    late = [event for event in events if event.when.lo > time.hi]
    for event in late[:1]:
        more = f" ({len(late) - 1} more like it)" if len(late) > 1 else ""
        related = [Related("it ends here", node.place.span(context.source))]
        message = f"{quote(event.id)} comes after the log has ended{more}"
        context.report("after-the-end", message, event.place or node.place, "end the log later, or leave out `ended`", related)
    return time.hi
