"""A newcomer writes the first rule with the README alone, makes a slip, and is told where it is and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.cli import commands
from afterword.engine.lint.lint_pack import lint_sources
from afterword.engine.spans import Source
from afterword.tests.docs.readme import README, blocks
from afterword.tests.lint.packs import places

NAME = "moving.yaml"
PACK = next(block.text for block in blocks(README.read_text(encoding="utf-8")) if block.text.startswith(f"# {NAME}\n"))

SLIPS = {
    "a misspelt key": (
        "    expect: {",
        "    expct: {",
        "error unknown-key moving.yaml:12:5",
        "did you mean `expect`?",
    ),
    "a misspelt event": (
        "event: meters_read, within",
        "event: meter_read, within",
        "error unknown-event-type moving.yaml:12:21",
        "did you mean `meters_read`?",
    ),
    "a number without a unit": (
        "within: 2 days",
        "within: 2",
        "error bad-duration moving.yaml:12:42",
        "say of what: `2 hours`, `2 days` or `2 business days`",
    ),
    "a date where a rule needs a length of time": (
        "within: 2 days",
        "before: 2025-05-04",
        "error bad-duration moving.yaml:12:42",
        "say how long, as in `2 days`",
    ),
    "a name in braces that there is not": (
        "read by {due}. Do",
        "read by {dew}. Do",
        "error unknown-place moving.yaml:16:52",
        "did you mean `due`?",
    ),
    "no space after a colon": (
        "title: Read the meters",
        "title:Read the meters",
        "error missing-colon moving.yaml:10:5",
        "put a space after the colon: `title: Read the meters`",
    ),
    "a colon in a message": (
        "overdue: The meters should",
        "overdue: Hurry: the meters should",
        "error unquoted-colon moving.yaml:16:21",
        "put the text in quotes",
    ),
    "a message that begins with a brace": (
        "open: Write down the meters by {due}.",
        "open: {due} is the last day for the meters.",
        "error stray-text moving.yaml:15:19",
        'a text that begins with a bracket stands in quotes: `open: "{due} is the last day for the meters."`',
    ),
    "a bracket that is not closed": (
        "for_each: {keys: {event: keys_received}}",
        "for_each: {keys: {event: keys_received}",
        "error missing-comma moving.yaml:12:5",
        "a comma separates two values, `}` ends them",
    ),
    "a kind of one's own": (
        "kind: must",
        "kind: should",
        "error unknown-value moving.yaml:9:11",
        "one of: must, must_not, advice, fact",
    ),
    "a rule named with spaces": (
        "id: read-the-meters",
        "id: Read the meters",
        "error wrong-form moving.yaml:8:9",
        "write `read-the-meters`",
    ),
    "an event without its braces": (
        "for_each: {keys: {event: keys_received}}",
        "for_each: keys_received",
        "error wrong-kind moving.yaml:11:15",
        "write it as in `{talk: {event: met}}`",
    ),
    "a reference to a name that is not bound": (
        "within: 2 days}",
        "within: 2 days, from: $key.at}",
        "error unknown-name moving.yaml:12:56",
        "did you mean `keys`?",
    ),
    "a rule without what it asks for": (
        "    expect: {event: meters_read, within: 2 days}\n",
        "",
        "error missing-key moving.yaml:9:11",
        "as in `expect: {event: …, within: 2 days}`",
    ),
    "a state that is forgotten": (
        "      late: The meters were read {late_by} late.\n",
        "",
        "warning silent-state moving.yaml:14:5",
        "add a message for `late`; or `late: ~`, where its line in the checklist is enough",
    ),
    "a deadline before the beginning": (
        "within: 2 days",
        "before: {from: $keys.at, minus: 2 days}",
        "warning never-in-time moving.yaml:12:42",
        "let it end later, or count it from another time",
    ),
    "a field that logs may leave out": (
        "late: The meters were read {late_by} late.",
        "late: You read them {late_by} late, with a photo. {event.photo}",
        "warning message-gap moving.yaml:17:57",
        "say what to write instead, as in `{event.photo|other words}`",
    ),
    "a misspelt event in the example": (
        "- {type: meters_read, at",
        "- {type: meter_read, at",
        "error unknown-event-type moving.yaml:23:22",
        "did you mean `meters_read`?",
    ),
    "a day written as one says it": (
        "at: 2025-05-02T10:00",
        "at: 2 May 2025",
        "error time-format moving.yaml:22:41",
        "write `2025-05-02` with the time of day, as in `2025-05-02T11:00`",
    ),
    "a dash that touches the bracket": (
        "- {type: keys_received, at",
        "-{type: keys_received, at",
        "error unquoted-colon moving.yaml:22:38",
        "put a space after the dash: `- {type: keys_received, at: 2025-05-02T10:00}`",
    ),
}


def test_the_first_rule_is_sound() -> None:
    """What the README shows has nothing to mend."""
    assert lint_sources((Source(NAME, PACK),), {}) == ()


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_a_way_to_mend_it(slip: str) -> None:
    """One slip, one message: at the very word, with what to write instead."""
    right, wrong, place, way = SLIPS[slip]
    assert PACK.count(right) == 1, "the README has changed: see what a newcomer would now do wrong"
    (found,) = lint_sources((Source(NAME, PACK.replace(right, wrong)),), {})
    assert places((found,)) == [place]
    assert way in (found.diagnostic.hint or "")


def test_all_slips_at_once(tmp_path: Path) -> None:
    """Whoever makes several mistakes sees them all in one run, each with its line."""
    text = PACK
    for slip in ("a misspelt event", "a name in braces that there is not", "a kind of one's own", "a misspelt event in the example"):
        text = text.replace(*SLIPS[slip][:2])
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    run = CliRunner().invoke(commands, ["rules", "lint", str(tmp_path / NAME)])
    assert run.exit_code == 2
    told = re.findall(r"moving\.yaml:(\d+:\d+): ", run.output)
    assert told == ["9:11", "12:21", "16:52", "23:22"]
