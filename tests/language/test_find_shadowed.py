"""Overrides of which nothing is left are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterword.engine.language.find_shadowed import find_shadowed
from afterword.tests.language.extending import BASE, brief, extended, head, write


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in a folder of its own, beside a pack to build on."""
    monkeypatch.chdir(tmp_path)
    write(base=BASE)


@pytest.mark.parametrize(
    ("first", "second", "own", "shadowed"),
    [
        ("severity: advice", "severity: warning", None, ["one.yaml 1"]),
        ("severity: advice, step: 2", "severity: warning", None, []),
        ("severity: advice, step: 2", "severity: warning", "step: 1", ["one.yaml 2"]),
        ("severity: advice", "severity: warning", "severity: advice", ["one.yaml 1", "two.yaml 1"]),
        ("say: {open: A}", "say: {open: B, overdue: C}", None, ["one.yaml 1"]),
        ("say: {open: A, overdue: C}", "say: {open: B}", None, []),
        ("say: {open: A}", "say: B", None, ["one.yaml 1"]),
        ("say: A", "say: {open: B, overdue: C}", None, []),
        ("say: A", "say: B", None, ["one.yaml 1"]),
    ],
)
def test_shadowed(first: str, second: str, own: str | None, shadowed: list[str]) -> None:
    """An override is told of when each key, and each state, that it gives is given anew; with all the places that do so."""
    for name, keys in (("one", first), ("two", second)):
        write(**{name: head("base.yaml", name) + f"override: {{write: {{{keys}}}}}\n"})
    mine = extended(f"override: {{write: {{{own}}}}}\n" if own else "", "[one.yaml, two.yaml]")
    found = find_shadowed(mine.overrides)
    assert [f"{one.span.source.name} {len(one.related)}" for one in found] == shadowed
    assert all(brief(one).endswith("shadowed-override: write") for one in found)


def test_other_rules_shadow_nothing() -> None:
    """What is changed in another rule does not count."""
    write(one=head("base.yaml", "one") + "override: {write: {step: 2}}\n", two=head("base.yaml", "two") + "override: {rest: {step: 2}}\n")
    assert find_shadowed(extended("", "[one.yaml, two.yaml]").overrides) == ()
