"""Hypothesis strategies for runs: a pack, a log and a moment to ask at.

Whole runs come from one seeded `random.Random` each, not from many small draws: that makes them fifty times faster to throw, and far more
varied. What hypothesis cannot shrink then, `tests.oracle.shrink` does.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st

from afterword.tests.oracle.runs import random_run

runs = st.randoms(use_true_random=True).map(random_run)
"""Random runs of every construct."""


def profile(examples: int) -> settings:
    """So many examples, the same in every run of the tests.

    ``AFTERWORD_EXAMPLES=n`` asks for n times as many: others each time if these are more, some of the same if they are fewer.
    """
    times = float(os.environ.get("AFTERWORD_EXAMPLES", "1"))
    return settings(
        max_examples=max(1, round(examples * times)),
        derandomize=times <= 1,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
