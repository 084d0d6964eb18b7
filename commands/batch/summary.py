"""What a batch came to, in counts."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from afterword.engine.bulk.model import Tally


def render_summary(tally: Tally, order: Mapping[str, int]) -> str:
    """The counts as JSON; ``order`` is that of the rules in their pack."""
    value = {"schema": 1, "logs": tally.logs, "bad": tally.bad, "findings": tally.levels(), "rules": tally.rules(order)}
    return json.dumps(value, indent=2) + "\n"


def tell(tally: Tally) -> None:
    """The counts in a line, on standard error."""
    levels = ", ".join(f"{number:,} {level}" for level, number in reversed(list(tally.levels().items())))
    bad = f"; {tally.bad:,} could not be read" if tally.bad else ""
    click.echo(f"{tally.logs:,} log{'' if tally.logs == 1 else 's'} evaluated{bad}. Findings: {levels}.", err=True)
