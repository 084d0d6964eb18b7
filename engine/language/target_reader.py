"""Reads what a rule asks for or forbids, and when: `expect`, `count`, `forbid`, `next` and their like, with their windows."""

from __future__ import annotations

from afterword.engine.diagnostics import quote
from afterword.engine.language.pattern_reader import HEADS, Room, read_pattern
from afterword.engine.language.patterns import Combine, Direction, Pattern, Target
from afterword.engine.language.rule import TimeExpr, Window
from afterword.engine.language.scope import Scope, as_scalar, as_table, as_tables, text_of
from afterword.engine.language.shapes import Shape
from afterword.engine.language.structure import is_misspelt
from afterword.engine.language.values import is_duration, read_duration, read_number, read_time
from afterword.engine.reading.nodes import Node, Table
from afterword.engine.times.model import HOUR, Duration
from afterword.engine.times.zones import DAY

TARGETS = {
    "expect": Direction.AFTER,
    "count": Direction.AFTER,
    "forbid": Direction.AFTER,
    "require_before": Direction.BEFORE,
    "forbid_before": Direction.BEFORE,
    "next": Direction.NEXT,
    "previous": Direction.PREVIOUS,
    "first": Direction.FIRST,
    "last": Direction.LAST,
}
"""The keys of a rule that hold a target, and where each looks."""


_NOT_BESIDE = {"every": ("within", "before", "after", "from", "direction", "before_next", "one_of"), "one_of": ("before_next",)}
"""Keys of a target beside which others cannot stand."""

_ALONE = {
    "every": "each is due that long after the one before it, the first that long after the case's event: leave `{}` out",
    "one_of": "make a rule of its own for each part, or leave `{}` out",
}

BOUNDS = ("at_least", "at_most", "exactly")
"""The keys of `count` that say how many."""


def read_target(key: str, node: Table, scope: Scope, *, forbids: bool) -> tuple[Target, tuple[Shape, ...]]:
    """The target under ``key``, and the shapes of what it may find."""
    direction = Direction.ANY if text_of(node.get("direction")) == "any" else TARGETS[key]
    _check_start(key, node, direction, scope)
    _check_company(node, scope)
    room = Room.TIMED if direction in {Direction.AFTER, Direction.BEFORE, Direction.ANY} else Room.NEIGHBOUR
    combine, alternatives = read_alternatives(node, scope)
    read = [read_pattern(alternative, scope, room) for alternative in alternatives]
    patterns = tuple(pattern for pattern, _ in read if pattern is not None)
    shapes = tuple(shape for _, shape in read)
    least, most = (None, 0) if forbids else (1, None)
    slides = False
    if key == "count":
        least, most = _read_bounds(node, scope)
        _check_by(node, shapes, most, scope)
        slides = least is None
    window = read_window(node, scope, slides=slides)
    if direction in {Direction.BEFORE, Direction.PREVIOUS}:
        _check_before(node, window, scope)
    target = Target(
        patterns,
        direction,
        scope.mistakes.span(node),
        combine,
        window,
        least,
        most,
        read_duration(node.get("within"), scope) if slides else None,
        text_of(node.get("by")) or None,
        _read_barriers(node, scope),
        _read_period(node.get("every"), scope),
    )
    return target, shapes


def read_alternatives(node: Table, scope: Scope) -> tuple[Combine, tuple[Table, ...]]:
    """The patterns of a target or condition: those of `any_of` or `one_of`, or the pattern that it is itself."""
    for combine in Combine:
        listed = node.get(combine.value)
        if listed is not None:
            _check_alone(node, combine, scope)
            return combine, as_tables(listed)
    return Combine.ANY_OF, (node,)


def _check_company(node: Table, scope: Scope) -> None:
    """What cannot stand together: it would mean nothing, or anybody's guess."""
    for key, others in _NOT_BESIDE.items():
        for entry in node.entries if node.get(key) is not None else ():
            if entry.key.text in others and not (entry.key.text == "direction" and text_of(entry.value) != "any"):
                hint = _ALONE[key].format(entry.key.text)
                scope.mistakes.add("keys-in-conflict", f"`{entry.key.text}` does not go with `{key}`", entry.key, hint)


def _read_barriers(node: Table, scope: Scope) -> tuple[Pattern, ...]:
    """The patterns of `before_next` or `after_previous`."""
    asked = as_table(node.get("before_next")) or as_table(node.get("after_previous"))
    alternatives = read_alternatives(asked, scope)[1] if asked is not None else ()
    return tuple(pattern for one in alternatives if (pattern := read_pattern(one, scope, Room.TIMED)[0]) is not None)


def _check_alone(node: Table, combine: Combine, scope: Scope) -> None:
    """A list of alternatives stands alone: what each of them looks for is said inside it."""
    for entry in node.entries:
        if entry.key.text in {*HEADS, "where"} or (combine is Combine.ANY_OF and entry.key.text == Combine.ONE_OF.value):
            message = f"`{entry.key.text}` stands beside `{combine.value}`"
            scope.mistakes.add("one-too-many", message, entry.key, f"write it inside each pattern of `{combine.value}`")


