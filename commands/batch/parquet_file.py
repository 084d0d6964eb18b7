"""Findings that wait as an Arrow stream, written as Parquet."""

from __future__ import annotations

from pathlib import Path

_ROWS = 64 * 1024  # of a group, at least


def write_parquet(part: Path, target: Path) -> None:
    """Write the batches of ``part`` into a file that takes its name when it is whole."""
    import pyarrow as pa
    from pyarrow import ipc
    from pyarrow.parquet import ParquetWriter

    whole = target.with_name(f"{target.name}.whole")
    with part.open("rb") as file, ipc.open_stream(file) as stream, ParquetWriter(whole, stream.schema, compression="zstd") as writer:
        held: list[pa.RecordBatch] = []
        for batch in stream:
            held.append(batch)
            if sum(one.num_rows for one in held) >= _ROWS:
                writer.write_table(pa.Table.from_batches(held))
                held = []
        if held:
            writer.write_table(pa.Table.from_batches(held))
    whole.replace(target)
