"""All who are compared."""

from __future__ import annotations

from afterword.benchmarks.peers.compare import Entrant
from afterword.benchmarks.peers.pm4py_checks import DeclareChecker, LtlChecker

LOOP = Entrant("loop", "Loop")
FRAMES = Entrant("frames", "Frames", ("polars",))
COLUMNAR = Entrant("ours", "Columnar", ("polars",))
NATIVE = Entrant("ours", "Engine", engine="native")
ENGINES = (LOOP, NATIVE, COLUMNAR)
"""Whose growth is measured."""
OURS = (
    FRAMES,
    COLUMNAR,
    NATIVE,
    Entrant("ours", "WholeVerdicts", engine="native"),
    Entrant("ours", "Engine", ("durable_rules_engine",), engine="durable", cases=200),
)
PEERS = (
    Entrant("clips_rules", "Clips", ("clips",), cases=1000),
    Entrant("durable_host", "DurableHost", ("durable_rules_engine",), cases=200, apart=True),
    Entrant("declare4py", "Declare4Py", ("Declare4Py",)),
    Entrant("pm4py_checks", "LtlChecker", ("pm4py",), templates=LtlChecker.templates),
    Entrant("pm4py_checks", "DeclareChecker", ("pm4py",), templates=DeclareChecker.templates, timed=False),
)
ENTRANTS = (*OURS, *PEERS)
