"""What the rows of `code` hold: the columns of its tables, and the words that stand in them as numbers."""

from __future__ import annotations

from afterword.engine.compile.program import Compare, Judgement
from afterword.engine.language.rule import Op

MATCH, ABSENT, NEAREST, FIND, NARROW, COUNT, LATEST, ADD, SHIFT, DEFAULT, FOUND = range(11)
BELOW, EQUAL, ABOVE = 1, 2, 4  # what a comparison lets pass, as bits
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
# Columns of seeks: relation, joins (those that pick a key first), how far those reach that an absent operand fails, tests between texts, a
# table to look in or -1.
S_RELATION, S_JOINS, S_GUARDS_END, S_JOINS_END, S_TEXTS, S_TEXTS_END, S_TABLE = range(7)
# Columns of joins: the column of the row sought, what it may be beside the operand, the operand, whether that must be there.
J_COLUMN, J_PASSES, J_OPERAND, _, J_GUARD = range(5)
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
    P_NUMBER,
) = range(16)
PASSES = {
    Compare.EQ: EQUAL,
    Compare.NE: BELOW | ABOVE,
    Compare.LT: BELOW,
    Compare.LE: BELOW | EQUAL,
    Compare.GT: ABOVE,
    Compare.GE: EQUAL | ABOVE,
}
UNTIMED = (Judgement.PROHIBITION, Judgement.CASE, Judgement.BACKWARD, Judgement.REQUIREMENT)
JUDGEMENTS = tuple(Judgement)
MOST_CRITERIA = 60  # what fails is told by the bits of a number
