"""Lines put together by scripts, as compiled functions do it."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np

from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.memory import V_FROM, V_LOG, V_STANDING, V_TO, VERDICT, Integers
from afterword.engine.kernel.write_lines import MOMENT_WIDTH, NO_MOMENT, LinePress, Scripts, Sheet, encode_texts
from afterword.engine.report.line_script import MOMENTS, Op, Step
from afterword.engine.report.quick_moments import STYLES, Moments, say_moment, say_opening, write_length
from afterword.engine.report.quick_texts import encode
from afterword.engine.times.model import HOUR, MINUTE, SECOND
from afterword.engine.times.zones import DAY
from afterword.engine.verdicts import Standing

NOTHING = np.zeros(0, np.int64)
YEAR = 2025


def write(script: tuple[Step, ...], texts: list[str], moments: Integers | None = None, slot: int = 0, late: int = 0, **cells: int) -> str:
    """The line of one case, whose row has such cells; of its log the texts are the first one, and names of events."""
    row = np.zeros((1, VERDICT), np.int64)
    for name, value in cells.items():
        row[0, {"standing": V_STANDING, "begin": V_FROM, "end": V_TO}[name]] = value
    columns = np.full((1, len(MOMENTS) * MOMENT_WIDTH), NO_MOMENT) if moments is None else moments
    scripts, names, lines = Scripts(), np.array([1, 2]), np.array([120, -1])
    scripts.add(script)
    zero, slots = np.zeros(1, np.int64), np.arange(slot, slot + 10)
    sheet = Sheet(row, zero, zero, slots, columns, np.array([late]), np.arange(2), encode_texts(texts), 0, names, np.array([0, 2]), lines)
    text, ends = LinePress().write(np.array([0]), sheet, scripts)
    assert ends.tolist() == [len(text)]
    return bytes(text).decode()


def test_texts_of_any_characters() -> None:
    """Characters of any width, and halves of them, which stand as escapes."""
    texts = ["", "plain", "Zoë", "日本", "🍵", "half \ud83c", "\udf75"]
    data, begins = encode_texts(texts)
    assert [bytes(data[begin:end]) for begin, end in pairwise(begins)] == [encode(text) for text in texts]
    assert encode("\ud83c") == b"\\ud83c"


def test_texts_and_slots() -> None:
    """Texts of the script, the head of the log, and one slot after another."""
    script = (Step(Op.HEAD), Step(Op.TEXT, ' "é": '), Step(Op.SLOT), Step(Op.TEXT, "/"), Step(Op.SLOT))
    assert write(script, ["head", "ä", "b"], slot=1) == 'head "é": ä/b'


def test_standing_and_level() -> None:
    """Both depend on how a case stands, if it does."""
    script = (Step(Op.LEVEL, "lost", "open"), Step(Op.TEXT, " "), Step(Op.STANDING))
    for number, standing in enumerate(Standing):
        level = "lost" if standing is Standing.VIOLATED else "open"
        assert write(script, ["x"], standing=number) == f'{level} "{standing.value}"'
    assert write(script, ["x"], standing=-1) == "open null"


def test_evidence() -> None:
    """Events with the lines that they stand in, if anybody wrote them."""
    script = (Step(Op.EVIDENCE),)
    texts = ["head", '"e1"', '"e2"']
    assert not write(script, texts)
    assert write(script, texts, begin=0, end=1) == '{"event":"e1","line":120}'
    assert write(script, texts, begin=0, end=2) == '{"event":"e1","line":120},{"event":"e2","line":null}'


def test_a_space_after_something() -> None:
    """What follows an empty message stands alone."""
    script = (Step(Op.TEXT, "so: "), Step(Op.MARK), Step(Op.SLOT), Step(Op.SPACE), Step(Op.TEXT, "why"))
    assert write(script, [""]) == "so: why"
    assert write(script, ["that is"]) == "so: that is why"


def test_moments() -> None:
    """They read as those that are told one by one; the last microsecond of a day is its end, the first one of a window its day."""
    told, dice = Moments("Asia/Kathmandu"), Random(4)
    rests = [0, 1, DAY - 1, DAY - SECOND, 9 * 60 * MINUTE, *(dice.randrange(DAY) for _ in range(50))]
    for which, rest in enumerate(rests):
        moment = (20_000 + dice.randrange(400)) * DAY + rest - 345 * MINUTE
        iso, day, year, _, since = told[moment]
        assert since == rest
        words = day if year == YEAR else f"{day} {year}"
        columns = np.full((1, len(MOMENTS) * MOMENT_WIDTH), NO_MOMENT)
        column = which % len(MOMENTS) * MOMENT_WIDTH
        columns[0, column : column + MOMENT_WIDTH] = 0, 1, rest, 2
        steps = [Step(op, "?", which=which % len(MOMENTS)) for op in (Op.MOMENT, Op.SAY, Op.SAY_DAY, Op.SAY_TIME, Op.SAY_OPENING)]
        said = [write((step,), [iso[1:11], words, "+05:45"], columns) for step in steps]
        sayings = (say_moment, STYLES["day"], STYLES["time"], say_opening)
        assert said == [iso, *(say(told[moment], YEAR) for say in sayings)]
        missing = [write((step._replace(which=(which + 1) % len(MOMENTS)),), ["x"], columns) for step in steps]
        assert missing == ["null", "?", "?", "?", "?"]


def test_lengths() -> None:
    """They read as those that are written one by one."""
    dice = Random(5)
    units = (1, 10, 1_000, SECOND, MINUTE, HOUR, DAY, 400 * DAY)
    lengths = [0, *units, *(dice.randrange(unit) for unit in units for _ in range(40))]
    lengths += [dice.randrange(100) * one + dice.randrange(100) * other for one in units for other in units]
    for length in lengths:
        assert write((Step(Op.LATE),), ["x"], late=length) == write_length(length)
    assert write((Step(Op.LATE),), ["x"], late=MISSING) == write_length(None)


def test_scripts_share_texts() -> None:
    """Texts that two have in common stand once."""
    scripts = Scripts()
    scripts.add((Step(Op.TEXT, "a"), Step(Op.TEXT, "b")))
    scripts.add((Step(Op.TEXT, "b"),))
    scripts.freeze()
    assert scripts.begins.tolist() == [0, 2, 3]
    assert scripts.steps[1, 1] == scripts.steps[2, 1]


def test_room_grows() -> None:
    """Lines that there is no room for are written again when there is; later ones go where they went."""
    scripts, buffer = Scripts(), LinePress()
    scripts.add((Step(Op.SLOT), Step(Op.TEXT, "\n")))
    for count in (3, 500, 2):
        rows = np.zeros((count, VERDICT), np.int64)
        rows[:, V_LOG] = range(count)
        texts = [f"line {place}" for place in range(count)]
        moments = np.full((count, len(MOMENTS) * MOMENT_WIDTH), NO_MOMENT)
        zeros, cells = np.zeros(count, np.int64), np.arange(count)
        sheet = Sheet(rows, zeros, cells, cells, moments, zeros, NOTHING, encode_texts(texts), 0, NOTHING, NOTHING, NOTHING)
        text, ends = buffer.write(np.arange(count)[::-1].copy(), sheet, scripts)
        assert bytes(text).decode().splitlines() == texts[::-1]
        assert ends.tolist() == np.cumsum([len(one) + 1 for one in texts[::-1]]).tolist()
