"""Messages with words for the places that are filled in: `Write to [the person, or “your interviewer”] by [when it is due]`."""

from __future__ import annotations

from afterword.engine.handbook.describe_value import describe_duration, possessive
from afterword.engine.handbook.prose import Mention, Phrase, Sort, say
from afterword.engine.handbook.wording import Wording, spell
from afterword.engine.language.rule import Parameter, Slot, Template
from afterword.engine.times.model import Duration

_OUTCOMES = {
    "due": "when it is due",
    "opens": "when it may begin",
    "since": "the time it counts from",
    "late_by": "how late it is",
    "left": "how much time is left",
    "fields": "what is amiss",
    "count": "how many there are",
}
_NO_NOUNS = {"about", "at", "by", "for", "from", "in", "of", "on", "to", "until", "via", "with"}
"""Words that do not end a noun: names that end in them are quoted."""

_STYLES = {"day": "the day of ", "time": "the clock time of "}


def describe_message(template: Template, wording: Wording) -> Phrase:
    """The message, its parameters filled in, its other places in words."""
    return say(*(part if isinstance(part, str) else _describe_slot(part, wording) for part in template))


def _describe_slot(slot: Slot, wording: Wording) -> Mention | str:
    head, *fields = slot.path
    parameter = wording.pack.parameters.get(head)
    if parameter is not None and head not in wording.sources:
        return spell_parameter(parameter)
    words = _OUTCOMES.get(head, "") if head not in wording.sources else ""
    if not words:
        owner = "the event" if head == "event" and head not in wording.sources else wording.alias(head)
        words = _of_owner(owner, fields, slot.style)
    elif slot.style:
        words = f"{words}, {'the day' if slot.style == 'day' else 'the clock time'} alone"
    return Mention(Sort.PLACE, ".".join(slot.path), f"{words}, or “{slot.fallback}”" if slot.fallback else words)


def _of_owner(owner: str, fields: list[str], style: str) -> str:
    """A value of the case; what lies on the way to it goes without saying."""
    if not fields:
        return owner
    if fields[-1] == "at":
        return f"{_STYLES.get(style, 'the time of ')}{owner}"
    name = spell(fields[-1])
    return f"{_STYLES.get(style, '')}{possessive(owner)} {f'“{name}”' if name.split()[-1] in _NO_NOUNS else name}"


def spell_parameter(parameter: Parameter) -> str:
    """The value of a parameter in words."""
    match parameter.value:
        case Duration() as duration:
            return describe_duration(duration)
        case bool() as truth:
            return "yes" if truth else "no"
        case value:
            return str(value)
