"""Where the cases of a rule stand among each other: in the order of the log, whatever the executor's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from afterword.engine.log.model import Event, Record
from afterword.engine.report.known import Known
from afterword.engine.run.model import Bound, Fact

Place: TypeAlias = tuple[int, int, int, str]


class Places:
    """The places of what cases bind in one log."""

    def __init__(self, known: Known) -> None:
        """``known`` are the entities of the log."""
        self._known = known

    def of_case(self, bound: Iterable[Bound], event: Event | None) -> list[Place]:
        """What cases of one rule are sorted by: what they bind, then what decided them; ids only break ties."""
        places = [self._place(one) for one in bound]
        if event is not None:
            places.append(self._place(event))
        return places

    def _place(self, one: Bound) -> Place:
        if isinstance(one, Event):
            lo, hi = one.when
            return (hi, lo, one.position, one.id)
        if isinstance(one, Fact):
            lo, hi = one.when or (0, 0)
            return (hi, lo, 0, repr(sorted(one.fields.items())))
        return self._listed(one.kind, one.id) if isinstance(one, Record) else self._listed(one.entity or "", one.value)

    def _listed(self, kind: str, name: str) -> Place:
        return (0, 0, self._known.place(kind, name), name)
