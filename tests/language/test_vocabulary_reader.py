"""The vocabulary of a pack: types, scopes, entities and what events tell of them."""

from __future__ import annotations

from afterword.engine.vocabulary import Entity, Field, FieldType, Kind, Learned, Retraction, Vocabulary
from afterword.tests.language.packs import HEAD, load, read_pack


def read(text: str) -> Vocabulary:
    """The vocabulary that is written so."""
    return read_pack(load(HEAD + "vocabulary:\n" + text)).vocabulary


def codes(text: str) -> list[str]:
    """What is wrong with a vocabulary."""
    return [one.code for one in load(HEAD + "vocabulary:\n" + text).diagnostics]


def test_types() -> None:
    """Every word for a type, short and long, single and in a list."""
    fields = (
        read(
            """
  entities: {person: {}}
  choices: {form: [phone, video, phone]}
  events:
    met:
      fields:
        said: text
        length: {type: integer, required: true, about: minutes}
        happy: boolean
        day_off: date
        until: time
        place: zone
        answers: event
        mood: {type: enum, choices: [good, bad]}
        form: form
        person: person
        people: {type: [person], required: false}
        tags: [text]
        moods: {type: [enum], choices: [good, bad]}
"""
        )
        .events["met"]
        .fields
    )
    assert {name: field.type for name, field in fields.items()} == {
        "said": FieldType(Kind.TEXT),
        "length": FieldType(Kind.INTEGER),
        "happy": FieldType(Kind.BOOLEAN),
        "day_off": FieldType(Kind.DATE),
        "until": FieldType(Kind.TIME),
        "place": FieldType(Kind.ZONE),
        "answers": FieldType(Kind.EVENT),
        "mood": FieldType(Kind.ENUM, ("good", "bad")),
        "form": FieldType(Kind.ENUM, ("phone", "video")),
        "person": FieldType(Kind.ENTITY, entity="person"),
        "people": FieldType(Kind.ENTITY, entity="person", many=True),
        "tags": FieldType(Kind.TEXT, many=True),
        "moods": FieldType(Kind.ENUM, ("good", "bad"), many=True),
    }
    assert fields["length"] == Field("length", FieldType(Kind.INTEGER), required=True, about="minutes")
    assert not fields["people"].required


def test_types_as_they_are_called_elsewhere() -> None:
    """Who writes `number` as in other formats is told the word that stands for it here."""
    words = {"number": "integer", "String": "text", "bool": "boolean", "float": "decimal", "datetime": "time", "day": "date", "txt": "text"}
    for word, meant in words.items():
        [mistake] = load(HEAD + f"vocabulary: {{events: {{met: {{fields: {{x: {word}}}}}}}}}\n").diagnostics
        assert (mistake.code, mistake.hint) == ("unknown-type", f"did you mean `{meant}`?")


def test_scopes() -> None:
    """An event has the fields of its scope, unless it says otherwise."""
    events = read(
        """
  entities: {firm: {key: app}}
  scopes: {firm: {app: {type: firm, required: true}}, none: {}}
  events:
    met: {scope: firm, about: A talk, fields: {said: text}}
    heard: {scope: firm, fields: {app: firm}}
    rested: {scope: none}
"""
    ).events
    assert events["met"].about == "A talk"
    assert list(events["met"].fields) == ["app", "said"]
    assert events["met"].fields["app"].required
    assert not events["heard"].fields["app"].required
    assert events["rested"].fields == {}


def test_entities() -> None:
    """An entity with all it may say, and one that says nothing."""
    vocabulary = read(
        """
  entities:
    firm: {}
    person:
      section: people
      key: who
      label: name
      belongs_to: firm
      about: Somebody
      fields: {firm: firm, name: text}
      learned: {name: noted.full}
      introduced_by: [noted]
  events: {noted: {fields: {who: person, full: text, of: event}}}
  retraction: {event: noted, field: of}
  duplicates: [full]
"""
    )
    assert vocabulary.entities["firm"] == Entity("firm", "firm", "firm", {})
    assert vocabulary.entities["person"] == Entity(
        "person",
        "people",
        "who",
        {"firm": Field("firm", FieldType(Kind.ENTITY, entity="firm")), "name": Field("name", FieldType(Kind.TEXT))},
        label="name",
        learned=(Learned("name", "noted", "who", "full"),),
        introduced_by=("noted",),
        belongs_to="firm",
        about="Somebody",
    )
    assert vocabulary.retraction == Retraction("noted", "of")
    assert vocabulary.duplicate_fields == ("full",)


def test_mistakes_of_entities() -> None:
    """What events tell of an entity must be a field of an event that names the entity."""
    events = "  events: {noted: {fields: {person: text, full: text}}}\n"
    assert codes("  entities: {person: {fields: {name: text}, learned: {name: noted.full}}}\n" + events) == ["unknown-field"]
    assert codes("  entities: {person: {fields: {name: text}, learned: {name: noted}}}\n" + events) == ["bad-reference"]
    assert codes("  entities: {person: {fields: {name: text}, introduced_by: noted}}\n" + events) == ["unknown-field"]
    assert codes("  entities: {person: {fields: {name: text}, learned: {name: [noted]}}}\n" + events) == ["wrong-kind"]


def test_structures_that_are_none() -> None:
    """Parts of a wrong kind are told once, and what stands around them is read."""
    assert codes("  entities: {person: 3}\n  events: {met: 3, wrote: {fields: {x: [], y: {about: z}}}}\n  retraction: {}\n") == [
        "wrong-kind",
        "wrong-kind",
        "too-short",
        "missing-key",
        "missing-key",
        "missing-key",
    ]


def test_no_event_repeats_another() -> None:
    """`duplicates: false` is not the same as no field that tells events apart."""
    assert read("  events: {met: {}}\n  duplicates: false\n").duplicate_fields is None
    assert read("  events: {met: {}}\n  duplicates: []\n").duplicate_fields == ()
    assert codes("  events: {met: {}}\n  duplicates: true\n") == ["wrong-value"]


def test_either_each_event_counts_or_some_repeat() -> None:
    """`duplicates: false` in one file and a list of fields in another contradict each other."""
    never = HEAD + "vocabulary: {events: {met: {fields: {said: text}}}, duplicates: false}\n"
    assert [one.code for one in load(never, "vocabulary: {duplicates: [said]}\n").diagnostics] == ["given-twice"]
    assert [one.code for one in load(never, "vocabulary: {duplicates: false}\n").diagnostics] == ["given-twice"]


def test_what_events_are_called() -> None:
    """`called` and `about` are kept for those who describe; a name without its article is refused."""
    event = read("  events: {met: {about: You met., called: a meeting}, left: {}}\n").events["met"]
    assert (event.about, event.called) == ("You met.", "a meeting")
    assert codes("  events: {met: {called: meeting}}\n") == ["wrong-form"]
