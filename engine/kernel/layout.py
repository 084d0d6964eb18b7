"""What the rows of `code` hold: the columns of its tables, and the words that stand in them as numbers."""

from __future__ import annotations

from afterword.engine.compile.program import Compare, Judgement
from afterword.engine.language.rule import Op

MATCH, ABSENT, FIND, COUNT, LATEST, SHIFT, DEFAULT, FOUND = range(8)
EQ, NE, LT, LE, GT, GE = range(6)
CELL, REGISTER, CONSTANT = range(3)
IS_PRESENT, IS_ABSENT, IS_ASKED, IS_BEFORE, IS_AFTER, IS_NOT_BEFORE, IS_NOT_AFTER = range(7)
TIMED = {Op.BEFORE: IS_BEFORE, Op.AFTER: IS_AFTER, Op.NOT_BEFORE: IS_NOT_BEFORE, Op.NOT_AFTER: IS_NOT_AFTER}
# Columns of criteria: place of the alias among those bound, its cell; the same of the other (or -1); the way to test, the question; of
# times also the cells of their later ends, and a second question (see `_timed`).
C_ALIAS, C_FROM, C_OTHER, C_OTHER_FROM, C_WAY, C_QUESTION, C_TO, C_OTHER_TO, C_LATEST = range(9)
# Columns of productions: first and last step, first relation; of a fact its relation (else -1) and the
# slot of its time; operands; of a fact how many parents, the width of its row, the flags of its relation.
(
    P_STEPS,
    P_STEPS_END,
    P_FIRST,
    P_FACT,
    P_WHEN,
    P_OPERANDS,
    P_OPERANDS_END,
    P_PARENTS,
    P_WIDTH,
    P_FLAGS,
    P_FLAGS_END,
) = range(11)
# Columns of seeks: relation, flag column or -1, joins (those that pick a key first), tests between texts, a table to look in or -1.
S_RELATION, S_FLAG, S_JOINS, S_JOINS_END, S_TEXTS, S_TEXTS_END, S_TABLE = range(7)
# Columns of plans; cases and violations stand among the places.
(
    P_JUDGEMENT,
    P_ALIASES,
    P_OTHERS,
    P_UNTIMED,
    P_ADVICE,
    P_CASES,
    P_VIOLATIONS,
    P_PLACES_END,
    P_EXCUSABLE,
    P_ONWARD,
    P_LIMITED,
    P_VANISHING,
    P_SHIFTING,
    P_CRITERIA,
    P_CRITERIA_END,
) = range(15)
COMPARES = {Compare.EQ: EQ, Compare.NE: NE, Compare.LT: LT, Compare.LE: LE, Compare.GT: GT, Compare.GE: GE}
UNTIMED = (Judgement.PROHIBITION, Judgement.CASE, Judgement.BACKWARD, Judgement.REQUIREMENT)
JUDGEMENTS = tuple(Judgement)
MOST_CRITERIA = 60  # what fails is told by the bits of a number
