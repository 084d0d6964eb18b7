"""The handbook of a pack as one page of HTML, with all it needs inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from urllib.parse import quote

from afterword.engine.handbook.model import Example, Field, Handbook, Message, Parameter, Rule, Source, Step
from afterword.engine.handbook.prose import Mention, Phrase, Sort, plain_phrase
from afterword.reports.handbook_style import SCRIPT, STYLE
from afterword.reports.handbook_words import (
    CHANGES,
    COMMON,
    FACTS,
    INDEX,
    KINDS,
    REQUIRED,
    SOURCES,
    WORDS,
    about_entity,
    about_event,
    address_of,
    group_messages,
    how_to_change,
    how_to_read,
    step_heading,
)

_SECTIONS = {CHANGES: "changes", FACTS: "facts", WORDS: "words", SOURCES: "sources", INDEX: "index"}
"""The anchors of what comes beside the rules."""


def render_handbook_html(handbook: Handbook) -> str:
    """A whole document that fetches nothing: it may be mailed, printed or put on any server."""
    return "\n".join(_Book(handbook).document()) + "\n"


class _Book:
    """One handbook on its way into HTML."""

    def __init__(self, handbook: Handbook) -> None:
        self._handbook = handbook
        self._abouts = {f"{Sort.EVENT.value}-{event.name}": event.about for event in handbook.events}
        self._abouts |= {f"{Sort.ENTITY.value}-{entity.name}": entity.about for entity in handbook.entities}
        self._abouts |= {f"{Sort.FIELD.value}-{event.name}.{one.name}": one.about for event in handbook.events for one in event.fields}

    def document(self) -> Iterator[str]:
        """From the first line to the last."""
        book = self._handbook
        yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{escape(book.title)}: the rules</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
        yield '<a class="skip" href="#rules">To the rules</a>\n<div class="layout">'
        yield f"<header>\n<h1>{escape(book.title)}</h1>"
        said = f"Pack {escape(book.id)}, version {escape(book.version)}: {len(book.rules)} rules in plain English"
        yield f'<p class="soft">{said}</p>\n</header>'
        yield from self._navigation()
        yield '<main id="rules">'
        yield from (f"<p>{escape(paragraph)}</p>" for paragraph in how_to_read())
        for place, step in enumerate(book.steps):
            yield f'<section aria-labelledby="step-{place}">\n<h2 id="step-{place}">{escape(step_heading(step))}</h2>'
            yield from (line for rule in step.rules for line in self._rule(rule))
            yield "</section>"
        for heading, lines in self._parts():
            name = _SECTIONS[heading]
            yield f'<section aria-labelledby="{name}">\n<h2 id="{name}">{heading}</h2>'
            yield from lines
            yield "</section>"
        yield f'</main>\n<footer class="soft">Made by <code>afterword rules doc {escape(book.id)} --format html</code></footer>'
        yield f"</div>\n<script>\n{SCRIPT}</script>\n</body>\n</html>"

    def _parts(self) -> Iterator[tuple[str, Iterator[str]]]:
        """What comes beside the rules, as far as the pack has it."""
        book = self._handbook
        parts = (
            (CHANGES, book.parameters, self._parameters),
            (FACTS, book.facts, self._facts),
            (WORDS, book.events, self._words),
            (SOURCES, book.sources, self._sources),
            (INDEX, book.rules, self._index),
        )
        return ((heading, render()) for heading, has, render in parts if has)

    def _navigation(self) -> Iterator[str]:
        yield '<nav aria-label="Contents">'
        yield '<p hidden><label for="search">Search</label> <input type="search" id="search">'
        yield '<span id="found" class="soft" role="status"></span></p>'
        for place, step in enumerate(self._handbook.steps):
            yield f"<details{_open(step)}>\n<summary>{escape(step_heading(step))}</summary>\n<ul>"
            yield f'<li><a href="#step-{place}">All of this step</a></li>'
            yield from (f'<li><a href="#{_rule_anchor(rule.id)}">{escape(rule.title or rule.id)}</a></li>' for rule in step.rules)
            yield "</ul>\n</details>"
        yield "<ul>"
        yield from (f'<li><a href="#{_SECTIONS[heading]}">{heading}</a></li>' for heading, _ in self._parts())
        yield "</ul>\n</nav>"

    # -- rules -----------------------------------------------------------------------------------------------------------

    def _rule(self, rule: Rule) -> Iterator[str]:
        heading = "h4" if rule.concludes else "h3"
        yield f'<article class="card" id="{_rule_anchor(rule.id)}">\n<{heading}>{escape(rule.title or rule.id)}</{heading}>'
        yield f'<p class="marks"><span class="kind {rule.kind}">{KINDS[rule.kind]}</span> <code>{escape(rule.id)}</code>{_marks(rule)}</p>'
        for paragraph in rule.description:
            yield f"<p>{self._phrase(paragraph.text)}</p>"
            if paragraph.items:
                yield "".join(("<ul>", *(f"<li>{self._phrase(item)}</li>" for item in paragraph.items), "</ul>"))
        if rule.why:
            yield f'<p class="why">{escape(rule.why)}</p>'
        said = group_messages(rule.messages)
        if said:
            yield '<p class="label">What it says</p>\n<dl class="messages">'
            yield from (self._message(states, message) for states, message in said)
            yield "</dl>"
        yield from self._details(rule)
        yield "</article>"

    def _message(self, states: str, message: Message) -> str:
        topic = message.topic_title or message.topic
        filed = f" <span>({escape(topic)})</span>" if topic else ""
        return f"<dt>{states}{filed}</dt>\n<dd>{self._phrase(message.text)}</dd>"

    def _details(self, rule: Rule) -> Iterator[str]:
        values = {one.name: one for one in self._handbook.parameters}
        if rule.parameters:
            yield '<p class="label">Parameters</p>\n<ul>'
            yield from (f"<li>{_parameter(values[name])}</li>" for name in rule.parameters)
            yield "</ul>"
        if rule.sources:
            known = {source.id: source for source in self._handbook.sources}
            yield '<p class="label">Sources</p>\n<ul>'
            yield from (f"<li>{escape(one)} {_source(known[one])}</li>" for one in rule.sources)
            yield "</ul>"
        if rule.examples:
            yield f"<details>\n<summary>{_count(len(rule.examples), 'example')}</summary>"
            yield _table(("given", "comes out"), map(_example, rule.examples))
            yield "</details>"

    def _phrase(self, phrase: Phrase) -> str:
        return "".join(self._mention(piece) if isinstance(piece, Mention) else escape(piece) for piece in phrase)

    def _mention(self, mention: Mention) -> str:
        said = escape(plain_phrase((mention,)))
        about = self._abouts.get(f"{mention.sort.value}-{mention.name}", "")
        title = f' title="{escape(about)}"' if about else ""
        match mention.sort:
            case Sort.EVENT | Sort.FACT:
                return f'<a href="#{_anchor(mention.sort, mention.name)}"{title}>{said}</a>'
            case Sort.PLACE:
                return f'<span class="place">{said}</span>'
            case _:
                return f"<span{title}>{said}</span>" if title else said

    # -- what comes beside them ------------------------------------------------------------------------------------------

    def _parameters(self) -> Iterator[str]:
        yield f"<p>For instance <code>{escape(how_to_change(self._handbook))}</code></p>"
        rows = (
            (f"<code>{escape(one.name)}</code>", f"<code>{escape(one.value)}</code>", escape(one.about), self._links(one.rules))
            for one in self._handbook.parameters
        )
        yield _table(("parameter", "value", "meaning", "used by"), rows)

    def _facts(self) -> Iterator[str]:
        rules = {rule.id: rule for rule in self._handbook.fact_rules}
        for fact in self._handbook.facts:
            yield f'<section class="card" id="{_anchor(Sort.FACT, fact.name)}">\n<h3>{escape(fact.called)}</h3>'
            if fact.fields:
                yield f'<p class="soft">With {", ".join(f"<code>{escape(name)}</code>" for name in fact.fields)}</p>'
            yield from (line for name in fact.concluded_by for line in self._rule(rules[name]))
            yield f'<p class="soft">Used by {self._links(fact.used_by) or "no rule"}</p>\n</section>'

    def _words(self) -> Iterator[str]:
        yield f"<p>{REQUIRED}</p>"
        yield f'<section class="card">\n<h3>Every event</h3>\n<p>{COMMON}</p>'
        yield from _fields(self._handbook.common)
        yield "</section>"
        for entity in self._handbook.entities:
            yield f'<section class="card" id="{_anchor(Sort.ENTITY, entity.name)}">\n<h3>{escape(entity.section)}</h3>'
            yield f"<p>{escape(about_entity(entity))}</p>"
            yield from _fields(entity.fields)
            yield "</section>"
        for event in self._handbook.events:
            used = f"Looked for by {self._links(event.rules)}." if event.rules else "No rule looks for it by its name."
            yield f'<section class="card" id="{_anchor(Sort.EVENT, event.name)}">\n<h3><code>{escape(event.name)}</code></h3>'
            yield f'<p>{escape(about_event(event))} <span class="soft">{used}</span></p>'
            yield from _fields(event.fields)
            yield "</section>"

    def _sources(self) -> Iterator[str]:
        rows = (
            (escape(one.id), _source(one), escape(one.kind), self._links(one.rules) or escape(one.unchecked or "no rule"))
            for one in self._handbook.sources
        )
        yield _table(("id", "source", "kind", "looked after by"), rows)

    def _index(self) -> Iterator[str]:
        yield '<ul class="index">'
        for rule in sorted(self._handbook.rules):
            yield f'<li><a href="#{_rule_anchor(rule.id)}">{escape(rule.id)}</a> {escape(rule.title)}</li>'
        yield "</ul>"

    def _links(self, rules: Iterable[str]) -> str:
        return ", ".join(f'<a href="#{_rule_anchor(rule)}">{escape(rule)}</a>' for rule in rules)


def _rule_anchor(name: str) -> str:
    return f"rule-{quote(name, safe='')}"


def _anchor(sort: Sort, name: str) -> str:
    """The anchor of a word of the pack, which may have any letters."""
    return f"{sort.value}-{quote(name, safe='')}"


def _open(step: Step) -> str:
    """The first step is open, to show what is inside."""
    return " open" if step.number == 1 else ""


def _marks(rule: Rule) -> str:
    marks = ["" if rule.enabled else "switched off", "from outside the guide" if rule.outside else "", ", ".join(rule.tags)]
    return "".join(f" <span>{escape(mark)}</span>" for mark in marks if mark)


def _parameter(parameter: Parameter) -> str:
    about = f": {escape(parameter.about)}" if parameter.about else ""
    return f"<code>{escape(parameter.name)}</code> = {escape(parameter.value)}{' (changed)' if parameter.changed else ''}{about}"


def _source(source: Source) -> str:
    address = address_of(source)
    return f'<a href="{escape(address)}">{escape(source.title)}</a>' if address else escape(source.title)


def _example(example: Example) -> tuple[str, str]:
    lines = [f"<strong>{escape(example.name)}</strong>", *(escape(other) for other in example.others)]
    lines += [f"{escape(event.when)} <code>{escape(event.type)}</code> {escape(event.given)}" for event in example.events]
    return "<br>".join([*lines, f"{escape(example.as_of)} asked"]), ", ".join(example.states) or "nothing"


def _fields(fields: Sequence[Field]) -> Iterator[str]:
    if fields:
        yield _table(("field", "holds", "meaning"), ((_name(field), _holds(field), escape(field.about)) for field in fields))


def _name(field: Field) -> str:
    name = f"<code>{escape(field.name)}</code>"
    return f"<strong>{name}</strong>" if field.required else name


def _holds(field: Field) -> str:
    return " ".join((escape(field.holds), ", ".join(f"<code>{escape(choice)}</code>" for choice in field.choices))).rstrip()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells in HTML, which scrolls by itself where it is wider than the page, and stands in one column on a small one."""
    top = "".join(f'<th scope="col">{title}</th>' for title in head)
    lines = ("".join(f'<td data-head="{title}">{cell}</td>' for title, cell in zip(head, row, strict=True)) for row in rows)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f'<div class="scroll"><table>\n<thead><tr>{top}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>'


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
