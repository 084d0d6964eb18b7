"""Plots as SVG text: the same numbers give the same bytes. Points joined by lines over two axes, or bars; logarithmic where said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 78, 170, 44, 56
INK, FAINT, GRID = "#222222", "#555555", "#dddddd"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Told apart by those who see few colours as well (Okabe and Ito)."""
LINE_HEIGHT = 16
BAR = 15
NEAR, NEARLY = 1.5, 2
"""Decades: an axis whose values span fewer than so many ends between decades, and one that itself does has ticks between them."""


class Axis(NamedTuple):
    """A logarithmic axis from one number to another, both included, on so many pixels."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """Where a number lies."""
        share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return self.begin + share * (self.end - self.begin)

    @property
    def ticks(self) -> list[float]:
        """Round numbers on it: decades, and twice and five times these where there are few."""
        steps = (1, 2, 5) if log10(self.high / self.low) <= NEARLY else (1,)
        found = [step * 10.0**power for power in range(floor(log10(self.low)), ceil(log10(self.high)) + 1) for step in steps]
        return [one for one in found if self.low * 0.999 <= one <= self.high * 1.001]


def fit(values: Sequence[float], begin: float, end: float) -> Axis:
    """An axis that holds all values, from a round number to one."""
    low, high = min(values), max(values)
    if high / low > 10**NEAR:
        return Axis(10.0 ** floor(log10(low)), 10.0 ** ceil(log10(high)), begin, end)
    steps = [step * 10.0**power for power in range(floor(log10(low)) - 1, ceil(log10(high)) + 2) for step in (1, 2, 5)]
    return Axis(max(one for one in steps if one <= low * 1.001), min(one for one in steps if one > high * 0.999 and one > low), begin, end)


def draw_lines(title: str, across: str, up: str, series: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """A line for each series, its name at its end; ``across`` and ``up`` name the axes, with their units."""
    horizontal = fit([x for points in series.values() for x, _ in points], LEFT, WIDTH - RIGHT)
    # From nothing less than a tenth to the highest: a flat line shall look flat.
    values = [y for points in series.values() for _, y in points]
    vertical = fit([min(values), max(*values, min(values) * 10)], HEIGHT - BOTTOM, TOP)
    parts = [*_grid(horizontal, vertical), *_titles(title, across, up, (LEFT + WIDTH - RIGHT) / 2, HEIGHT)]
    names = []
    for number, (name, points) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [(horizontal.at(x), vertical.at(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        names.append((places[-1][1], name, colour))
    below = -float(LINE_HEIGHT)
    for height, name, colour in sorted(names):
        below = max(height, below + LINE_HEIGHT)
        parts.append(_text(WIDTH - RIGHT + 12, below + 4, name, colour=colour))
    return _whole(parts, HEIGHT)


def draw_bars(title: str, across: str, groups: Mapping[str, Mapping[str, float]]) -> str:
    """A group of bars for each name, one for each log that it was measured on; lengths are logarithmic, from 1 to either side."""
    keys = list(dict.fromkeys(key for bars in groups.values() for key in bars))
    left, step = 200, len(keys) * BAR + 12
    height = TOP + LINE_HEIGHT + len(groups) * step + BOTTOM
    axis = fit([1.0, *(value for bars in groups.values() for value in bars.values())], left, WIDTH - 70)
    bottom = height - BOTTOM
    parts = [line for tick in axis.ticks for line in _upright(axis.at(tick), TOP + LINE_HEIGHT, bottom, told(tick))]
    parts += _titles(title, across, "", (axis.begin + axis.end) / 2, height)
    x = float(left)
    for number, key in enumerate(keys):
        parts += [f'<rect x="{x:.1f}" y="{TOP - 10}" width="11" height="11" fill="{COLOURS[number]}"/>', _text(x + 16, TOP, key)]
        x += 36 + 7 * len(key)
    for row, (name, bars) in enumerate(groups.items()):
        top = TOP + LINE_HEIGHT + row * step + 6
        parts.append(_text(left - 10, top + len(keys) * BAR / 2 + 4, name, anchor="end"))
        for number, key in enumerate(keys):
            if key in bars:
                one, other = sorted((axis.at(1), axis.at(bars[key])))
                y = top + number * BAR
                width = max(other - one, 1)
                parts.append(f'<rect x="{one:.1f}" y="{y}" width="{width:.1f}" height="{BAR - 2}" fill="{COLOURS[number]}"/>')
                parts.append(_text(other + 5, y + BAR - 4, told(bars[key]), size=11, colour=FAINT))
    parts.append(f'<line x1="{axis.at(1):.1f}" y1="{TOP + LINE_HEIGHT}" x2="{axis.at(1):.1f}" y2="{bottom}" stroke="{INK}"/>')
    return _whole(parts, height)


def told(value: float) -> str:
    """A number to two digits, without signs that nobody needs."""
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 or rounded.is_integer() else f"{rounded:g}"  # noqa: PLR2004 - two digits


def _grid(horizontal: Axis, vertical: Axis) -> Iterator[str]:
    for tick in horizontal.ticks:
        yield from _upright(horizontal.at(tick), TOP, HEIGHT - BOTTOM, told(tick))
    for tick in vertical.ticks:
        y = vertical.at(tick)
        yield f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="{GRID}"/>'
        yield _text(LEFT - 8, y + 4, told(tick), anchor="end", size=12, colour=FAINT)


def _upright(x: float, top: float, bottom: float, name: str) -> Iterator[str]:
    yield f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{bottom}" stroke="{GRID}"/>'
    yield _text(x, bottom + 18, name, anchor="middle", size=12, colour=FAINT)


def _titles(title: str, across: str, up: str, middle: float, height: int) -> Iterator[str]:
    yield _text(16, 22, title, size=15, weight="bold")
    yield _text(middle, height - 14, across, anchor="middle")
    if up:
        half = (TOP + height - BOTTOM) / 2
        yield _text(18, half, up, anchor="middle", more=f' transform="rotate(-90 18 {half:.1f})"')


def _text(  # noqa: PLR0913 - what a text looks like
    x: float, y: float, text: str, *, anchor: str = "start", size: int = 13, colour: str = INK, weight: str = "normal", more: str = ""
) -> str:
    look = f'font-size="{size}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}{more}>{escape(text)}</text>'


def _whole(parts: Sequence[str], height: int) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return "\n".join(
        [f'{head} font-family="Helvetica, Arial, sans-serif">', '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>", ""]
    )
