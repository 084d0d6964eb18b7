"""From the integers of cases to their states, a rule at a time: what `engine.run.judge` decides, as expressions over columns."""

from __future__ import annotations

from typing import assert_never

import polars as pl

from afterword.engine.columnar.frames import Bound, Frame
from afterword.engine.columnar.logs import Logs
from afterword.engine.compile.program import MISSING, NEVER, EmitCase, Header, Judgement, Production, RulePlan
from afterword.engine.language.rule import RuleKind
from afterword.engine.verdicts import State

_UNTIMED = (Judgement.PROHIBITION, Judgement.CASE, Judgement.BACKWARD, Judgement.REQUIREMENT)
_NAMES = pl.Series([state.value for state in State], dtype=pl.Enum([state.value for state in State]))
_NUMBERS = {state: number for number, state in enumerate(State)}
_NOBODY = pl.lit(-1, dtype=pl.Int64)


def case_rows(production: Production, frame: Frame) -> pl.DataFrame:
    """The cases that a production yields: the fields of `EmitCase`, and what of the rows they name is needed to judge them."""
    emit = production.emit
    if not isinstance(emit, EmitCase):
        raise TypeError(f"{production.name} makes no cases")
    height = len(frame)

    def constant(value: int) -> pl.Series:
        return pl.Series([value], dtype=pl.Int64).new_from_index(0, height)

    def identity(slot: int | None) -> pl.Series:
        return constant(-1) if slot is None else frame.slots[slot].cell(Header.ID)

    anchor: Bound = frame.slots[emit.anchor]
    columns = {
        "log": frame.log,
        "anchor": anchor.cell(Header.ID),
        "opens": constant(MISSING) if emit.opens is None else frame.read(emit.opens),
        "due": constant(NEVER) if emit.due is None else frame.read(emit.due),
        "hit": identity(emit.hit),
        "late": identity(emit.late),
        "ended": identity(emit.ended),
        "ended_ever": identity(emit.ended_ever),
        "barrier": identity(emit.barrier),
        "count": constant(0) if emit.counted is None else frame.read(emit.counted),
        **{f"other{number}": identity(slot) for number, slot in enumerate(emit.others)},
        **{f"bound{number}": identity(slot) for number, slot in enumerate(emit.bound)},
        "since_lo": anchor.cell(Header.LO),
        "since_hi": anchor.cell(Header.HI),
        "zone": anchor.cell(Header.ZONE),
        "hit_lo": constant(NEVER) if emit.hit is None else frame.slots[emit.hit].cell(Header.LO),
        "ended_seq": constant(NEVER) if emit.ended_ever is None else frame.slots[emit.ended_ever].cell(Header.SEQ),
        **{f"other_seq{number}": frame.slots[slot].cell(Header.SEQ) for number, slot in enumerate(emit.others)},
    }
    return pl.DataFrame(columns)


