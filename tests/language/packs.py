"""Small packs for the tests of the rule language."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import indent

from afterword.engine.diagnostics import Diagnostic, Outcome, render_diagnostic
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.patterns import Target
from afterword.engine.language.rule import Pack, Rule
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.spans import Source

HEAD = 'pack: {id: small, version: "1", title: Small}\n'

WORDS = """\
steps: {2: Second, 1: First}
topics: {letter: Letters, other: Others}
sources:
  S1: {kind: guide, title: One}
  R1: {kind: outside, title: Elsewhere, url: "https://example.org/"}
  R2: {kind: outside, title: Beyond}
parameters:
  grace: {value: 2 days, about: How long, source: S1}
  most: {value: 3}
  on: {value: true}
  form: {value: phone}
vocabulary:
  entities:
    person: {section: people, key: person, label: name, fields: {name: text, role: {type: enum, choices: [guide, host]}}}
  choices: {form: [phone, video]}
  scopes:
    talk: {person: {type: person, required: true, about: with whom}}
  events:
    met:
      scope: talk
      about: A talk
      fields: {people: [person], length: integer, form: form, until: time, day_off: date, said: text, tags: [text]}
    wrote: {scope: talk, fields: {answers: event, polite: boolean, form: {type: enum, choices: [post, phone]}, said: text}}
    rested: {}
"""


def documents(*texts: str) -> tuple[Document, ...]:
    """What reading makes of the files of a pack, which have no mistakes of their own."""
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts, start=1)]
    outcomes = [parse_documents(source) for source in sources]
    assert not any(outcome.diagnostics for outcome in outcomes), outcomes
    return tuple(document for outcome in outcomes for document in outcome.value or ())


def load(*texts: str, settings: Mapping[str, str] | None = None) -> Outcome[Pack]:
    """The outcome of loading the files."""
    return load_pack(documents(*texts), settings or {})


def rule_text(body: str, kind: str = "must", name: str = "one") -> str:
    """A rule as a member of `rules`."""
    return f"  - id: {name}\n    kind: {kind}\n" + indent(body.strip("\n"), "    ") + "\n"


FACT = rule_text(
    "for_each: {talk: {event: met}}\nconclude: {fact: known, person: $talk.person, until: {from: $talk.at, plus: $grace}}",
    "fact",
    "known",
)


def load_rule(body: str, kind: str = "must", settings: Mapping[str, str] | None = None) -> Outcome[Pack]:
    """The outcome of loading one rule, with the words and the fact above."""
    return load(HEAD + WORDS + "rules:\n" + rule_text(body, kind) + FACT, settings=settings)


def read_pack(outcome: Outcome[Pack]) -> Pack:
    """The pack, which must be free of mistakes."""
    assert outcome.value is not None, "\n".join(render_diagnostic(one) for one in outcome.diagnostics)
    return outcome.value


def read_rule(body: str, kind: str = "must", settings: Mapping[str, str] | None = None) -> Rule:
    """The one rule, free of mistakes."""
    return next(rule for rule in read_pack(load_rule(body, kind, settings)).rules if rule.id == "one")


def read_target(body: str, kind: str = "must") -> Target:
    """What the one rule asks for or forbids, for each talk."""
    target = read_rule("for_each: {talk: {event: met}}\n" + body, kind).target
    assert target is not None
    return target


def mistakes(body: str, kind: str = "must") -> list[str]:
    """What is wrong with one rule: `code: the text that is marked`."""
    return [f"{one.code}: {marked(one)}" for one in load_rule(body, kind).diagnostics]


def marked(diagnostic: Diagnostic) -> str:
    """The text that a diagnostic marks."""
    span = diagnostic.span
    lines = span.source.text.splitlines()[span.line - 1 : span.end_line]
    if len(lines) == 1:
        return lines[0][span.column - 1 : span.end_column - 1]
    return lines[0][span.column - 1 :] + " …"
