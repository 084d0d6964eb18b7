"""The report for a terminal, to the character."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from afterword.engine.language.rule import Slot
from afterword.engine.report.model import Report
from afterword.engine.run.model import Item
from afterword.engine.verdicts import State
from afterword.reports.text import render_text
from afterword.tests.report.world import (
    FOLLOW_UP,
    FOUND,
    GIFT,
    LETTER,
    LOG,
    MET,
    QUALITY,
    SENT,
    SPAN,
    TIP,
    case,
    moment,
    report,
    say,
    when,
)


def everything() -> Report:
    """A report with something under every heading."""
    stranger = {"interview": MET, "person": Item("p10", "person")}
    return report(
        case(LETTER, State.OVERDUE, due=moment("2025-09-09T20:00")),
        case(LETTER, State.OPEN, bound=stranger),
        case(LETTER, State.OPEN, bound={**stranger, "person": Item("p3", "person")}),
        case(LETTER, State.LATE, event=SENT, evidence=(MET, SENT)),
        case(LETTER, State.DONE),
        case(GIFT, State.VIOLATED, due=None),
        case(QUALITY, State.VIOLATED, fields=("enthusiasm_job", "proofread"), event=SENT, evidence=(SENT,)),
        case(TIP, State.OPEN, due=None, evidence=()),
        case(FOLLOW_UP, State.OPEN, due=moment("2025-09-15")),
        case(FOLLOW_UP, State.UPCOMING, opens=moment("2025-09-13T09:00"), due=None),
        case(FOLLOW_UP, State.UPCOMING, opens=when("2025-09-12").lo),
        case(FOLLOW_UP, State.UPCOMING, due=None),
        case(FOUND, State.DONE),
    )


EVERYTHING = """\
Jane Roe                                                   Wed 10 Sep 2025 08:30
After the interview 1 · jane.yaml                                  Europe/London

1 overdue, 2 to do today, 2 warnings; 2 more can wait.

OVERDUE

 • Thank every interviewer in writing                           12 h 30 min late
   Ann Lee has had no letter since Tue 9 Sep 20:00. Write now. A letter within a
   day is remembered.
   jane.yaml:1 · S32 Send it within 24 hours · also R02

WARNINGS

 • Thank every interviewer in writing                                  13 h late
   Your letter to Ann Lee left 13 h late. A letter within a day is remembered.
   jane.yaml:1, 2 · S32 Send it within 24 hours · also R02

 • Send no gifts
   A gift looks like a bribe: leave it at the letter.
   jane.yaml:1 · R02 Princeton University · outside the guide

DO TODAY

 • Thank every interviewer in writing (p10, p3)                    in 2 h 30 min
   Write to your interviewer at Northwind Analytics by Wed 10 Sep 11:00: 2 h 30
   min are left. A letter within a day is remembered.
   jane.yaml:1 · S32 Send it within 24 hours · also R02

NEXT

 • Ask how your application stands                              5 days 15 h left
   Ask how it stands.
   jane.yaml:1 · S53 Follow up after a couple of days

WHEN YOU CAN

 • Look at sample letters
   Samples help.
   S32 Send it within 24 hours

WORTH KNOWING

 • Make the letter yours
   Next time mind: enthusiasm job and proofread.
   jane.yaml:2

COMING UP

 • Ask how your application stands                               from Fri 12 Sep
   You may ask from Fri 12 Sep on.
   jane.yaml:1 · S53 Follow up after a couple of days

 • Ask how your application stands                         from Sat 13 Sep 09:00
   You may ask from Sat 13 Sep 09:00 on.
   jane.yaml:1 · S53 Follow up after a couple of days

 • Ask how your application stands
   You may ask from ? on.
   jane.yaml:1 · S53 Follow up after a couple of days

CHECKLIST  1 of 4 steps done

 [x] 1 Ask about next steps  1 done
 [!] 4 Thank in writing      1 done, 1 late, 1 amiss, 1 overdue, 2 open, 1 tip
 [ ] 6 Follow up             1 open, 3 to come
 [-] 7 Keep looking          nothing yet
 [-] Everything else         1 amiss
"""

NARROW = """\
Jane Roe
Tue 9 Sep 2025 12:00
After the interview 1 ·
jane.yaml
Europe/London

1 to do today.

DO TODAY

 • Thank every
   interviewer in
   writing
   in 23 h
   Write to Ann Lee at
   Northwind Analytics
   by Wed 10 Sep 11:00:
   23 h are left. A
   letter within a day
   is remembered.
   jane.yaml:1 · S32
   Send it within 24
   hours · also R02

CHECKLIST
0 of 4 steps done

 [-] 1 Ask about next
     steps
     nothing yet
 [ ] 4 Thank in writing
     1 open
 [-] 6 Follow up
     nothing yet
 [-] 7 Keep looking
     nothing yet
