"""Logs of candidates who never lived: seeded, of any size, and as careful and as careless as people are.

`write_log` gives a log as plain data, in the words of the pack *After the interview*. The same seed and size give the same log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

Entry: TypeAlias = dict[str, Any]

ZONE = ZoneInfo("Europe/London")
START = datetime(2024, 1, 8, 9, tzinfo=ZONE)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FIRST_NAMES = (
    "Amara",
    "Bela",
    "Chidi",
    "Dana",
    "Elif",
    "Farid",
    "Greta",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lena",
    "Mira",
    "Noor",
    "Omar",
    "Petra",
)
LAST_NAMES = (
    "Adeyemi",
    "Brandt",
    "Costa",
    "Dvorak",
    "Eriksen",
    "Fontaine",
    "Gupta",
    "Horvat",
    "Ishida",
    "Jensen",
    "Kowalski",
    "Lindqvist",
    "Moreau",
    "Okafor",
)
EMPLOYERS = ("Northwind", "Harbour", "Linden", "Copperfield", "Meridian", "Ashgrove", "Quarry", "Saltmarsh", "Tallow", "Wren")
TRADES = ("Analytics", "Foods", "Press", "Energy", "Logistics", "Health", "Studios", "Robotics")
JOBS = ("Data Analyst", "Project Manager", "Editor", "Nurse Lead", "Buyer", "Software Engineer", "Teacher", "Planner")
STRENGTHS = ("built the reporting at my last job", "led a team of five", "speaks the customers' language", "knows the tools you use")
CONCERNS = ("no experience in this industry", "long way to work", "gap of a year")


@dataclass
class Story:
    """One application from the advertisement to its end, told event by event.

    ``now`` is where the story has got to; times of day wander, and now and then only the day is known.
    """

    number: int
    random: Random
    now: datetime
    log: Entry
    told: list[tuple[datetime, Entry]] = field(default_factory=list)
    met: int = 0

    @property
    def app(self) -> str:
        """The id of the application."""
        return f"a{self.number}"

    def chance(self, share: float) -> bool:
        """True in that share of all cases."""
        return self.random.random() < share

    def later(self, least: timedelta, most: timedelta) -> None:
        """Let some time pass, to the minute."""
        minutes = self.random.randint(int(least / MINUTE), int(most / MINUTE))
        # In UTC, so that a clock change neither shortens nor lengthens the wait.
        self.now = (self.now.astimezone(ZoneInfo("UTC")) + minutes * MINUTE).astimezone(ZONE)

    def tell(self, event_type: str, /, **fields: object) -> None:
        """Add an event; a field that is None is unknown."""
        event: Entry = {"id": f"{self.app}-{len(self.told) + 1}", "type": event_type}
        event |= {"day": self.now.date().isoformat()} if self.chance(0.04) else {"at": self.now.isoformat(timespec="minutes")}
        event |= {"app": self.app} if event_type != "search_activity" else {}
        event |= {name: value for name, value in fields.items() if value is not None}
        self.told.append((self.now, event))

    def meet(self, role: str) -> str:
        """Somebody new of this employer."""
        self.met += 1
        person = f"p{self.number}-{self.met}"
        self.log["people"][person] = {"app": self.app, "role": role}
        return person

    def full_name(self) -> str:
        """A name for somebody."""
        return f"{self.random.choice(FIRST_NAMES)} {self.random.choice(LAST_NAMES)}"

    def run(self) -> None:
        """The whole story."""
        employer = f"{self.random.choice(EMPLOYERS)} {self.random.choice(TRADES)}"
        self.log["applications"][self.app] = {"employer": employer, "title": self.random.choice(JOBS)}
        self.tell("application_submitted", channel="website")
        self.later(2 * DAY, 12 * DAY)
        if self.chance(0.25):
            self.tell("application_closed", reason=self.random.choice(("no_answer", "filled")))
            return
        rounds = 2 if self.chance(0.4) else 1
        for number in range(1, rounds + 1):
            self.interview(number)
        if self.chance(0.5):
            self.references()
        self.ending()

    def interview(self, number: int) -> None:
        """An invitation, the meeting, and what the candidate does on the day and the days after."""
        interview = f"i{self.number}-{number}"
        about = {"interview": interview}
        panel = [self.meet("interviewer") for _ in range(self.random.choice((1, 1, 1, 2, 2, 3)))]
        self.tell("interview_invited", channel="email")
        self.later(HOUR, 40 * HOUR)
        self.tell("invitation_answered", answer="accepted")
        starts = (self.now + self.random.randint(2, 8) * DAY).replace(hour=self.random.randint(9, 16), minute=0)
        self.tell("interview_scheduled", **about, round=number, starts_at=starts.isoformat(timespec="minutes"), interviewers=panel)
        self.now = starts + self.random.randint(30, 100) * MINUTE
        self.tell("interview_completed", **about, round=number, format=self.random.choice(("onsite", "video", "phone")), interviewers=panel)
        if self.chance(0.8):
            self.tell("next_steps_asked", **about, during_closing=self.chance(0.8))
        if self.chance(0.7):
            self.tell("contact_time_asked", **about, form=self.random.choice(("may_i_contact", "will_i_hear")), during_closing=True)
        self.now += 5 * MINUTE
        if self.chance(0.4):
            self.tell("timeline_given", contact_from=(self.now + self.random.randint(3, 9) * DAY).date().isoformat())
        for person in panel:
            if self.chance(0.85):
                title = self.random.choice(("Head of Department", "Team Lead", None))
                self.tell("contact_recorded", person=person, full_name=self.full_name(), title=title, email="known@example.org")
        self.later(20 * MINUTE, 5 * HOUR)
        concerns = self.random.sample(CONCERNS, self.random.randint(0, 2))
        if self.chance(0.75):
            self.tell("notes_written", **about, positives=self.random.sample(STRENGTHS, 2), concerns=concerns)
        for person in panel:
            self.letter(about, person, concerns)
        self.silence(panel[0])

    def letter(self, about: Entry, person: str, concerns: list[str]) -> None:
        """Perhaps a letter, perhaps in time, perhaps a good one."""
        if self.chance(0.15):
            return
        self.later(10 * MINUTE, 12 * HOUR if self.chance(0.85) else 40 * HOUR)
        good = self.chance(0.7)
        self.tell(
            "thank_you_sent",
            **about,
            to=person,
            channel="email" if self.chance(0.9) else "post",
            refers_to_interview=good or None,
            reinforces=[self.random.choice(STRENGTHS)] if good else [],
            addresses=concerns if good else None,
            enthusiasm_job=True,
            enthusiasm_employer=good,
            proofread=good or None,
        )

    def silence(self, person: str) -> None:
        """The days of waiting: the search goes on, and the candidate asks where things stand."""
        self.later(DAY, 3 * DAY)
        if self.chance(0.6):
            self.tell(
                "search_activity", kind=self.random.choice(("application", "networking", "research")), count=self.random.randint(1, 5)
            )
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            self.later(DAY, 6 * DAY)
            asked = self.chance(0.9)
            self.tell(
                "follow_up_sent",
                to=person,
                channel="phone" if self.chance(0.4) else "email",
                purpose="status",
                asked_status=asked,
                thanked_again=asked,
            )
        self.later(DAY, 4 * DAY)
        if self.chance(0.6):
            self.tell("employer_replied", kind=self.random.choice(("status", "delay", "acknowledgement")), channel="email")

    def references(self) -> None:
        """Two people are named, told, called and thanked, or some of it."""
        people = [str(name) for name in self.random.sample(("r1", "r2", "r3"), 2)]
        self.later(HOUR, DAY)
        self.tell("references_submitted", references=people, asked_by_employer=True)
        for person in people:
            self.later(HOUR, DAY)
            if self.chance(0.8):
                self.tell(
                    "reference_alerted", reference=person, channel="email", gave_job_details=True, gave_employer_details=self.chance(0.8)
                )
        for person in people:
            self.later(HOUR, DAY)
            self.tell("reference_check_done", reference=person, mode="phone", learned_from="reference")
            if self.chance(0.7):
                self.later(HOUR, 2 * DAY)
                self.tell("reference_followed_up", reference=person, channel="email", asked_how_it_went=True)
                self.tell("reference_thanked", reference=person, channel="email")

    def ending(self) -> None:
        """A rejection, an offer, or nothing yet."""
        self.later(2 * DAY, 10 * DAY)
        if self.chance(0.55):
            self.tell("rejection_received", channel="email", after_interview=True)
            if self.chance(0.6):
                self.later(HOUR, 3 * DAY)
                self.tell("rejection_answered", thanked=True, asked_feedback=True, tone="polite")
        elif self.chance(0.3):
            self.tell("offer_received", form="verbal", respond_by=(self.now + 7 * DAY).date().isoformat())
            self.later(HOUR, 2 * DAY)
            self.tell("offer_acknowledged")
            self.later(DAY, 5 * DAY)
            self.tell("offer_declined", polite=True)


def write_log(size: int, seed: int = 0, pace: int = 1) -> Entry:
    """A log of exactly ``size`` events: a few applications at a time, one after another, cut off in the middle of life.

    With a higher ``pace``, so many times as many applications at a time: a very long log ends in this century then.
    """
    random = Random(f"{size}-{seed}")
    log: Entry = {"candidate": f"Candidate {seed}", "timezone": ZONE.key, "applications": {}, "people": {}, "events": []}
    log["people"] |= {name: {"role": "reference", "name": f"Reference {name}"} for name in ("r1", "r2", "r3")}
    told: list[tuple[datetime, Entry]] = []
    waiting: list[datetime] = []  # when the events are that come after the beginning of the next story
    begins = START
    number = past = 0
    # A story may begin late and still have early events to add, hence one more than is needed.
    while past < size:
        number += 1
        story = Story(number, random, begins, log)
        story.run()
        told += story.told
        later = begins + random.randint(3, 9) * DAY / pace
        begins = max(begins, later.replace(hour=random.randint(8, 19), minute=random.randint(0, 59)))
        for when, _ in story.told:
            heappush(waiting, when)
        while waiting and waiting[0] <= begins:
            heappop(waiting)
            past += 1
    log["events"] = [event for _, event in sorted(told, key=_when)[:size]]
    known = {event["app"] for event in log["events"] if "app" in event}
    log["applications"] = {name: fields for name, fields in log["applications"].items() if name in known}
    log["people"] = {name: fields for name, fields in log["people"].items() if fields.get("app") is None or fields["app"] in known}
    return log


def moment_after(log: Entry) -> datetime:
    """Two days after the last event: a moment of asking at which much is open."""
    last = log["events"][-1]
    return datetime.fromisoformat(last.get("at") or f"{last['day']}T12:00+00:00") + 2 * DAY


def as_yaml(log: Entry) -> str:
    """The log as a person would keep it: YAML, an event a line."""
    heads = [f"{key}: {json.dumps(value)}" for key, value in log.items() if not isinstance(value, (dict, list))]
    tables = [
        line
        for key in ("applications", "people")
        for line in (f"{key}:", *(f"  {name}: {json.dumps(one)}" for name, one in log[key].items()))
    ]
    return "\n".join([*heads, *tables, "events:", *(f"  - {json.dumps(event)}" for event in log["events"])]) + "\n"


def _when(told: tuple[datetime, Entry]) -> datetime:
    return told[0]
