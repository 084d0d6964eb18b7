"""Settings that hold for every test."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# No deadline: a slow machine is no bug. In CI the same examples each time, so that a red build means a change made it red.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True, scope="session")
def _no_packs_of_before(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compiled packs are kept for this run alone: nothing of the user is read or written."""
    os.environ["AFTERWORD_CACHE"] = str(tmp_path_factory.mktemp("packs"))
