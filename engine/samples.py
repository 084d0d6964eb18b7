"""Tries the samples of the diagnostic codes: what each text brings out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from afterword.engine.diagnostics import Diagnostic, Outcome, sort_diagnostics
from afterword.engine.language.rule import Pack
from afterword.engine.reading.text import decode
from afterword.engine.spans import Source


def try_sample(kind: str, form: str, text: str) -> tuple[Diagnostic, ...]:
    """What a sample of a kind (see `codes.KINDS`) brings out, in the order of report; ``form`` is the ending of such a file.

    Raises:
        ValueError: There is no such kind; or it is a call, which only the command line can try.
    """
    source = decode(f"{kind}.{form}", text.encode("utf-8", "surrogatepass"))
    if source.value is None:
        return source.diagnostics
    if kind == "import":
        return _try_import(source.value, form)
    if kind not in _TRIALS:
        raise ValueError(f"no sample is of the kind {kind}")
    return _TRIALS[kind](source.value)


def _try_text(source: Source) -> tuple[Diagnostic, ...]:
    from afterword.engine.reading.documents import parse_documents

    return parse_documents(source).diagnostics


def _try_log(source: Source) -> tuple[Diagnostic, ...]:
    from afterword.engine.evaluator import load_evaluator
    from afterword.engine.log.open_logs import parse_logs
    from afterword.engine.log.read_log import LogReader

    shipped = load_evaluator("after-interview", {})
    if shipped.value is None:
        return shipped.diagnostics
    pack = shipped.value.pack
    return parse_logs(source, LogReader(pack.vocabulary, pack.known_rules)).diagnostics


def _try_pack(source: Source) -> tuple[Diagnostic, ...]:
    from afterword.engine.evaluator import compile_for_evaluation

    pack = _read_pack(source)
    compiled = compile_for_evaluation(pack.value).diagnostics if pack.value else ()
    return sort_diagnostics((*pack.diagnostics, *compiled))


def _try_lint(source: Source) -> tuple[Diagnostic, ...]:
    from afterword.engine.lint.lint_pack import lint_sources

    return tuple(finding.diagnostic for finding in lint_sources((source,), {}))


def _try_cases(source: Source) -> tuple[Diagnostic, ...]:
    from afterword.engine.rule_tests.read_cases import check_cases
    from afterword.engine.rule_tests.variants import Variants

    return check_cases(source, Variants("after-interview", {}, "native"))


def _try_import(source: Source, form: str) -> tuple[Diagnostic, ...]:
    from afterword.engine.evaluator import load_evaluator
    from afterword.engine.foreign.columns import Request
    from afterword.engine.foreign.import_calendar import CalendarRequest
    from afterword.engine.foreign.import_text import find_calendar_mistakes, find_mistakes

    if form != "ics":
        return find_mistakes(source, form, Request())
    shipped = load_evaluator("after-interview", {})
    return (
        find_calendar_mistakes(source, CalendarRequest(("=>search_paused",)), shipped.value.pack) if shipped.value else shipped.diagnostics
    )


def _read_pack(source: Source) -> Outcome[Pack]:
    from afterword.engine.language.load_pack import load_pack
    from afterword.engine.reading.documents import parse_documents

    read = parse_documents(source)
    return Outcome(None, read.diagnostics) if read.value is None else load_pack(read.value, {})


_TRIALS: Mapping[str, Callable[[Source], tuple[Diagnostic, ...]]] = {
    "text": _try_text,
    "log": _try_log,
    "pack": _try_pack,
    "lint": _try_lint,
    "cases": _try_cases,
}
