"""Plain values to nodes, for the small parts of a text that only a reader of nodes understands. They have no place of their own."""

from __future__ import annotations

from typing import Any

from afterword.engine.reading.nodes import Entry, Items, Node, Place, Scalar, Table
from afterword.engine.reading.quick_json import Doubt

NO_PLACE = Place(1, 1, 1, 1)


def as_node(value: Any) -> Node:  # noqa: ANN401 (whatever JSON holds)
    """The node that a value would have been read as.

    Raises:
        Doubt: There is a number or a truth in it, which may have been written in more than one way.
    """
    match value:
        case dict():
            return Table(tuple(Entry(Scalar(key, quoted=True, place=NO_PLACE), as_node(one)) for key, one in value.items()), NO_PLACE)
        case list():
            return Items(tuple(map(as_node, value)), NO_PLACE)
        case str():
            return Scalar(value, quoted=True, place=NO_PLACE)
        case None:
            return Scalar("null", quoted=False, place=NO_PLACE)
        case _:
            raise Doubt
