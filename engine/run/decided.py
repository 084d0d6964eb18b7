"""Cases that are decided, as a sequence of the verdicts on them: each verdict is put together when somebody first asks for it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar, overload

from afterword.engine.language.rule import Rule
from afterword.engine.run.model import Verdict
from afterword.engine.verdicts import FINDING_STATES, State

CaseT = TypeVar("CaseT")


class Told(NamedTuple):
    """What is known of a case before its verdict is made: its rule, its state, and the IDs of the rows that it binds, in their order.

    The ID of an event is its place among the events that count, from 0.
    """

    rule: Rule
    state: State
    bound: tuple[int, ...]


class Verdicts(Sequence[Verdict], Generic[CaseT]):
    """The verdicts on a log, in the order of rules, then of the log, then of deciding events.

    All states are decided. The rest of a verdict (what is bound, its times, its evidence) is made when it is first asked for, and kept:
    many who ask of thousands of logs look at few verdicts, and to make one takes longer than to decide it. It equals any other sequence
    of the same verdicts.
    """

    __slots__ = ("_cases", "_made")

    def __init__(self, cases: Sequence[CaseT]) -> None:
        """``cases`` as those who decided them hand them over."""
        self._cases = cases
        self._made: list[Verdict | None] | None = None

    @abstractmethod
    def _found(self, case: CaseT) -> tuple[Rule, State]:
        """The rule and the state of a case."""

    @abstractmethod
    def _bound(self, case: CaseT) -> tuple[int, ...]:
        """The IDs of the rows that a case binds."""

    @abstractmethod
    def _make(self, case: CaseT) -> Verdict:
        """The whole verdict on a case."""

    def tell(self) -> Iterator[Told]:
        """The rule, the state and what is bound of each case, without making verdicts."""
        return (Told(*self._found(case), self._bound(case)) for case in self._cases)

    def split(self) -> tuple[tuple[Verdict, ...], list[tuple[str, State]]]:
        """The verdicts whose state makes a finding; of all other cases, the rule and the state."""
        verdicts: list[Verdict] = []
        others: list[tuple[str, State]] = []
        for place, (rule, state) in enumerate(map(self._found, self._cases)):
            if state in FINDING_STATES:
                verdicts.append(self[place])
            else:
                others.append((rule.id, state))
        return tuple(verdicts), others

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._cases)

    @overload
    def __getitem__(self, place: int) -> Verdict: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Verdict, ...]: ...
    def __getitem__(self, place: int | slice) -> Verdict | tuple[Verdict, ...]:
        """A verdict, or some."""
        if isinstance(place, slice):
            return tuple([self[one] for one in range(*place.indices(len(self)))])
        made = self._made
        if made is None:
            made = self._made = [None] * len(self._cases)
        verdict = made[place]
        if verdict is None:
            verdict = made[place] = self._make(self._cases[place])
        return verdict

    def __iter__(self) -> Iterator[Verdict]:
        """All of them."""
        return map(self.__getitem__, range(len(self._cases)))

    def __eq__(self, other: object) -> bool:
        """Whether a sequence holds the same verdicts."""
        if isinstance(other, Verdicts | tuple | list):
            return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]  # (like that of the facts in them, which hold mappings)

    def __repr__(self) -> str:
        """As the tuple of all verdicts is shown."""
        return repr(tuple(self))
