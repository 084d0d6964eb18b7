"""`afterword rules test`: the examples beside rules, and cases with several moments."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import click

from afterword.commands.options import DEFAULT_PACK, Choice, color_option, complete_pack, set_option
from afterword.commands.terminal import FINDINGS, can_show, columns, save_text, sound, wants_color, write_data, write_text

if TYPE_CHECKING:
    from afterword.engine.rule_tests.model import MomentResult, RuleTests


@click.command("test")
@click.argument("packs", nargs=-1, metavar="[PACK]...", shell_complete=complete_pack)
@click.option(
    "--cases",
    multiple=True,
    type=click.Path(readable=False),
    metavar="PATH",
    help="A file of cases, or a folder of them; may be repeated. The folder `cases` of a pack is always looked into.",
)
@click.option(
    "-k", "words", multiple=True, metavar="WORD", help="Only tests with this in their name or in that of a rule; may be repeated."
)
@set_option
@click.option("--format", "form", type=Choice(["text", "json", "junit"]), default="text", show_default=True, help="JUnit is XML, for CI.")
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write into a file instead.")
@click.option("--why", is_flag=True, help="Tell how each case of a failure came to its state, as `afterword why` does.")
@click.option("--coverage", is_flag=True, help="List what the tests show of each rule.")
@click.option(
    "--min-coverage",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Fail, and name what is missing, where the tests show less of a pack.",
)
@click.option(
    "--engine",
    type=Choice(["auto", "durable", "native", "both"]),
    default="auto",
    show_default=True,
    help="What runs the rules; `both` also fails where the two differ.",
)
@color_option
@click.pass_context
def command(  # noqa: PLR0913 - as many as the command has options
    ctx: click.Context,
    *,
    packs: tuple[str, ...],
    cases: tuple[str, ...],
    words: tuple[str, ...],
    settings: Mapping[str, str],
    form: str,
    output: str | None,
    why: bool,
    coverage: bool,
    least: float | None,
    engine: str,
    color: bool | None,
) -> None:
    """Run the examples of rules, and say where something else came out than they expect.

    PACK is a shipped pack by name, or a file or folder of rules; without it, the pack after-interview, or those that the cases name.

    Exit codes: 0 all came out as expected, 1 something did not, or the coverage is too low, 2 mistakes in the call or in a file.
    """
    from afterword.engine.rule_tests.run_rule_tests import run_rule_tests

    if words and least is not None:
        raise click.UsageError("--min-coverage needs all tests: leave out -k.", ctx)
    tests = sound(run_rule_tests(packs or (() if cases else (DEFAULT_PACK,)), cases, settings, engine, words))
    if words and not any(pack.trials for pack in tests.packs):
        raise click.UsageError(f"No test has {' or '.join(repr(word) for word in words)} in its name.", ctx)
    colored = output is None and wants_color(color)
    text = _render(tests, form, color=colored, why=why, coverage=coverage, least=least)
    if output is not None:
        save_text(text, output)
    elif form == "text":
        write_text(text, color=colored)
    else:
        write_data(text)
    enough = least is None or all(pack.coverage.percent >= least for pack in tests.packs)
    ctx.exit(0 if tests.passed and enough else FINDINGS)


def _render(tests: RuleTests, form: str, *, color: bool, why: bool, coverage: bool, least: float | None) -> str:  # noqa: PLR0913
    match form:
        case "json":
            from afterword.reports.rule_tests_json import render_tests_json

            return render_tests_json(tests)
        case "junit":
            from afterword.reports.rule_tests_junit import render_tests_junit

            return render_tests_junit(tests, least=least)
        case _:
            from afterword.reports.rule_tests_text import render_tests

            reasons = partial(_tell_why, color=color) if why else None
            return render_tests(tests, color=color, width=columns(), coverage=coverage, least=least, reasons=reasons)


def _tell_why(moment: MomentResult, *, color: bool) -> str:
    """How the cases came to their states that were not as expected at a moment."""
    from afterword.engine.spans import Source
    from afterword.engine.why.choose import find_rules
    from afterword.engine.why.explain import Judged, Question, explain
    from afterword.reports.why_text import MARKS, render_reasons

    pack, log, at, verdicts = moment.evaluated
    texts = []
    for rule in dict.fromkeys(one.rule for one in moment.differences):
        found = [one.seen for one in moment.differences if one.rule == rule]
        own = [verdict for verdict in verdicts if verdict.rule.id == rule]
        chosen = own if None in found else [one for one in own if any(seen is not None and seen.verdict is one for seen in found)]
        question = Question(rule, find_rules(Source("", rule), pack, None).value or (), {}, chosen=tuple(chosen))
        why = explain(question, pack, Judged(log, at, verdicts, moment.engines[0]))
        texts.append(render_reasons(why, color=color, width=columns(), ascii_only=not can_show(MARKS)))
    return "\n".join(texts)
