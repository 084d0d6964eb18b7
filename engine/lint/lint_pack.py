"""Lints a pack: everything that is wrong in it, and everything that looks wrong, in one run.

Reading, loading and compiling tell of mistakes, with which a pack does not load: these are errors. The checks of this room look for what
loads but hardly does what was meant: warnings. Checks of single rules pass over rules with mistakes in them, and checks of the whole pack
wait until all of it can be read: what would only follow from a mistake is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from afterword.engine.collector import collector_paused
from afterword.engine.compile.stratify import stratify
from afterword.engine.diagnostics import Diagnostic, sort_diagnostics
from afterword.engine.language.change_rules import Override
from afterword.engine.language.find_pack import find_pack, list_files
from afterword.engine.language.find_shadowed import find_shadowed
from afterword.engine.language.load_pack import read_pack
from afterword.engine.language.scope import as_table
from afterword.engine.lint.check_conditions import check_conditions
from afterword.engine.lint.check_examples import check_examples
from afterword.engine.lint.check_facts import check_facts
from afterword.engine.lint.check_messages import check_messages
from afterword.engine.lint.check_regexes import check_regexes
from afterword.engine.lint.check_rules import check_rules
from afterword.engine.lint.check_tests import check_tests
from afterword.engine.lint.check_windows import check_windows
from afterword.engine.lint.check_words import check_words
from afterword.engine.lint.ignores import find_ignores, heed_ignores
from afterword.engine.lint.model import LINT_CODES, NOTES, Finding, Level
from afterword.engine.lint.subject import Subject, take_apart
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.spans import Source

_OF_RULES: Sequence[Callable[[Subject], Iterator[Diagnostic]]] = (
    check_tests,
    check_windows,
    check_conditions,
    check_messages,
    check_regexes,
    check_rules,
    check_examples,
)
"""Checks that look at one rule at a time, or at rules in which nothing is wrong."""

_OF_PACKS: Sequence[Callable[[Subject], Iterator[Diagnostic]]] = (check_facts, check_words)
"""Checks that need all of the pack."""


def lint_pack(name_or_path: str, settings: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything that is wrong in a pack, or looks wrong, in the order of places; its parameters set by ``settings``."""
    found = find_pack(name_or_path)
    if found.value is None:
        return _findings(found.diagnostics)
    files = list_files(name_or_path)
    return lint_sources(found.value, settings, str(files[0].parent) if files else None)


def lint_sources(sources: Sequence[Source], settings: Mapping[str, str], folder: str | None = None) -> tuple[Finding, ...]:
    """As `lint_pack`, for the texts of a pack's files, wherever they are kept.

    ``folder`` is where the packs that it builds on are looked for; without one, beside its files.
    """
    with collector_paused():
        read = [parse_documents(source) for source in sources]
        documents = [document for outcome in read for document in outcome.value or ()]
        mistakes = [mistake for outcome in read for mistake in outcome.diagnostics]
        whole = not any(outcome.value is None for outcome in read)
        return lint_documents(documents, settings, folder, mistakes, whole=whole)


def lint_documents(
    documents: Sequence[Document],
    settings: Mapping[str, str],
    folder: str | None = None,
    mistakes: Sequence[Diagnostic] = (),
    *,
    whole: bool = True,
) -> tuple[Finding, ...]:
    """As `lint_sources`, for files that are parsed; ``mistakes`` were met doing so, and ``whole`` tells that all could be read."""
    return _findings((*mistakes, *_lint(documents, settings, folder, whole=whole)))


def _findings(found: Sequence[Diagnostic]) -> tuple[Finding, ...]:
    return tuple(Finding(_level_of(one.code), one) for one in sort_diagnostics(found))


def _level_of(code: str) -> Level:
    if code in NOTES:
        return Level.NOTE
    return Level.WARNING if code in LINT_CODES else Level.ERROR


def _lint(documents: Sequence[Document], settings: Mapping[str, str], folder: str | None, *, whole: bool) -> Iterator[Diagnostic]:
    """What is found in the files that could be read; ``whole`` tells whether these are all of them."""
    read = read_pack(documents, settings, folder)
    mistakes = read.diagnostics
    if not whole or _is_a_part(documents):
        mistakes = tuple(_call_for_folder(one) for one in mistakes if one.code not in _MAY_STAND_ELSEWHERE)
        whole = False
    yield from mistakes
    subject = take_apart(read, whole=whole)
    found = [problem for check in _OF_RULES for problem in check(subject)]
    own = [document.source for document in documents]
    whole = whole and not mistakes
    if whole:
        found += [problem for check in _OF_PACKS for problem in check(subject)]
        yield from stratify(read.pack.rules)[1]
        yield from _find_shadowed(read.extended.overrides, own)
    yield from (one for one in heed_ignores(found, find_ignores(subject), whole=whole) if one.span.source in own)


def _find_shadowed(overrides: Sequence[Override], own: Sequence[Source]) -> Iterator[Diagnostic]:
    """Changes that get lost between packs side by side. What the pack itself gives anew, it means to."""
    for one in find_shadowed(overrides):
        if not any(other.span.source in own for other in one.related):
            yield one


def _is_a_part(documents: Sequence[Document]) -> bool:
    """Whether files are plainly but a part of a pack: they neither say which one it is nor bring any words."""
    keys = [entry.key.text for document in documents if (root := as_table(document.root)) is not None for entry in root.entries]
    return not {"pack", "vocabulary"} & set(keys)


def _call_for_folder(mistake: Diagnostic) -> Diagnostic:
    """A file that lacks a head is mostly one of several."""
    if mistake.code != "no-pack":
        return mistake
    return mistake._replace(hint=f"if this is a part of a pack, lint its folder; else {mistake.hint}")


_MAY_STAND_ELSEWHERE = frozenset(
    (
        "unknown-entity",
        "unknown-event-type",
        "unknown-fact",
        "unknown-field",
        "unknown-name",
        "unknown-parameter",
        "unknown-place",
        "unknown-scope",
        "unknown-source",
        "unknown-step",
        "unknown-topic",
        "unknown-type",
        "not-a-list",
    )
)
"""Mistakes that may be none: what is named may be declared in a file that could not be read."""
