"""Works out which facts the rules of a pack conclude, and with which fields, before any rule is read for good."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Related, quote, suggest
from afterword.engine.language.pattern_reader import read_bindings
from afterword.engine.language.rule_reader import conclusion_types, read_conclusion
from afterword.engine.language.scope import Mistakes, Scope, Words, as_scalar, as_table, text_of
from afterword.engine.language.shapes import UNREAD, describe_type, fact_shape, merge_two
from afterword.engine.reading.nodes import Node, Table
from afterword.engine.vocabulary import FieldType

FACT_HEADS = ("fact", "first_fact", "last_fact")


class FactSite(NamedTuple):
    """A rule that concludes a fact."""

    rule: Table
    conclude: Table
    mistakes: Mistakes


def find_sites(rules: Sequence[tuple[Table, Mistakes]]) -> dict[str, list[FactSite]]:
    """The rules that conclude facts, by the name of the fact, in the order of the pack."""
    sites: dict[str, list[FactSite]] = {}
    for rule, mistakes in rules:
        conclude = as_table(rule.get("conclude"))
        name = as_scalar(conclude.get("fact")) if conclude is not None else None
        if conclude is not None and name is not None:
            sites.setdefault(name.text, []).append(FactSite(rule, conclude, mistakes))
    return sites


def infer_facts(sites: Mapping[str, Sequence[FactSite]], words: Words) -> None:
    """Fill in ``words.facts``, and note where two rules conclude one fact differently."""
    words.facts.update(dict.fromkeys(sites, UNREAD))
    for name in _in_order(sites):
        first, *others = sites[name]
        types = _types_of(first, words)
        for other in others:
            theirs = _types_of(other, words)
            merged = _merge_fields(types, theirs)
            if merged is None:
                place = Related("it is concluded here first", first.mistakes.span(first.conclude))
                message = f"the fact {quote(name)} must have the same fields wherever it is concluded"
                node, hint = _find_difference(other.conclude, types, theirs)
                other.mistakes.add("fact-differs", message, node, hint, (place,))
            else:
                types = merged
        words.facts[name] = fact_shape(name, types)


def _find_difference(
    conclude: Table, types: Mapping[str, FieldType | None], theirs: Mapping[str, FieldType | None]
) -> tuple[Node, str | None]:
    """Where a conclusion leaves ``types``, the fields of the first one (at a field, or as a whole), with a hint."""
    for key, value in conclude.entries:
        if key.text in theirs and key.text not in types:
            return key, suggest(key.text, [name for name in types if name not in theirs]) or _describe_fields(types)
        old, new = types.get(key.text), theirs.get(key.text)
        if old is not None and new is not None and merge_two(old, new) is None:
            return value, _describe_fields(types)
    return conclude, _describe_fields(types)


def _describe_fields(types: Mapping[str, FieldType | None]) -> str:
    listed = ", ".join(quote(name) if type_ is None else f"{quote(name)} ({describe_type(type_)})" for name, type_ in types.items())
    return f"its fields are {listed}" if listed else "it has no fields"


def _types_of(site: FactSite, words: Words) -> dict[str, FieldType | None]:
    """The fields one rule concludes the fact with; the mistakes met are noted when the rule is read for good."""
    scope = Scope(words, Mistakes(site.mistakes.source, []))
    read_bindings(as_table(site.rule.get("for_each")), scope)
    conclusion = read_conclusion(site.conclude, scope)
    named: dict[str, FieldType | None] = {entry.key.text: None for entry in site.conclude.entries if entry.key.text != "fact"}
    return named | conclusion_types(conclusion, scope) if conclusion is not None else named


def _merge_fields(one: Mapping[str, FieldType | None], other: Mapping[str, FieldType | None]) -> dict[str, FieldType | None] | None:
    if one.keys() != other.keys():
        return None
    merged: dict[str, FieldType | None] = {}
    for name, type_ in one.items():
        match = other[name]
        merged[name] = merge_two(type_, match) if type_ is not None and match is not None else type_ or match
        if merged[name] is None and type_ is not None:
            return None
    return merged


def _in_order(sites: Mapping[str, Sequence[FactSite]]) -> Iterator[str]:
    """Facts after those they are made from; within a circle, in the order of the pack."""
    done: set[str] = set()
    for name in sites:
        path = [name]
        while path:
            top = path[-1]
            waiting = [one for one in _facts_used(sites[top]) if one in sites and one not in done and one not in path]
            if waiting:
                path.append(waiting[0])
                continue
            path.pop()
            if top not in done:
                done.add(top)
                yield top


def _facts_used(sites: Sequence[FactSite]) -> Iterator[str]:
    for site in sites:
        bindings = as_table(site.rule.get("for_each"))
        for entry in bindings.entries if bindings is not None else ():
            pattern = as_table(entry.value)
            for head in FACT_HEADS if pattern is not None else ():
                name = text_of(pattern.get(head)) if pattern is not None else ""
                if name:
                    yield name
