"""When something is due, in words: `within 24 hours after the interview`."""

from __future__ import annotations

from afterword.engine.handbook.describe_value import describe_duration, describe_time
from afterword.engine.handbook.prose import Phrase, say, say_list
from afterword.engine.handbook.wording import Wording
from afterword.engine.language.patterns import EventSource, FactSource
from afterword.engine.language.rule import TimeExpr, Window
from afterword.engine.times.model import Duration


def describe_anchor(wording: Wording) -> Phrase | None:
    """The case's event, from which time counts: the latest one that is bound; ``None`` where none is."""
    timed = {alias: source for alias, source in wording.sources.items() if isinstance(source, EventSource | FactSource)}
    if not timed:
        return None
    named = [
        f"the moment of {wording.alias(alias)}" if isinstance(source, FactSource) else wording.alias(alias)
        for alias, source in timed.items()
    ]
    if len(named) == 1:
        return say(named[0])
    return say(f"the {'later' if len(named) == len('12') else 'latest'} of ", say_list([say(name) for name in named]))


def describe_window_after(window: Window, wording: Wording) -> Phrase:
    """Where a rule looks forward: `after the interview`, `within 24 hours after the interview`, `after the frame, within …`."""
    anchor = describe_anchor(wording)
    lengths, times = _lengths(window, "after", _base(window, wording)), _times(window, wording)
    bounds = say_list([bound for bound in (lengths, *times) if bound])
    if anchor is None:
        return bounds or say("in the whole log")
    if lengths and window.base is None and not times:
        return lengths
    return say("after ", anchor, ", ", bounds) if bounds else say("after ", anchor)


def describe_window_around(window: Window, wording: Wording) -> Phrase:
    """Where a rule looks to both sides: `at any time, before or after the interview`; lengths of time count both ways."""
    lengths, times = _lengths(window, "before or after", _base(window, wording)), _times(window, wording)
    anchor = describe_anchor(wording)
    if lengths or times:
        return say_list([bound for bound in (lengths, *times) if bound])
    return say("at any time, before or after ", anchor) if anchor is not None else say("in the whole log")


def describe_window_before(window: Window, wording: Wording) -> Phrase:
    """Where a rule looks back: `before the letter`, `within 3 days before the letter`; lengths of time count backwards."""
    anchor = describe_anchor(wording) or say("the start of the log")
    lengths, times = _lengths(window, "before", _base(window, wording)), _times(window, wording)
    if lengths and window.base is None and not times:
        return lengths
    bounds = [bound for bound in (lengths, *times) if bound]
    return say("before ", anchor, ", ", say_list(bounds)) if bounds else say("before ", anchor)


def describe_show(window: Window, wording: Wording) -> Phrase:
    """When an advice is shown: `from 2 days after the interview until 5 days after the interview`."""
    base = _base(window, wording)
    begins = say("from ", _bound(window.opens, base, wording), " on" if window.due is None else "") if window.opens is not None else ()
    ends = say("until ", _bound(window.due, base, wording)) if window.due is not None else ()
    return say(begins, " " if begins and ends else "", ends) if begins or ends else say("from then on")


def _times(window: Window, wording: Wording) -> list[Phrase]:
    """The ends of a window that are times of their own."""
    since = say("no earlier than ", describe_time(window.opens, wording)) if isinstance(window.opens, TimeExpr) else ()
    until = say("no later than ", describe_time(window.due, wording)) if isinstance(window.due, TimeExpr) else ()
    return [time for time in (since, until) if time]


def _base(window: Window, wording: Wording) -> Phrase:
    """What lengths of time count from."""
    if window.base is not None:
        return say("the time " if window.base.shift is not None else "", describe_time(window.base, wording))
    return describe_anchor(wording) or say("the start of the log")


def _lengths(window: Window, side: str, base: Phrase) -> Phrase:
    """The ends of a window that are lengths of time: `within 2 days after …`, `at least 2 hours and no more than 2 days before …`."""
    far = describe_duration(window.due) if isinstance(window.due, Duration) else None
    near = describe_duration(window.opens) if isinstance(window.opens, Duration) else None
    bounds = [f"at least {near}"] if near else []
    bounds += [f"no more than {far}" if near else f"within {far}"] if far else []
    return say(" and ".join(bounds), f" {side} ", base) if bounds else ()


def _bound(end: Duration | TimeExpr, base: Phrase, wording: Wording) -> Phrase:
    return say(f"{describe_duration(end)} after ", base) if isinstance(end, Duration) else describe_time(end, wording)
