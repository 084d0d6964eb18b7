"""docs/peers.md and its plots, written from what was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from afterword.benchmarks.peers.sections import Section
from afterword.benchmarks.table import Table, markdown, row

DOCS = Path(__file__).resolve().parents[2] / "docs"
PEERS = ("durable-rules", "clipspy", "declare4py", "pm4py", "pandas", "polars", "orjson")
HEAD = """# Afterword and others

The same rules over the same logs: by Afterword, by a loop written by hand, by polars written by hand, and by tools that say they can.
`benchmarks/peers/` holds all of it, a module for each; this page is written by it.

```sh
uv run --group peers python -m benchmarks.peers --log events.jsonl.gz
```

`--log` may be repeated, or left out: then there are the made-up candidates alone. A log is CSV, XES or JSON Lines, perhaps gzipped;
`--columns case,act,ts` names the columns of the first and the last (times are milliseconds, or ISO 8601). `--only peers` (events, rules,
logs, batch) measures one part, `--quick` less of each, and both write nothing. `--logs 1000000` lets `afterword batch` go that far. The
peers are pinned in the dependency group `peers`, which installs on CPython 3.11, 3.12 and 3.13; whoever is not there is passed over with a
word.

## What is compared

**Twelve rules with windows**, one of each of twelve templates of Declare, chosen for each log by the same steps (`rules.py`): activities in
the order of the number of cases that have them, the other activity being what most often stands next to the first (of a prohibition, least
often), and windows that three quarters of the waits fit (of a prohibition, one quarter). They are one `.decl` text: `afterword
import-declare` makes the pack of it, and Declare4Py reads it as it is.

**Agreement comes first.** Each contender's verdicts are held against those of the loop before any of its times is shown: the verdict on
each activation, or as much as the contender tells. One that differs ends the run with exit code 1. Nobody can be compared on logs that go
on, since the others know none: it is asked long after the last event.

**Times** are of the processor, all threads and processes together, the best of five (of two, where a turn takes over 20 seconds), in turns
that load the log anew. The yardstick is the loop over the same cases and rules, timed before and after. Start-up (imports, compiling rules)
and loading (from three columns of cases, types and times, in order, to whatever a contender works on) stand apart; what several
import counts for the first of them.

"""
WHO = (
    ("Python loop", "all twelve rules; a row for each activation", ""),
    ("polars by hand", "all twelve, by as-of joins; a row for each activation", ""),
    (
        "Afterword, columnar",
        "all twelve; whole verdicts with state, deadline and deciding event, and one for each forbidden event",
        "",
    ),
    (
        "Afterword, native",
        "all twelve; a decided case for each activation, and one for each forbidden event: rule, activation, state and deciding event",
        "evidence, bounds of the window: a verdict is put together when it is looked at; *whole verdicts* looks at each",
    ),
    ("Afterword, durable", "the same, on a sample of cases, as it is meant for small logs", ""),
    (
        "CLIPS (clipspy)",
        "all twelve, as productions that call Python; on a sample of cases",
        "what is missing is no fact: Python knows the activations for which nothing fired",
    ),
    (
        "durable-rules, Host",
        "all twelve, as patterns that make actions fire; on a sample of cases, in a process of its own",
        "`none` misfires: Python knows the activations for which nothing fired; for `Alternate`, facts carry the places of neighbours",
    ),
    ("Declare4Py", "all twelve; counts for each case, of `Existence` and `Absence` a yes or no", "which activation it was"),
    (
        "pm4py, LTL",
        "the three prohibitions with their windows; the cases in which some pair lies within",
        "other rules with windows: it looks for one pair, not at each activation",
    ),
    (
        "pm4py, Declare",
        "eight of the rules, without windows; the cases that deviate",
        "time; numbers above one; `Not Response`, `Not Precedence`: its `nonsuccession` is broken where a succession holds as a whole",
    ),
)
"""Everybody, what they say, and what they do not."""


def write_pages(sections: Mapping[str, Section]) -> None:
    """Write the page and the plots."""
    folder = DOCS / "benchmarks"
    folder.mkdir(exist_ok=True)
    for section in sections.values():
        for name, plot in section.plots.items():
            (folder / f"{name}.svg").write_text(plot, encoding="utf-8")
    (DOCS / "peers.md").write_text(render_page(sections), encoding="utf-8")


def render_page(sections: Mapping[str, Section]) -> str:
    """The whole page."""
    machine = f"CPython {platform.python_version()}, {platform.system()} ({platform.machine()}), {os.cpu_count()} cores"
    goals = tuple(goal for section in sections.values() for goal in section.goals)
    about = f"Taken with {machine}; {', '.join(_versions())}."
    asked = Table("In brief", about, "", ("what", "wanted", "came out"), goals)
    who = "\n".join(row(cells) for cells in (("who", "says", "does not say"), ("---",) * 3, *WHO)) + "\n"
    return "\n".join([HEAD + who, markdown(asked), *(text for section in sections.values() for text in _render(section))])


def _render(section: Section) -> Iterator[str]:
    for table in section.tables:
        yield markdown(table)
        model = section.models.get(table.title.removeprefix("On "))
        if model:
            yield f"The rules:\n\n```\n{''.join(line for line in model.splitlines(keepends=True) if '[' in line)}```\n"
    for name in section.plots:
        yield f"![{name}](benchmarks/{name}.svg)\n"


def _versions() -> Iterator[str]:
    for name in PEERS:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"
