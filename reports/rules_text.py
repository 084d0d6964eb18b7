"""Rules for a person at a terminal: a list of them, and one of them whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.handbook.model import Example, Fact, Handbook, Rule
from afterword.engine.handbook.prose import Description, plain_phrase
from afterword.reports.handbook_words import KINDS, group_messages
from afterword.reports.layout import clean, columns, wrap

_WIDEST, _NARROWEST = 100, 40
_LEAST_TITLE = 24


def render_rule_list(handbook: Handbook, rules: Sequence[Rule], *, color: bool, width: int) -> str:
    """A table of ``rules``, and how many of the pack's they are."""
    lines = list(_table(rules, max(_NARROWEST, width), color=color)) if rules else ["No rule is like that."]
    off = sum(not rule.enabled for rule in rules)
    counted = f"{len(rules)} of {len(handbook.rules)} rules" if len(rules) < len(handbook.rules) else f"{len(rules)} rules"
    lines += ["", f"{clean(handbook.title)} {clean(handbook.version)}: {counted}{f', {off} of them switched off' if off else ''}"]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table(rules: Sequence[Rule], width: int, *, color: bool) -> Iterator[str]:
    """Columns as wide as what is in them; the title has the rest."""
    rows = [("RULE", "STEP", "KIND", "TITLE", "TAGS", "")]
    rows += [(rule.id, str(rule.step or ""), rule.kind, clean(rule.title), ", ".join(rule.tags), _mark(rule)) for rule in rules]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
    title = 3
    room = width - sum(widths) + widths[title] - 2 * (len(widths) - 1)
    widths[title] = max(_LEAST_TITLE, min(widths[title], room))
    for number, row in enumerate(rows):
        first, *rest = wrap(row[title], widths[title]) or [""]
        cells = [_fill(first if place == title else cell, widths[place]) for place, cell in enumerate(row)]
        line = "  ".join(cells).rstrip()
        yield _bold(line, color=color) if not number else line
        indent = sum(widths[:title]) + 2 * title
        yield from (" " * indent + more for more in rest)


def _fill(cell: str, width: int) -> str:
    return cell + " " * (width - columns(cell))


def _mark(rule: Rule) -> str:
    return ", ".join(filter(None, ("" if rule.enabled else "off", "outside" if rule.outside else "")))


def render_rule(handbook: Handbook, rule: Rule, *, color: bool, width: int) -> str:
    """All that the handbook says of one rule."""
    page = _Page(handbook, rule, max(_NARROWEST, min(width, _WIDEST)), color=color)
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


