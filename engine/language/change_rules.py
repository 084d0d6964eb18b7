"""Changes rules of other packs: what `switch_off` and `override` say of the packs that a pack builds on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from afterword.engine.diagnostics import Related, quote
from afterword.engine.language.rule_reader import OUTSIDE
from afterword.engine.language.scope import Mistakes, as_scalar, as_scalars, as_table, as_tables, text_of
from afterword.engine.language.sections import Part, merge_tables
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Place, PlaceIn, Scalar, Table, move_entry
from afterword.engine.spans import Span

CHANGES = ("override", "switch_off")
"""The sections that change rules of other packs."""

OTHER = "other"
"""What stands for all states that are not named."""

_BY_STATE = ("say", "topic")


class Override(NamedTuple):
    """A change of a rule of another pack, where it is written (``span`` is its id, ``whole`` all of it), and what stands at ``changed``.

    ``keys`` are those that it gives: `("severity",)`, or `("say", "open")` where it gives one state.
    """

    rule: str
    keys: tuple[tuple[str, ...], ...]
    span: Span
    changed: Span
    whole: Span


class _Site(NamedTuple):
    """A rule in the file of a base."""

    rule: Table
    document: Document
    defaults: Table | None

    def get(self, key: str) -> Node | None:
        """What the rule, or else its file, says under ``key``."""
        own = self.rule.get(key)
        return own if own is not None or self.defaults is None else self.defaults.get(key)

    @property
    def off(self) -> Scalar | None:
        """What switches the rule off, whatever the parameters."""
        enabled = as_scalar(self.get("enabled"))
        return enabled if enabled is not None and enabled.text == "false" else None


class _Off(NamedTuple):
    """That a rule is switched off: the entry that does so, and whether it was named, or only has a tag or comes from outside."""

    entry: Entry
    named: bool


def change_rules(below: Sequence[Document], own: Sequence[Part]) -> tuple[list[Document], tuple[Override, ...]]:
    """The documents of the bases with their rules as the sections ``own`` want them, and the overrides that were made."""
    sites = {text_of(site.rule.get("id")): site for document in below for site in _sites(document)}
    off: dict[str, _Off] = {}
    for part in own:
        if part.entry.key.text == "switch_off":
            off |= {rule: one for rule, one in _switched_off(part, sites, below) if one.named or rule not in off}
    changes = {rule: [one.entry] for rule, one in off.items()}
    overrides = []
    for part in merge_tables([part for part in own if part.entry.key.text == "override"]):
        rule, given = part.entry.key, as_table(part.entry.value)
        site = sites.get(rule.text)
        if site is None:
            part.mistakes.add_unknown("unknown-rule", "rule to change that is called", rule, sites)
        elif given is not None and not _note_off(part, given, site, off.get(rule.text)):
            changes.setdefault(rule.text, []).extend(move_entry(entry, part.mistakes.source) for entry in given.entries)
            changed = site.rule.place.span(site.document.source)
            span, end = part.mistakes.span(rule), part.mistakes.span(given)
            whole = replace(span, end_line=end.end_line, end_column=end.end_column)
            overrides.append(Override(rule.text, tuple(_keys(given)), span, changed, whole))
    return [_change(document, changes) for document in below], tuple(overrides)


def _sites(document: Document) -> Iterator[_Site]:
    root = as_table(document.root)
    if root is not None:
        defaults = as_table(root.get("defaults"))
        yield from (_Site(rule, document, defaults) for rule in as_tables(root.get("rules")))


def _switched_off(part: Part, sites: Mapping[str, _Site], below: Sequence[Document]) -> Iterator[tuple[str, _Off]]:
    """The rules that a section switches off."""
    table = as_table(part.entry.value)
    if table is None:
        return
    for name in as_scalars(table.get("rules")):
        if name.text in sites:
            yield name.text, _Off(_switch(name, part.mistakes), named=True)
        else:
            part.mistakes.add_unknown("unknown-rule", "rule to switch off that is called", name, sites)
    tags = {rule: [tag.text for tag in as_scalars(site.get("tags"))] for rule, site in sites.items()}
    known = tuple(dict.fromkeys(tag for given in tags.values() for tag in given))
    for tag in as_scalars(table.get("tags")):
        if tag.text not in known:
            part.mistakes.add_unknown("unknown-tag", "rule to switch off with the tag", tag, known)
        yield from ((rule, _Off(_switch(tag, part.mistakes), named=False)) for rule, given in tags.items() if tag.text in given)
    outside = as_scalar(table.get("outside"))
    if outside is not None and outside.text == "true":
        kinds = _source_kinds(below)
        word = _switch(outside, part.mistakes)
        yield from ((rule, _Off(word, named=False)) for rule, site in sites.items() if _is_outside(site, kinds))


def _source_kinds(documents: Sequence[Document]) -> dict[str, str]:
    tables = [as_table(root.get("sources")) for document in documents if (root := as_table(document.root)) is not None]
    entries = [entry for table in tables if table is not None for entry in table.entries]
    return {entry.key.text: text_of(table.get("kind")) for entry in entries if (table := as_table(entry.value)) is not None}


def _is_outside(site: _Site, kinds: Mapping[str, str]) -> bool:
    sources = as_scalars(site.get("source"))
    return bool(sources) and all(kinds.get(source.text) == OUTSIDE for source in sources)


def _switch(node: Scalar, mistakes: Mistakes) -> Entry:
    """`enabled: false`, in the place of the word that asks for it."""
    place: Place = PlaceIn.of(node.place, mistakes.source)
    return Entry(Scalar("enabled", quoted=False, place=place), Scalar("false", quoted=False, place=place))


def _note_off(part: Part, given: Table, site: _Site, off: _Off | None) -> bool:
    """Whether the rule is switched off, so that to change it means nothing; an override may switch it on again, where it was not named."""
    named = off is not None and off.named
    word = off.entry.value if off is not None else site.off
    if word is None or (given.get("enabled") is not None and not named):
        return False
    rule = part.entry.key
    place = Related("it is switched off here", word.place.span(site.document.source))
    hint = "leave one of the two out" if named else "to switch it on again, add `enabled: true`"
    part.mistakes.add("override-switched-off", f"{quote(rule.text)} is switched off, so this changes nothing", rule, hint, (place,))
    return True


def _keys(given: Table) -> Iterator[tuple[str, ...]]:
    for key, value in given.entries:
        if key.text in _BY_STATE and isinstance(value, Table):
            yield from ((key.text, entry.key.text) for entry in value.entries)
        else:
            yield (key.text,)


def _change(document: Document, changes: Mapping[str, Collection[Entry]]) -> Document:
    """The document with those entries in its rules."""
    root = as_table(document.root)
    if root is None:
        return document
    entries = (Entry(key, _change_rules(value, changes)) if key.text == "rules" else Entry(key, value) for key, value in root.entries)
    return Document(Table(tuple(entries), root.place), document.source)


def _change_rules(node: Node, changes: Mapping[str, Collection[Entry]]) -> Node:
    if not isinstance(node, Items):
        return node
    return Items(
        tuple(_changed(one, changes.get(text_of(one.get("id")), ())) if isinstance(one, Table) else one for one in node.nodes), node.place
    )


def _changed(rule: Table, entries: Collection[Entry]) -> Table:
    given = {entry.key.text: entry for entry in rule.entries}
    for entry in entries:
        old = given.get(entry.key.text)
        given[entry.key.text] = entry if old is None else Entry(entry.key, _by_state(old, entry.value))
    return Table(tuple(given.values()), rule.place)


def _by_state(old: Entry, new: Node) -> Node:
    """Messages and topics state by state, where the new ones are; anything else gives way."""
    if old.key.text not in _BY_STATE or not isinstance(new, Table):
        return new
    word = Scalar(OTHER, quoted=False, place=old.value.place)
    kept = old.value.entries if isinstance(old.value, Table) else (Entry(word, old.value),)
    return Table(tuple({entry.key.text: entry for entry in (*kept, *new.entries)}.values()), new.place)
