"""What every handbook says in the same words, whatever its form."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.handbook.model import Entity, EventType, Handbook, Message, Rule, Source, Step

KINDS = {"must": "to do", "must_not": "not to do", "advice": "advice", "fact": "a fact"}
"""What a rule of each kind is, for people."""

CHANGES, FACTS, WORDS, SOURCES, INDEX = "What can be changed", "Facts", "Words of the log", "Sources", "Index"
"""The headings of what comes beside the rules."""

HOW_TO_READ = """\
Each rule is told in plain English, in sentences that are made from the rule itself: they say what the program does, no more and no less.
A rule looks at cases, such as every event of some kind, or every such event together with each person it names, and says of each case what
is to be done, by when, and what ends it.

Bounds are inside: what comes exactly 24 hours later is within 24 hours. An event that is known by its day alone counts as it is best for
you, and a test of something that the log does not tell is not passed. An event is never compared with itself. Where a rule asks whether
there is such an event, it looks through the whole log.

A fact is what rules conclude from the log, so that other rules can build on it; its moment is that of the latest event it rests on. What
is “the same” belongs to what the case belongs to. Words in quotation marks are names out of the log: types, fields and facts. In messages,
what stands in brackets is filled in."""
"""Paragraphs for those who read a handbook for the first time."""

REQUIRED = "Fields in bold are required, except in events that were imported (those with a source)."
COMMON = "Each event has an id, a type, and one of at and day."


def how_to_read() -> tuple[str, ...]:
    """`HOW_TO_READ`, a line for each paragraph."""
    return tuple(" ".join(paragraph.split()) for paragraph in HOW_TO_READ.split("\n\n"))


def how_to_change(handbook: Handbook) -> str:
    """A command that changes a parameter."""
    first = handbook.parameters[0]
    return f"afterword check LOG --pack {handbook.id} --set {first.name}='{first.value}'"


def step_heading(step: Step) -> str:
    """`4. Send a thank-you letter`."""
    return step.title if step.number is None else f"{step.number}. {step.title}"


def standing(rule: Rule) -> tuple[str, ...]:
    """What one knows of a rule at a glance."""
    marks = (
        KINDS[rule.kind],
        "" if rule.enabled else "switched off",
        "from outside the guide" if rule.outside else "",
        f"tagged {', '.join(rule.tags)}" if rule.tags else "",
    )
    return tuple(filter(None, marks))


def address_of(source: Source) -> str | None:
    """The address of a page on the web; a page of another kind is not linked."""
    return source.url if source.url and source.url.startswith(("http://", "https://")) else None


def group_messages(messages: Iterable[Message]) -> tuple[tuple[str, Message], ...]:
    """What is said, each once, with the states in which it is: `open, overdue`."""
    states: dict[Message, list[str]] = {}
    for message in messages:
        if message.text:
            states.setdefault(message._replace(state=""), []).append(message.state)
    return tuple((", ".join(listed), message) for message, listed in states.items())


def about_entity(entity: Entity) -> str:
    """What it is, and how a log comes to know one."""
    events = f", or when one of these events names it: {', '.join(entity.introduced_by)}" if entity.introduced_by else ""
    return f"{entity.about} Known when it stands under {entity.section}{events}.".strip()


def about_event(event: EventType) -> str:
    """What happened, and how rules call it."""
    return " ".join(filter(None, (event.about, f"Rules call it {event.called}." if event.called else "")))
