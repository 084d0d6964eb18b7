"""The shapes of logs in the words of a vocabulary, for msgspec: what JSON may hold, checked while it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Union

import msgspec

from afterword.engine.vocabulary import ENVELOPE, Field, Kind, Vocabulary

PREFIX = "f_"
"""Stands before the name of each field, so that a field may be called like anything."""

_TYPES: Mapping[Kind, Any] = {Kind.INTEGER: int | float, Kind.DECIMAL: int | float, Kind.BOOLEAN: bool}
"""A decimal point is not lost on the way, so that it can be refused. All else is text."""


def log_type(vocabulary: Vocabulary) -> type[Any]:
    """A structure for logs, without holidays, ends and waivers, which few have. What is null is as good as left out, in all of it."""
    events = [
        _structure(name, {**{key: field for key, field in ENVELOPE.items() if key != "type"}, **event.fields}, tag_field="type", tag=name)
        for name, event in vocabulary.events.items()
    ]
    entities = {one.section: _table_of(_structure(one.name, one.fields)) for one in vocabulary.entities.values()}
    heads: dict[str, Any] = {
        "$schema": str,
        "candidate": str,
        "timezone": str,
        **entities,
    }
    fields: list[tuple[str, Any, Any]] = [(PREFIX + name.lstrip("$"), kind | None, None) for name, kind in heads.items()]
    fields.append((PREFIX + "events", _list_of(events), msgspec.UNSET))
    names = {PREFIX + name.lstrip("$"): name for name in (*heads, "events")}
    return msgspec.defstruct("Log", fields, rename=names, forbid_unknown_fields=True, omit_defaults=True, gc=False)


def _table_of(structure: Any) -> Any:  # noqa: ANN401 - types made while the program runs
    return dict[str, structure | None]


def _list_of(structures: list[Any]) -> Any:  # noqa: ANN401
    whole: Any = Union.__getitem__(tuple(structures)) if structures else None
    return list[whole] | None if structures else None


def _structure(name: str, fields: Mapping[str, Field], **tags: str) -> type[Any]:
    return msgspec.defstruct(
        name,
        [(PREFIX + key, _kind(field) | None, None) for key, field in fields.items()],
        rename={PREFIX + key: key for key in fields},
        forbid_unknown_fields=True,
        omit_defaults=True,
        gc=False,
        **tags,  # type: ignore[arg-type]
    )


def _kind(field: Field) -> Any:  # noqa: ANN401
    kind = Literal[field.type.choices] if field.type.kind is Kind.ENUM else _TYPES.get(field.type.kind, str)
    return list[kind] if field.type.many else kind  # type: ignore[valid-type]
