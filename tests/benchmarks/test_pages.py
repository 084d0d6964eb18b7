"""Plots and pages show the numbers that they are given, the same each time."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from afterword.benchmarks.peers import page
from afterword.benchmarks.peers.bulk import candidate_lines, run_batch
from afterword.benchmarks.peers.entrants import ENTRANTS
from afterword.benchmarks.peers.growth import Series
from afterword.benchmarks.peers.plots import Axis, draw_bars, draw_lines, fit, told
from afterword.benchmarks.peers.sections import Section
from afterword.benchmarks.table import Table

LINES = {"one": [(2_000.0, 0.4), (20_000.0, 0.5)], "a < b": [(2_000.0, 8.0), (20_000.0, 9.0)]}
BARS = {"quick": {"x": 0.25, "y": 0.5}, "slow": {"x": 170.0}}


def texts(svg: str) -> list[str]:
    """All that a plot says."""
    return [element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314 - our own


def test_lines_are_drawn() -> None:
    """Title, both axes and each series are named; a point lies where the axes say."""
    svg = draw_lines("Growth", "events", "microseconds", LINES)
    assert {"Growth", "events", "microseconds", "one", "a < b", "2,000", "20,000", "0.5", "1", "10"} <= set(texts(svg))
    assert svg.count("<circle ") == 4
    assert svg == draw_lines("Growth", "events", "microseconds", LINES)


def test_bars_are_drawn() -> None:
    """Each bar has its number; one below 1 goes the other way."""
    svg = draw_bars("Time", "times as long", BARS)
    assert {"quick", "slow", "x", "y", "0.25", "0.5", "170"} <= set(texts(svg))
    starts = [float(x) for x in re.findall(r'<rect x="([\d.]+)" y="\d+" width="[\d.]+" height="13"', svg)]
    assert starts[0] < starts[1] < starts[2]


def test_axes_hold_their_values() -> None:
    """An axis goes from a round number to one, with all values between, and equal ratios are equal lengths."""
    axis = fit([0.3, 40], 0, 300)
    assert axis == Axis(0.1, 100, 0, 300)
    assert axis.ticks == pytest.approx([0.1, 1, 10, 100])
    assert axis.at(1) == pytest.approx(100)
    assert fit([3, 8], 0, 100).ticks == pytest.approx([2, 5, 10])
    assert fit([1, 1], 0, 100).high > fit([1, 1], 0, 100).low


def test_numbers_have_two_digits() -> None:
    """As many as a clock is good for."""
    assert [told(one) for one in (0.1234, 1, 1.26, 12.6, 172.3, 1_000_000)] == ["0.12", "1", "1.3", "13", "170", "1,000,000"]


def test_growth_is_the_last_against_the_first() -> None:
    """Flat is 1."""
    assert Series("x", ((1, 2.0), (10, 2.2), (100, 3.0))).growth == 1.5


def test_the_page_has_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ratios asked for first, then each table with the rules behind it and its plot, which lies where the page says."""
    monkeypatch.setattr(page, "DOCS", tmp_path)
    table = Table("On logs", "Some.", "", ("who", "evaluation"), (("loop", "1"),))
    section = Section((table,), {"peers": "<svg/>"}, {"logs": "activity a\nAbsence3[a] | |\n"}, (("speed", "at least 3", "4"),))
    page.write_pages({"peers": section})
    text = (tmp_path / "peers.md").read_text(encoding="utf-8")
    assert text.index("| speed | at least 3 | 4 |") < text.index("## On logs") < text.index("\nAbsence3[a] | |\n") < text.index("![peers]")
    (name,) = re.findall(r"!\[.*\]\((.*)\)", text)
    assert (tmp_path / name).read_text(encoding="utf-8") == "<svg/>"


def test_the_page_tells_of_everybody() -> None:
    """Whoever is compared is named, with what he says and does not say; versions are those that are pinned."""
    assert len(page.WHO) == len(ENTRANTS)  # the loop more, and `native` in one line
    assert "Python loop" in page.render_page({})


def test_a_run_of_many_logs_is_measured() -> None:
    """Time, memory and findings of `afterword batch` over candidates that all have names of their own."""
    names = [line.partition(b",")[0] for line in candidate_lines(2_001)]
    assert len(set(names)) == 2_001
    used = run_batch(3, "--jobs", "1")
    assert used.processor > 0
    assert used.wall > 0
    assert used.memory > 1_000_000
    assert used.findings > 3


def test_the_committed_page_is_of_this_code() -> None:
    """What the page says of the comparison is what the code says now, and each plot that it shows lies beside it."""
    written = (page.DOCS / "peers.md").read_text(encoding="utf-8")
    assert written.startswith(page.render_page({}).partition("## In brief")[0])
    plots = re.findall(r"\]\((benchmarks/.*?)\)", written)
    assert len(plots) > 5
    assert all(ET.parse(page.DOCS / plot).getroot().tag.endswith("svg") for plot in plots)  # noqa: S314 - our own
