"""The facts of every question in the OpenAPI document, and what an assessment of them is sent and answered as."""

from typing import Any

from ..rules import QUESTIONS
from ..rules.enums import EFFECT_LABELS, OUTCOME_LABELS
from ..rules.fact_schema import component_name, components

MOST_CASES = 500
LONGEST_ID = 100
_TEXT = {"type": "string"}


def add_fact_components(result: dict, generator, request, public) -> dict:
    """Postprocessing hook: the facts, the cases made of them, the answers to them."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(components())
    schemas["HypotheticalCase"] = _case()
    schemas["HypotheticalAnswer"] = _answer()
    schemas["HypotheticalBatch"] = _batch()
    return result


REQUEST: dict[str, Any] = {
    "oneOf": [
        {
            "type": "object",
            "title": "一笔补贴申请的核定（保存）",
            "properties": {"claim": {"type": "integer", "minimum": 1, "description": "补贴申请编号"}},
            "required": ["claim"],
            "additionalProperties": False,
        },
        {"$ref": "#/components/schemas/HypotheticalCase"},
        {
            "type": "object",
            "title": "一批设想的情形（不保存）",
            "properties": {
                "cases": {
                    "type": "array",
                    "minItems": 1,
                    "maxItems": MOST_CASES,
                    "items": {"$ref": "#/components/schemas/HypotheticalCase"},
                }
            },
            "required": ["cases"],
            "additionalProperties": False,
        },
    ]
}
ANSWER = {
    "oneOf": [
        {"$ref": "#/components/schemas/HypotheticalAnswer"},
        {"$ref": "#/components/schemas/HypotheticalBatch"},
    ]
}


def _case() -> dict[str, Any]:
    """One of the questions with its own facts."""
    return {
        "title": "一个设想的情形（不保存）",
        "oneOf": [
            {
                "type": "object",
                "title": question.label,
                "properties": {
                    "question": {"type": "string", "const": code, "description": question.label},
                    "facts": {"$ref": f"#/components/schemas/{component_name(question.facts)}"},
                    "id": {
                        "type": "string",
                        "maxLength": LONGEST_ID,
                        "description": "调用方自己的编号，原样返回",
                    },
                },
                "required": ["question", "facts"],
                "additionalProperties": False,
            }
            for code, question in QUESTIONS.items()
        ],
    }


def _answer() -> dict[str, Any]:
    outcomes = [outcome.value for outcome in OUTCOME_LABELS]
    check = {
        "code": _TEXT,
        "outcome": {"type": "string", "enum": outcomes},
        "reason": {**_TEXT, "description": "同一审核点不同结论的代码，文字改动时不变"},
        "effect": {"type": "string", "enum": [effect.value for effect in EFFECT_LABELS]},
        "clause": _TEXT,
        "quote": _TEXT,
        "sentence": _TEXT,
        "inputs": {"type": "object", "description": "看了哪些事实和参数"},
    }
    row = {"order": {"type": "integer"}, "label": _TEXT, "value": _TEXT, "clause": _TEXT, "operation": _TEXT}
    fields = {
        "id": {**_TEXT, "description": "调用方自己的编号；没有填的不返回"},
        "index": {"type": "integer", "description": "一批中的第几个，从 1 起；单个的不返回"},
        "question": _TEXT,
        "question_label": _TEXT,
        "subject": {**_TEXT, "description": "问的是哪一项；只有一项的为空文本"},
        "outcome": {"type": "string", "enum": outcomes, "description": "结论"},
        "outcome_label": _TEXT,
        "amount": {"type": ["string", "null"], "description": "金额（元）；不涉及金额或没有全部符合的为空"},
        "checks": {"type": "array", "items": _object(check)},
        "worksheet": {"type": "array", "items": _object(row)},
        "release": {"type": "integer", "description": "规则版本号"},
        "rules_version": {**_TEXT, "description": "规则版本的散列值"},
        "facts_digest": {**_TEXT, "description": "事实的散列值"},
    }
    return {**_object(fields, optional=("id", "index")), "title": "测算结果"}


def _batch() -> dict[str, Any]:
    refused = {
        "index": {"type": "integer"},
        "id": _TEXT,
        "errors": {"type": "array", "items": _object({"field": _TEXT, "message": _TEXT})},
    }
    results = {
        "oneOf": [
            {"$ref": "#/components/schemas/HypotheticalAnswer"},
            {**_object(refused, optional=("id",)), "title": "不能测算的情形"},
        ]
    }
    fields = {
        "release": {"type": "integer", "description": "规则版本号"},
        "rules_version": _TEXT,
        "assessed": {"type": "integer", "description": "得出结论的个数"},
        "failed": {"type": "integer", "description": "内容有误、没有测算的个数"},
        "results": {"type": "array", "items": results, "description": "顺序与提交的相同"},
    }
    return {**_object(fields), "title": "一批测算结果"}


def _object(properties: dict, *, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }
