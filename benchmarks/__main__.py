"""`uv run python -m benchmarks`: measure everything, print it, and write docs/benchmarks.md and its summary in the README.

`--quick` measures less and writes nothing; `--only start` (executors, growth, memory) measures one part.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from pathlib import Path

from afterword.benchmarks.parts import PARTS
from afterword.benchmarks.table import Table, markdown

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
README = ROOT / "README.md"
HEAD = """# Benchmarks

Every number is a ratio of two times, or of two sizes, that one run took on one machine; so they can be compared between machines.
The logs are made by `benchmarks/candidates.py`, seeded, in the words of the default pack. `uv run python -m benchmarks` writes this page.
"""


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Afterword, as ratios in one run.")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, and no page is written")
    parser.add_argument("--only", choices=sorted(PARTS), help="one part alone, and no page is written")
    options = parser.parse_args()
    tables = []
    for name, part in PARTS.items():
        if options.only in {None, name}:
            tables.append(part(quick=options.quick))
            print(markdown(tables[-1]), flush=True)
    if not options.quick and not options.only:
        write_pages(tables)


def write_pages(tables: Sequence[Table]) -> None:
    """Write docs/benchmarks.md, and what came out in brief between the marks of the README."""
    about = f"Last taken with CPython {platform.python_version()} on {platform.system()} ({platform.machine()}).\n"
    PAGE.write_text("\n".join([HEAD, about, *map(markdown, tables)]), encoding="utf-8")
    before, begin, rest = README.read_text(encoding="utf-8").partition("<!-- benchmarks -->\n")
    _, end, after = rest.partition("<!-- /benchmarks -->")
    README.write_text(before + begin + "".join(f"- {table.brief}\n" for table in tables) + end + after, encoding="utf-8")


if __name__ == "__main__":
    main()
