"""Places where numbers of rows refer to other tables of a program."""

from __future__ import annotations

from afterword.engine.kernel.layout import (
    ABSENT,
    COUNT,
    FIND,
    LATEST,
    MATCH,
    NARROW,
    NEAREST,
    P_CASES,
    P_CRITERIA,
    P_CRITERIA_END,
    P_FLAGS,
    P_FLAGS_END,
    P_OPERANDS,
    P_OPERANDS_END,
    P_PLACES_END,
    P_STEPS,
    P_STEPS_END,
    P_VIOLATIONS,
    S_GUARDS_END,
    S_JOINS,
    S_JOINS_END,
    S_TEXTS,
    S_TEXTS_END,
)
from afterword.engine.kernel.memory import (
    CHOICES,
    CRITERIA,
    EMITS,
    FLAG_TESTS,
    FLAGS,
    JOINS,
    KEYS,
    PARTS,
    PLACES,
    PLANS,
    PRODUCTIONS,
    ROWS,
    SEEKS,
    STEPS,
    STRATA,
    TABLES,
    TEXTS,
    TYPES,
    Integers,
    table_of,
)

_REFERENCES = {
    PRODUCTIONS: (
        (P_STEPS, STEPS),
        (P_STEPS_END, STEPS),
        (P_OPERANDS, EMITS),
        (P_OPERANDS_END, EMITS),
        (P_FLAGS, FLAGS),
        (P_FLAGS_END, FLAGS),
    ),
    SEEKS: ((S_JOINS, JOINS), (S_GUARDS_END, JOINS), (S_JOINS_END, JOINS), (S_TEXTS, TEXTS), (S_TEXTS_END, TEXTS)),
    TABLES: ((2, KEYS), (3, KEYS)),
    FLAGS: ((1, FLAG_TESTS), (2, FLAG_TESTS)),
    STRATA: ((0, PRODUCTIONS), (1, PRODUCTIONS)),
    PLANS: ((P_CASES, PLACES), (P_VIOLATIONS, PLACES), (P_PLACES_END, PLACES), (P_CRITERIA, CRITERIA), (P_CRITERIA_END, CRITERIA)),
    PLACES: ((0, PRODUCTIONS),),
    TYPES: ((0, ROWS), (1, ROWS)),
    ROWS: ((3, PARTS), (4, PARTS)),
}
_STEP_REFERENCES = {
    MATCH: ((2, SEEKS),),
    ABSENT: ((2, SEEKS),),
    NEAREST: ((2, SEEKS),),
    FIND: ((2, SEEKS), (3, SEEKS)),
    NARROW: ((2, SEEKS), (3, SEEKS), (6, SEEKS)),
    COUNT: ((2, SEEKS), (3, SEEKS)),
    LATEST: ((2, CHOICES), (3, CHOICES)),
}


def relocate(code: Integers) -> None:
    """Put places where numbers of rows refer to other tables."""
    for table, columns in _REFERENCES.items():
        rows = table_of(code, table, int(code[table + 2]))
        for column, other in columns:
            rows[:, column] = code[other] + code[other + 1] * rows[:, column]
    steps = table_of(code, STEPS, int(code[STEPS + 2]))
    for kind, columns in _STEP_REFERENCES.items():
        own = steps[:, 0] == kind
        for column, other in columns:
            steps[own, column] = code[other] + code[other + 1] * steps[own, column]
