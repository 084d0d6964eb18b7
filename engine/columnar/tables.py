"""The rows of relations, before they are laid out for compiled functions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from afterword.engine.kernel.memory import Integers


class Table(NamedTuple):
    """Rows of one relation, in order by log: the log of each, its ID, its own cells."""

    logs: Integers
    ids: Integers
    cells: Integers


NO_ROWS = np.zeros(0, np.int64)
NO_TABLE = Table(NO_ROWS, NO_ROWS, NO_ROWS)
