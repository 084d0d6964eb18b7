"""The holidays of a log: days that it lists, or those of a country or region."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import date

from afterword.engine.diagnostics import choices_hint, quote
from afterword.engine.log.context import Context, is_null
from afterword.engine.log.model import Event
from afterword.engine.reading.nodes import Items, Node, Scalar
from afterword.engine.times.instants import parse_date, to_datetime
from afterword.engine.times.model import TimeProblem

_REGION = re.compile(r"([A-Z]{2})(?:-([A-Za-z0-9]+))?", re.ASCII)
_FORMS = "write days as in `[2025-12-25, 2025-12-26]`, or a country or region such as `GB`, `US`, `DE-BY` or `GB-SCT`"


def read_holidays(node: Node | None, events: Sequence[Event], context: Context) -> frozenset[date]:
    """The days off: a day, the code of a country or region, or a list of both.

    A region stands for its public holidays in the years of ``events`` with one before and two after them, where deadlines may fall.
    """
    if node is None or is_null(node):
        return frozenset()
    days: set[date] = set()
    for one in node.nodes if isinstance(node, Items) else (node,):
        if not isinstance(one, Scalar):
            context.wrong_type("a day, or the code of a country or region", one, _FORMS)
        elif one.text[:1].isdecimal():
            day = parse_date(one.text)
            if isinstance(day, TimeProblem):
                context.report_time(day, one.place)
            else:
                days |= {day}
        else:
            days.update(_public_holidays(one, holiday_years(events), context))
    return frozenset(days)


def holiday_years(events: Sequence[Event]) -> range:
    """The years that deadlines of ``events`` may fall in; none without any."""
    if not events:
        return range(0)
    first, last = min(event.when.lo for event in events), max(event.when.hi for event in events)
    return range(to_datetime(first, "UTC").year - 1, to_datetime(last, "UTC").year + 3)


def _public_holidays(code: Scalar, years: range, context: Context) -> Sequence[date]:
    """The public holidays of a country, or of a region of it."""
    try:
        import holidays
    except ImportError:
        message = f"to know the holidays of {quote(code.text)}, the package `holidays` must be installed"
        context.report("unknown-holidays", message, code.place, f"run `pip install holidays`, or list the days: {_FORMS}")
        return ()
    found = _REGION.fullmatch(code.text)
    if found:
        try:
            with warnings.catch_warnings(action="ignore"):
                return tuple(holidays.country_holidays(found[1], subdiv=found[2], years=years))
        except NotImplementedError:
            pass
    hint = _meant(code.text.upper(), holidays.list_supported_countries(include_aliases=False))
    context.report("unknown-holidays", f"no holidays are known for {quote(code.text)}", code.place, hint or _FORMS)
    return ()


def _meant(written: str, regions: Mapping[str, Sequence[str]]) -> str | None:
    """The country or region that was meant by what is ``written``, in capitals."""
    country, dash, part = written.partition("-")
    if country not in regions:
        return choices_hint(written, list(regions), most=0)
    if not dash or part in regions[country]:
        return f"did you mean `{written}`?"
    return f"regions of {country}: {', '.join(regions[country])}" if regions[country] else f"write `{country}` alone"
