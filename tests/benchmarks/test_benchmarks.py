"""The benchmarks measure what they say: logs of the size asked for, without mistakes, and alike each time."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from afterword.benchmarks import __main__ as main
from afterword.benchmarks.candidates import as_yaml, write_log
from afterword.benchmarks.measure import times_of
from afterword.benchmarks.parts import Sample, load, repeat_rules
from afterword.benchmarks.table import Table, markdown, ratio


@pytest.mark.parametrize("size", [1, 20, 200, 1000])
def test_logs_have_the_size_asked_for(size: int) -> None:
    """Exactly so many events, the same each time, others with another seed."""
    log = write_log(size, seed=7)
    assert len(log["events"]) == size
    assert log == write_log(size, seed=7)
    assert log["events"] != write_log(size, seed=8)["events"] or size == 1


def test_yaml_says_what_the_log_says() -> None:
    """The text that is timed is the log that was made."""
    log = write_log(200)
    assert yaml.safe_load(as_yaml(log)) == log


@pytest.mark.parametrize("seed", range(12))
def test_logs_are_without_mistakes_and_worth_a_look(seed: int) -> None:
    """Each log is read without a mistake, and there is something to say about it."""
    evaluator = load("native")
    sample = Sample(60, seed)
    assert evaluator.evaluate(sample.read(evaluator), sample.micros).findings


def test_more_rules_find_more() -> None:
    """A pack with its rules three times over finds everything three times."""
    evaluator = load("native")
    sample = Sample(40)
    once, thrice = (len(one.evaluate(sample.read(one), sample.micros).findings) for one in (evaluator, repeat_rules(3)))
    assert thrice == 3 * once


def test_ratios_have_two_digits() -> None:
    """More digits than a clock is good for would only look exact."""
    assert [ratio(1, 3), ratio(10, 4), ratio(49.6, 1), ratio(12345, 1), ratio(2, 1)] == ["0.33", "2.5", "50", "12,000", "2"]


def test_times_are_of_one_call() -> None:
    """A time is of one call, whatever the number of calls that were timed, and works are timed in turns."""
    calls: list[str] = []
    short, long = times_of(lambda: calls.append("short"), lambda: calls.append(f"long{sum(range(20_000))}"), least=0.002)
    assert 0 < short < long < 0.01
    assert len(calls) > 20


def test_tables_become_markdown() -> None:
    """A table with its heading and remark, as docs/benchmarks.md shows it."""
    page = markdown(Table("Start", "How fast.", "Fast.", ("what", "ratio"), (("check", "2"),)))
    assert page == "## Start\n\nHow fast.\n\n| what | ratio |\n| --- | --- |\n| check | 2 |\n"


def test_pages_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has the tables, the README what came out, and whatever stands around its marks stays."""
    monkeypatch.setattr(main, "PAGE", tmp_path / "benchmarks.md")
    monkeypatch.setattr(main, "README", tmp_path / "README.md")
    main.README.write_text("before\n<!-- benchmarks -->\n- old\n<!-- /benchmarks -->\nafter\n", encoding="utf-8")
    main.write_pages([Table("Start", "How fast.", "Fast.", ("what", "ratio"), (("check", "2"),))])
    assert "## Start\n" in main.PAGE.read_text(encoding="utf-8")
    assert main.README.read_text(encoding="utf-8") == "before\n<!-- benchmarks -->\n- Fast.\n<!-- /benchmarks -->\nafter\n"
