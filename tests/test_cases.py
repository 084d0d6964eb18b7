"""Runs every file of `tests/cases`: a faulty input, and the exact diagnostics that must come out of it.

A case holds::

    about: one line
    input: |              # or input_hex: "ff fe …", or input_file: a name beside the case, or path: a path that is given to `read_path`
      the faulty text
    format: yaml          # yaml (default), json or jsonl: the ending of the name that the input is read under; csv, xes or ics
    kind: log             # log, pack, lint, cases (of the default pack) or import: what the input is; without it, the text is only read
    schema: {…}           # the JSON Schema that what has been read is checked against
    vocabulary: {…}       # for a log: the vocabulary to read it with, instead of that of the default pack
    rules: [...]          # for a log: the ids of the rules that it may waive; without them, any
    settings: {…}         # for a pack: the parameters that are set
    options: {…}          # for an import: what is asked for, as `columns.Request` (for ics, `CalendarRequest`) has it
    find: a name          # a pack to look for, instead of an input
    expect: ["code line:column", …]     # every diagnostic, in the order of report
    message: part of the first message
    help: part of the first hint
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from afterword.engine.diagnostics import Diagnostic, render_diagnostic, sort_diagnostics
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.reading.schema_check import check_schema
from afterword.engine.reading.text import decode, read_path
from afterword.engine.spans import Source
from afterword.engine.vocabulary import Vocabulary

HERE = Path(__file__).parent / "cases"
ENGINE = Path(__file__).parent.parent / "engine"
CASES = sorted(HERE.rglob("*.yaml"))
KEYS = {
    "about",
    "input",
    "input_hex",
    "input_file",
    "path",
    "format",
    "kind",
    "schema",
    "vocabulary",
    "rules",
    "settings",
    "find",
    "options",
    "expect",
    "message",
    "help",
}
ELSEWHERE = {
    "ambiguous-pack": "it takes two installed packs: see tests/language/test_installed_packs.py",
    "empty-pack": "no empty folder can be kept here: see tests/language/test_find_pack.py",
    "engine-not-here": "no text brings it out",
    "no-cases": "no empty folder can be kept here: see tests/rule_tests/test_gather.py",
    "needs-package": "it depends on what is installed: see tests/bulk/test_tables.py",
    "not-parquet": "such a file is no text: see tests/bulk/test_tables.py",
    "scattered-case": "it takes a batch: see tests/bulk/test_cut_lines.py",
    "shadowed-override": "it takes three packs: see tests/language/test_find_shadowed.py",
    "too-large": "a case of 128 MB would be none: see tests/reading/test_text.py",
}
"""Codes that no case can show."""


def read_case(path: Path) -> dict[str, Any]:
    """The case in a file."""
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(case, dict), f"{path} is no case"
    assert not set(case) - KEYS, f"{path} has keys that no case has"
    return case


def load_documents(case: dict[str, Any], folder: Path) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """What reading makes of the input, with the mistakes it meets."""
    if "path" in case:
        text = read_path(str(folder / case["path"]))
    else:
        if "input_hex" in case:
            data = bytes.fromhex(case["input_hex"])
        elif "input_file" in case:
            data = (folder / case["input_file"]).read_bytes()
        else:
            data = case["input"].encode()
        text = decode(f"input.{case.get('format', 'yaml')}", data)
    if text.value is None:
        return (), text.diagnostics
    documents = parse_documents(text.value)
    return documents.value or (), text.diagnostics + documents.diagnostics


@cache
def default_vocabulary() -> Vocabulary:
    """The vocabulary of the pack that is shipped."""
    from afterword.engine.language.find_pack import find_pack
    from afterword.engine.language.load_pack import load_pack

    documents: tuple[Document, ...] = ()
    for source in find_pack("after-interview").value or ():
        documents += parse_documents(source).value or ()
    pack = load_pack(documents, {}).value
    assert pack is not None, "the default pack has mistakes"
    return pack.vocabulary


def vocabulary_of(words: dict[str, Any]) -> Vocabulary:
    """The vocabulary that a case writes down, read as that of a pack without rules."""
    from afterword.engine.language.load_pack import load_pack

    text = yaml.safe_dump({"pack": {"id": "case", "version": "1", "title": "Case"}, "vocabulary": words, "rules": []})
    source = decode("vocabulary.yaml", text.encode()).value
    assert source is not None
    outcome = load_pack(parse_documents(source).value or (), {})
    assert outcome.value is not None, [render_diagnostic(one) for one in outcome.diagnostics]
    return outcome.value.vocabulary


def find_mistakes_in_cases(source: Source) -> tuple[Diagnostic, ...]:
    """Every mistake in a file of cases that is for the default pack."""
    from afterword.engine.rule_tests.read_cases import check_cases
    from afterword.engine.rule_tests.variants import Variants

    return check_cases(source, Variants("after-interview", {}, "native"))


def find_mistakes_in_import(source: Source, form: str, options: dict[str, Any]) -> tuple[Diagnostic, ...]:
    """Every mistake in a file of another tool, which is imported with ``options``."""
    from afterword.engine.evaluator import load_evaluator
    from afterword.engine.foreign.columns import Request
    from afterword.engine.foreign.import_calendar import CalendarRequest
    from afterword.engine.foreign.import_text import find_calendar_mistakes
    from afterword.engine.foreign.import_text import find_mistakes as find_mistakes_in_text

    if form != "ics":
        return find_mistakes_in_text(source, form, Request(**options))
    shipped = load_evaluator("after-interview", {}).value
    assert shipped is not None
    return find_calendar_mistakes(source, CalendarRequest(**options), shipped.pack)


def find_mistakes(case: dict[str, Any], folder: Path) -> tuple[Diagnostic, ...]:
    """Every diagnostic that the case's input brings out, in the order of report."""
    if "find" in case:
        from afterword.engine.language.find_pack import find_pack

        return find_pack(case["find"]).diagnostics
    if case.get("kind") == "lint":
        from afterword.engine.lint.lint_pack import lint_sources

        return tuple(one.diagnostic for one in lint_sources((Source("input.yaml", case["input"]),), case.get("settings", {})))
    if case.get("kind") == "import":
        return find_mistakes_in_import(Source("input", case["input"]), case["format"], case.get("options", {}))
    if case.get("kind") == "cases":
        return find_mistakes_in_cases(Source(str(folder / "input.yaml"), case["input"]))
    documents, found = load_documents(case, folder)
    if "schema" in case:
        for document in documents:
            found += check_schema(document, case["schema"])
    if case.get("kind") == "log":
        from afterword.engine.log.gather import gather_events
        from afterword.engine.log.read_log import read_log

        vocabulary = vocabulary_of(case["vocabulary"]) if "vocabulary" in case else default_vocabulary()
        gathered = gather_events(documents)
        found += gathered.diagnostics
        for document in gathered.value or ():
            found += read_log(document, vocabulary, case.get("rules")).diagnostics
    elif case.get("kind") == "pack" and documents:
        from afterword.engine.evaluator import compile_for_evaluation
        from afterword.engine.language.load_pack import load_pack

        pack = load_pack(documents, case.get("settings", {}))
        found += pack.diagnostics + (compile_for_evaluation(pack.value).diagnostics if pack.value else ())
    return sort_diagnostics(found)


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(HERE).with_suffix("")))
def test_case(path: Path) -> None:
    """The input brings out exactly the mistakes that the case lists, each at its place, and each says what to do."""
    case = read_case(path)
    found = find_mistakes(case, path.parent)
    shown = "\n".join(render_diagnostic(one) for one in found)
    assert all(one.hint for one in found), shown
    assert [f"{one.code} {one.span.line}:{one.span.column}" for one in found] == case["expect"], shown
    if "message" in case:
        assert case["message"] in found[0].message, shown
    if "help" in case:
        assert case["help"] in (found[0].hint or ""), shown


