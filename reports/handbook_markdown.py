"""The handbook of a pack as one page of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from afterword.engine.handbook.model import Field, Handbook, Message, Rule, Source
from afterword.engine.handbook.prose import Mention, Phrase, Sort, plain_phrase
from afterword.reports.handbook_words import (
    CHANGES,
    COMMON,
    FACTS,
    INDEX,
    REQUIRED,
    SOURCES,
    WORDS,
    about_entity,
    about_event,
    address_of,
    group_messages,
    how_to_change,
    how_to_read,
    standing,
    step_heading,
)

_SPECIAL = re.compile(r"([\\`*\[\]<>|]|(?<!\w)_|_(?!\w)|&(?=#?\w+;))")
_IN_URLS = "/:?#[]@!$&'*+,;=%~"
"""What may stand in an address within a link: parentheses may not."""


def render_handbook_markdown(handbook: Handbook) -> str:
    """The whole handbook."""
    return "\n".join(_page(handbook)).rstrip("\n") + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown, of cells in Markdown."""
    return "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), *rows))


def escape(text: str) -> str:
    """A text that means itself, on one line; spaces at its ends stay."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\s+", " ", text))


def code(text: str) -> str:
    """A text as code, also within a table."""
    quotes, pad = ("``", " ") if "`" in text else ("`", "")
    return quotes + pad + " ".join(text.split()).replace("|", "\\|") + pad + quotes


def anchor(heading: str) -> str:
    """The anchor that a heading is given by those who show Markdown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _page(handbook: Handbook) -> Iterator[str]:
    yield f"# The pack *{escape(handbook.title)}*\n"
    yield f"Version {escape(handbook.version)}, {len(handbook.rules)} rules. `afterword rules doc {handbook.id}` made this page.\n"
    yield from (f"{escape(paragraph)}\n" for paragraph in how_to_read())
    yield from _contents(handbook)
    if handbook.parameters:
        yield f"## {CHANGES}\n"
        yield f"For instance {code(how_to_change(handbook))}.\n"
        rows = [
            (code(one.name), code(one.value), escape(one.about), ", ".join(one.sources), _links(one.rules)) for one in handbook.parameters
        ]
        yield table(("parameter", "value", "meaning", "from", "used by"), rows)
    for step in handbook.steps:
        yield f"## {escape(step_heading(step))}\n"
        for rule in step.rules:
            yield from _rule(rule, handbook)
    yield from _facts(handbook)
    yield from _vocabulary(handbook)
    yield from _sources(handbook)
    yield f"## {INDEX}\n"
    yield "".join(f"- [{rule.id}](#{rule.id}) {escape(rule.title)}".rstrip() + "\n" for rule in sorted(handbook.rules))


def _contents(handbook: Handbook) -> Iterator[str]:
    yield "## Contents\n"
    for step in handbook.steps:
        yield f"**{escape(step_heading(step))}**\n"
        yield "".join(f"- [{escape(rule.title or rule.id)}](#{rule.id})\n" for rule in step.rules)
    parts = (
        (CHANGES, handbook.parameters),
        (FACTS, handbook.facts),
        (WORDS, handbook.events),
        (SOURCES, handbook.sources),
        (INDEX, handbook.rules),
    )
    yield "**More**\n"
    yield "".join(f"- [{title}](#{anchor(title)})\n" for title, part in parts if part)


# ------------------------------------------------------------------------------------------------------------------- rules


def _rule(rule: Rule, handbook: Handbook) -> Iterator[str]:
    yield f"{'####' if rule.concludes else '###'} {rule.id}\n"
    title = f"**{escape(rule.title)}** " if rule.title else ""
    yield f"{title}({escape(', '.join(standing(rule)))})\n"
    for paragraph in rule.description:
        yield f"{_phrase(paragraph.text)}\n"
        yield from ["".join(f"- {_phrase(item)}\n" for item in paragraph.items)] if paragraph.items else []
    if rule.why:
        yield f"*Why:* {escape(rule.why)}\n"
    said = group_messages(rule.messages)
    if said:
        yield table(("when", "it says", "filed under"), ((states, *_message(message)) for states, message in said))
    if rule.parameters:
        values = {one.name: one.value for one in handbook.parameters}
        yield f"*Parameters:* {', '.join(f'{code(name)} = {code(values[name])}' for name in rule.parameters)}\n"
    if rule.sources:
        known = {source.id: source for source in handbook.sources}
        yield f"*From:* {'; '.join(f'{one} {_source(known[one])}' for one in rule.sources)}\n"
    if rule.examples:
        yield "*Examples:*\n"
        yield "".join(f"- {escape(example.name)}: {', '.join(example.states) or 'nothing'}\n" for example in rule.examples)


def _message(message: Message) -> tuple[str, str]:
    return _phrase(message.text), escape(message.topic_title or message.topic)


def _source(source: Source) -> str:
    address = address_of(source)
    return f"[{escape(source.title)}]({quote(address, safe=_IN_URLS)})" if address else escape(source.title)


def _phrase(phrase: Phrase) -> str:
    return "".join(_mention(piece) if isinstance(piece, Mention) else escape(piece) for piece in phrase)


def _mention(mention: Mention) -> str:
    said = escape(plain_phrase((mention,)))
    match mention.sort:
        case Sort.EVENT | Sort.FACT:
            return f"[{said}](#{anchor(f'{mention.sort.value} {mention.name}')})"
        case Sort.PLACE:
            return f"*{said}*"
        case _:
            return said


def _links(rules: Iterable[str]) -> str:
    return ", ".join(f"[{rule}](#{rule})" for rule in rules)


# ------------------------------------------------------------------------------------------------------- facts and words


def _facts(handbook: Handbook) -> Iterator[str]:
    if not handbook.facts:
        return
    yield f"## {FACTS}\n"
    rules = {rule.id: rule for rule in handbook.fact_rules}
    for fact in handbook.facts:
        yield f"### fact {escape(fact.name)}\n"
        yield f"Its fields: {', '.join(map(code, fact.fields)) or 'none'}. Used by: {_links(fact.used_by) or 'no rule'}.\n"
        for name in fact.concluded_by:
            yield from _rule(rules[name], handbook)


def _vocabulary(handbook: Handbook) -> Iterator[str]:
    yield f"## {WORDS}\n"
    yield f"{REQUIRED}\n"
    yield "### Fields of every event\n"
    yield f"{COMMON}\n"
    yield from _fields(handbook.common)
    for entity in handbook.entities:
        yield f"### {escape(entity.section)}\n"
        yield f"{escape(about_entity(entity))}\n"
        yield from _fields(entity.fields)
    for event in handbook.events:
        yield f"### event {escape(event.name)}\n"
        used = f"Looked for by {_links(event.rules)}." if event.rules else "No rule looks for it by its name."
        yield f"{escape(about_event(event))} {used}".lstrip() + "\n"
        yield from _fields(event.fields)


def _fields(fields: Sequence[Field]) -> Iterator[str]:
    if fields:
        yield table(("field", "holds", "meaning"), ((_name(field), _holds(field), escape(field.about)) for field in fields))


def _name(field: Field) -> str:
    return f"**{code(field.name)}**" if field.required else code(field.name)


def _holds(field: Field) -> str:
    return f"{field.holds} {', '.join(map(code, field.choices))}".rstrip()


def _sources(handbook: Handbook) -> Iterator[str]:
    if handbook.sources:
        yield f"## {SOURCES}\n"
        rows = ((one.id, _source(one), one.kind, _links(one.rules) or escape(one.unchecked or "no rule")) for one in handbook.sources)
        yield table(("id", "source", "kind", "looked after by"), rows)
