"""Many logs in columns: what the productions of a program start from, and what they add."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, TypeAlias

import polars as pl

from afterword.engine.columnar.tables import Table
from afterword.engine.compile.program import Production
from afterword.engine.run.facts import Origin, Row
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar


class Origins(Protocol):
    """What the first rows of each log stand for."""

    def of(self, log: int) -> tuple[Sequence[Row], Sequence[Origin]]:
        """The headers of a log's rows, by ID, and what they stand for."""


class Concluded(NamedTuple):
    """Facts that a production added, in the columns `log`, `id`, `when` (the ID of a row), then their values, then their parents' IDs."""

    production: Production
    rows: pl.DataFrame


LogRows: TypeAlias = pl.DataFrame
"""One row a log: `as_of`, `ended` (whether the log has ended by then), `settled` (whether all that counts is certainly over)."""


class Logs:
    """The rows of many logs. Symbols are shared by all; IDs count from 0 in each, as they do where a log is looked at alone."""

    def __init__(  # noqa: PLR0913, PLR0917  (one argument for each thing that a log brings)
        self,
        tables: Iterable[Table],
        now: LogRows,
        sizes: pl.Series,
        symbols: Symbols,
        calendars: tuple[Sequence[Calendar], pl.Series],
        origins: Origins,
    ) -> None:
        """``sizes`` are how many IDs each log has given; ``calendars`` are the different ones, and by log the number of its own."""
        self.tables = list(tables)
        self.now = now
        self.sizes = sizes
        self.symbols = symbols
        self.calendars, self.calendar_of = calendars
        self.origins = origins
        self.concluded: list[Concluded] = []

    def __len__(self) -> int:
        """How many logs there are."""
        return len(self.now)
