"""`afterword why`: the reasons for what a rule says of a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import click

from afterword.commands.inputs import load_evaluator, moments, open_pack, read_logs
from afterword.commands.options import (
    Choice,
    as_of_option,
    color_option,
    ended_option,
    engine_option,
    pack_option,
    parse_pairs,
    set_option,
)
from afterword.commands.terminal import can_show, columns, sound, wants_color, write_data, write_text


def _parse_about(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    return parse_pairs(given, "kind=id, as in person=p1")


@click.command("why")
@click.argument("rule")
@click.argument("log", metavar="LOG", type=click.Path(allow_dash=True, readable=False))
@click.option(
    "--about",
    multiple=True,
    metavar="KIND=ID",
    callback=_parse_about,
    help="Only cases about this person, interview, event...; may be repeated.",
)
@as_of_option
@click.option("--all", "every", is_flag=True, help="Show all cases, all that was looked at, and every test.")
@pack_option
@set_option
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", show_default=True, help="JSON is one line a log.")
@ended_option
@engine_option
@color_option
def command(  # noqa: PLR0913 - as many as the command has options
    *,
    rule: str,
    log: str,
    about: Mapping[str, str],
    as_of: str | None,
    every: bool,
    pack: str,
    settings: Mapping[str, str],
    form: str,
    ended: bool,
    engine: str,
    color: bool | None,
) -> None:
    """Tell why a rule says what it says of a log, or why it says nothing.

    RULE is the id of a rule, or the name of a fact that rules conclude. Each case is shown with what it looked at, the line of the log
    behind it, and, for what did not fit, what came nearest to it.

    Exit codes: 0 explained, 2 mistakes in the call or in an input (all are listed), 3 a mistake of ours.
    """
    from afterword.engine.diagnostics import Outcome
    from afterword.engine.spans import Source
    from afterword.engine.why.explain import Question
    from afterword.engine.why.explainer import Explainer

    evaluator = load_evaluator(pack, settings, engine, as_of)
    whole = open_pack(pack, settings)
    explainer = Explainer(evaluator, lambda: Outcome(whole))
    asked, read = explainer.find(Source("RULE", rule)), read_logs((log,), evaluator)
    wanted = [explainer.check(about, one) for one in read.value or ()]
    mistakes = dict.fromkeys(mistake for outcome in wanted for mistake in outcome.diagnostics)
    logs = sound(read, (*asked.diagnostics, *mistakes))
    answers = []
    for (one, moment), outcome in zip(moments(logs, as_of), wanted, strict=True):
        question = Question(rule, asked.value or (), outcome.value or {}, every)
        answers.append(sound(explainer.answer(question, replace(one, ended=moment) if ended else one, moment)))
    if form == "json":
        from afterword.reports.why_json import render_why_json

        write_data(render_why_json(answers))
        return
    from afterword.reports.why_text import MARKS, render_why

    colored, ascii_only = wants_color(color), not can_show(MARKS)
    texts = [render_why(one, color=colored, width=columns(), every=every, ascii_only=ascii_only) for one in answers]
    write_text("\n\n".join(texts), color=colored)
