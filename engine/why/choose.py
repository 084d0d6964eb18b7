"""What is asked about: a rule by its id or a fact by its name, and the cases that are about somebody or something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote, suggest
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.open_pack import OpenPack
from afterword.engine.language.rule import Pack, Rule
from afterword.engine.language.scope import as_scalar, as_table
from afterword.engine.log.model import Log
from afterword.engine.reading.nodes import Scalar
from afterword.engine.spans import Source
from afterword.engine.vocabulary import Vocabulary

EVENT = "event"
"""What `about` calls the event that decided a case."""


class Asked(NamedTuple):
    """A rule that is asked about, and what it is switched off by (empty where it is on)."""

    rule: Rule
    switched_off: str = ""


def find_rules(asked: Source, pack: Pack, opened: OpenPack | None) -> Outcome[tuple[Asked, ...]]:
    """The rule of that id, or else all rules that conclude the fact of that name; dashes and underscores are the same there.

    ``opened`` tells of rules that are switched off, where it is there.
    """
    every = tuple(Asked(one.rule, "" if one.enabled else _off(one, opened)) for one in opened.rules) if opened else ()
    every = every or tuple(map(Asked, pack.rules))
    word = asked.text
    found = tuple(one for one in every if one.rule.id == word)
    found = found or tuple(one for one in every if one.rule.conclude is not None and _same(one.rule.conclude.fact, word))
    if found:
        return Outcome(found)
    facts = (one.rule.conclude.fact for one in every if one.rule.conclude is not None)
    names = tuple(dict.fromkeys((*(one.rule.id for one in every), *facts)))
    hint = choices_hint(word, names) or "`afterword rules list` names all rules"
    return Outcome(None, (_mistake("unknown-rule", f"the pack has no rule or fact {quote(word)}", asked, word, hint),))


def _same(fact: str, word: str) -> bool:
    return fact.replace("-", "_") == word.replace("-", "_")


def _off(read: ReadRule, opened: OpenPack) -> str:
    """What switches a rule off: the word that does, with its place, and how to switch the rule on."""
    word = as_scalar(read.node.get("enabled"))
    if word is None:
        roots = (as_table(document.root) for document in opened.documents if document.source is read.source)
        tables = (as_table(root.get("defaults")) for root in roots if root is not None)
        word = next((one for table in tables if table is not None and (one := as_scalar(table.get("enabled"))) is not None), None)
    if word is None:
        return "it is not enabled"
    place = f"{quote(f'enabled: {word.text}')} ({word.place.span(read.source)})"
    return place + _setting(word, opened.pack)


def _setting(word: Scalar, pack: Pack) -> str:
    parameter = pack.parameters.get(word.text.removeprefix("$")) if word.text.startswith("$") else None
    if parameter is None:
        return ""
    by = "was set so" if parameter.changed else "is so in the pack"
    return f", and {quote(parameter.name)} is false: it {by}. `--set {parameter.name}=true` switches the rule on"


def check_about(about: Mapping[str, str], vocabulary: Vocabulary, log: Log) -> Outcome[dict[str, str]]:
    """What cases are to be about, by kind of entity: a kind may be named by its key too, and whatever is named must be in the log."""
    keys = {entity.key: entity.name for entity in vocabulary.entities.values()}
    kinds = (*vocabulary.entities, EVENT)
    found: dict[str, str] = {}
    mistakes = []
    for word, name in about.items():
        source = Source("--about", f"{word}={name}")
        kind = word if word in kinds else keys.get(word)
        if kind is None:
            hint = choices_hint(word, tuple(dict.fromkeys((*kinds, *keys))))
            mistakes.append(_mistake("unknown-entity", f"a case is never about a {quote(word)}", source, word, hint))
            continue
        known = [event.id for event in log.events] if kind == EVENT else list(log.records.get(kind, {}))
        if name not in known:
            span = source.span(len(word) + 1, len(source.text))
            hint = choices_hint(name, known) or suggest(name, known)
            mistakes.append(Diagnostic("unknown-reference", f"there is no {kind} {quote(name)} in this log", span, hint))
        found[kind] = name
    return Outcome(None if mistakes else found, tuple(mistakes))


def _mistake(code: str, message: str, source: Source, word: str, hint: str | None) -> Diagnostic:
    return Diagnostic(code, message, source.span(0, len(word)), hint)


def is_about(about: Mapping[str, str | None], wanted: Mapping[str, str]) -> bool:
    """Whether a case is about all that is asked for."""
    return all(about.get(kind) == name for kind, name in wanted.items())


def differs(about: Mapping[str, str | None], wanted: Mapping[str, str]) -> bool:
    """Whether a case is about something else than what is asked for."""
    return any(about.get(kind) not in {None, name} for kind, name in wanted.items())
