"""What the word under the cursor means, in a pack."""

from __future__ import annotations

from afterword.engine.handbook.describe_rule import describe_rule
from afterword.engine.handbook.prose import plain_text
from afterword.engine.language.rule import Pack, Rule
from afterword.engine.language.shapes import describe_type
from afterword.engine.vocabulary import EventType, Field
from afterword.language_server.complete_pack import parameter_text
from afterword.language_server.cursor import Cursor
from afterword.language_server.pack_words import PackWords, bindings_of, id_of, rule_around
from afterword.language_server.roles import Role, role_of
from afterword.language_server.schema_words import describe, load_schema, schemas_at


def hover_pack(cursor: Cursor, words: PackWords) -> str:
    """Markdown; empty where there is nothing to say."""
    text = cursor.scalar.text
    if text.startswith("$"):
        return _explain_reference(cursor, words)
    role = role_of(cursor)
    if role is not None:
        return _explain_name(role, text, words)
    if not cursor.at_key:
        return ""
    root = load_schema("pack")
    return next((told for schema in schemas_at(root, (*cursor.steps, text)) if (told := describe(schema, root))), "")


def rule_text(rule: Rule, pack: Pack) -> str:
    """A rule in plain English."""
    why = f"\n\n*{rule.why}*" if rule.why else ""
    return f"**{rule.title or rule.id}**\n\n{plain_text(describe_rule(rule, pack))}{why}"


def event_text(event: EventType) -> str:
    """An event type and its fields."""
    fields = "\n".join(f"- {field_text(field)}" for field in event.fields.values())
    return "\n\n".join(filter(None, (f"**{event.name}**", event.about, fields)))


def field_text(field: Field) -> str:
    """A field, its type and meaning."""
    about = f": {field.about}" if field.about else ""
    return f"`{field.name}`, {describe_type(field.type)}{', required' if field.required else ''}{about}"


def _explain_name(role: Role, text: str, words: PackWords) -> str:  # noqa: PLR0911 - one line a role
    pack = words.pack
    match role:
        case Role.EVENT if text in pack.vocabulary.events:
            return event_text(pack.vocabulary.events[text])
        case Role.FACT if text in words.facts:
            return _explain_fact(text, words)
        case Role.SOURCE if text in pack.sources:
            source = pack.sources[text]
            return f"**{text}** ({source.kind}): {source.title}" + (f"\n\n{source.url}" if source.url else "")
        case Role.TOPIC:
            return pack.topics.get(text, "")
        case Role.STEP:
            return next((step.title for step in pack.steps if str(step.number) == text), "")
        case Role.ENTITY if text in pack.vocabulary.entities:
            return pack.vocabulary.entities[text].about
        case Role.RULE if text in words.rules:
            return rule_text(words.rules[text], pack)
        case _:
            return ""


def _explain_reference(cursor: Cursor, words: PackWords) -> str:
    """What a name with a dollar sign stands for."""
    alias, _, field = cursor.scalar.text.removeprefix("$").partition(".")
    rule = rule_around(cursor)
    bound = bindings_of(rule)
    if alias in bound:
        type_ = words.shape_of(bound[alias].pattern).fields.get(field) if field else None
        told = f"`${alias}` is bound in `for_each` of `{id_of(rule)}`."
        return f"`${alias}.{field}`: {describe_type(type_)}.\n\n{told}" if type_ is not None else told
    parameter = words.pack.parameters.get(alias)
    return f"**{alias}** = {parameter_text(parameter)}" if parameter is not None else ""


def _explain_fact(name: str, words: PackWords) -> str:
    makers = [rule for rule in words.rules.values() if rule.conclude is not None and rule.conclude.fact == name]
    fields = ", ".join(f"`{field}`" for field in words.facts[name][1])
    told = "\n\n".join(rule_text(rule, words.pack) for rule in makers)
    return f"The fact **{name}**{f' with {fields}' if fields else ''}, concluded so:\n\n{told}"
