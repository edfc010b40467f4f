"""The facts of each question as JSON Schema (2020-12), made from the annotations and the vocabulary."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .decide import QUESTIONS
from .facts import Facts
from .vocabulary import Asked, Fact, classes_of, facts_in, values_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST_ENTRIES = 100  # of one list, in a schema: what a program may send, not what the law allows
LONGEST_TEXT = 500
DECIMAL = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_PLAIN: Mapping[type, dict] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string", "maxLength": LONGEST_TEXT},
    date: {"type": "string", "format": "date", "pattern": DAY},
    Decimal: {"type": "string", "pattern": DECIMAL},
}
_ASKED = {
    Asked.CITIZEN: "由本人回答。",
    Asked.OFFICE: "由经办机构查验或填写。",
    Asked.NO: "由系统或经办人员填写，不向本人询问。",
}


def json_schema(code: str) -> dict[str, Any]:
    """The whole schema of the facts of one question, standing for itself."""
    question = QUESTIONS[code]
    parts = {cls: schema_of(cls, _to_definition) for cls in classes_of(question)}
    whole = parts.pop(question.facts)
    definitions = {cls.__name__: part for cls, part in parts.items()}
    return {"$schema": DIALECT, **whole, "title": question.label, "$defs": definitions}


def components() -> dict[str, dict]:
    """The same as named parts of an OpenAPI document, each once."""
    classes = {cls for question in QUESTIONS.values() for cls in classes_of(question)}
    named = {component_name(cls): schema_of(cls, _to_component) for cls in classes}
    for question in QUESTIONS.values():
        named[component_name(question.facts)]["title"] = question.label
    return dict(sorted(named.items()))


def component_name(cls: type[Facts]) -> str:
    return cls.__name__ if cls.__name__.endswith("Facts") else f"{cls.__name__}Fact"


def schema_of(cls: type[Facts], refer: Callable[[type[Facts]], str]) -> dict[str, Any]:
    facts = facts_in(cls)
    return {
        "type": "object",
        "properties": {fact.name: _property(fact, refer) for fact in facts},
        "required": [fact.name for fact in facts if fact.required],
        "additionalProperties": False,
    }


def _property(fact: Fact, refer: Callable[[type[Facts]], str]) -> dict[str, Any]:
    one = {"$ref": refer(fact.kind)} if issubclass(fact.kind, Facts) else _plain(fact.kind)
    whole = {"type": "array", "items": one, "maxItems": MOST_ENTRIES} if fact.many else one
    return {
        **(_or_null(whole) if fact.may_be_unknown else whole),
        "title": fact.label,
        "description": " ".join(filter(None, (fact.ask, fact.help, _ASKED[fact.asked], _unknown(fact)))),
        "examples": [fact.example],
    }


def _plain(kind: type) -> dict[str, Any]:
    if not issubclass(kind, StrEnum):
        return dict(_PLAIN[kind])
    labels = values_of(kind)
    return {
        "type": "string",
        "enum": [member.value for member in kind],
        "x-enum-labels": [labels[member] for member in kind],
    }


def _or_null(schema: dict) -> dict:
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    nullable = {**schema, "type": [schema["type"], "null"]}
    return {**nullable, "enum": [*schema["enum"], None]} if "enum" in schema else nullable


def _unknown(fact: Fact) -> str:
    return "不知道的填空值或不填，不能当作“是”。" if fact.may_be_unknown else ""


def _to_definition(cls: type[Facts]) -> str:
    return f"#/$defs/{cls.__name__}"


def _to_component(cls: type[Facts]) -> str:
    return f"#/components/schemas/{component_name(cls)}"
