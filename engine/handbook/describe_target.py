"""What a rule asks for or forbids, and when, in words."""

from __future__ import annotations

from typing import assert_never

from afterword.engine.handbook.describe_pattern import SOME, describe_alternatives, describe_pattern
from afterword.engine.handbook.describe_value import describe_duration
from afterword.engine.handbook.describe_window import (
    describe_anchor,
    describe_window_after,
    describe_window_around,
    describe_window_before,
)
from afterword.engine.handbook.prose import Paragraph, Phrase, say, say_sentence
from afterword.engine.handbook.wording import Wording
from afterword.engine.language.patterns import Combine, Direction, Target
from afterword.engine.times.model import Duration

Modal = str
"""`must` or `should`: how strong the wish is."""


def describe_target(target: Target, wording: Wording, modal: Modal) -> Paragraph:
    """One sentence, with the alternatives as its items where there are several."""
    match target.direction:
        case Direction.NEXT | Direction.PREVIOUS | Direction.FIRST | Direction.LAST:
            return _describe_neighbour(target, wording, modal)
        case Direction.AFTER | Direction.BEFORE | Direction.ANY:
            return _describe_search(target, wording, modal)
        case _:
            assert_never(target.direction)


def _describe_neighbour(target: Target, wording: Wording, modal: Modal) -> Paragraph:
    """What one event of the log has to be, or must not be."""
    anchor = describe_anchor(wording) or say("the start of the log")
    match target.direction:
        case Direction.NEXT:
            place = say("the very next event of the log after ", anchor)
        case Direction.PREVIOUS:
            place = say("the event of the log just before ", anchor)
        case Direction.FIRST:
            place = say("the first event of the log")
        case _:
            place = say("the last event of the log, once the log has ended,")
    window: Phrase = ()
    if target.window.due is not None or target.window.opens is not None:
        look = describe_window_before if target.direction is Direction.PREVIOUS else describe_window_after
        window = look(target.window, wording)
    if target.at_least is None:
        when = say(", if it comes ", window) if window else ()
        return _list_patterns(say(place, f" {modal} not be "), target, wording, "any of these", when)
    when = say(", and come ", window) if window else ()
    return _list_patterns(say(place, f" {modal} be "), target, wording, "one of these", when)


def _describe_search(target: Target, wording: Wording, modal: Modal) -> Paragraph:
    """What has to come at some time in a window, so many times, or must not."""
    if target.every is not None:
        return _describe_recurrence(target, target.every, wording, modal)
    when = _when(target, wording)
    be = f"{modal} have been" if target.direction is Direction.BEFORE else f"{modal} be"
    if target.at_least is None:
        return _describe_limit(target, wording, when, be)
    which = "exactly one of these" if target.combine is Combine.ONE_OF else "one of these"
    return _list_patterns(say(when, f", there {be}{_times(target)} "), target, wording, which)


def _describe_recurrence(target: Target, every: Duration, wording: Wording, modal: Modal) -> Paragraph:
    """What has to come again and again."""
    period = describe_duration(every)
    anchor = describe_anchor(wording) or say("the start of the log")
    lead = say(f"again and again, at first within {period} after ", anchor, f", then within {period} after each time, there {modal} be ")
    return _list_patterns(lead, target, wording, "one of these")


def _describe_limit(target: Target, wording: Wording, when: Phrase, be: str) -> Paragraph:
    """What must not be, or not too often."""
    if not target.at_most:
        if len(target.patterns) > 1:
            return _list_patterns(say(when, f", there {be} "), target, wording, "none of these")
        return Paragraph(say_sentence(when, f", there {be} ", describe_pattern(target.patterns[0], wording, "no"), "."))
    slide = f", in any {describe_duration(target.sliding)}" if target.sliding is not None else ""
    by = say(", counted apart for each ", wording.field(target.patterns[0].source, target.by)) if target.by is not None else ()
    may = be.replace("must", "may")
    return _list_patterns(say(when, slide, by, f", there {may}, no more than {_count(target.at_most)}, "), target, wording, "any of these")


def _when(target: Target, wording: Wording) -> Phrase:
    """The time in which it has to come."""
    if target.direction is Direction.BEFORE:
        when = describe_window_before(target.window, wording)
        since = describe_alternatives(target.barriers, wording, "the last")
        return say(when, ", and after ", since) if since else when
    look = describe_window_around if target.direction is Direction.ANY else describe_window_after
    when = look(target.window, wording)
    until = describe_alternatives(target.barriers, wording, "the next")
    return say(when, ", and before ", until) if until else when


def _times(target: Target) -> str:
    """How many times it has to come; nothing for once."""
    least, most = target.at_least or 0, target.at_most
    if most is not None:
        return f", exactly {_count(most)}," if most == least else f", at least {_count(least)} and at most {_count(most)},"
    return "" if least == 1 else f", at least {_count(least)},"


def _count(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _list_patterns(lead: Phrase, target: Target, wording: Wording, which: str, after: Phrase = ()) -> Paragraph:
    """One pattern goes into the sentence, several make its items."""
    described = tuple(describe_pattern(pattern, wording, SOME) for pattern in target.patterns)
    if len(described) == 1:
        return Paragraph(say_sentence(lead, described[0], after, "."))
    return Paragraph(say_sentence(lead, which, after, ":"), described)
