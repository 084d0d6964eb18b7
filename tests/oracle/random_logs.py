"""Random logs: few ids, so that joins hit, and times on a coarse grid around a clock change, so that ties and exact bounds are frequent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

from afterword.engine.log.model import Event, Log, Record, Value, Waiver
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR, Interval
from afterword.engine.times.zones import known_zone
from afterword.tests.oracle.build import EVENT_TYPES, RETRACTION

EVENT_IDS = tuple(f"e{number}" for number in range(8))
APPS = ("app1", "app2")
PEOPLE = ("p1", "p2", "p3")
HOW = ("mail", "call", "post")
WORDS = ("Jane Roe", "jane  roe", "Ms Roe", "pay", "", "  ")
LISTED_WORDS = WORDS[:4]
PRICES = ("-1", "0.5", "1", "2.25")
RULE_IDS = ("r0", "r1", "r2")

ZONES = ("UTC", "Europe/London", "America/New_York", "+05:30")
FIRST_DAY = date(2025, 10, 24)
"""A Friday. In London the clocks go back on the Sunday after, in New York a week later; Monday may be a holiday."""
DAYS = 6
START = int(datetime(2025, 10, 24, tzinfo=UTC).timestamp()) * 1_000_000

ABOUTS: tuple[dict[str, str], ...] = (
    {},
    {"application": "app1"},
    {"app": "app2"},
    {"person": "p1"},
    {"application": "app1", "person": "p2"},
)
PERSONS: tuple[dict[str, Value], ...] = ({}, {"role": "boss"}, {"role": "peer", "name": "Jane Roe"})


def random_moment(dice: Random) -> int:
    """Every six hours, and now and then an hour or two later."""
    return START + (6 * dice.randrange(4 * DAYS) + dice.choice((0, 0, 0, 1, 2))) * HOUR


def random_as_of(dice: Random) -> int:
    """A moment to ask at: often when all is over."""
    return dice.choice((random_moment(dice), START + 24 * (DAYS + 2) * HOUR))


def random_day(dice: Random, zone: str) -> Interval:
    """A day of the week or so that everything happens in."""
    bounds = known_zone(zone).day(FIRST_DAY.toordinal() - date(1970, 1, 1).toordinal() + dice.randrange(DAYS))
    assert bounds is not None
    return bounds


def random_interval(dice: Random, zone: str) -> tuple[Interval, bool]:
    """A moment, an hour that comes twice, or a day; and whether it is a day."""
    kind = dice.choice(("moment", "moment", "moment", "day", "day", "twice"))
    if kind == "day":
        return random_day(dice, zone), True
    moment = random_moment(dice)
    return Interval(moment, moment + HOUR if kind == "twice" else moment), False


def random_fields(dice: Random, zone: str) -> dict[str, Value]:
    """The fields of an event; each may be absent, the application less often."""
    fields: dict[str, Value] = {
        "app": dice.choice(("app1", *APPS)),
        "person": dice.choice(PEOPLE),
        "people": tuple(dice.choices(PEOPLE, k=dice.randrange(4))),
        "how": dice.choice(HOW),
        "number": dice.randrange(4),
        "price": dice.choice(PRICES),
        "good": dice.random() < 0.5,
        "words": dice.choice(WORDS),
        "points": tuple(dice.choices(LISTED_WORDS, k=dice.randrange(3))),
        "until": random_interval(dice, zone)[0],
        "on_day": random_day(dice, zone),
        "other": dice.choice(EVENT_IDS),
        "note": dice.choice(WORDS),
    }
    return {name: value for name, value in fields.items() if dice.random() < (0.8 if name == "app" else 0.5)}


def random_event(dice: Random, number: int, zone: str) -> Event:
    """An event at that place in the file, mostly by the clock of the log's zone; rarely one that retracts another."""
    own_zone = dice.choice((zone, zone, zone, *ZONES))
    when, is_day = random_interval(dice, own_zone)
    kind = dice.choice((*EVENT_TYPES * 4, RETRACTION.event))
    return Event(EVENT_IDS[number], kind, when, is_day, own_zone, number, random_fields(dice, own_zone))


def random_waiver(dice: Random) -> Waiver:
    """A waiver of some rule, for some or all of its cases."""
    return Waiver(dice.choice(RULE_IDS), dice.choice(ABOUTS), "asked not to", dice.choice((None, random_moment(dice))))


def random_log(dice: Random) -> Log:
    """A log of up to eight events, three people and perhaps waivers."""
    zone = dice.choice(ZONES)
    events = tuple(random_event(dice, number, zone) for number in range(max(dice.randrange(len(EVENT_IDS) + 1), dice.randrange(6))))
    people = {name: Record("person", name, dice.choice(PERSONS)) for name in PEOPLE}
    records = {"application": {name: Record("application", name, {}) for name in APPS}, "person": people}
    holidays = dice.choice((frozenset[date](), frozenset({date(2025, 10, 27)})))
    waivers = tuple(random_waiver(dice) for _ in range(dice.choice((0, 0, 0, 1, 2))))
    ended = dice.choice((None, None, random_moment(dice)))
    return Log(Source("random", ""), None, zone, holidays, records, events, waivers, ended)
