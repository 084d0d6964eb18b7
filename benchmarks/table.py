"""Tables of ratios, as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table for the page; ``about`` explains it, ``brief`` says for the README what came out."""

    title: str
    about: str
    brief: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def markdown(table: Table) -> str:
    """A table with its heading and its remark."""
    lines = [f"## {table.title}", "", table.about, "", row(table.head), row(("---",) * len(table.head)), *map(row, table.rows)]
    return "\n".join(lines) + "\n"


def row(cells: tuple[str, ...]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def ratio(one: float, other: float) -> str:
    """How many times as much, to two digits."""
    value = float(f"{one / other:.2g}")
    return f"{value:,.0f}" if value.is_integer() else str(value)
