"""Conditions as alternatives of simple terms: what `where` can say of one event, and `any_of` of several.

A term says for each attribute which values it may have. A term that no event can meet is dropped, and two that differ in the values of
one attribute alone become one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from afterword.engine.foreign.declare_model import Atom, Condition, Joined, Link, Negated, Side, Sign, Value
from afterword.engine.spans import Span

MOST = 24
"""More alternatives than these make no rules that anybody would read."""


class Allowed(NamedTuple):
    """What an attribute may be: one of ``among``, none of ``without``, a number from ``least`` to ``most`` (``True``: beyond it).

    An attribute that is asked anything must be given; ``absent`` asks that it is not, and nothing else.
    """

    among: tuple[Value, ...] | None = None
    without: tuple[Value, ...] = ()
    least: tuple[Value, bool] | None = None
    most: tuple[Value, bool] | None = None
    absent: bool = False


Key = tuple[Side, str]
Term = Mapping[Key, Allowed]
"""The attributes of both sides that are asked something."""


class Choice(NamedTuple):
    """A term, and the comparisons between both sides that must hold beside it."""

    term: Term
    links: tuple[Link, ...] = ()


class TooMany(Exception):  # noqa: N818 - it is told to the user
    """A condition comes to more alternatives than `MOST`."""


class Unsaid(Exception):  # noqa: N818 - it is told to the user
    """A condition says what rules cannot; ``span`` is where, ``hint`` what to do."""

    def __init__(self, message: str, span: Span, hint: str) -> None:
        """Why, where, and what to do."""
        super().__init__(message)
        self.span = span
        self.hint = hint


def alternatives(condition: Condition | None) -> tuple[Choice, ...]:
    """The ways to meet a condition; none where it cannot be met.

    Raises:
        TooMany: There are more than `MOST`.
        Unsaid: It denies a comparison between two events.
    """
    return _merged([Choice({})] if condition is None else _expand(condition, denied=False))


def _expand(condition: Condition, *, denied: bool) -> list[Choice]:
    """The alternatives of a condition, or of its opposite."""
    match condition:
        case Negated(part):
            return _expand(part, denied=not denied)
        case Joined(parts, together):
            expanded = [_expand(part, denied=denied) for part in parts]
            return _all_of(expanded) if together is not denied else [one for some in expanded for one in some]
        case Link(_, _, _, span):
            if denied:
                hint = "write the opposite sign instead of `not`"
                raise Unsaid("`not` cannot stand before a comparison of two events", span, hint)
            return [Choice({}, (condition,))]
        case Atom(side, attribute, sign, values):
            key = (side, attribute.name)
            if not denied:
                return [Choice({key: _allowed(sign, values)})]
            return [Choice({key: _allowed(sign.opposite, values)}), Choice({key: Allowed(absent=True)})]


def _all_of(expanded: Iterable[Sequence[Choice]]) -> list[Choice]:
    """Every way to meet all of several."""
    ways = [Choice({})]
    for some in expanded:
        ways = [
            Choice(both, tuple(dict.fromkeys((*way.links, *one.links))))
            for way in ways
            for one in some
            if (both := _both(way.term, one.term)) is not None
        ]
        _limit(ways)
    return ways


def _limit(some: Sequence[object]) -> None:
    if len(some) > MOST:
        raise TooMany


def _allowed(sign: Sign, values: tuple[Value, ...]) -> Allowed:
    match sign:
        case Sign.IS:
            return Allowed(among=values)
        case Sign.NOT:
            return Allowed(without=values)
        case Sign.AT_LEAST | Sign.MORE_THAN:
            return Allowed(least=(values[0], sign is Sign.MORE_THAN))
        case Sign.AT_MOST | Sign.LESS_THAN:
            return Allowed(most=(values[0], sign is Sign.LESS_THAN))


def _both(one: Term, other: Term) -> Term | None:
    """What meets two terms; ``None`` where nothing can."""
    term = dict(one)
    for key, allowed in other.items():
        met = _meet(term[key], allowed) if key in term else allowed
        if met is None:
            return None
        term[key] = met
    return term


def _meet(one: Allowed, other: Allowed) -> Allowed | None:
    """What an attribute may be that must be both."""
    if one.absent or other.absent:
        return one if one.absent and other.absent else None
    without = tuple(dict.fromkeys((*one.without, *other.without)))
    least = max((end for end in (one.least, other.least) if end), key=lambda end: (_size(end[0]), end[1]), default=None)
    most = min((end for end in (one.most, other.most) if end), key=lambda end: (_size(end[0]), not end[1]), default=None)
    among = one.among if other.among is None else other.among
    if among is not None:
        both = one.among is not None and other.among is not None
        kept = [value for value in among if not both or value in (one.among or ())]
        among = tuple(value for value in kept if value not in without and _is_between(value, least, most))
        return Allowed(among=among) if among else None
    if least and most and (_size(least[0]), least[1] or most[1]) > (_size(most[0]), False):
        return None
    return Allowed(None, without, least, most)


def _is_between(value: Value, least: tuple[Value, bool] | None, most: tuple[Value, bool] | None) -> bool:
    above = least is None or _size(value) > _size(least[0]) or (not least[1] and _size(value) == _size(least[0]))
    below = most is None or _size(value) < _size(most[0]) or (not most[1] and _size(value) == _size(most[0]))
    return above and below


def _size(value: Value) -> Fraction:
    return Fraction(value)


def _merged(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The same alternatives, those in one that differ in the values of one attribute."""
    kept: list[Choice] = []
    for choice in choices:
        place, merged = next(((place, one) for place, other in enumerate(kept) if (one := _merge(other, choice))), (len(kept), choice))
        kept[place : place + 1] = [merged]
    return tuple(kept) if len(kept) == len(choices) else _merged(kept)


def _merge(one: Choice, other: Choice) -> Choice | None:
    """Both as one, where that can be said."""
    if one == other:
        return one
    if one.links != other.links or one.term.keys() != other.term.keys():
        return None
    differing = [key for key in one.term if one.term[key] != other.term[key]]
    mine, theirs = (side.term[differing[0]].among for side in (one, other))
    if len(differing) > 1 or mine is None or theirs is None:
        return None
    among = Allowed(among=tuple(dict.fromkeys((*mine, *theirs))))
    return Choice({**one.term, differing[0]: among}, one.links)
