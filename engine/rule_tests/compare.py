"""Holds what came out at a moment against what was expected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.rule_tests.model import Difference, Expectation, Seen, TrialKind
from afterword.engine.rule_tests.trials import Moment, Trial


def find_differences(moment: Moment, trial: Trial, seen: Sequence[Seen]) -> tuple[tuple[Difference, ...], tuple[Seen, ...]]:
    """What is not as expected, in the order of the expectations, then what nobody expected; and the cases that are as expected."""
    differences: list[Difference] = []
    met: list[Seen] = []
    if moment.expect is not None:
        asked = trial.rules and {*trial.rules, *(one.rule for one in moment.expect)}
        counted = [one for one in seen if not asked or one.rule in asked]
        found, lacking, others = _pair_up(moment.expect, counted)
        met += found
        differences += _put_beside(lacking, others)
        differences += [Difference(None, one) for one in others if _is_told(one, trial)]
    found, lacking, others = _pair_up(moment.some, seen)
    met += [one for one in found if one not in met]
    differences += _put_beside(lacking, others)
    differences += [Difference(wanted, one, forbidden=True) for wanted in moment.none for one in seen if _meets(one, wanted)]
    return tuple(differences), tuple(met)


def _is_told(seen: Seen, trial: Trial) -> bool:
    """Whether a test must name a case: an example, each of its rule; a case, each finding of the rules that count."""
    return trial.kind is TrialKind.EXAMPLE or (seen.level is not None and (not trial.rules or seen.rule in trial.rules))


def _pair_up(expected: Sequence[Expectation], seen: Sequence[Seen]) -> tuple[list[Seen], list[Expectation], list[Seen]]:
    """As many pairs as can be made of an expectation and a case that meets it: the cases in pairs, and what is left on both sides.

    An expectation whose cases are all taken asks for one of them; whoever had it looks for another (augmenting paths).
    """
    taken: dict[int, int] = {}

    def find(number: int, asked: set[int]) -> bool:
        for place, one in enumerate(seen):
            if place not in asked and _meets(one, expected[number]):
                asked.add(place)
                if place not in taken or find(taken[place], asked):
                    taken[place] = number
                    return True
        return False

    lacking = [one for number, one in enumerate(expected) if not find(number, set())]
    return [seen[place] for place in sorted(taken)], lacking, [one for place, one in enumerate(seen) if place not in taken]


def _put_beside(lacking: Sequence[Expectation], others: list[Seen]) -> Iterator[Difference]:
    """Each expectation that nothing meets, with the case of its rule that comes nearest, which is taken out of ``others``."""
    for wanted in lacking:
        near = [one for one in others if one.rule == wanted.rule and _is_about(one, wanted)]
        nearest = max(near, key=lambda one: sum(_agreements(one, wanted)), default=None)
        if nearest is not None:
            others.remove(nearest)
        yield Difference(wanted, nearest)


def _meets(seen: Seen, wanted: Expectation) -> bool:
    return seen.rule == wanted.rule and _is_about(seen, wanted) and all(_agreements(seen, wanted))


def _is_about(seen: Seen, wanted: Expectation) -> bool:
    return all(seen.about.get(kind) == one for kind, one in wanted.about)


def _agreements(seen: Seen, wanted: Expectation) -> tuple[bool, ...]:
    """Whether state, level, due time and message each are as wanted."""
    return (
        seen.level is not None if wanted.state is None else seen.state is wanted.state,
        wanted.level in {None, seen.level},
        wanted.due is None or (seen.due is not None and wanted.due[0] <= seen.due <= wanted.due[1]),
        wanted.message is None or wanted.message in (seen.message or ""),
    )
