"""The tests of a pack, run from a program."""

from __future__ import annotations

from pathlib import Path

import pytest

import afterword
from afterword import InputError, run_pack_tests


def test_run_pack_tests(folder: Path) -> None:
    """Typed results, whatever the pack is named by; settings are plain values."""
    tests = run_pack_tests(folder / "moving", settings={"strict": True}, engine="native")
    assert isinstance(tests, afterword.RuleTests)
    assert tests.passed
    (pack,) = tests.packs
    assert (len(pack.trials), pack.left_out, pack.coverage.percent) == (5, 0, 75.0)
    other = folder / "other.yaml"
    other.write_text("cases: [{name: empty, log: {events: []}, moments: [{at: 2025-05-02, some: [{rule: read-the-meters}]}]}]")
    tests = run_pack_tests("moving", [other])
    assert not tests.passed
    (failure,) = tests.failures
    assert (failure.name, failure.passed) == ("empty", False)


@pytest.mark.usefixtures("folder")
def test_mistakes() -> None:
    """Mistakes in files are raised, all of them; an engine that there is not is a mistake of the caller."""
    with pytest.raises(InputError) as caught:
        run_pack_tests("moving", ["nowhere.yaml"], {"strikt": True})
    assert [one.code for one in caught.value.diagnostics] == ["unknown-parameter", "file-not-found"]
    with pytest.raises(ValueError, match="choose one of auto, durable, native, both"):
        run_pack_tests("moving", engine="fast")  # type: ignore[arg-type]