class JudgeCases:
    """Decides the cases of one rule in all logs."""

    def __init__(self, plan: RulePlan, logs: Logs) -> None:
        """Nothing is decided yet."""
        self._plan = plan
        self._logs = logs
        self._bound = [f"bound{number}" for number in range(len(plan.aliases))]
        self._others = 0
        self._is_advice = plan.rule.kind is RuleKind.ADVICE
        self._untimed = plan.judgement in _UNTIMED or plan.rule.kind is RuleKind.MUST_NOT

    def verdicts(self, cases: list[pl.DataFrame], violations: list[pl.DataFrame]) -> pl.DataFrame:
        """The state of each case; of one that is broken by events, a row for each of these."""
        whole = self._first_of(cases, [*self._bound, "anchor"])
        self._others = sum(name.startswith("other_seq") for name in whole.columns)
        decided = self._decided(whole.with_columns(case_anchor="anchor"))
        broken = self._first_of(violations, [*self._bound, "hit"]) if violations else whole.clear()
        if len(broken):
            decided = self._with_broken(decided, broken)
        return self._finished(decided)

    def _with_broken(self, cases: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
        """Cases with the events that break them in place of what was decided."""
        key = ["log", *self._bound]
        told = ["anchor", "hit", "count", "since_lo", "since_hi", "zone"]
        theirs = broken.select(*key, *[pl.col(name).alias(f"{name}_of") for name in told])
        joined = cases.join(theirs, on=key, how="left", maintain_order="left_right")
        is_broken = pl.col("hit_of").is_not_null()
        return joined.with_columns(
            *[pl.coalesce(f"{name}_of", name).alias(name) for name in told],
            state=pl.when(is_broken).then(_named(State.VIOLATED)).otherwise(pl.col("state")),
            event=pl.coalesce("hit_of", "event"),
        )

    def _first_of(self, tables: list[pl.DataFrame], equal: list[str]) -> pl.DataFrame:
        """All rows, those that an earlier production has already yielded left out."""
        if len(tables) == 1:
            return tables[0]
        return pl.concat(tables, how="diagonal").unique(["log", *equal], keep="first", maintain_order=True)

    def _decided(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Cases with their `state` and the `event` that decided it."""
        if self._plan.judgement in (Judgement.DUTY, Judgement.ONE_OF, Judgement.NEXT, Judgement.LAST, Judgement.ADVICE):
            now = self._logs.now
            rows = rows.with_columns(as_of=now["as_of"][rows["log"]], log_ended=now["ended"][rows["log"]])
        return rows.with_columns(self._decision())

    def _decision(self) -> list[pl.Expr]:  # noqa: C901, PLR0911 - one case a judgement
        judgement = self._plan.judgement
        neighbour = pl.col("other0")
        match judgement:
            case Judgement.DUTY:
                return self._duty()
            case Judgement.ONE_OF:
                return self._one_of()
            case Judgement.BACKWARD:
                return _repairable(pl.col("hit"), _NOBODY)
            case Judgement.PREVIOUS:
                return _repairable(pl.col("hit"), neighbour)
            case Judgement.NEXT:
                return self._next()
            case Judgement.LAST:
                return self._last()
            case Judgement.NEIGHBOUR:
                return _chain([((pl.col("hit") >= 0) & (pl.col("ended_ever") < 0), State.VIOLATED, pl.col("hit"))], State.CLEAR)
            case Judgement.PROHIBITION:
                return _chain([], State.CLEAR)
            case Judgement.CASE:
                return _repairable(_NOBODY, pl.col("anchor"))
            case Judgement.REQUIREMENT:
                return _repairable(pl.when(pl.col("fields").list.len() == 0).then(pl.col("anchor")).otherwise(_NOBODY), pl.col("anchor"))
            case Judgement.ADVICE:
                return _chain(
                    [_if_any("ended_ever", State.LAPSED), (pl.col("as_of") > pl.col("due"), State.LAPSED, _NOBODY), *self._clock()[0]],
                    self._clock()[1],
                )
            case _:
                assert_never(judgement)

    def _clock(self) -> tuple[list[tuple[pl.Expr, State, pl.Expr]], State]:
        """What the clock decides where nothing else has."""
        upcoming = (pl.col("as_of") < pl.col("opens"), State.UPCOMING, _NOBODY)
        if self._is_advice:
            return [upcoming], State.OPEN
        return [upcoming, (pl.col("as_of") <= pl.col("due"), State.OPEN, _NOBODY)], State.OVERDUE

    def _duty_steps(self) -> list[tuple[pl.Expr, State, pl.Expr]]:
        return [
            _if_any("hit", State.DONE),
            _if_any("ended", State.LAPSED),
            _if_any("late", State.DONE if self._is_advice else State.LATE),
            _if_any("ended_ever", State.LAPSED),
            _if_any("barrier", State.VIOLATED),
            *self._clock()[0],
        ]

    def _duty(self) -> list[pl.Expr]:
        return _chain(self._duty_steps(), self._clock()[1])

    def _one_of(self) -> list[pl.Expr]:
        """Broken by the second of several, unless the duty had ended before it."""
        others = [pl.struct(seq=pl.col(f"other_seq{number}"), id=pl.col(f"other{number}")) for number in range(self._others)]
        known = pl.concat_list(others).list.eval(pl.element().filter(pl.element().struct.field("id") >= 0)).list.sort()
        second = known.list.get(1, null_on_oob=True)
        seq, identity = second.struct.field("seq"), second.struct.field("id")
        broken = seq.is_not_null() & ((pl.col("ended_ever") < 0) | (pl.col("ended_seq") >= seq))
        return _chain([(broken, State.VIOLATED, identity), *self._duty_steps()], self._clock()[1])

    def _next(self) -> list[pl.Expr]:
        hit, neighbour = pl.col("hit"), pl.col("other0")
        in_time = pl.lit(value=True) if self._is_advice else pl.col("hit_lo") <= pl.col("due")
        steps, last = self._clock()
        waiting = [((neighbour < 0) & when, state, event) for when, state, event in steps]
        return _chain(
            [
                *waiting,
                (neighbour < 0, last, _NOBODY),
                ((hit >= 0) & in_time, State.DONE, hit),
                (hit >= 0, State.LATE, hit),
                _if_any("ended_ever", State.LAPSED),
            ],
            State.VIOLATED,
            neighbour,
        )

    def _last(self) -> list[pl.Expr]:
        over = pl.col("log_ended")
        return _chain(
            [
                (over & (pl.col("hit") >= 0), State.DONE, pl.col("hit")),
                _if_any("ended_ever", State.LAPSED),
                (over, State.VIOLATED, pl.col("other0")),
            ],
            State.OPEN,
        )

    def _finished(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The columns of verdicts, in the order of logs, cases and deciding events."""
        untimed = pl.lit(self._untimed)
        if self._plan.violations:
            untimed |= pl.col("state") == _NUMBERS[State.VIOLATED]
        order = ["log", *self._bound, "case_anchor", "event"]
        rows = rows if _is_ordered(rows, order) else rows.sort(order)
        return rows.select(
            "log",
            _NAMES[rows["state"]].alias("state"),
            "anchor",
            pl.when(pl.col("event") >= 0).then(pl.col("event")).alias("event"),
            pl.when(~untimed & (pl.col("opens") != MISSING)).then(pl.col("opens")).alias("opens"),
            pl.when(~untimed & (pl.col("due") != NEVER)).then(pl.col("due")).alias("due"),
            pl.when(pl.col("count") > 0).then(pl.col("count") + 1).otherwise(0).alias("count"),
            "since_lo",
            "since_hi",
            "zone",
            *self._bound,
            *([_fields()] if "fields" in rows.columns else []),
        )


def _is_ordered(rows: pl.DataFrame, columns: list[str]) -> bool:
    """Whether rows rise by several columns, the first one first."""
    rises = pl.lit(value=True)
    for name in reversed(columns):
        column, before = pl.col(name), pl.col(name).shift(1)
        rises = (column > before) | ((column == before) & rises)
    return bool(rows.select(rises.all()).item())


def _fields() -> pl.Expr:
    return pl.when(pl.col("state") == _NUMBERS[State.VIOLATED]).then(pl.col("fields")).otherwise(pl.lit([], dtype=pl.List(pl.String)))


def _if_any(column: str, state: State) -> tuple[pl.Expr, State, pl.Expr]:
    return (pl.col(column) >= 0, state, pl.col(column))


def _repairable(hit: pl.Expr, event: pl.Expr) -> list[pl.Expr]:
    """Met or not met, once and for all, unless something put it right later."""
    return _chain([(hit >= 0, State.DONE, hit), _if_any("ended_ever", State.LAPSED)], State.VIOLATED, event)


def _chain(steps: list[tuple[pl.Expr, State, pl.Expr]], last: State, event: pl.Expr = _NOBODY) -> list[pl.Expr]:
    """The state and the deciding event of the first step that holds."""
    state, decided = _named(last), event
    for when, then, by in reversed(steps):
        state = pl.when(when).then(_named(then)).otherwise(state)
        decided = pl.when(when).then(by).otherwise(decided)
    return [state.alias("state"), decided.alias("event")]


def _named(state: State) -> pl.Expr:
    return pl.lit(_NUMBERS[state], dtype=pl.UInt8)