"""


def test_everything() -> None:
    """Overdue first, then warnings, then what to do by urgency, then the checklist."""
    assert render_text(everything(), color=False, width=80) == EVERYTHING


def test_narrow() -> None:
    """At a width where nothing fits beside anything else, it goes below; narrower than that makes no difference."""
    made = report(case(LETTER, State.OPEN), as_of="2025-09-09T12:00")
    assert render_text(made, color=False, width=24) == NARROW
    assert render_text(made, color=False, width=1) == NARROW


@pytest.mark.parametrize("width", [24, 33, 44, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """No line runs over the edge, leaves spaces at its end, or is wider than reads well."""
    lines = render_text(everything(), color=False, width=width).splitlines()
    assert max(map(len, lines)) <= min(width, 100)
    assert all(line == line.rstrip() for line in lines)


def test_colours_change_no_letter() -> None:
    """With colours it is the same text."""
    colored = render_text(everything(), color=True, width=80)
    assert "\x1b[31m\x1b[1mOVERDUE\x1b[0m" in colored
    plain = re.sub(r"\x1b\[[\d;]*m", "", colored)
    assert [line.rstrip() for line in plain.splitlines()] == EVERYTHING.splitlines()


@pytest.mark.parametrize(
    ("verdicts", "line"),
    [
        ((), "Nothing to do yet. What you log from now on is looked at here."),
        ((case(FOUND, State.DONE),), "Nothing to do right now. Well done!"),
        ((case(FOLLOW_UP, State.UPCOMING),), "Nothing to do right now. What comes next stands below."),
        ((case(TIP, State.OPEN, due=None),), "Nothing is urgent; 1 thing can wait."),
        ((case(GIFT, State.VIOLATED),), "1 warning."),
    ],
)
def test_summary(verdicts: tuple[object, ...], line: str) -> None:
    """A line at the top says how much there is to do, and is friendly where that is nothing."""
    made = report(*verdicts)  # type: ignore[arg-type]
    assert render_text(made, color=False, width=80).splitlines()[3] == line


def test_without_a_name() -> None:
    """A log without a candidate has a heading all the same."""
    made = report()._replace(candidate=None)
    assert render_text(made, color=False, width=80).startswith("Afterword   ")


def test_rule_without_title_and_lines() -> None:
    """A rule without a title goes by its id, an event without a line by its own; the same thing twice is said once."""
    rule = replace(LETTER, title="", say=say(open="Write."), why="")
    unplaced = replace(MET, place=None)
    made = report(*(case(rule, State.OPEN, evidence=(unplaced,)) for _ in range(2)))
    text = render_text(made, color=False, width=80)
    assert " • thank-you-letter (2 times) " in text
    assert "   jane.yaml:e1 · S32" in text


def test_advice_that_was_due() -> None:
    """Advice may stay open after its time: nothing is left then, and nothing is late."""
    made = report(case(LETTER, State.OPEN), as_of="2025-09-12T12:00")
    assert " in 0 s" in render_text(made, color=False, width=80)


def test_states_that_are_well() -> None:
    """A step where nothing forbidden happened is clear; what was excused or no longer needed is counted."""
    clear = render_text(report(case(FOUND, State.CLEAR)), color=False, width=80)
    assert " [-] 1 Ask about next steps  all clear\n" in clear
    over = render_text(report(case(FOUND, State.WAIVED), case(FOUND, State.LAPSED)), color=False, width=80)
    assert " [-] 1 Ask about next steps  1 excused, 1 no longer needed\n" in over


def test_pack_without_steps() -> None:
    """A pack without steps has no count of them."""
    made = report(case(GIFT, State.CLEAR))._replace(checklist=report(case(GIFT, State.CLEAR)).checklist[-1:])
    assert render_text(made, color=False, width=80).endswith("\n\nCHECKLIST\n\n [-] Everything else  all clear\n")


def test_what_a_log_holds_cannot_move_the_cursor() -> None:
    """Escape codes and line breaks out of a log are shown as spaces."""
    evil = replace(LETTER, title="A\x1b[2J\nB", say={State.OPEN: ("Clear \x1b]0;x\x07now", Slot(("count",), None, "", SPAN))}, why="")
    made = report(case(evil, State.OPEN), log=replace(LOG, candidate="Jane\x1b[31m\u202eRoe"))
    text = render_text(made, color=False, width=80)
    assert not set(text) & {"\x1b", "\x07", "\u202e"}
    assert "A [2J B" in text


def test_wide_and_long_words() -> None:
    """Words in wide characters and words wider than a line are broken where the line ends."""
    rule = replace(
        LETTER, title="面接の後にお礼状を送る", say=say(open="https://example.org/a/very/long/address 面接の後にお礼状を送る é"), why=""
    )
    text = render_text(report(case(rule, State.OPEN)), color=False, width=24)
    assert "   https://example.org/a\n   /very/long/address\n   面接の後にお礼状を送\n   る é\n" in text
