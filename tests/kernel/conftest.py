"""Without numba there is nothing to test."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("numba") and find_spec("pyarrow") else ["test_*.py"]
