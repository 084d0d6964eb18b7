"""What the page about logs shows works, and what its table warns of does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.log.read_log import read_log
from afterword.tests.log.words import document
from afterword.tests.test_cases import default_vocabulary

PAGE = (Path(__file__).parents[2] / "docs" / "logs.md").read_text(encoding="utf-8")
LOG: str = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[0]
ROWS = re.findall(r"^\| `(\w+: [^|]*)` \| `(\w+: [^|]*)` \|", PAGE, re.MULTILINE)
EVENT = "id: x, type: interview_completed, app: a1, interview: i1, round: 1, interviewers: [p1]"
HOMES = {
    "at": EVENT,
    "day": EVENT,
    "date": EVENT,
    "round": "id: x, type: interview_completed, day: 2025-09-09, app: a1, interview: i1, interviewers: [p1]",
    "interviewers": "id: x, type: interview_completed, day: 2025-09-09, app: a1, interview: i1, round: 1",
    "to": "id: x, type: thank_you_sent, day: 2025-09-09, app: a1, interview: i1, channel: email",
    "channel": "id: x, type: thank_you_sent, day: 2025-09-09, app: a1, interview: i1, to: p1",
    "proofread": "id: x, type: thank_you_sent, day: 2025-09-09, app: a1, interview: i1, to: p1, channel: email",
    "concerns": "id: x, type: notes_written, day: 2025-09-09, app: a1, interview: i1, positives: []",
}


def with_line(line: str) -> str:
    """The log of the page with one line of the table in it."""
    if line.startswith("timezone"):
        return re.sub(r"^timezone: .*$", line, LOG, flags=re.MULTILINE)
    return LOG.replace("events:\n", f"events:\n  - {{{HOMES[line.partition(':')[0]]}, {line}}}\n")


def problems(text: str) -> list[str]:
    """What is wrong with a log in the words of the default pack."""
    return [render_diagnostic(one) for one in read_log(document(text), default_vocabulary()).diagnostics]


def test_the_log_of_the_page() -> None:
    """The example is a log without mistakes."""
    assert problems(LOG) == []


@pytest.mark.parametrize(("wrong", "right"), ROWS)
def test_the_table_of_the_page(wrong: str, right: str) -> None:
    """What is said to work does, and what is not said to work is refused, with what works in the message where it can be known."""
    assert problems(with_line(right)) == []
    if not wrong.startswith("concerns"):  # that one is allowed, but says something else
        assert len(problems(with_line(wrong))) == 1


def test_the_table_is_there() -> None:
    """The rows are found."""
    assert len(ROWS) == 12
