"""Makes a pack of its files: puts their sections together, then reads words, parameters, facts and rules in that order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome, Related, quote, sort_diagnostics
from afterword.engine.language.extend_pack import Extended, blame_overrides, extend_pack
from afterword.engine.language.facts import find_sites, infer_facts
from afterword.engine.language.parameter_reader import change_parameters, read_parameters, show_values
from afterword.engine.language.rule import Pack, PackSource, Rule, Step
from afterword.engine.language.rule_reader import read_rule
from afterword.engine.language.scope import Mistakes, Words, as_table, as_tables, text_of
from afterword.engine.language.sections import Part, merge_tables, note_twice
from afterword.engine.language.structure import check_structure
from afterword.engine.language.values import natural_value
from afterword.engine.language.vocabulary_reader import read_vocabulary
from afterword.engine.reading.nodes import Document, Table
from afterword.engine.spans import Source, Span
from afterword.engine.vocabulary import Vocabulary

_TWICE = "give one of them another id; to change a rule of another pack, write it under `override`"


class ReadRule(NamedTuple):
    """A rule beside what it was read from; ``enabled`` tells whether it is switched on."""

    rule: Rule
    node: Table
    source: Source
    enabled: bool


class ReadPack(NamedTuple):
    """What could be made of the files of a pack, with every mistake in them; ``rules`` has those that are switched off too.

    ``extended`` holds the documents that it was made of: with those of the packs that it builds on, and all that is changed in them.
    """

    pack: Pack
    rules: tuple[ReadRule, ...]
    extended: Extended
    diagnostics: tuple[Diagnostic, ...]


def load_pack(documents: Sequence[Document], settings: Mapping[str, str]) -> Outcome[Pack]:
    """The pack that ``documents`` make up, its parameters set by ``settings``; or every mistake in them."""
    read = read_pack(documents, settings)
    return Outcome(None if read.diagnostics or not documents else read.pack, read.diagnostics)


def read_pack(documents: Sequence[Document], settings: Mapping[str, str], folder: str | None = None) -> ReadPack:
    """As `load_pack`, but with as much as can be made of a pack that has mistakes: for those who look for more of them.

    ``folder`` is where the files are, where the names of their sources do not tell: packs that it builds on are looked for from there.
    """
    extended = extend_pack(documents, folder)
    if not extended.whole:
        nothing = Pack("", "", "", Vocabulary({}, {}), {}, {}, (), {}, ())
        mistakes = [*extended.diagnostics, *(mistake for document in documents for mistake in check_structure(document))]
        return ReadPack(nothing, (), extended, sort_diagnostics(mistakes))
    found: list[Diagnostic] = []
    pack, rules = _read_whole(extended.documents, settings, found)
    return ReadPack(pack, rules, extended, sort_diagnostics((*extended.diagnostics, *blame_overrides(found, extended.overrides))))


def _read_whole(documents: Sequence[Document], settings: Mapping[str, str], found: list[Diagnostic]) -> tuple[Pack, tuple[ReadRule, ...]]:
    """The pack that builds on nothing further, and all its rules."""
    found += (mistake for document in documents for mistake in check_structure(document))
    parts = [
        Part(entry, mistakes)
        for document, mistakes in ((document, Mistakes(document.source, found)) for document in documents)
        if isinstance(document.root, Table)
        for entry in document.root.entries
    ]
    sections = {key: [part for part in parts if part.entry.key.text == key] for key in ("pack", "steps", "topics", "sources", "parameters")}
    words = _read_words(sections, [part for part in parts if part.entry.key.text == "vocabulary"], settings, found)
    listed = [
        (rule, _defaults_of(part, parts), part.mistakes)
        for part in parts
        if part.entry.key.text == "rules"
        for rule in as_tables(part.entry.value)
    ]
    infer_facts(find_sites([(rule, mistakes) for rule, _, mistakes in listed]), words)
    rules = _read_rules(listed, words)
    found[:] = show_values(found, sections["parameters"], settings)
    head = _read_head(sections["pack"], documents, found)
    name, version, title = (text_of(head.get(key)) if head is not None else "" for key in ("id", "version", "title"))
    pack = Pack(
        name,
        version,
        title,
        words.vocabulary,
        words.parameters,
        words.sources,
        tuple(Step(number, title) for number, title in sorted(words.steps.items())),
        words.topics,
        tuple(one.rule for one in rules if one.enabled),
        tuple(one.rule.id for one in rules if not one.enabled),
    )
    return pack, rules


def _defaults_of(part: Part, parts: Sequence[Part]) -> Table | None:
    """What the file of ``part`` says for all its rules."""
    source = part.mistakes.source
    return next((as_table(one.entry.value) for one in parts if one.entry.key.text == "defaults" and one.mistakes.source is source), None)


def _read_head(parts: Sequence[Part], documents: Sequence[Document], found: list[Diagnostic]) -> Table | None:
    """The `pack` section, which stands in one file of a pack."""
    for other in parts[1:]:
        note_twice(parts[0], other)
    if not parts and documents and all(isinstance(document.root, Table) for document in documents):
        hint = 'begin with `pack: {id: my-rules, version: "1", title: My rules}`'
        source = documents[0].source
        found.append(Diagnostic("no-pack", "no file says which pack this is", Span(source, 1, 1, 1, 1), hint))
    return as_table(parts[0].entry.value) if parts else None


def _read_words(
    sections: Mapping[str, Sequence[Part]], vocabulary: Sequence[Part], settings: Mapping[str, str], found: list[Diagnostic]
) -> Words:
    """All that rules may name, facts apart."""
    sources = {part.entry.key.text: _read_source(part) for part in merge_tables(sections["sources"])}
    scope_words = Words(Vocabulary({}, {}), sources=sources)
    parameters = read_parameters(sections["parameters"], scope_words)
    return Words(
        read_vocabulary(vocabulary),
        change_parameters(parameters, settings, found),
        sources,
        _read_steps(sections["steps"]),
        {part.entry.key.text: text_of(part.entry.value) for part in merge_tables(sections["topics"])},
    )


def _read_steps(parts: Sequence[Part]) -> dict[int, str]:
    """The titles of the steps by their number; the schema has complained of keys that are no numbers."""
    numbered = [(natural_value(part.entry.key._replace(quoted=False)), text_of(part.entry.value)) for part in merge_tables(parts)]
    return {number: title for number, title in numbered if isinstance(number, int)}


def _read_source(part: Part) -> PackSource:
    node = as_table(part.entry.value)
    if node is None:
        return PackSource(part.entry.key.text, "", "")
    kind, title, url, unchecked = (text_of(node.get(key)) for key in ("kind", "title", "url", "unchecked"))
    return PackSource(part.entry.key.text, kind, title, url or None, unchecked or None)


def _read_rules(listed: Sequence[tuple[Table, Table | None, Mistakes]], words: Words) -> tuple[ReadRule, ...]:
    """The rules, in the order of the pack."""
    rules = []
    seen: dict[str, Rule] = {}
    for node, defaults, mistakes in listed:
        rule, enabled = read_rule(node, defaults, words, mistakes)
        if rule is None:
            continue
        first = seen.setdefault(rule.id, rule)
        if first is not rule:
            place = Related("the first rule of that id", first.span)
            mistakes.add_at("given-twice", f"the rule {quote(rule.id)} is there twice", rule.span, _TWICE, (place,))
        rules.append(ReadRule(rule, node, mistakes.source, enabled))
    return tuple(rules)
