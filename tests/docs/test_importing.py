"""The commands of docs/importing.md are typed as they stand, on a small calendar and a small table."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.cli import commands
from afterword.tests.docs.pages import DOCS
from afterword.tests.docs.readme import blocks

CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
CREATED:20250901T080000Z
DTSTART:20250909T100000Z
DTEND:20250909T110000Z
SUMMARY:Interview with Northwind Analytics
ATTENDEE;CN=Sam Okafor:mailto:sam@example.com
ATTENDEE:mailto:jane@example.com
END:VEVENT
END:VCALENDAR
"""
ORDERS = "Case ID,Activity,Timestamp,Cost\n7,order placed,2025-09-09T11:00Z,\n7,paid,2025-09-10T11:00Z,12.50\n"


def test_commands_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them works, one after the other."""
    (tmp_path / "calendar.ics").write_text(CALENDAR, encoding="utf-8")
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    page = (DOCS / "importing.md").read_text(encoding="utf-8")
    typed = [line for block in blocks(page) if block.language == "sh" for line in block.text.replace("\\\n", " ").splitlines()]
    assert len(typed) == 4
    for line in typed:
        result = CliRunner().invoke(commands, shlex.split(line)[1:], prog_name="afterword")
        assert result.exit_code == 0, f"{line}\n{result.output}"
    log = (tmp_path / "my-search.yaml").read_text(encoding="utf-8")
    assert "northwind-analytics: {employer: Northwind Analytics}" in log
    assert "interviewers: [sam-okafor]" in log
    assert log.count("interview: interview-2025-09-09") == 2
