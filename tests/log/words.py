"""A small vocabulary, built by hand, and ways to read logs in it."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.diagnostics import Diagnostic, render_diagnostic
from afterword.engine.log.model import Event, Log
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.reading.text import decode
from afterword.engine.vocabulary import Entity, EventType, Field, FieldType, Kind, Learned, Retraction, Vocabulary

APP = FieldType(Kind.ENTITY, entity="application")
MEETING = FieldType(Kind.ENTITY, entity="meeting")
PERSON = FieldType(Kind.ENTITY, entity="person")
TEXT = FieldType(Kind.TEXT)
CHANNEL = FieldType(Kind.ENUM, ("email", "post", "phone"))


def fields(*required: Field, **optional: FieldType) -> dict[str, Field]:
    """Fields by name."""
    return {one.name: one for one in (*required, *(Field(name, type_) for name, type_ in optional.items()))}


def required(name: str, type_: FieldType) -> Field:
    """A field that must be there."""
    return Field(name, type_, required=True)


VOCABULARY = Vocabulary(
    entities={
        "application": Entity(
            "application",
            "applications",
            "app",
            fields(employer=TEXT, title=TEXT, timezone=FieldType(Kind.ZONE)),
            label="employer",
            learned=(Learned("employer", "added", "app", "employer"), Learned("title", "added", "app", "title")),
            introduced_by=("added",),
        ),
        "meeting": Entity(
            "meeting",
            "meetings",
            "meeting",
            fields(app=APP, round=FieldType(Kind.INTEGER), planned=FieldType(Kind.TIME)),
            introduced_by=("met",),
            belongs_to="application",
        ),
        "person": Entity(
            "person",
            "people",
            "person",
            fields(required("role", FieldType(Kind.ENUM, ("interviewer", "reference"))), app=APP, name=TEXT),
            label="name",
            learned=(Learned("name", "noted", "person", "full_name"),),
        ),
        "place": Entity("place", "places", "place", {}),
    },
    events={
        one.name: one
        for one in (
            EventType("added", fields(required("app", APP), required("employer", TEXT), title=TEXT)),
            EventType(
                "met",
                fields(
                    required("app", APP),
                    required("meeting", MEETING),
                    required("round", FieldType(Kind.INTEGER)),
                    people=FieldType(Kind.ENTITY, entity="person", many=True),
                    planned=FieldType(Kind.DATE),
                    topics=FieldType(Kind.TEXT, many=True),
                ),
            ),
            EventType(
                "sent",
                fields(
                    required("app", APP),
                    required("meeting", MEETING),
                    to=PERSON,
                    channel=CHANNEL,
                    polite=FieldType(Kind.BOOLEAN),
                    reply_by=FieldType(Kind.TIME),
                    copy_of=FieldType(Kind.EVENT),
                    copies=FieldType(Kind.EVENT, many=True),
                ),
            ),
            EventType("noted", fields(required("person", PERSON), full_name=TEXT, phone=TEXT)),
            EventType("searched", fields(kind=TEXT, count=FieldType(Kind.INTEGER), zone=FieldType(Kind.ZONE))),
            EventType("retracted", fields(required("event", FieldType(Kind.EVENT)))),
        )
    },
    retraction=Retraction("retracted", "event"),
    duplicate_fields=("channel", "full_name", "phone"),
)

HEAD = """
timezone: Europe/London
applications: {a1: {employer: Northwind}, a2: }
meetings: {m1: {app: a1}, m2: {app: a2}}
people: {p1: {role: interviewer}, p2: {role: reference}}
"""


def document(text: str, name: str = "log.yaml") -> Document:
    """The one document of a text."""
    source = decode(name, text.encode()).value
    assert source is not None
    documents = parse_documents(source)
    assert documents.value, [render_diagnostic(one) for one in documents.diagnostics]
    return documents.value[0]


def log_of(text: str, *, example: bool = False, vocabulary: Vocabulary = VOCABULARY) -> Log:
    """The log of a text without mistakes."""
    outcome = read_log(document(text), vocabulary, example=example)
    assert outcome.value is not None, [render_diagnostic(one) for one in outcome.diagnostics]
    return outcome.value


def events_of(*lines: str, head: str = HEAD) -> tuple[Event, ...]:
    """The events of a log, each given as the inside of a flow mapping."""
    return log_of(with_events(*lines, head=head)).events


def with_events(*lines: str, head: str = HEAD) -> str:
    """A log with some events."""
    return f"{head}\nevents:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


def mistakes(text: str, rules: Iterable[str] | None = None) -> tuple[Diagnostic, ...]:
    """What is wrong with a log."""
    return read_log(document(text), VOCABULARY, rules if rules is None else tuple(rules)).diagnostics


def codes(text: str) -> list[str]:
    """The codes of what is wrong with a log."""
    return [one.code for one in mistakes(text)]
