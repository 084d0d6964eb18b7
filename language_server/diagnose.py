"""What is wrong with the texts that are open."""

from __future__ import annotations

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.lint.lint_pack import lint_sources
from afterword.engine.lint.model import Finding, Level
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.spans import Source
from afterword.language_server.files import PackFiles, path_of
from afterword.language_server.pack_words import PackWords


def diagnose_pack(files: PackFiles) -> dict[str, tuple[Finding, ...]]:
    """What lint finds, by the path of the file; files without a finding have none."""
    findings = lint_sources(files.sources, {}, files.folder)
    told = [finding for finding in findings if finding.level is not Level.NOTE]
    found: dict[str, tuple[Finding, ...]] = {source.name: () for source in files.sources}
    for finding in told:
        path = path_of(finding.diagnostic.span.source)
        if path is not None:
            found[path] = (*found.get(path, ()), finding)
    return found


def diagnose_log(source: Source, words: PackWords) -> tuple[Diagnostic, ...]:
    """What is wrong with a log, in the words of a pack."""
    return parse_logs(source, LogReader(words.pack.vocabulary, tuple(words.rules))).diagnostics