class _Page:
    """One rule laid out for one width."""

    def __init__(self, handbook: Handbook, rule: Rule, width: int, *, color: bool) -> None:
        self._handbook = handbook
        self._rule = rule
        self._width = width
        self._color = color

    def lines(self) -> Iterator[str]:
        """The whole page."""
        rule = self._rule
        yield _bold(rule.id, color=self._color)
        yield from wrap(clean(rule.title), self._width)
        yield from wrap(", ".join(self._standing()), self._width)
        yield from (f"{'changed in' if place else 'in'} {clean(text.place)}" for place, text in enumerate(rule.texts))
        yield ""
        yield from self._description(rule.description)
        if rule.why:
            yield from self._section("Why")
            yield from self._wrapped(rule.why, 2)
        yield from self._messages()
        yield from self._uses()
        yield from self._sources()
        yield from self._examples()

    def _standing(self) -> Iterator[str]:
        """What one knows of a rule at a glance."""
        rule = self._rule
        yield KINDS[rule.kind]
        step = next((step for step in self._handbook.steps if step.number == rule.step and step.number is not None), None)
        if step is not None:
            yield f"step {step.number} ({clean(step.title)})"
        yield "switched on" if rule.enabled else "switched off"
        if rule.outside:
            yield "from outside the guide"
        if rule.tags:
            yield f"tagged {', '.join(rule.tags)}"

    def _description(self, description: Description) -> Iterator[str]:
        for paragraph in description:
            yield from self._wrapped(plain_phrase(paragraph.text), 0)
            for item in paragraph.items:
                yield from self._beside("- ", plain_phrase(item), 2)

    def _messages(self) -> Iterator[str]:
        said = group_messages(self._rule.messages)
        if said:
            yield from self._section("What it says")
        for states, message in said:
            topic = message.topic_title or message.topic
            yield from self._wrapped(f"{states} ({topic}):" if topic else f"{states}:", 2)
            yield from self._wrapped(plain_phrase(message.text), 4)

    def _uses(self) -> Iterator[str]:
        """Parameters, events and facts, each with what it is."""
        rule, handbook = self._rule, self._handbook
        parameters = [one for one in handbook.parameters if one.name in rule.parameters]
        events = [one for name in rule.events for one in handbook.events if one.name == name]
        facts = [one for name in rule.facts for one in handbook.facts if one.name == name]
        yield from self._entries(
            "Parameters", [(f"{one.name} = {one.value}{' (changed)' if one.changed else ''}", one.about) for one in parameters]
        )
        yield from self._entries("Events", [(f"{one.name} ({one.called})" if one.called else one.name, one.about) for one in events])
        yield from self._entries("Facts it builds on", [(one.name, self._tell_fact(one)) for one in facts])
        if rule.concludes is not None:
            yield from self._entries("Its fact", [(rule.concludes, f"used by {', '.join(rule.serves) or 'no rule'}")])

    def _tell_fact(self, fact: Fact) -> str:
        """What the rules that conclude it are called."""
        titles = {rule.id: rule.title for rule in self._handbook.fact_rules}
        return "; ".join(f"{titles[name]} ({name})" if titles[name] else name for name in fact.concluded_by)

    def _sources(self) -> Iterator[str]:
        known = {source.id: source for source in self._handbook.sources}
        if self._rule.sources:
            yield from self._section("Sources")
        for source in (known[one] for one in self._rule.sources):
            yield from self._entry(f"{source.id} ({source.kind}): {source.title}")
            if source.url:
                yield f"    {clean(source.url)}"

    def _entries(self, heading: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Names with what they are."""
        if rows:
            yield from self._section(heading)
        for name, about in rows:
            yield from self._entry(f"{name}: {about}" if about else name)

    def _entry(self, text: str) -> Iterator[str]:
        first, *rest = wrap(clean(text), self._width - 4)
        yield f"  {first}"
        yield from (f"    {line}" for line in rest)

    def _examples(self) -> Iterator[str]:
        if self._rule.examples:
            yield from self._section("Examples")
        for place, example in enumerate(self._rule.examples):
            if place:
                yield ""
            yield from self._wrapped(f"{example.name}:", 2)
            yield from self._example(example)

    def _example(self, example: Example) -> Iterator[str]:
        for other in example.others:
            yield from self._wrapped(other, 4)
        times = [event.when for event in example.events] + [example.as_of]
        column = max(map(columns, times)) + 2
        for event in example.events:
            yield from self._beside(_fill(event.when, column), f"{event.type} ({event.given})" if event.given else event.type, 4)
        yield from self._beside(_fill(example.as_of, column), f"asked, and found: {', '.join(example.states) or 'nothing'}", 4)

    def _section(self, heading: str) -> Iterator[str]:
        yield ""
        yield _bold(heading, color=self._color)

    def _wrapped(self, text: str, indent: int) -> Iterator[str]:
        return self._beside("", text, indent)

    def _beside(self, head: str, text: str, indent: int) -> Iterator[str]:
        """A text beside what heads it, further lines below its own first one."""
        inner = indent + columns(head)
        if self._width - inner < _LEAST_TITLE:  # too narrow: below it, then
            yield " " * indent + clean(head)
            inner, indent, head = indent + 2, indent + 2, ""
        first, *rest = wrap(clean(text), self._width - inner) or [""]
        yield " " * indent + clean(head) + first
        yield from (" " * inner + line for line in rest)


def _bold(text: str, *, color: bool) -> str:
    if not color:
        return text
    import click

    return click.style(text, bold=True)
