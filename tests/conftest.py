"""Settings that hold for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# No deadline: a slow machine is no bug. In CI the same examples each time, so that a red build means a change made it red.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
