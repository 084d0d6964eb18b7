"""The pack that an import makes: words for what was seen, and rules can be written at once."""

from __future__ import annotations

import re

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.foreign.spelled import scalar
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Scalar, Table
from afterword.engine.spans import Source
from afterword.engine.vocabulary import FieldType, Kind
from afterword.tests.foreign.imports import import_text, read_logs, read_pack

ROWS = """\
case,activity,time,count,cost,done,day,when,said,only,case:size
1,W_Completeren aanvraag|COMPLETE,2025-09-09T11:00Z,1,1,true,2025-09-09,2025-09-09T11:00Z,7,,5
1,W_Completeren aanvraag|COMPLETE,2025-09-09T11:00Z,1,1,true,2025-09-09,2025-09-09T11:00Z,7,,5
1,yes,2025-09-10T11:00Z,2.0,2.50,False,2025-09-10,2025-09-10,seven,x,
"""


def test_kinds_are_what_all_values_can_be() -> None:
    """A field has the narrowest kind that takes each of its values."""
    found = import_text("csv", ROWS, zone="Europe/London")
    vocabulary = read_pack(found.pack).vocabulary
    fields = vocabulary.events["yes"].fields
    assert {name: field.type for name, field in fields.items()} == {
        "count": FieldType(Kind.INTEGER),
        "cost": FieldType(Kind.DECIMAL),
        "done": FieldType(Kind.BOOLEAN),
        "day_2": FieldType(Kind.DATE),
        "when": FieldType(Kind.TIME),
        "said": FieldType(Kind.TEXT),
        "only": FieldType(Kind.TEXT),
    }
    assert fields["day_2"].about == "called day there"
    assert "only" not in vocabulary.events["W_Completeren aanvraag|COMPLETE"].fields
    assert vocabulary.entities["case"].fields["size"].type == FieldType(Kind.INTEGER)
    [log] = read_logs(found)
    assert log.records["case"]["1"].fields == {"size": 5}


def test_each_event_counts() -> None:
    """Two events that agree in everything are two: a rule counts both."""
    found = import_text("csv", ROWS)
    rule = """
  - id: twice
    kind: must
    count: {event: "W_Completeren aanvraag|COMPLETE", exactly: 2}
"""
    compiled = compile_for_evaluation(read_pack(found.pack.replace("rules: []", "rules:" + rule))).value
    assert compiled is not None
    [log] = read_logs(found)
    [verdict] = Evaluator(compiled, "native").verdicts(log, 2**60)
    assert verdict.state.value == "done"


def test_the_rule_that_is_shown_is_one() -> None:
    """Without its marks, the example of the pack works."""
    pack = import_text("csv", ROWS).pack
    shown = "".join(line.removeprefix("#") + "\n" for line in pack.splitlines() if re.match(r"#   ", line))
    text = pack.replace("rules: []", "rules:\n" + shown)
    [rule] = read_pack(text).rules
    assert rule.id == "first-rule"


def test_a_pack_of_nothing() -> None:
    """Where nothing was seen, there are no words; it is a pack all the same."""
    assert read_pack(import_text("csv", "case,activity,time\n").pack).vocabulary.events == {}
    one = read_pack(import_text("csv", "case,activity,time\n1,a,2025-09-09T11:00Z\n").pack)
    assert list(one.vocabulary.events) == ["a"]


def test_texts_in_yaml() -> None:
    """Whatever a text is, it comes back as that text."""
    for text in ("plain words", "a-b_c", "yes", "Null", "1", "a: b", "# x", "", " x", "ü", '"', "a\nb", "[x]", "*a", "W_x y|COMPLETE"):
        [document] = parse_documents(Source("x.yaml", f"a: {scalar(text)}\nb: {{c: {scalar(text)}}}\n")).value or ()
        assert isinstance(document.root, Table)
        node = document.root.get("a")
        assert isinstance(node, Scalar)
        assert node.text == text
        assert node.quoted or text in {"plain words", "a-b_c"}
