"""Holidays, listed or by country."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from afterword.tests.log.words import log_of, mistakes


def days(holidays: str, events: str = "[{id: e1, type: searched, day: 2025-09-09}]") -> frozenset[date]:
    """The holidays of a log with one event in 2025."""
    return log_of(f"timezone: UTC\nholidays: {holidays}\nevents: {events}").holidays


def test_days_that_are_listed() -> None:
    """One day, several, or none."""
    assert days("2025-12-24") == {date(2025, 12, 24)}
    assert days("['2025-12-24', 2025-12-27]") == {date(2025, 12, 24), date(2025, 12, 27)}
    assert days("~") == days("[]") == frozenset()


def test_a_country() -> None:
    """The public holidays of the years around the events, two more ahead, as deadlines lie there."""
    found = days("GB")
    assert {date(2025, 12, 25), date(2024, 12, 25), date(2027, 12, 25)} <= found
    assert {day.year for day in found} == {2024, 2025, 2026, 2027}


def test_regions_and_days_together() -> None:
    """A region has holidays of its own; a list may mix codes and days."""
    assert date(2025, 12, 1) in days("GB-SCT")
    assert date(2025, 12, 1) not in days("GB")
    assert {date(2025, 11, 1), date(2025, 12, 24)} <= days("[DE-BY, 2025-12-24]")


def test_a_log_without_events_has_no_years() -> None:
    """Where nothing happened, no holiday matters; the code is looked at all the same."""
    assert days("US", "[]") == frozenset()
    assert [one.code for one in mistakes("holidays: QQ\nevents: []")] == ["unknown-holidays"]


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("gb", "did you mean `GB`?"),
        ("gb-sct", "did you mean `GB-SCT`?"),
        ("GB-ABC", "regions of GB: ENG, NIR, SCT, WLS"),
        ("GB-", "regions of GB: ENG, NIR, SCT, WLS"),
        ("VA-1", "write `VA` alone"),
        ("FRA", "did you mean `FR`?"),
        ("Narnia", "write days as in"),
    ],
)
def test_codes_that_are_not_known(code: str, hint: str) -> None:
    """What was meant is looked for among countries and regions."""
    (found,) = mistakes(f"holidays: {code}\nevents: []")
    assert found.code == "unknown-holidays"
    assert (found.hint or "").startswith(hint)


def test_the_library_is_needed_for_codes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, days can be listed, and a code says what is missing."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    assert days("2025-12-24") == {date(2025, 12, 24)}
    (found,) = mistakes("holidays: GB\nevents: []")
    assert (found.code, "must be installed" in found.message) == ("unknown-holidays", True)
