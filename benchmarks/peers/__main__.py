"""`uv run --group peers python -m benchmarks.peers`: hold Afterword against others, and write docs/peers.md and its plots."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from afterword.benchmarks.peers.page import write_pages
from afterword.benchmarks.peers.sections import SECTIONS, Wish
from afterword.benchmarks.table import markdown


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description="Hold Afterword against others on the same rules and logs."
    )
    parser.add_argument(
        "--log", type=Path, action="append", default=[], help="an event log: CSV, XES or JSON Lines, perhaps gzipped; may be repeated"
    )
    parser.add_argument("--columns", default="case,act,ts", help="the columns of case, activity and time in such a table")
    parser.add_argument("--candidates", type=int, default=Wish().candidates, help="made-up candidates to compare on")
    parser.add_argument("--batch", type=int, default=Wish().batch, help="candidates for the default pack against orjson")
    parser.add_argument("--logs", type=int, default=Wish().most, help="how many logs `afterword batch` grows to: 1000000 takes long")
    parser.add_argument("--quick", action="store_true", help="less of everything, and no page is written")
    parser.add_argument("--only", choices=sorted(SECTIONS), action="append", help="these parts alone, and no page is written")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", module=r"(?!afterword)")  # what libraries say to each other
    wish = Wish(options.log, options.columns.split(","), options.candidates, options.batch, options.logs, options.quick)
    sections = {}
    for name, section in SECTIONS.items():
        if options.only is None or name in options.only:
            sections[name] = section(wish)
            for table in sections[name].tables:
                print(markdown(table), flush=True)
            for goal in sections[name].goals:
                print(*goal, sep=" | ", flush=True)
    if not options.quick and options.only is None:
        write_pages(sections)


if __name__ == "__main__":
    main()