def read_window(node: Table, scope: Scope, *, slides: bool = False) -> Window:
    """The `from`, `after`, `within` and `before` of a target or of `show`; where the window ``slides``, its `within` is no deadline."""
    after, within, before = node.get("after"), None if slides else node.get("within"), node.get("before")
    base = read_time(node.get("from"), scope)
    if within is not None and before is not None:
        scope.mistakes.add("one-too-many", "`within` and `before` both say when it is due", before, "keep one of them")
    closing = within if within is not None else before
    opens = _read_end(after, scope)
    due = read_duration(within, scope) if within is not None else _read_end(before, scope)
    if closing is not None and closes_first(opens, due):
        scope.mistakes.add("window-closes-first", "this is over before it begins", closing, "it opens with `after`; give it more time")
    return Window(base, opens, due)


def _read_end(node: Node | None, scope: Scope) -> Duration | TimeExpr | None:
    """One end of a window: a length of time, or a time."""
    return read_duration(node, scope) if is_duration(node, scope) else read_time(node, scope)


def _check_before(node: Table, window: Window, scope: Scope) -> None:
    """Looking back, a `before` with a length of time would read as the end that it is not."""
    before = as_scalar(node.get("before"))
    if before is not None and isinstance(window.due, Duration):
        hint = f"for what must be at least that much earlier, write `after: {before.text}`: lengths of time count backwards here"
        scope.mistakes.add("not-a-time", f"{quote(before.text)} is no time", before, hint)


def closes_first(opens: Duration | TimeExpr | None, due: Duration | TimeExpr | None) -> bool:
    """Whether a window is shut whatever the log says. A clock changes by two hours at most; business days may be any number of days."""
    if isinstance(opens, TimeExpr) and isinstance(due, TimeExpr) and opens.ref == due.ref:
        if _side(opens) != _side(due):
            return _side(opens) > _side(due)
        early, late = (opens, due) if _side(opens) > 0 else (due, opens)
        return closes_first(early.shift or Duration(), late.shift or Duration())
    if not isinstance(opens, Duration) or not isinstance(due, Duration):
        return False
    if opens.business_days and due.business_days:
        return opens.business_days > due.business_days
    if opens.days and due.days:
        return opens.days > due.days
    earliest = opens.elapsed + max(0, opens.days * DAY - 2 * HOUR) + max(0, opens.business_days - 1) * DAY
    latest = due.elapsed + (due.days * DAY + 2 * HOUR if due.days else 0)
    return not due.business_days and earliest > latest


def _side(time: TimeExpr) -> int:
    """On which side of the time that it counts from a time lies: 1 for later, -1 for earlier, 0 for that time itself."""
    return time.sign if time.shift is not None and is_long(time.shift) else 0


def is_long(duration: Duration) -> bool:
    """Whether a length of time is more than none at all."""
    return bool(duration.elapsed or duration.days or duration.business_days)


def _check_start(key: str, node: Table, direction: Direction, scope: Scope) -> None:
    """What looks back, or at the neighbour, needs an event to look from."""
    if direction in {Direction.BEFORE, Direction.NEXT, Direction.PREVIOUS} and not scope.has_case_event:
        hint = "bind an event in `for_each`, as in `for_each: {start: {event: …}}`"
        scope.mistakes.add("no-case-event", f"`{key}` has no event to look from", node, hint)


def _read_bounds(node: Table, scope: Scope) -> tuple[int | None, int | None]:
    given = [entry.key for entry in node.entries if entry.key.text in BOUNDS]
    if not given and not is_misspelt(node, BOUNDS):
        scope.mistakes.add("missing-key", "this does not say how many", node, f"add one of {', '.join(f'`{bound}`' for bound in BOUNDS)}")
    exactly = node.get("exactly")
    if exactly is not None:
        others = [key for key in given if key.text != "exactly"]
        if others:
            scope.mistakes.add("one-too-many", f"`exactly` leaves nothing for `{others[0].text}` to say", others[0], "keep one of them")
        number = read_number(exactly, scope, least=1)
        return number, number
    least, most = read_number(node.get("at_least"), scope, least=1), read_number(node.get("at_most"), scope)
    if least is not None and most is not None and least > most:
        at = node.get("at_least") or node
        hint = f"perhaps `at_least: {most}, at_most: {least}` is meant"
        scope.mistakes.add("impossible-count", f"no number is at least {least} and at most {most}", at, hint)
    return least, most


def _check_by(node: Table, shapes: tuple[Shape, ...], most: int | None, scope: Scope) -> None:
    by = as_scalar(node.get("by"))
    if by is None:
        return
    for shape in shapes:
        scope.field_type(shape, by.text, by)
    if most is None:
        hint = "add `at_most`, or leave `by` out"
        scope.mistakes.add("impossible-count", "`by` counts apart what must not be too many", by, hint)


def _read_period(node: Node | None, scope: Scope) -> Duration | None:
    period = read_duration(node, scope)
    if period is not None and node is not None and not is_long(period):
        scope.mistakes.add(
            "bad-duration", "something cannot be due again after no time at all", node, "say how often, as in `every: 7 days`"
        )
    return period
