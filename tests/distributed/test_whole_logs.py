"""Logs that are cut between batches are put together, and no row waits longer than it must."""

from __future__ import annotations

import pytest

pytest.importorskip("pyarrow")

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.distributed.whole_logs import join_logs


def batches(*names: list[str | None]) -> list[pa.RecordBatch]:
    """Batches of rows with these candidates."""
    return [pa.record_batch({"candidate": pa.array(one, pa.string())}) for one in names]


def joined(*names: list[str | None]) -> list[list[str | None]]:
    """The candidates in each table that comes out."""
    return [table["candidate"].to_pylist() for table in join_logs(batches(*names))]


def test_the_last_log_of_a_batch_waits() -> None:
    """It may go on in the next one; what stands before it need not wait."""
    assert joined(["a", "a", "b"], ["b", "b"], [], ["b", "c"], ["d"]) == [["a", "a"], ["b", "b", "b", "b"], ["c"], ["d"]]


def test_rows_without_a_name_are_no_log() -> None:
    """They go at once, and take nothing along that goes on behind them."""
    assert joined(["a", None], [None], [None, "a"], [""]) == [["a", None], [None], [None], ["a"], [""]]


@given(st.lists(st.lists(st.integers(0, 4), max_size=6), max_size=6))
def test_no_log_is_cut_and_no_row_lost(parts: list[list[int]]) -> None:
    """Whatever the batches: the same rows in the same order, and each candidate in one table alone."""
    names = sorted(str(one) for part in parts for one in part)
    cut: list[list[str | None]] = []
    begin = 0
    for part in parts:
        cut.append([*names[begin : begin + len(part)]])
        begin += len(part)
    found = joined(*cut)
    assert [name for table in found for name in table] == names
    assert sum(len(set(table)) for table in found) == len(set(names))
