"""The rules in polars, as one writes them who knows it: the nearest other event by an as-of join, neighbours by shifting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import polars as pl

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import BACKWARD, NEGATIVE, WHOLE, Rule, Template
from afterword.benchmarks.peers.verdicts import WHOLE_CASE, Answer, Detail, rows_of


def load_frame(events: Events) -> pl.DataFrame:
    """The columns `case`, `type` and `time`."""
    return pl.DataFrame({"case": events.cases, "type": events.types, "time": events.times})


class Frames:
    """The rules over a frame of all events."""

    name = "polars by hand"
    detail = Detail.ACTIVATIONS

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Nothing to compile."""
        self._rules = rules

    def load(self, events: Events) -> object:
        """The events of each activity, in the order of the log, and the first event of each case."""
        frame = load_frame(events).sort("case", "time", maintain_order=True).with_row_index("row").cast({"row": pl.Int64})
        first = frame.group_by("case", maintain_order=True).agg(start=pl.col("row").first(), begin=pl.col("time").first())
        used = {name for rule in self._rules for name in (rule.activation, rule.target)}
        parts = frame.filter(pl.col("type").is_in(used)).partition_by("type", as_dict=True, include_key=False, maintain_order=True)
        return {str(name): part for (name,), part in parts.items()} | {"": frame.clear().drop("type")}, first

    def run(self, loaded: object) -> object:
        """A frame of `rule`, `case`, `place` and `kept`."""
        parts, first = cast("tuple[dict[str, pl.DataFrame], pl.DataFrame]", loaded)
        found = []
        for number, rule in enumerate(self._rules):
            here, there = (parts.get(name, parts[""]) for name in (rule.activation, rule.target))
            rows = _counted(rule, here, first) if rule.template in WHOLE else _activations(rule, here, there)
            found.append(rows.select(pl.lit(number).alias("rule"), "case", "row", "kept"))
        rows = pl.concat(found).join(first, on="case", how="left", maintain_order="left")
        return rows.select("rule", "case", "kept", place=pl.col("row") - pl.col("start"))

    def tell(self, found: object) -> Answer:
        """The rows of the frame."""
        rows = cast("pl.DataFrame", found)
        return rows_of(rows.select("rule", "case", pl.col("place").fill_null(WHOLE_CASE), "kept").iter_rows())


def _nearest(here: pl.DataFrame, there: pl.DataFrame, strategy: Literal["forward", "backward"]) -> pl.DataFrame:
    """The activations, each with the nearest other event on one side: rows are by case, so it is of the same case, or none is."""
    others = there.select("row", other_row="row", other_case="case", other_time="time")
    return here.join_asof(others, on="row", strategy=strategy, allow_exact_matches=False, check_sortedness=False)


def _activations(rule: Rule, here: pl.DataFrame, there: pl.DataFrame) -> pl.DataFrame:
    """A row for each activation."""
    near = ((pl.col("case") == pl.col("other_case")) & ((pl.col("other_time") - pl.col("time")).abs() <= rule.window)).fill_null(
        value=False
    )
    if rule.template in {Template.RESPONDED_EXISTENCE, Template.NOT_RESPONDED_EXISTENCE}:
        after, before = (_nearest(here, there, side).select(near=near).to_series() for side in ("forward", "backward"))
        either = after | before
        return here.with_columns(kept=either if rule.template is Template.RESPONDED_EXISTENCE else ~either)
    match rule.template:
        case Template.ALTERNATE_RESPONSE:
            near &= (pl.col("other_row") < pl.col("row").shift(-1)).fill_null(value=True)
        case Template.ALTERNATE_PRECEDENCE:
            near &= (pl.col("other_row") > pl.col("row").shift(1)).fill_null(value=True)
        case Template.CHAIN_RESPONSE | Template.CHAIN_PRECEDENCE:
            near &= ((pl.col("other_row") - pl.col("row")).abs() == 1).fill_null(value=False)
        case _:
            pass
    nearest = _nearest(here, there, "backward" if rule.template in BACKWARD else "forward")
    return nearest.with_columns(kept=~near if rule.template in NEGATIVE else near)


def _counted(rule: Rule, here: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    """A row for each case: how many of its activations lie within the window from its first event."""
    timely = here.join(first, on="case", how="left", maintain_order="left")
    counts = timely.filter(pl.col("time") - pl.col("begin") <= rule.window).group_by("case").len()
    enough = pl.col("len").fill_null(0) >= WHOLE[rule.template]
    rows = first.select("case").join(counts, on="case", how="left", maintain_order="left")
    return rows.select("case", row=pl.lit(None, dtype=pl.Int64), kept=enough if rule.template is Template.EXISTENCE else ~enough)
