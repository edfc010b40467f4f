"""docs/facts.md: every fact of every question in words, made from the vocabulary and the rules."""

import json
from collections.abc import Iterator

from .decide import QUESTIONS
from .facts import Facts
from .interview import DAY
from .questions import Question
from .vocabulary import Asked, Fact, classes_of, facts_in

HEAD = """# 事实说明

本页由 `manage.py describe_facts` 生成，不手工改写：文字在 `subsidies/rules/vocabulary/`，形式在 `subsidies/rules/facts/`。
同样的内容以 JSON Schema 发布在 `/api/v1/schema/`。空值和不填都是“不知道”，不当作“是”。日期写 `2026-03-01`，金额写成文本 `"1500.00"`。
"""
_ASKED = {Asked.CITIZEN: "本人", Asked.OFFICE: "经办机构", Asked.NO: "不询问"}
_KINDS = {"bool": "是或否", "int": "整数", "str": "文本", "date": "日期", "Decimal": "金额（文本）"}


def facts_page() -> str:
    return "\n".join([HEAD, *(line for question in QUESTIONS.values() for line in _section(question))])


def _section(question: Question) -> Iterator[str]:
    yield f"## {question.label} `{question.code}`\n"
    yield f"依据：{question.clause}。\n"
    yield from _table(question.facts, question)
    for cls in classes_of(question)[1:]:
        yield f"### `{cls.__name__}`\n"
        yield from _table(cls, None)
    example = {fact.name: fact.example for fact in facts_in(question.facts) if _in_example(fact)}
    case = {"question": question.code, "facts": example}
    yield "```json\n" + json.dumps(case, ensure_ascii=False, indent=1) + "\n```\n"


def _table(cls: type[Facts], question: Question | None) -> Iterator[str]:
    yield "| 事实 | 名称 | 怎样问 | 填什么 | 谁回答 |"
    yield "|---|---|---|---|---|"
    for fact in facts_in(cls):
        must = "，必填" if fact.required else ""
        ask = " ".join(filter(None, (fact.ask, fact.help)))
        given = "情形本身" if question and fact.name in (DAY, question.subject) else _ASKED[fact.asked]
        yield f"| `{fact.name}` | {fact.label} | {ask} | {_form(fact)}{must} | {given} |"
    yield ""


def _form(fact: Fact) -> str:
    if issubclass(fact.kind, Facts):
        form = f"`{fact.kind.__name__}`"
    elif fact.kind is not bool and fact.choices:
        form = "、".join(f"`{value}` {label}" for value, label in fact.choices.items())
    else:
        form = _KINDS[fact.kind.__name__]
    return f"{form}的列表" if fact.many else form


def _in_example(fact: Fact) -> bool:
    return fact.asked is not Asked.NO
