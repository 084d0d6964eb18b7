"""A production over the rows of all logs: each step takes the rows on their way one step on, all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from afterword.engine.columnar.frames import Bound, Choice, Frame, Rows
from afterword.engine.columnar.logs import Logs
from afterword.engine.columnar.search import Search
from afterword.engine.compile.program import (
    MISSING,
    NOTHING_AFTER,
    NOTHING_BEFORE,
    Absent,
    Count,
    Default,
    Find,
    Found,
    Header,
    Latest,
    Match,
    Pick,
    Production,
    Seek,
    Shift,
    Step,
)
from afterword.engine.times.zones import DAY, offset_of


def run_production(production: Production, logs: Logs) -> Frame:
    """The rows that reach the end of a production, in the order in which one log after another would yield them."""
    frame: Frame | None = None
    for step in production.steps:
        if isinstance(step, Match):
            frame = _first(step, logs) if frame is None else _match(step, frame, logs)
        elif frame is not None:
            frame = _run_step(step, frame, logs)
    if frame is None:
        raise ValueError(f"{production.name} matches nothing")
    return frame


def _run_step(step: Step, frame: Frame, logs: Logs) -> Frame:
    match step:
        case Absent(seek):
            return frame.keep(~_search(seek, frame, logs).exists())
        case Find(slot, seeks, pick, nth):
            frame.slots[slot] = _find(frame, seeks, pick, nth, logs)
        case Count(register, seeks, at_least):
            frame.registers[register] = _count(frame, seeks, logs)
            return frame.keep(frame.registers[register] >= at_least)
        case Latest(slot, slots):
            frame.slots[slot] = _latest([frame.slots[one] for one in slots])
        case Shift(register):
            frame.registers[register] = _shift(step, frame, logs)
        case Default(register, operand, value):
            moments = frame.read(operand)
            absent = moments == MISSING
            frame.registers[register] = moments.set(absent, value) if absent.any() else moments
        case Found(slot):
            return frame.keep(frame.slots[slot].cell(Header.ID) >= 0)
        case Match():
            return _match(step, frame, logs)
    return frame


def _first(step: Match, logs: Logs) -> Frame:
    """All rows that the first step matches: there is nothing yet for them to join with."""
    table = logs.tables[step.seek.relation]
    index = table.index(step.seek.flag, ())
    return Frame(index.groups, {step.slot: Rows(table, index.positions)}, {})


def _match(step: Match, frame: Frame, logs: Logs) -> Frame:
    numbers, positions = _search(step.seek, frame, logs).pairs()
    matched = frame.take(numbers)
    matched.slots[step.slot] = Rows(logs.tables[step.seek.relation], positions)
    return matched


def _search(seek: Seek, frame: Frame, logs: Logs) -> Search:
    return Search(frame, seek, logs.tables[seek.relation], logs.symbols)


def _find(frame: Frame, seeks: Sequence[Seek], pick: Pick, nth: int, logs: Logs) -> Bound:
    """The n-th of what any of the seeks finds: of the n nearest of each, put in order, each row once."""
    found = [row for seek in seeks for row in _search(seek, frame, logs).nearest(pick, nth)]
    if len(seeks) == 1:
        return found[-1]
    nearest, *later = _in_order(frame, found, pick, nth)
    return later[-1] if later else nearest


def _in_order(frame: Frame, found: Sequence[Bound], pick: Pick, nth: int) -> Sequence[Bound]:
    """What stands first, second, and so on up to ``nth`` among several rows of each row on its way."""
    numbers = pl.int_range(len(frame), dtype=pl.Int64, eager=True).alias("number")
    tables = [
        pl.DataFrame([numbers, row.cell(Header.SEQ).alias("seq"), row.cell(Header.ID).alias("id")]).with_columns(source=pl.lit(place))
        for place, row in enumerate(found)
    ]
    last = pick is Pick.LAST
    ordered = (
        pl.concat(tables)
        .filter(pl.col("id") >= 0)
        .unique(["number", "id"], keep="first", maintain_order=True)
        .sort("number", "seq", "id", descending=[False, last, last])
    )
    ranked = ordered.with_columns(rank=pl.int_range(pl.len()).over("number"))
    nothing = Nothing(len(frame), NOTHING_BEFORE if last else NOTHING_AFTER)
    chosen: list[Bound] = []
    for rank in range(nth):
        source = pl.DataFrame([numbers]).join(ranked.filter(pl.col("rank") == rank), on="number", how="left", maintain_order="left")[
            "source"
        ]
        chosen.append(Choice([((source == place).fill_null(value=False), row) for place, row in enumerate(found)], nothing))
    return chosen


class Nothing:
    """No row for any of the rows on their way."""

    def __init__(self, height: int, header: tuple[int, ...]) -> None:
        """``header`` is what stands in the columns of a row that is none."""
        self._height = height
        self._header = header

    def cell(self, column: int) -> pl.Series:
        """A column of the rows bound."""
        return pl.Series([self._header[column]], dtype=pl.Int64).new_from_index(0, self._height)

    def take(self, numbers: pl.Series) -> Nothing:
        """The same for some of the rows on their way."""
        return Nothing(len(numbers), self._header)


def _count(frame: Frame, seeks: Sequence[Seek], logs: Logs) -> pl.Series:
    """How many different rows any of the seeks finds."""
    searches = [_search(seek, frame, logs) for seek in seeks]
    counts = searches[0].counts() if len(searches) == 1 else None
    if counts is not None:
        return counts
    counted = pl.concat([search.ids() for search in searches]).unique().group_by("number").len()
    numbers = pl.DataFrame([pl.int_range(len(frame), dtype=pl.Int64, eager=True).alias("number")])
    return numbers.join(counted, on="number", how="left", maintain_order="left")["len"].fill_null(0).cast(pl.Int64)


def _latest(bounds: Sequence[Bound]) -> Bound:
    """That one of the rows in some slots that comes last; the first named of equals."""
    best = bounds[0]
    for other in bounds[1:]:
        best = Choice([(other.cell(Header.SEQ) > best.cell(Header.SEQ), other)], best)
    return best


def _shift(step: Shift, frame: Frame, logs: Logs) -> pl.Series:
    """Moments moved: elapsed time by addition, days and working days by the calendar, each different moment once."""
    moments = frame.read(step.operand)
    duration = step.duration
    elapsed = duration.elapsed
    if duration.days and all(_is_fixed(str(logs.symbols.values[zone])) for zone in frame.read(step.zone).unique()):
        elapsed = duration.days * DAY
    if elapsed or not (duration.days or duration.business_days):
        moved = moments + step.sign * elapsed
        absent = moments == MISSING
        return moved.set(absent, MISSING) if absent.any() else moved
    asked = pl.DataFrame([moments.alias("moment"), frame.read(step.zone).alias("zone"), logs.calendar_of[frame.log].alias("calendar")])
    known = asked.unique()
    found = [
        MISSING
        if moment == MISSING
        else logs.calendars[calendar].shift(moment, duration, str(logs.symbols.values[zone]), step.sign, latest=step.latest)
        for moment, zone, calendar in known.iter_rows()
    ]
    told = known.with_columns(pl.Series("moved", found, dtype=pl.Int64))
    return asked.join(told, on=asked.columns, how="left", maintain_order="left")["moved"]


def _is_fixed(zone: str) -> bool:
    """Whether the clocks of a zone never change, so that days are as long as each other."""
    return zone == "UTC" or offset_of(zone) is not None