@cache
def _modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the engine, parsed."""
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(ENGINE.rglob("*.py")))


class Taker(NamedTuple):
    """A function or class that takes a ``code``: its position among the arguments, and how many arguments there are at the least."""

    position: int
    least: int


def _takers(module: ast.Module) -> Iterator[tuple[str, Taker]]:
    """The takers that a module defines, by name."""
    for node in ast.walk(module):
        match node:
            case ast.FunctionDef():
                given = [(one.arg, one.annotation) for one in node.args.args if one.arg not in {"self", "cls"}]
                least = len(given) - len(node.args.defaults)
            case ast.ClassDef():
                fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
                given = [(ast.unparse(one.target), one.annotation) for one in fields]
                least = sum(one.value is None for one in fields)
            case _:
                continue
        for position, (name, kind) in enumerate(given):
            if name == "code" and kind is not None and ast.unparse(kind) == "str":
                yield node.name, Taker(position, least)


def _imported(module: ast.Module) -> set[str]:
    """The names that a module takes from others."""
    return {one.name for node in ast.walk(module) if isinstance(node, ast.ImportFrom) for one in node.names}


@cache
def written_codes() -> dict[str, str]:
    """Every diagnostic code that the engine writes down, with a place where it does.

    A code is a literal given as ``code`` to `Diagnostic`, or to any function or class that takes a ``code`` and is imported or of the same
    room.
    """
    takers = {(path.parent, name): taker for path, module in _modules() for name, taker in _takers(module)}
    anywhere = {name: taker for (_, name), taker in takers.items()}
    codes: dict[str, str] = {}
    for path, module in _modules():
        imported = _imported(module)
        known = {name: taker for name, taker in anywhere.items() if name in imported or (path.parent, name) in takers}
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in known or len(node.args) + len(node.keywords) < known[name].least:
                continue
            given = next((one.value for one in node.keywords if one.arg == "code"), None)
            if given is None and len(node.args) > known[name].position:
                given = node.args[known[name].position]
            place = f"{path.relative_to(ENGINE.parent)}:{node.lineno}"
            codes |= dict.fromkeys(_literals(given, place), place)
    return codes


def _literals(given: ast.expr | None, place: str) -> Iterator[str]:
    """The codes an argument may be; an argument that only hands on a ``code`` has none."""
    match given:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body, place)
            yield from _literals(orelse, place)
        case None | ast.Name(id="code") | ast.Attribute(attr="code"):
            pass
        case other:
            pytest.fail(f"{place}: a code must be written as a literal, not as {ast.unparse(other)}")


def test_every_code_has_a_case() -> None:
    """A mistake that the engine can report is shown by a case, with its line and column."""
    shown = {line.split()[0] for path in CASES for line in read_case(path)["expect"]}
    lacking = {code: place for code, place in written_codes().items() if code not in shown and code not in ELSEWHERE}
    assert not lacking, f"write tests/cases/<room>/<code>.yaml for: {lacking}"


def test_every_shown_code_is_written() -> None:
    """A case does not speak of a code that the engine no longer knows."""
    shown = {line.split()[0] for path in CASES for line in read_case(path)["expect"]}
    assert shown <= set(written_codes())
